package store

import (
	"errors"
	"fmt"
	"testing"

	"madoguchi/internal/juki"
	"madoguchi/internal/stock"
)

// Somebody with the file and a tool takes the guards off, changes a closed day, and puts the guards on again.
func TestAChangedMovementOfAClosedDayIsFound(t *testing.T) {
	t.Parallel()
	for name, attack := range map[string][]string{
		"another document":         {"UPDATE movement SET document = 'L-999' WHERE id = 1"},
		"another person":           {"UPDATE movement SET by_op = 'S009' WHERE id = 3"},
		"a minute later":           {"UPDATE movement SET ts = ts + 60000 WHERE id = 2"},
		"a digest to match":        {"UPDATE day_closed SET ledger = zeroblob(32)"},
		"a closing taken back":     {"DELETE FROM day_closed WHERE day = 20261125"},
		"the first of two days":    {"UPDATE movement SET document = 'L-999' WHERE id = 1"},
		"a movement counted later": {"UPDATE day_closed SET after_movement = after_movement - 1 WHERE day = 20261124"},
	} {
		t.Run(name, func(t *testing.T) {
			f := openOffice(t, t.TempDir())
			f.arrive(t, shelfA, 1, 2)
			f.closeDay(t)
			f.clock.at = workday.AddDays(1).At(9, 0)
			f.open(t)
			f.arrive(t, shelfB, 3)
			f.closeDay(t)
			f.clock.at = workday.AddDays(2).At(9, 0)
			f.open(t)
			f.arrive(t, shelfB, 4) // not closed yet: in no digest
			if _, err := f.CheckAll(t.Context()); err != nil {
				t.Fatal(err)
			}
			f.unguarded(t, attack...)
			if _, err := f.CheckAll(t.Context()); !errors.Is(err, juki.Refuse(juki.DatabaseCorrupt)) {
				t.Errorf("%v", err)
			}
		})
	}
}

// Who changes a movement can work the digests out again; what the log has recorded of the closing they cannot.
func TestADigestWorkedOutAgainIsNotTheOneInTheLog(t *testing.T) {
	f := openOffice(t, t.TempDir())
	f.arrive(t, shelfA, 1, 2)
	f.closeDay(t)
	f.unguarded(t, "UPDATE movement SET document = 'L-999' WHERE id = 1")
	h := stock.NewLedgerHash([32]byte{})
	if err := f.list(t.Context(), selectMovement+"ORDER BY id", nil, eachMovement(func(m stock.Movement) error {
		h.Add(m)
		return nil
	})); err != nil {
		t.Fatal(err)
	}
	f.unguarded(t, fmt.Sprintf("UPDATE day_closed SET ledger = x'%x'", h.Sum()))
	if _, err := f.CheckAll(t.Context()); !errors.Is(err, juki.Refuse(juki.DatabaseCorrupt)) {
		t.Errorf("%v", err)
	}
}

// unguarded runs statements while the triggers are off.
func (f *office) unguarded(t *testing.T, statements ...string) {
	t.Helper()
	var guards []string
	if err := f.list(t.Context(), "SELECT sql FROM sqlite_schema WHERE type = 'trigger' AND tbl_name IN ('movement', 'day_closed')", nil, func(scan scanner) error {
		var text string
		err := scan(&text)
		guards = append(guards, text)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	var off []string
	if err := f.list(t.Context(), "SELECT 'DROP TRIGGER ' || name FROM sqlite_schema WHERE type = 'trigger' AND tbl_name IN ('movement', 'day_closed')", nil, func(scan scanner) error {
		var text string
		err := scan(&text)
		off = append(off, text)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	for _, statement := range append(append(off, statements...), guards...) {
		if _, err := f.writer.conn.ExecContext(t.Context(), statement); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
}
