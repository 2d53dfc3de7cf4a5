package central

import (
	"fmt"
	"time"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
)

// DayTime is a time of the day as it stands in the settings: "12:15".
type DayTime struct{ Hour, Minute int }

const dayTimeForm = "15:04"

// UnmarshalText reads "12:15"; anything else is an error.
func (d *DayTime) UnmarshalText(text []byte) error {
	at, err := time.Parse(dayTimeForm, string(text))
	if err != nil {
		return fmt.Errorf("reading the time of an upload: %q is no time like 12:15", text)
	}
	d.Hour, d.Minute = at.Hour(), at.Minute()
	return nil
}

// MarshalText writes it as it is read.
func (d DayTime) MarshalText() ([]byte, error) {
	return fmt.Appendf(nil, "%02d:%02d", d.Hour, d.Minute), nil
}

// pause is how long the schedule waits after an upload at now.
func (s Settings) pause(now time.Time) time.Duration {
	every := s.Every
	if every <= 0 && len(s.At) == 0 {
		every = everyDefault
	}
	shortest, found := every, every > 0
	for _, at := range s.At {
		next := juki.DateOf(now).At(at.Hour, at.Minute)
		if !next.After(now) {
			next = juki.DateOf(now).AddDays(1).At(at.Hour, at.Minute)
		}
		if wait := next.Sub(now); !found || wait < shortest {
			shortest, found = wait, true
		}
	}
	return shortest
}

// Urgent tells whether a record is to be at the central server as soon as possible: somebody elsewhere must know of it (a
// revoked operator, an incident), or it is an anchor of what came before (a closed day, texts whose time was over). The
// server stores in order, so what came before goes with it.
func Urgent(e oplog.EventID) bool {
	switch e {
	case oplog.OperatorRevoked, oplog.IncidentOpened, oplog.EmergencyBegun, oplog.EmergencyEnded, oplog.DayClosed, oplog.LogErased:
		return true
	}
	return false
}
