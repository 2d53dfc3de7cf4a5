package oplog

import "time"

// Records carry Japan's civil time with its offset, so that a reader of the archive needs no time zone data.
const (
	timeLayout = "2006-01-02T15:04:05.000-07:00"
	dayLayout  = "2006-01-02"

	firstYear = 2026 // nothing of this program is older; keeps birth dates out of the day field
	lastYear  = 2199
)

var japan = time.FixedZone("JST", 9*60*60)

func parseDay(s string) (time.Time, error) { return time.Parse(dayLayout, s) }
