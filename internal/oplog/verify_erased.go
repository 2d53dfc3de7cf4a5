package oplog

import (
	"time"

	"madoguchi/internal/juki"
)

// Whoever empties records cannot write the record of it without the key; and whoever has stolen the key must wait as long as the law does,
// or writes a record that condemns itself.

// hear takes in what the block's next record, log.erased, says.
func (b *block) hear(payload []byte) {
	upto, rightful := toldErased(payload)
	b.told = max(b.told, upto)
	if !rightful && b.early == 0 {
		b.early = b.from + int64(len(b.records)) + 1
	}
}

// toldErased is the number before which a record log.erased says that texts were erased, 0 when it does not say; rightful tells whether
// the last day that went was old enough at the record's own time (第13条).
func toldErased(payload []byte) (upto int64, rightful bool) {
	raw, err := scanPayload(payload)
	if err != nil {
		return 0, false
	}
	var last time.Time
	for _, value := range raw.values {
		switch value.name {
		case string(FieldSize):
			upto, _ = canonicalNumber(value.text)
		case string(FieldDay):
			last, _ = parseDay(value.text)
		}
	}
	if last.IsZero() {
		return upto, false
	}
	return upto, juki.Date{Year: last.Year(), Month: int(last.Month()), Day: last.Day()}.Before(ErasableUntil(juki.DateOf(raw.time)))
}

// erased holds what has no text against what the log tells of it.
func (v *verification) erased() {
	switch {
	case v.verdict.Erased > v.told:
		v.verdict.fail(ErasedUntold, 0)
		v.verdict.bad(v.told, v.verdict.Erased, time.Time{}, time.Time{})
	case v.early > 0:
		v.verdict.fail(ErasedEarly, 0)
		v.verdict.bad(v.early-1, v.early, time.Time{}, time.Time{})
	}
}
