package store

import (
	"errors"
	"testing"
	"time"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
)

// The log is some weeks old. Somebody puts the PC's clock three years on and works with it: by the newest record the log is old now, and by the
// clock too. Nothing goes, whoever answers from outside, until the three years are over there.
func TestAClockPutForwardErasesNothing(t *testing.T) {
	k := keepLog(t, 40)
	all, wrong := k.december+40, k.c.at // the clock says December 2029, and the newest record does
	truly := time.Date(2027, 2, 3, 9, 0, 0, 0, juki.Tokyo())
	year := 365 * 24 * time.Hour
	for _, x := range []struct {
		name    string
		outside oplog.Outside
		refused juki.Code
	}{
		{"the server, in 2027", oplog.Outside{Records: all, At: truly, Now: true}, juki.TimeUnconfirmed},
		{"a receipt of 2027", oplog.Outside{Records: all, At: truly}, juki.TimeUnconfirmed},
		{"the server has nothing", oplog.Outside{At: truly, Now: true}, juki.TimeUnconfirmed},
		{"the server, a day and a bit behind", oplog.Outside{Records: all, At: wrong.Add(-25 * time.Hour), Now: true}, juki.TimeUnconfirmed},
		{"the server, some hours behind", oplog.Outside{Records: all, At: wrong.Add(-23 * time.Hour), Now: true}, ""},
		{"the server, three days behind", oplog.Outside{Records: all, At: wrong.Add(-70 * time.Hour), Now: true}, juki.TimeUnconfirmed},
		{"the server, years ahead", oplog.Outside{Records: all, At: wrong.Add(9 * year), Now: true}, ""},
		{"a receipt of the day before", oplog.Outside{Records: all, At: wrong.Add(-24 * time.Hour)}, ""},
		{"a receipt of the month before", oplog.Outside{Records: all, At: wrong.Add(-3 * 24 * time.Hour)}, juki.TimeUnconfirmed},
		{"a receipt of three weeks before", oplog.Outside{Records: all, At: wrong.AddDate(0, 0, -21)}, juki.TimeUnconfirmed},
		{"nobody answers", oplog.Outside{Records: all}, juki.RecordsNotUploaded},
	} {
		e, err := k.Erasable(t.Context(), x.outside)
		if x.refused != "" && !errors.Is(err, juki.Refuse(x.refused)) || x.refused == "" && (err != nil || e.Upto != k.november || e.Confirmed != x.outside) {
			t.Errorf("%s: %+v, %v", x.name, e, err)
		}
	}
	good, err := k.Erasable(t.Context(), k.said(all))
	if err != nil {
		t.Fatal(err)
	}
	good.Confirmed.At = truly // decided by another time than what is said right before
	if err := k.Erase(t.Context(), "K001", "K002", good); !errors.Is(err, juki.Refuse(juki.TimeUnconfirmed)) {
		t.Errorf("erased by the time of 2027: %v", err)
	}
	if upto, err := erasedUpto(t.Context(), k.readers); err != nil || upto != 0 {
		t.Errorf("erased up to %d, %v", upto, err)
	}
	// A month later by the terminal, not by the server: what goes is what is old by both.
	k.c.at = k.c.at.AddDate(0, 1, 0)
	k.uploaded(t, all)
	behind := oplog.Outside{Records: all, At: time.Date(2029, 12, 31, 23, 0, 0, 0, juki.Tokyo())}
	k.c.at = time.Date(2030, 1, 5, 9, 0, 0, 0, juki.Tokyo())
	if e, err := k.Erasable(t.Context(), behind); err != nil || e.Upto != k.november {
		t.Errorf("December by the terminal alone: %+v, %v", e, err)
	}
}
