package store

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
)

var errUndone = errors.New("undone")

// Through SQL, with the triggers in place, also in an act that has its record log.erased: nothing else goes.
func TestTheDatabaseItselfRefusesToEraseMore(t *testing.T) {
	k := keepLog(t, 40)
	k.erase(t, k.december) // November
	const empty = "UPDATE record SET ts = NULL, event = NULL, operator = NULL, case_no = NULL, salt = x'', payload = '' "
	logErased := func(t *Tx) error {
		return t.Append(oplog.Record{Time: k.c.at, Event: oplog.LogErased, Operator: "K001", Values: []oplog.Value{oplog.Size(k.december), oplog.Root(k.sheet.Root), oplog.Count(oplog.FieldRows, 40), oplog.Day(juki.Date{Year: 2026, Month: 12, Day: 31})}})
	}
	toldAt := func(told any, upto int64, until time.Time, recorded string) string {
		return fmt.Sprintf("INSERT INTO erasure (upto, until, records, confirmed, told, root, recorded, by_op, witness, ts) VALUES (%d, %d, 40, 1000, %v, zeroblob(32), %s, 'K001', '', 0)", upto, until.UnixMilli(), told, recorded)
	}
	note := func(upto int64, until time.Time, recorded string) string {
		return toldAt(k.c.at.UnixMilli(), upto, until, recorded)
	}
	const newest = "(SELECT max(seq) FROM record)"
	december, january := time.Date(2026, 12, 1, 0, 0, 0, 0, juki.Tokyo()), time.Date(2027, 1, 1, 0, 0, 0, 0, juki.Tokyo())
	within := december.AddDate(0, 0, 2)               // three years are full on 3 December 2029
	if err := k.act(t.Context(), func(tx *Tx) error { // what the refusals below are refused for is the one thing they change
		if err := logErased(tx); err != nil {
			return err
		}
		_, err := tx.exec(toldAt(within.AddDate(3, 0, 0).UnixMilli(), k.november+1, within, newest))
		return errors.Join(err, errUndone)
	}); !errors.Is(err, errUndone) || strings.Contains(err.Error(), "three years") {
		t.Fatalf("what may be noted: %v", err)
	}
	for name, statements := range map[string][]string{
		"a young one's text":                            {fmt.Sprintf("UPDATE record SET payload = replace(payload, 'S001', 'S002') WHERE seq = %d", k.december)},
		"a young one":                                   {empty + fmt.Sprintf("WHERE seq = %d", k.november)},
		"one in the middle":                             {empty + fmt.Sprintf("WHERE seq = %d", k.december)},
		"a text again":                                  {"UPDATE record SET ts = 1, event = 1, operator = 0, salt = zeroblob(32), payload = 'x' WHERE seq = 3"},
		"a text again, without its columns":             {"UPDATE record SET payload = 'x' WHERE seq = 3"},
		"an erased one's hash":                          {"UPDATE record SET leaf = zeroblob(32) WHERE seq = 3"},
		"an erased one emptied again":                   {empty + "WHERE seq = 3"},
		"December, noted, but three years are not full": {note(k.december, january, newest)},
		"an hour too much":                              {note(k.november+5, time.Date(2026, 12, 3, 10, 0, 0, 0, juki.Tokyo()), newest)},
		"noted with too early a bound":                  {note(k.december, december, newest), empty + fmt.Sprintf("WHERE seq = %d", k.november)},
		"noted without its record":                      {note(k.november+1, december, "0")},
		"noted again":                                   {note(k.november, december, newest)},
		"not from the oldest on":                        {note(k.december, december.AddDate(0, 0, 2), newest), empty + fmt.Sprintf("WHERE seq = %d", k.november+1)},
		"the note changed":                              {"UPDATE erasure SET upto = upto + 1"},
		"the note taken":                                {"DELETE FROM erasure"},
		"the note replaced":                             {"INSERT OR REPLACE INTO erasure SELECT id, upto + 1, until, records, confirmed, root, " + newest + ", by_op, witness, ts, told FROM erasure"},
		"told by nobody outside":                        {toldAt("NULL", k.november+1, within, newest)},
		"too young by the time outside":                 {toldAt(within.AddDate(3, 0, 0).UnixMilli()-1000, k.november+1, within, newest)},
	} {
		err := k.act(t.Context(), func(tx *Tx) error {
			if err := logErased(tx); err != nil {
				return err
			}
			for i, s := range statements {
				if _, err := tx.exec(s); err != nil && i == len(statements)-1 {
					return err
				} else if err != nil {
					return fmt.Errorf("%w: refused before: %w", errUndone, err)
				}
			}
			return errUndone
		})
		if err == nil || errors.Is(err, errUndone) {
			t.Errorf("%s: not refused by the database, %v", name, err)
		}
	}
	other := func(t *Tx) error { return t.Append(at(k.c.at)) }
	run := func(statement string) func(*Tx) error {
		return func(t *Tx) error {
			_, err := t.exec(statement)
			return err
		}
	}
	for name, steps := range map[string][]func(*Tx) error{
		"noted beside another record":         {other, run(note(k.december, december.AddDate(0, 0, 2), newest))},
		"noted for a record that is past":     {logErased, other, run(note(k.december, december.AddDate(0, 0, 2), newest+" - 1"))},
		"done when another record has come":   {logErased, run(note(k.december, december.AddDate(0, 0, 2), newest)), other, run(empty + fmt.Sprintf("WHERE seq = %d", k.november))},
		"a second one for what was not noted": {logErased, run(empty + fmt.Sprintf("WHERE seq = %d", k.november))},
	} {
		err := k.act(t.Context(), func(tx *Tx) error {
			for i, step := range steps {
				if err := step(tx); err != nil && i < len(steps)-1 {
					return fmt.Errorf("%w: refused before: %w", errUndone, err)
				} else if err != nil {
					return err
				}
			}
			return errUndone
		})
		if err == nil || errors.Is(err, errUndone) {
			t.Errorf("%s: not refused by the database, %v", name, err)
		}
	}
	if _, err := k.CheckAll(t.Context()); err != nil {
		t.Error(err)
	}
}

