package report

import (
	"time"

	"madoguchi/internal/juki"
)

// clock is a time of the day in Tokyo, 17:05; "―" when there is none.
func clock(t time.Time) string {
	if t.IsZero() {
		return "―"
	}
	return t.In(juki.Tokyo()).Format("15:04")
}

// moment is date and time in Tokyo, 令和8年11月24日(火) 17:05.
func moment(t time.Time) string {
	if t.IsZero() {
		return "―"
	}
	return juki.DateOf(t).Wareki() + " " + clock(t)
}
