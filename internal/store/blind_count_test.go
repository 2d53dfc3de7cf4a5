package store

import (
	"testing"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
)

// Nobody is told what the ledger says from the first scan until two people have found the same: not by the keeper, not by the operation
// history, which the second person may read.
func TestACountIsBlindUntilTwoHaveFoundTheSame(t *testing.T) {
	f := openOffice(t, t.TempDir())
	f.rules.SecondCount = true
	f.arrive(t, shelfA, 1, 2, 3)
	sighted := func(what string, want juki.Code) {
		t.Helper()
		wants(t, what, f.keep.Sighted(t.Context()), want)
	}
	sighted("before anybody counts", "")
	c, err := f.keep.BeginCount(t.Context(), shelfA)
	if err != nil {
		t.Fatal(err)
	}
	sighted("while somebody counts", juki.CountingBlind)
	if _, err := f.keep.EndCount(t.Context(), c.ID); err != nil {
		t.Fatal(err)
	}
	sighted("one has counted", juki.CountingBlind)
	if told := f.told(t, oplog.CountEnded); told[0] {
		t.Error("the history tells the second person what the ledger says")
	}
	f.as(colleague, func() { f.count(t, shelfA, 1, 2, 3) })
	sighted("they found something else", juki.CountingBlind)
	f.count(t, shelfA, 1, 2, 3)
	sighted("they found the same", "")
	if told := f.told(t, oplog.CountEnded); !told[1] || told[2] {
		t.Errorf("the second count's record says what the ledger says, the first's does not: %v", told)
	}
	f.rules.SecondCount = false
	sighted("one person counts", "")
	f.count(t, shelfA, 1, 2)
	sighted("and has counted", "")
}

// told says of each record of an event, in their order, whether it tells what the ledger says.
func (f *office) told(t *testing.T, event oplog.EventID) (told []bool) {
	t.Helper()
	lines, err := f.LogTail(t.Context(), 1000, LogFilter{})
	if err != nil {
		t.Fatal(err)
	}
	for i := len(lines) - 1; i >= 0; i-- { // newest first
		if r := lines[i].Record; r.Event == event {
			_, book := r.Value(oplog.FieldBook)
			_, difference := r.Value(oplog.FieldDifference)
			told = append(told, book || difference)
		}
	}
	return told
}
