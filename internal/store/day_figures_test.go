package store

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/stock"
)

// A day like the counter's first: 20 cards arrive, three are handed over, one comes back, all is counted.
func TestADayWhoseCountAgrees(t *testing.T) {
	f := openOffice(t, t.TempDir())
	f.arrive(t, shelfA, upTo(10)...)
	f.arrive(t, shelfB, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20)
	f.handOver(t, 1, shelfA, false)
	f.handOver(t, 2, shelfA, false)
	f.handOver(t, 11, shelfB, false)
	f.handOver(t, 12, shelfB, true)
	if err := f.sheet(t).Check(); !errors.Is(err, juki.Refuse(juki.CountMissing)) {
		t.Fatalf("before the count: %v", err)
	}
	f.count(t, shelfA, 3, 4, 5, 6, 7, 8, 9, 10)
	f.count(t, shelfB, 12, 13, 14, 15, 16, 17, 18, 19, 20)
	f.count(t, stock.Inbox)
	f.count(t, stock.Counter)
	s := f.sheet(t)
	type by = map[stock.Reason]int
	want := []stock.SheetRow{
		{Item: stock.MyNumberCards, Place: stock.Inbox, In: 20, Out: 20, CountedOK: true, InBy: by{stock.Arrival: 20}, OutBy: by{stock.Inspection: 20}},
		{Item: stock.MyNumberCards, Place: stock.Counter, In: 4, Out: 4, CountedOK: true, InBy: by{stock.TakeOut: 4}, OutBy: by{stock.Handover: 3, stock.PutBack: 1}},
		{Item: stock.MyNumberCards, Place: shelfA, In: 10, Out: 2, Book: 8, Counted: 8, CountedOK: true, InBy: by{stock.Inspection: 10}, OutBy: by{stock.TakeOut: 2}},
		{Item: stock.MyNumberCards, Place: shelfB, In: 11, Out: 2, Book: 9, Counted: 9, CountedOK: true, InBy: by{stock.Inspection: 10, stock.PutBack: 1}, OutBy: by{stock.TakeOut: 2}},
	}
	if diff := cmp.Diff(want, s.Rows); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]stock.StateCount{{Item: stock.MyNumberCards, State: stock.Stored, Count: 17}}, s.States); diff != "" {
		t.Error(diff)
	}
	if book, counted := sums(s); book != 17 || counted != 17 {
		t.Errorf("the book has %d, counted %d", book, counted)
	}
	if err := f.keep.Keep(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	kept, ok, err := f.book.Sheet(t.Context(), workday)
	if err != nil || !ok || !cmp.Equal(s, kept) {
		t.Errorf("kept %v, %v: %s", ok, err, cmp.Diff(s, kept))
	}

	f.clock.at = workday.AddDays(1).At(9, 0)
	for _, row := range f.sheet(t).Rows {
		if row.Yesterday != row.Book || row.In != 0 || row.Out != 0 || row.CountedOK {
			t.Errorf("the next morning: %+v", row)
		}
	}
}

// One card is not on its shelf: no sheet until the difference has a reason, and the reason is for this difference only.
func TestAMissingCardNeedsAReason(t *testing.T) {
	f := openOffice(t, t.TempDir())
	f.arrive(t, shelfA, 1, 2, 3)
	f.count(t, stock.Inbox)
	rows := f.count(t, shelfA, 1, 3)
	if len(rows) != 1 || rows[0].Difference != -1 || len(rows[0].Missing) != 1 || rows[0].Missing[0] != serialOf(2) {
		t.Fatalf("the count: %+v", rows)
	}
	if err := f.keep.Keep(t.Context(), f.sheet(t)); !errors.Is(err, juki.Refuse(juki.DifferenceUnexplained)) {
		t.Fatalf("without a reason: %v", err)
	}
	explain := stock.Explanation{Day: workday, Item: stock.MyNumberCards, Place: shelfA, Difference: -1, Reason: "gone"}
	if err := f.keep.Explain(t.Context(), explain); !errors.Is(err, juki.Refuse(juki.DifferenceUnexplained)) {
		t.Errorf("a reason that is none: %v", err)
	}
	explain.Reason, explain.Note = stock.MissingSearching, "金庫と空箱を調べている"
	if err := f.keep.Explain(t.Context(), explain); err != nil {
		t.Fatal(err)
	}
	s := f.sheet(t)
	if row := s.Rows[1]; row.Reason != stock.MissingSearching || row.Note != explain.Note {
		t.Errorf("the row says %+v", row)
	}
	if err := f.keep.Keep(t.Context(), s); err != nil {
		t.Errorf("explained: %v", err)
	}
	f.count(t, shelfA, 1) // counted again: two are missing now
	if err := f.sheet(t).Check(); !errors.Is(err, juki.Refuse(juki.DifferenceUnexplained)) {
		t.Errorf("another difference under the old reason: %v", err)
	}
	if err := f.keep.Explain(t.Context(), explain); err != nil { // again for one card only
		t.Fatal(err)
	}
	if err := f.sheet(t).Check(); !errors.Is(err, juki.Refuse(juki.DifferenceUnexplained)) {
		t.Errorf("two cards missing, one explained: %v", err)
	}
}

// One card is missing and a foreign one lies there: the numbers agree, the shelf does not.
func TestSwappedCardsAreFoundAlthoughTheNumbersAgree(t *testing.T) {
	f := openOffice(t, t.TempDir())
	f.arrive(t, shelfA, 1, 2)
	f.arrive(t, shelfB, 3)
	rows := f.count(t, shelfA, 1, 3)
	if rows[0].Difference != 0 || !rows[0].Differs() || rows[0].Missing[0] != serialOf(2) || rows[0].Surplus[0] != serialOf(3) {
		t.Errorf("%+v", rows[0])
	}
}

