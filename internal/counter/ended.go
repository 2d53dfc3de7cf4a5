package counter

import "madoguchi/internal/juki"

// EndedCases are the cases whose personal data have outlived their time (第19条第2号): counted, never listed.
type EndedCases struct {
	Day   juki.Date // the last day on which they ended
	Cases int
}
