package oplog

import (
	"time"

	"madoguchi/internal/juki"
)

// Whoever empties records cannot write the record of it without the key. Whoever has stolen the key can, and may say of the texts what he likes:
// what no honest terminal says is refused here, and the rest is told, to be held against the dates on the sheets.

// Erasing is what a record log.erased says.
type Erasing struct {
	Seq  int64     // its own number
	Upto int64     // the texts of all records numbered below this went
	Day  juki.Date // the last day that went
	At   time.Time // when, by the terminal's clock
}

// heard is an Erasing as it is judged by itself.
type heard struct {
	Erasing
	early bool
}

// aheadAtMost is how far a record may lie after the time of verifying, for no two clocks are the same.
const aheadAtMost = 24 * time.Hour

// hear takes in what the block's next record, log.erased, says.
func (b *block) hear(payload []byte) {
	b.erasings = append(b.erasings, toldErased(payload, b.from+int64(len(b.records))))
}

// toldErased is what a record log.erased says. It is early when the last day that went was not old enough at the record's own time (第13条), or is
// older than any record can be.
func toldErased(payload []byte, seq int64) heard {
	e := heard{Erasing: Erasing{Seq: seq}, early: true}
	raw, err := scanPayload(payload)
	if err != nil {
		return e
	}
	e.At = raw.time
	var last time.Time
	for _, value := range raw.values {
		switch value.name {
		case string(FieldSize):
			e.Upto, _ = canonicalNumber(value.text)
		case string(FieldDay):
			last, _ = parseDay(value.text)
		}
	}
	if last.Year() < firstYear {
		return e
	}
	e.Day = juki.Date{Year: last.Year(), Month: int(last.Month()), Day: last.Day()}
	e.early = !e.Day.Before(ErasableUntil(juki.DateOf(raw.time)))
	return e
}

// erasings is what the records of a log say of erasings.
type erasings struct {
	now     time.Time // of verifying; zero when it is not known
	told    Erasing   // the one that went farthest
	doubt   Problem   // what is wrong with the first
	doubted Erasing   // that no honest terminal tells
}

func (s *erasings) hear(e heard) {
	switch {
	case s.doubt != NoProblem:
	case e.early:
		s.doubt, s.doubted = ErasedEarly, e.Erasing
	case !s.now.IsZero() && e.At.After(s.now.Add(aheadAtMost)):
		s.doubt, s.doubted = ErasedAhead, e.Erasing
	}
	if e.Upto > s.told.Upto {
		s.told = e.Erasing
	}
}

// judge holds what has no text against what the log tells of it.
func (s *erasings) judge(d *Verdict) {
	if d.Erased > 0 {
		d.Told = s.told
	}
	problem, at := s.doubt, s.doubted.Seq
	switch {
	case d.Erased > s.told.Upto:
		d.fail(ErasedUntold, 0)
		d.bad(s.told.Upto, d.Erased, time.Time{}, time.Time{})
		return
	case problem == NoProblem && d.Erased > 0 && !d.First.IsZero() && !s.told.Day.Before(juki.DateOf(d.First)):
		problem, at = ErasedDiffers, s.told.Seq // the oldest text that is left lies after the last day that went
	}
	if problem != NoProblem {
		d.fail(problem, 0)
		d.bad(at, at+1, time.Time{}, time.Time{})
	}
}