// A count says nothing any more once something was taken out of the place or put there, also while it ran.
func TestACountIsStaleOnceSomethingMoved(t *testing.T) {
	f := openOffice(t, t.TempDir())
	f.arrive(t, shelfA, 1, 2)
	f.arrive(t, shelfB, 3)
	f.count(t, stock.Inbox)
	f.count(t, shelfA, 1, 2)
	f.count(t, shelfB, 3)
	if err := f.sheet(t).Check(); err != nil {
		t.Fatal(err)
	}
	f.handOver(t, 1, shelfA, false)
	s := f.sheet(t)
	if diff := cmp.Diff([]stock.PlaceID{stock.Counter, shelfA}, s.Uncounted()); diff != "" {
		t.Error(diff)
	}

	c, err := f.keep.BeginCount(t.Context(), shelfB)
	if err != nil {
		t.Fatal(err)
	}
	f.handOver(t, 3, shelfB, true)
	if _, err := f.keep.EndCount(t.Context(), c.ID); err != nil {
		t.Fatal(err)
	}
	if s := f.sheet(t); len(s.Uncounted()) != 3 {
		t.Errorf("still to be counted: %v", s.Uncounted())
	}
}

func TestFormsAreCountedByNumber(t *testing.T) {
	f := openOffice(t, t.TempDir())
	f.addItem(t, paper)
	if _, err := f.move(t, stock.Movement{Item: paper, Quantity: 50, From: lies(stock.Issuer, stock.AtIssuer), To: lies(shelfC, stock.Stored), Reason: stock.Arrival}); err != nil {
		t.Fatal(err)
	}
	c, err := f.keep.BeginCount(t.Context(), shelfC)
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range []int{47, 48} { // the clerk corrected the number: the last one counts
		if _, err := f.keep.NoteCounted(t.Context(), c.ID, stock.CountLine{Item: paper, Quantity: n}); err != nil {
			t.Fatal(err)
		}
	}
	rows, err := f.keep.EndCount(t.Context(), c.ID)
	if err != nil || len(rows) != 1 || rows[0].Item != paper || rows[0].Counted != 48 || rows[0].Difference != -2 {
		t.Errorf("%+v, %v", rows, err)
	}
}

// The program ends in the middle of a count: all that was scanned is there, and the count goes on.
func TestACountOutlivesTheProgram(t *testing.T) {
	dir := t.TempDir()
	f := openOffice(t, dir)
	f.arrive(t, shelfA, 1, 2)
	c, err := f.keep.BeginCount(t.Context(), shelfA)
	if err != nil {
		t.Fatal(err)
	}
	line := stock.CountLine{Item: stock.MyNumberCards, Serial: serialOf(1)}
	for _, want := range []bool{false, true} {
		if noted, err := f.keep.NoteCounted(t.Context(), c.ID, line); err != nil || noted != (stock.Noted{Item: stock.MyNumberCards, Again: want}) {
			t.Fatalf("the scan was %+v, scanned before: %v, %v", noted, want, err)
		}
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	again := openAgain(t, dir, f.clock)
	open, err := again.book.OpenCounts(t.Context())
	if err != nil || len(open) != 1 || open[0].ID != c.ID || len(open[0].Lines) != 1 || open[0].Lines[0].Serial != serialOf(1) {
		t.Fatalf("open counts %+v, %v", open, err)
	}
	if _, err := again.keep.BeginCount(t.Context(), shelfA); !errors.Is(err, juki.Refuse(juki.CountOpen)) {
		t.Errorf("a second count of the shelf: %v", err)
	}
	for _, place := range []stock.PlaceID{"Z-99", stock.Transit, stock.Missing, stock.Resident} {
		if _, err := again.keep.BeginCount(t.Context(), place); !errors.Is(err, juki.Refuse(juki.PlaceUnknown)) {
			t.Errorf("a count of %s: %v", place, err)
		}
	}
	if _, err := again.keep.EndCount(t.Context(), c.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := again.keep.NoteCounted(t.Context(), c.ID, line); !errors.Is(err, juki.Refuse(juki.StepNotAllowed)) {
		t.Errorf("scanned into an ended count: %v", err)
	}
	if _, err := again.keep.EndCount(t.Context(), c.ID); !errors.Is(err, juki.Refuse(juki.StepNotAllowed)) {
		t.Errorf("ended twice: %v", err)
	}
}

// The records of a day tell of numbers and places, and of nobody.
func TestTheRecordsOfACount(t *testing.T) {
	f := openOffice(t, t.TempDir())
	f.arrive(t, shelfA, 1)
	f.count(t, shelfA)
	var events []string
	err := f.list(t.Context(), "SELECT event FROM record ORDER BY seq", nil, func(scan scanner) error {
		var e oplog.EventID
		err := scan(eventColumn{&e})
		events = append(events, e.String())
		return err
	})
	want := []string{oplog.DayOpened.String(), oplog.SettingsChanged.String(), oplog.ListRead.String(), oplog.ListTaken.String(), oplog.InspectionDone.String(),
		oplog.CountBegun.String(), oplog.CountRecorded.String(), oplog.CountEnded.String()}
	if diff := cmp.Diff(want, events); diff != "" || err != nil {
		t.Error(err, diff)
	}
}
