package oplog

import (
	"bytes"
	"testing"
	"time"

	"madoguchi/internal/juki"
)

// month is a log of November and the beginning of December 2026, four records a day, with its sheets of the 24th and 25th of November.
func month(t testing.TB) (log *testLog, sheets []string) {
	log = newLog(t)
	for at := morning; at.Before(morning.AddDate(0, 0, 14)); at = at.Add(6 * time.Hour) {
		log.append(Record{Time: at, Event: ServiceLost})
		if len(log.rows) == 3 || len(log.rows) == 7 {
			sheets = append(sheets, log.checkpoint().Text)
		}
	}
	return log, sheets
}

// Who has stolen the key empties the oldest records in front of the sheets and writes log.erased himself.
func TestWhoHasTheKeyTellsOfAnErasing(t *testing.T) {
	november, now := juki.Date{Year: 2026, Month: 11, Day: 30}, timeOver.AddDate(0, 0, 9)
	_, sheets := month(t)
	for name, c := range map[string]struct {
		at      time.Time
		last    juki.Date
		upto    int // texts that are gone; log.erased says so
		now     time.Time
		problem Problem
	}{
		"as it is":                              {timeOver, november, 27, now, NoProblem},
		"the clocks differ by some hours":       {now.Add(aheadAtMost), november, 27, now, NoProblem},
		"the time of verifying is not known":    {now.AddDate(1, 0, 0), november, 27, time.Time{}, NoProblem},
		"at a time that has not come":           {now.Add(aheadAtMost + time.Millisecond), november, 27, now, ErasedAhead},
		"before the three years are over":       {timeOver.Add(-time.Millisecond), november, 27, now, ErasedEarly},
		"a day before this program was there":   {timeOver, juki.Date{Year: 2025, Month: 12, Day: 31}, 27, now, ErasedEarly},
		"that day in the year of the records":   {morning.AddDate(0, 0, 20), juki.Date{Year: 2022, Month: 12, Day: 31}, 27, morning.AddDate(0, 0, 21), ErasedEarly},
		"a year from now, all of the day":       {time.Date(2030, 1, 10, 9, 0, 0, 0, japan), juki.Date{Year: 2026, Month: 12, Day: 8}, 50, morning.AddDate(0, 0, 21), ErasedAhead},
		"the last day that went is still there": {timeOver, november, 25, now, ErasedDiffers},
		"a later day than what is still there":  {timeOver.AddDate(0, 1, 0), juki.Date{Year: 2026, Month: 12, Day: 1}, 27, now.AddDate(0, 1, 0), ErasedDiffers},
	} {
		log, _ := month(t)
		seq := int64(len(log.rows))
		log.appendPayload(bytes.Replace(tellOf(t, c.at, c.upto), []byte("2026-11-30"), []byte(c.last.String()), 1))
		for i := range c.upto {
			log.erase(i)
		}
		v := verify(t, log.archive(), Options{Checkpoints: sheets, TrustedKey: log.sealer.VerifierKey(), Now: c.now})
		if v.Problem != c.problem || c.problem != NoProblem && (v.BadFrom != seq || v.BadBefore != seq+1) {
			t.Errorf("%s: %q at %d", name, v.Problem, v.BadFrom)
		}
		if v.Told.Upto != int64(c.upto) || v.Told.Seq != seq || !v.Told.At.Equal(c.at) || c.problem != ErasedEarly && v.Told.Day != c.last {
			t.Errorf("%s: told as %+v", name, v.Told)
		}
	}
}

// tellOf is the text of log.erased.
func tellOf(t testing.TB, at time.Time, upto int) []byte {
	l := newLog(t)
	l.tellOf(at, upto, juki.Date{Year: 2026, Month: 11, Day: 30})
	return l.rows[0].Payload
}

// What cannot be found: a lie that waits, of a day on which there was a log. The verdict tells it, for whoever has the sheets with their dates.
func TestALieThatNoLogShowsIsTold(t *testing.T) {
	log, sheets := month(t)
	log.tellOf(timeOver, 40, juki.Date{Year: 2026, Month: 11, Day: 2})
	for i := range 40 {
		log.erase(i)
	}
	v := verify(t, log.archive(), Options{Checkpoints: sheets, Now: timeOver})
	if !v.OK || v.Told.Day != (juki.Date{Year: 2026, Month: 11, Day: 2}) || !v.First.Equal(morning.AddDate(0, 0, 10)) {
		t.Errorf("%+v", v)
	}
}

// A part holds no erased records, but it may hold the record of erasing.
func TestAPartTellsOfAnErasing(t *testing.T) {
	for name, c := range map[string]struct {
		at      time.Time
		now     time.Time
		problem Problem
	}{
		"by right":        {timeOver, timeOver, NoProblem},
		"before its time": {timeOver.Add(-time.Millisecond), timeOver, ErasedEarly},
		"not yet":         {timeOver.AddDate(1, 0, 0), timeOver, ErasedAhead},
		"time not known":  {timeOver.AddDate(1, 0, 0), time.Time{}, NoProblem},
	} {
		log := day(t, 20)
		log.tell(5)
		log.rows[20].Payload = tellOf(t, c.at, 5)
		log = log.rebuilt(log.rows)
		v, err := VerifyPart(bytes.NewReader(log.part(16, 21)), Options{Now: c.now})
		if err != nil || v.Problem != c.problem || c.problem != NoProblem && v.BadFrom != 20 {
			t.Errorf("%s: %q at %d, %v", name, v.Problem, v.BadFrom, err)
		}
	}
}
