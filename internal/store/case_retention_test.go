package store

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"madoguchi/internal/counter"
	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/stock"
)

const keptMonths = 36

// ended is an office whose first person took the card three years ago; the second took it two months later, and the third never came.
func ended(t *testing.T) *office {
	t.Helper()
	f := openOffice(t, t.TempDir())
	f.arrive(t, shelfA, 1, 2, 3)
	f.handOver(t, 1, shelfA, false)
	f.deliver(t, 1)
	f.clock.at = workday.AddDays(61).At(9, 0)
	f.openAllTheSame(t)
	f.handOver(t, 2, shelfA, false)
	f.deliver(t, 2)
	f.clock.at = workday.AddYears(3).AddDays(1).At(9, 0)
	if err := f.Record(t.Context(), sampleRecordAt(f.tick())); err != nil {
		t.Fatal(err)
	}
	return f
}

func (f *office) cases() Cases { return f.Counter().(Cases) }

func (f *office) stored(t *testing.T, n int) counter.Case {
	t.Helper()
	found, err := f.cases().Find(t.Context(), counter.Key{Serial: serialOf(n)})
	if err != nil || len(found) != 1 {
		t.Fatalf("%d cases, %v", len(found), err)
	}
	return found[0]
}

func TestThePersonalDataOfACaseGoWhenItsTimeIsOver(t *testing.T) {
	f := ended(t)
	before := f.stored(t, 1)
	sealed := f.sealedOf(t, before.Number)
	if !f.somewhere(t, sealed...) {
		t.Fatal("the search does not find what is there")
	}
	e, err := f.cases().EndedCases(t.Context(), keptMonths)
	if err != nil || e != (counter.EndedCases{Day: workday, Cases: 1}) {
		t.Fatalf("%+v, %v", e, err)
	}
	if err := f.cases().EraseCases(t.Context(), "K001", "H001", keptMonths, e); err != nil {
		t.Fatal(err)
	}
	c := f.stored(t, 1)
	if want := (counter.Case{Number: before.Number, State: before.State, Kind: before.Kind, Serial: before.Serial, Erased: true, At: before.At, Home: before.Home}); c != want {
		t.Errorf("left: %+v, want %+v", c, want)
	}
	for name, key := range map[string]counter.Key{"notice": {Notice: before.Notice}, "person": {Kana: before.Person.Kana, Birth: before.Person.Birth}} {
		found, err := f.cases().Find(t.Context(), key)
		for _, c := range found {
			if c.Number == before.Number {
				t.Errorf("still found by its %s", name)
			}
		}
		if err != nil {
			t.Error(err)
		}
	}
	if card, err := f.book.CandidateOf(t.Context(), stock.MyNumberCards, serialOf(1)); err != nil || !card.Expires.IsZero() {
		t.Errorf("the card of an erased case cannot be looked up any more: %+v, %v", card, err) // it may be surrendered and disposed of later
	}
	for _, n := range []int{2, 3} {
		if c := f.stored(t, n); c.Erased || c.Person.Name == "" {
			t.Errorf("person %d is gone too", n)
		}
	}
	if f.somewhere(t, sealed...) {
		t.Error("what was sealed, or its key, is still in a file")
	}
	if _, err := f.cases().EndedCases(t.Context(), keptMonths); !errors.Is(err, juki.Refuse(juki.NothingToErase)) {
		t.Errorf("again: %v", err)
	}
	r := lastOf(t, f.DB, oplog.CaseErased)
	if r.Operator != "K001" || !says(r, oplog.Count(oplog.FieldRows, 1)) || !says(r, oplog.Day(workday)) || !says(r, oplog.Witness("H001")) {
		t.Errorf("%+v", r)
	}
}

