package main

import (
	"fmt"
	"math/rand/v2"
	"time"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
)

// A handover leaves some thirty records. With what goes on beside them a busy terminal makes some nine thousand on a business day; ten
// million in three years are half as many again.
const (
	busyDay    = 9095
	threeYears = 733 // business days
	ofHandover = 30
)

// mix makes the records of one terminal, day by day; the same for the same number of records.
type mix struct {
	dice   *rand.Rand
	perDay int
	made   int
	day    juki.Date
}

func newMix(records int) *mix {
	return &mix{dice: rand.New(rand.NewPCG(3, 4)), perDay: max(busyDay, (records+threeYears-1)/threeYears), day: juki.Date{Year: 2026, Month: 1, Day: 5}}
}

// next is the next business day's records, at most so many.
func (m *mix) next(most int) []oplog.Record {
	const opening = 8*time.Hour + 45*time.Minute // from 8:31 to 17:16: a few stand outside the hours
	step := int(opening/time.Millisecond) * 2 / m.perDay
	at := m.day.At(8, 31)
	list := make([]oplog.Record, 0, m.perDay)
	for range min(most, m.perDay) {
		at = at.Add(time.Duration(m.dice.IntN(step)) * time.Millisecond)
		list = append(list, m.record(at))
		m.made++
	}
	m.day = juki.StandardHours().NextBusinessDay(m.day)
	return list
}

// record is one of the thirty of a handover, or of what goes on beside it.
func (m *mix) record(at time.Time) oplog.Record {
	dice, number := m.dice, 1+m.made/ofHandover
	r := oplog.Record{Time: at, Operator: juki.OperatorID(fmt.Sprintf("S%03d", 1+min(dice.IntN(12), dice.IntN(12)))),
		Case: juki.CaseNumber(fmt.Sprintf("R%02d-%06d", m.day.Year-2018, number%1_000_000))}
	switch k := m.made % ofHandover; {
	case k == 0:
		r.Event, r.Values = oplog.HandoverOpened, []oplog.Value{oplog.SearchKey("notice"), oplog.Place("A-01")}
	case k < 4:
		r.Event, r.Values = oplog.PersonDisplayed, []oplog.Value{oplog.Purpose("handover")}
		if dice.IntN(200) == 0 {
			r.Values = []oplog.Value{oplog.Purpose("audit")}
		}
		if dice.IntN(900) == 0 { // another's case, without a procedure
			r.Case = juki.CaseNumber(fmt.Sprintf("R%02d-%06d", m.day.Year-2018, 1+dice.IntN(number)))
		}
	case k == 4:
		r.Event, r.Case, r.Values = oplog.PersonSearched, "", []oplog.Value{oplog.Purpose("handover"), oplog.SearchKey("notice"), oplog.Count(oplog.FieldHits, 1)}
	case k == 5:
		r.Event, r.Values = oplog.HandoverPINRefused, []oplog.Value{oplog.PIN(juki.SignaturePIN), oplog.Code(juki.PINGuessable)}
	case k == 6 && dice.IntN(50) == 0:
		r.Event, r.Values = oplog.InspectionRefused, []oplog.Value{oplog.Code(juki.SerialUnknown), oplog.CardTail(juki.CardSerial(fmt.Sprintf("MN%08d", dice.IntN(1e8))))}
	case k == 7 && dice.IntN(20) == 0:
		r.Event, r.Case = oplog.SessionLocked, ""
		r.Values = []oplog.Value{oplog.Reason("idle")}
	case k < 18:
		r.Event, r.Operator, r.Values = oplog.CardSessionBegun, "", []oplog.Value{oplog.Reader("customer")}
	case k < 29:
		r.Event, r.Values = oplog.HandoverCardTaken, []oplog.Value{oplog.State("take")}
	default:
		r.Event, r.Values = oplog.HandoverCompleted, []oplog.Value{oplog.Item("mynumber-card")}
	}
	return r
}