// With the triggers out of the way: the check of everything finds it.
func TestErasingBehindTheProgramsBackIsFound(t *testing.T) {
	k := keepLog(t, 40)
	k.erase(t, k.december)
	if err := k.Close(); err != nil {
		t.Fatal(err)
	}
	const empty = "UPDATE record SET ts = NULL, event = NULL, operator = NULL, case_no = NULL, salt = x'', payload = '' "
	for name, change := range map[string]func(k *kept) string{
		"one more":          func(k *kept) string { return empty + fmt.Sprintf("WHERE seq = %d", k.november) },
		"one in the middle": func(k *kept) string { return empty + fmt.Sprintf("WHERE seq = %d", k.december) },
		"one more, noted": func(k *kept) string {
			return empty + fmt.Sprintf("WHERE seq = %d; UPDATE erasure SET upto = upto + 1", k.november)
		},
		"text without a salt": func(k *kept) string { return fmt.Sprintf("UPDATE record SET payload = '%s' WHERE seq = 3", k.texts[3]) },
		"text with a false salt": func(k *kept) string {
			return fmt.Sprintf("UPDATE record SET payload = '%s', salt = zeroblob(32) WHERE seq = 3", k.texts[3])
		},
		"text, salt and columns": func(k *kept) string {
			return fmt.Sprintf("UPDATE record SET payload = '%s', salt = x'%x', ts = 1, event = 1, operator = 0 WHERE seq = 3", k.texts[3], k.salts[3])
		},
		"its hash changed":           func(*kept) string { return "UPDATE record SET leaf = zeroblob(32) WHERE seq = 3" },
		"columns left":               func(*kept) string { return "UPDATE record SET ts = 1, event = 1, operator = 18002 WHERE seq = 3" },
		"the note taken":             func(*kept) string { return "DELETE FROM erasure" },
		"the note by somebody else":  func(*kept) string { return "UPDATE erasure SET by_op = 'K003'" },
		"the note of another day":    func(*kept) string { return "UPDATE erasure SET until = until - 86400000" },
		"the note of another record": func(*kept) string { return "UPDATE erasure SET recorded = recorded - 1" },
		"the note of another root":   func(*kept) string { return "UPDATE erasure SET root = zeroblob(32)" },
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			if err := os.CopyFS(dir, os.DirFS(k.dir)); err != nil {
				t.Fatal(err)
			}
			changeUnguarded(t, dir, change(k))
			o := options(k.c)
			o.migrations = nil
			d, err := Open(dir, o)
			if err == nil {
				defer d.Close()
				_, err = d.CheckAll(t.Context())
			}
			wantOutcome(t, err, juki.DatabaseCorrupt)
		})
	}
}