// Nothing goes alone, twice, or when it is not what was shown.
func TestPersonalDataGoByTwoWhoSawHowMany(t *testing.T) {
	f := ended(t)
	e, err := f.cases().EndedCases(t.Context(), keptMonths)
	if err != nil {
		t.Fatal(err)
	}
	more := e
	more.Cases++
	later := e
	later.Day = later.Day.AddDays(100)
	for name, c := range map[string]struct {
		by, witness juki.OperatorID
		months      int
		e           counter.EndedCases
		want        juki.Code
	}{
		"alone": {"K001", "", keptMonths, e, juki.SamePersonTwice}, "the same twice": {"K001", "K001", keptMonths, e, juki.SamePersonTwice},
		"more than shown": {"K001", "H001", keptMonths, more, juki.NothingToErase}, "further than shown": {"K001", "H001", keptMonths, later, juki.NothingToErase},
		"before its time": {"K001", "H001", keptMonths + 1, e, juki.NothingToErase},
	} {
		if err := f.cases().EraseCases(t.Context(), c.by, c.witness, c.months, c.e); !errors.Is(err, juki.Refuse(c.want)) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if f.stored(t, 1).Erased || count(t, f.DB, "case_erasure") != 0 {
		t.Error("something went")
	}
}

// Through SQL, also in an act that has its record: only what has ended goes, all of it or nothing, and it does not come back.
func TestTheDatabaseItselfRefusesToEraseMoreOfACase(t *testing.T) {
	f := ended(t)
	e, err := f.cases().EndedCases(t.Context(), keptMonths)
	if err != nil {
		t.Fatal(err)
	}
	if err := f.cases().EraseCases(t.Context(), "K001", "H001", keptMonths, e); err != nil {
		t.Fatal(err)
	}
	const all = "application = x'', notice = x'', expires = x'', name = x'', kana = x'', address = x'', birth = x'', sex = x'', by_application = randomblob(32), by_notice = zeroblob(32), by_person = zeroblob(32)"
	const note = "INSERT INTO case_erasure (until, cases, recorded, by_op, witness, ts) SELECT (SELECT max(ts) FROM record) - 30 * 86400000, 1, max(seq), 'K001', 'H001', 0 FROM record"
	for name, statements := range map[string][]string{
		"without a note":                  {"UPDATE case_file SET " + all + " WHERE running = 2"},
		"one that never ended":            {note, "UPDATE case_file SET " + all + " WHERE running = 3"},
		"the name alone":                  {note, "UPDATE case_file SET name = x'' WHERE running = 2"},
		"another name":                    {note, "UPDATE case_file SET name = zeroblob(40) WHERE running = 2"},
		"its serial too":                  {note, "UPDATE case_file SET serial = 'X', " + all + " WHERE running = 2"},
		"a name put back":                 {note, "UPDATE case_file SET name = zeroblob(40) WHERE running = 1"},
		"the key alone":                   {note, "DELETE FROM case_key WHERE number = (SELECT number FROM case_file WHERE running = 2)"},
		"another key":                     {"UPDATE case_key SET wrapped = zeroblob(72)"},
		"a key put back":                  {"INSERT INTO case_key SELECT number, zeroblob(72) FROM case_file WHERE running = 1"},
		"the case":                        {"DELETE FROM case_file WHERE running = 1"},
		"a note of yesterday":             {"INSERT INTO case_erasure (until, cases, recorded, by_op, witness, ts) SELECT max(ts) - 86400000, 1, max(seq), 'K001', 'H001', 0 FROM record"},
		"a note by one":                   {"INSERT INTO case_erasure (until, cases, recorded, by_op, witness, ts) SELECT 0, 1, max(seq), 'K001', 'K001', 0 FROM record"},
		"a note of another record":        {"INSERT INTO case_erasure (until, cases, recorded, by_op, witness, ts) VALUES (0, 1, 0, 'K001', 'H001', 0)"},
		"a note changed":                  {"UPDATE case_erasure SET cases = 2"},
		"a note taken":                    {"DELETE FROM case_erasure"},
		"one whose handover is under way": {note, "UPDATE case_progress SET state = 'handover' WHERE number = (SELECT number FROM case_file WHERE running = 2)", "UPDATE case_file SET " + all + " WHERE running = 2"},
	} {
		err := f.act(t.Context(), func(tx *Tx) error {
			if err := tx.Append(oplog.Record{Time: tx.now(), Event: oplog.CaseErased, Operator: "K001",
				Values: []oplog.Value{oplog.Count(oplog.FieldRows, 1), oplog.Day(workday), oplog.Witness("H001")}}); err != nil {
				return err
			}
			for i, s := range statements {
				if _, err := tx.exec(s); err != nil && i == len(statements)-1 {
					return err
				} else if err != nil {
					return errors.Join(errUndone, err)
				}
			}
			return errUndone
		})
		if err == nil || errors.Is(err, errUndone) {
			t.Errorf("%s: not refused by the database, %v", name, err)
		}
	}
	control := f.act(t.Context(), func(tx *Tx) error { // what is refused above is not refused for another reason
		if err := tx.Append(oplog.Record{Time: tx.now(), Event: oplog.CaseErased, Operator: "K001",
			Values: []oplog.Value{oplog.Count(oplog.FieldRows, 1), oplog.Day(workday), oplog.Witness("H001")}}); err != nil {
			return err
		}
		for _, s := range []string{note, "UPDATE case_file SET " + all + " WHERE running = 2"} {
			if _, err := tx.exec(s); err != nil {
				return err
			}
		}
		return errUndone
	})
	if !errors.Is(control, errUndone) {
		t.Errorf("the control was refused: %v", control)
	}
}

// One column emptied by hand is damage, not an end.
func TestAHalfErasedCaseIsDamage(t *testing.T) {
	f := ended(t)
	f.unguarded(t, "DROP TRIGGER case_keeps", "UPDATE case_file SET name = x'' WHERE running = 1")
	if _, err := f.cases().Find(t.Context(), counter.Key{Serial: serialOf(1)}); !errors.Is(err, juki.Refuse(juki.DatabaseCorrupt)) {
		t.Error(err)
	}
}

func TestMonthsAreNeverCountedTooShort(t *testing.T) {
	day := func(y, m, d int) juki.Date { return juki.Date{Year: y, Month: m, Day: d} }
	for _, c := range []struct {
		day    juki.Date
		months int
		want   juki.Date
	}{
		{day(2029, 11, 24), 36, day(2026, 11, 24)}, {day(2027, 3, 31), 1, day(2027, 2, 28)}, {day(2028, 3, 31), 1, day(2028, 2, 29)},
		{day(2028, 2, 29), 12, day(2027, 2, 28)}, {day(2027, 1, 15), 1, day(2026, 12, 15)}, {day(2027, 1, 31), 11, day(2026, 2, 28)}, {day(2027, 5, 31), 180, day(2012, 5, 31)},
	} {
		if got := monthsBefore(c.day, c.months); got != c.want {
			t.Errorf("%d months before %s: %s, want %s", c.months, c.day, got, c.want)
		}
	}
}

// sealedOf is what the file has of a case, as bytes.
func (f *office) sealedOf(t *testing.T, n juki.CaseNumber) (list [][]byte) {
	t.Helper()
	var name, address, key []byte
	if err := f.readers.QueryRow("SELECT f.name, f.address, y.wrapped FROM case_file AS f JOIN case_key AS y ON y.number = f.number WHERE f.number = ?", string(n)).Scan(&name, &address, &key); err != nil {
		t.Fatal(err)
	}
	return [][]byte{name, address, key}
}

// somewhere tells whether one of the pieces stands in any file of the folder.
func (f *office) somewhere(t *testing.T, pieces ...[]byte) (found bool) {
	t.Helper()
	files, err := os.ReadDir(f.dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		content, err := os.ReadFile(filepath.Join(f.dir, file.Name()))
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range pieces {
			found = found || bytes.Contains(content, p)
		}
	}
	return found
}

func lastOf(t *testing.T, d *DB, e oplog.EventID) oplog.Record {
	t.Helper()
	found, err := d.LogTail(context.Background(), 1, LogFilter{Event: e})
	if err != nil || len(found) != 1 {
		t.Fatalf("%d records, %v", len(found), err)
	}
	return found[0].Record
}

func says(r oplog.Record, v oplog.Value) bool {
	have, ok := r.Value(v.Field())
	return ok && have == v
}
