package store

import (
	"slices"
	"testing"
	"time"

	"madoguchi/internal/cards"
	"madoguchi/internal/counter"
	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/stock"
)

// related is a look at somebody the operator has something in common with; case 0 is a search that found several people.
func related(when time.Time, op juki.OperatorID, number int, what string) oplog.Record {
	r := looked(when, op, number, "handover")
	if number == 0 {
		r.Event, r.Case = oplog.PersonSearched, ""
		r.Values = append(r.Values, oplog.SearchKey("kana-and-birth"), oplog.Count(oplog.FieldHits, 3))
	}
	r.Values = append(r.Values, oplog.Relation(what))
	return r
}

// An operator's looks at own people are listed, but for those whom somebody else had booked for that day.
func TestLooksAtOwnPeople(t *testing.T) {
	d := openLog(t, []oplog.Record{
		looked(nov(3, 9, 0), "S001", 1, "handover"), // a stranger
		related(nov(4, 9, 0), "S001", 7, "same-name"),
		related(nov(4, 9, 5), "S002", 7, "same-area"),
		related(nov(4, 9, 10), "S001", 8, "same-name"), // booked by S002
		related(nov(4, 9, 15), "S001", 9, "same-name"), // booked by S001 itself
		related(nov(5, 9, 0), "S001", 8, "same-name"),  // booked for the day before
		related(nov(5, 9, 1), "S001", 7, "same-area"),
		related(nov(5, 9, 2), "S001", 10, "same-name"), // booked, and cancelled
		related(nov(5, 9, 3), "S001", 0, "same-name"),
		related(nov(5, 9, 4), "S001", 0, "same-name"),
		related(nov(6, 9, 0), "S001", 0, "same-name"),
	})
	book := func(day, number int, by juki.OperatorID) {
		t.Helper()
		err := d.Counter().Act(t.Context(), func(tx counter.Tx) error {
			a := stock.Appointment{Day: juki.Date{Year: 2026, Month: 11, Day: day}, Minute: 600, Serial: juki.CardSerial(caseNo(number)), Case: caseNo(number)}
			if _, err := tx.AddAppointment(a, by, d.now()); err != nil {
				return err
			}
			return tx.Append(oplog.Record{Time: d.now(), Event: oplog.AppointmentMade, Operator: by, Case: a.Case, Values: []oplog.Value{oplog.Day(a.Day)}})
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	book(4, 8, "S002")
	book(4, 9, "S001")
	book(5, 10, "S002")
	err := d.Counter().Act(t.Context(), func(tx counter.Tx) error {
		day := juki.Date{Year: 2026, Month: 11, Day: 5}
		if err := tx.CancelAppointment(day, juki.CardSerial(caseNo(10)), "S002", d.now()); err != nil {
			return err
		}
		return tx.Append(oplog.Record{Time: d.now(), Event: oplog.AppointmentOff, Operator: "S002", Case: caseNo(10), Values: []oplog.Value{oplog.Day(day)}})
	})
	if err != nil {
		t.Fatal(err)
	}
	told(t, d, oplog.OwnPeople,
		"S001 R08-000007 same-name-and-area 2026-11-04 n=2 eyes=0 usual=0 uses=[0 0 0]",
		"S001 same-name 2026-11-05 n=2 eyes=0 usual=0 uses=[0 0 0]",
		"S002 R08-000007 same-area 2026-11-04 n=1 eyes=0 usual=0 uses=[0 0 0]",
		"S001 R08-000009 same-name 2026-11-04 n=1 eyes=0 usual=0 uses=[0 0 0]",
		"S001 R08-000008 same-name 2026-11-05 n=1 eyes=0 usual=0 uses=[0 0 0]",
		"S001 R08-000010 same-name 2026-11-05 n=1 eyes=0 usual=0 uses=[0 0 0]",
		"S001 same-name 2026-11-06 n=1 eyes=0 usual=0 uses=[0 0 0]")
}

// What a revoked operator did before is nobody's business; what came after is, and since when is told by the record of the revocation.
func TestActsAfterARevocation(t *testing.T) {
	revoked := oplog.Record{Time: nov(10, 12, 0), Event: oplog.OperatorRevoked, Operator: "S009", Values: []oplog.Value{oplog.Subject("S002"), oplog.Reason("card-lost")}}
	d := openLog(t, []oplog.Record{
		looked(nov(4, 9, 0), "S002", 1, "handover"), looked(nov(10, 11, 59), "S002", 2, "handover"), revoked,
		{Time: nov(10, 12, 0).Add(5 * time.Millisecond), Event: oplog.LogoutDone, Operator: "S002"},
		looked(nov(10, 12, 1), "S002", 3, "handover"), looked(nov(20, 9, 0), "S002", 4, "handover"),
		looked(nov(20, 9, 1), "S003", 5, "handover"), // revoked, and nobody knows since when
		looked(nov(20, 9, 2), "S009", 6, "handover"),
	})
	for i, id := range []juki.OperatorID{"S002", "S003", "S009"} {
		a := sampleOperator()
		a.ID, a.Key, a.Revoked = id, cards.KeyID{byte(40 + i)}, id != "S009"
		if !enrol(t, d, a) {
			t.Fatal("not enrolled")
		}
	}
	told(t, d, oplog.Relieved,
		"S002 revoked 2026-11-10 n=2 eyes=0 usual=0 uses=[0 0 0]",
		"S003 revoked n=1 eyes=0 usual=0 uses=[0 0 0]")
}

// The chart of the hours has every use of the period, at the hour of Japan.
func TestUsesAreCountedByTheHour(t *testing.T) {
	d := openLog(t, []oplog.Record{looked(nov(4, 8, 59), "S001", 1, "handover"), looked(nov(4, 9, 0), "S001", 1, "audit"), looked(nov(5, 9, 59), "S002", 2, "handover"),
		looked(nov(6, 23, 0), "S002", 2, "handover"), {Time: nov(7, 9, 0), Event: oplog.LoginRefused, Values: []oplog.Value{oplog.Code(juki.PasswordWrong)}}})
	got, err := d.UsesByHour(t.Context(), november)
	want := make([]int, 24)
	want[8], want[9], want[23] = 1, 2, 1
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("%v, %v", got, err)
	}
}
