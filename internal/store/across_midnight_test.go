package store

import (
	"testing"

	"madoguchi/internal/juki"
	"madoguchi/internal/stock"
)

// A handover begun before midnight is completed after it: that is a fact. What is new waits for the new day to be opened.
func TestAHandoverAcrossMidnight(t *testing.T) {
	f := openOffice(t, t.TempDir())
	f.arrive(t, shelfA, 1, 2)
	home, desk := lies(shelfA, stock.Stored), lies(stock.Counter, stock.InHandover)
	if _, err := f.move(t, stock.Movement{Item: stock.MyNumberCards, Serial: serialOf(1), From: home, To: desk, Reason: stock.TakeOut}); err != nil {
		t.Fatal(err)
	}
	f.clock.at = workday.At(23, 50)
	f.countAll(t) // one lies at the counter
	wants(t, "closing while it lies there", f.keep.CloseDay(t.Context(), f.sheets(t, workday), second), juki.HandoverOpen)
	f.clock.at = workday.AddDays(1).At(0, 10)
	if _, err := f.move(t, stock.Movement{Item: stock.MyNumberCards, Serial: serialOf(1), From: desk, To: lies(stock.Resident, stock.Delivered), Reason: stock.Handover}); err != nil {
		t.Fatal(err)
	}
	_, err := f.desk.Open(t.Context(), "R08-000002", func() {})
	wants(t, "another handover", err, juki.DayNotOpen)
	wants(t, "the day it began on", f.keep.CloseDay(t.Context(), f.sheets(t, workday), second), "")
	kept, _, err := f.book.Sheet(t.Context(), workday)
	if err != nil || kept.Rows[1].Place != stock.Counter || kept.Rows[1].Book != 1 || kept.Rows[1].Counted != 1 {
		t.Errorf("at midnight one lay at the counter: %+v, %v", kept.Rows, err)
	}
	f.open(t)
	if row := f.sheet(t).Rows[0]; row.Place != stock.Counter || row.Yesterday != 1 || row.Out != 1 || row.Book != 0 {
		t.Errorf("and today it left: %+v", row)
	}
	f.closeDay(t)
	if _, err := f.CheckAll(t.Context()); err != nil {
		t.Error(err)
	}
}

// A count belongs to the day it began on, also when it ends after midnight; but not when something moved meanwhile.
func TestACountAcrossMidnight(t *testing.T) {
	t.Parallel()
	for _, moved := range []bool{false, true} {
		f := openOffice(t, t.TempDir())
		f.arrive(t, shelfA, 1, 2)
		f.count(t, stock.Inbox)
		f.clock.at = workday.At(23, 58)
		c, err := f.keep.BeginCount(t.Context(), shelfA)
		if err != nil {
			t.Fatal(err)
		}
		f.note(t, c.ID, stock.CountLine{Serial: serialOf(1)})
		f.clock.at = workday.AddDays(1).At(0, 2)
		f.note(t, c.ID, stock.CountLine{Serial: serialOf(2)})
		if moved {
			if _, err := f.move(t, stock.Movement{Item: stock.MyNumberCards, Serial: serialOf(2), From: lies(shelfA, stock.Stored), To: lies(stock.Missing, stock.Sought), Reason: stock.NotFound}); err != nil {
				t.Fatal(err)
			}
		}
		rows, err := f.keep.EndCount(t.Context(), c.ID)
		if err != nil || len(rows) != 1 || rows[0].CountedOK == moved {
			t.Errorf("moved %v: %+v, %v", moved, rows, err)
		}
		want := juki.Code("")
		if moved {
			want = juki.CountMissing
		}
		wants(t, "the day it began on", f.keep.CloseDay(t.Context(), f.sheets(t, workday), second), want)
		if s := f.sheet(t); len(s.Rows) == 0 || s.Rows[len(s.Rows)-1].CountedOK {
			t.Errorf("today nothing is counted yet: %+v", s.Rows)
		}
	}
}
