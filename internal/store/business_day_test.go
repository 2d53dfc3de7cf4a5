package store

import (
	"context"
	"errors"
	"testing"

	"madoguchi/internal/juki"
	"madoguchi/internal/stock"
)

// Before the day is opened nothing begins; yesterday has to be closed first, or another person confirms why it is not.
func TestADayIsOpenedBeforeAnythingBegins(t *testing.T) {
	f := openOffice(t, t.TempDir())
	f.arrive(t, shelfA, 1)
	wants(t, "opened twice", f.keep.OpenDay(t.Context(), "", ""), juki.StepNotAllowed)
	f.clock.at = workday.AddDays(1).At(8, 30)

	_, err := f.desk.TakeArrival(t.Context(), f.preview(t, arrivalList(2)), nil)
	wants(t, "an arrival list", err, juki.DayNotOpen)
	_, err = f.desk.Inspect(t.Context(), serialOf(1), shelfA)
	wants(t, "an inspection", err, juki.DayNotOpen)
	_, err = f.desk.Open(t.Context(), "R08-000001", func() {})
	wants(t, "a handover", err, juki.DayNotOpen)
	_, err = f.keep.BeginCount(t.Context(), shelfA)
	wants(t, "a count", err, juki.DayNotOpen)
	if _, err := f.move(t, stock.Movement{Item: stock.MyNumberCards, Serial: serialOf(1), From: lies(shelfA, stock.Stored), To: lies(stock.Missing, stock.Sought), Reason: stock.NotFound}); err != nil {
		t.Errorf("a loss is a fact on any day: %v", err)
	}

	for _, c := range []struct {
		name      string
		exception stock.Reason
		witness   juki.OperatorID
		want      juki.Code
	}{
		{"yesterday is open", "", "", juki.YesterdayOpen},
		{"a reason that is none", stock.Move, colleague, juki.YesterdayOpen},
		{"nobody confirms", stock.PowerFailure, "", juki.WitnessMissing},
		{"the same person confirms", stock.PowerFailure, clerk, juki.SamePersonTwice},
		{"a power failure", stock.PowerFailure, colleague, ""},
		{"opened twice", stock.PowerFailure, colleague, juki.StepNotAllowed},
	} {
		wants(t, c.name, f.keep.OpenDay(t.Context(), c.exception, c.witness), c.want)
	}
	today, before, err := f.keep.Today(t.Context())
	if err != nil || today.Exception != stock.PowerFailure || today.Unclosed != workday || today.OpenedBy != clerk || today.Opened.IsZero() || before.Day != workday || !before.Closed.IsZero() {
		t.Errorf("today %+v, before %+v, %v", today, before, err)
	}
	if s := f.sheet(t); s.Exception != stock.PowerFailure || !s.OpenedAt.Equal(today.Opened) {
		t.Errorf("the sheet says %s, %s", s.Exception, s.OpenedAt)
	}
	f.by = ""
	wants(t, "nobody logged in", f.keep.OpenDay(t.Context(), "", ""), juki.NotLoggedIn)
}

func TestAClosedDayIsFrozen(t *testing.T) {
	f := openOffice(t, t.TempDir())
	f.arrive(t, shelfA, 1, 2)
	f.closeDay(t)
	closed, err := f.book.Day(t.Context(), workday)
	if err != nil || closed.Closed.IsZero() || closed.ClosedBy != clerk || closed.Ledger == [32]byte{} {
		t.Fatalf("%+v, %v", closed, err)
	}
	kept, ok, err := f.book.Sheet(t.Context(), workday)
	if err != nil || !ok || !kept.ClosedAt.Equal(closed.Closed) {
		t.Errorf("the sheet was closed at %s, %v, %v", kept.ClosedAt, ok, err)
	}
	wants(t, "closed twice", f.keep.CloseDay(t.Context(), f.sheets(t, workday), second), juki.DayClosed)
	wants(t, "opened again", f.keep.OpenDay(t.Context(), "", ""), juki.DayClosed)
	_, err = f.keep.BeginCount(t.Context(), shelfA)
	wants(t, "a count", err, juki.DayClosed)
	_, err = f.desk.Open(t.Context(), "R08-000001", func() {})
	wants(t, "a handover", err, juki.DayClosed)
	wants(t, "an explanation", f.keep.Explain(t.Context(), stock.Explanation{Item: stock.MyNumberCards, Place: shelfA, Difference: -1, Reason: stock.Miscounted}), juki.DayClosed)
	_, err = f.move(t, stock.Movement{Item: stock.MyNumberCards, Serial: serialOf(1), From: lies(shelfA, stock.Stored), To: lies(stock.Missing, stock.Sought), Reason: stock.NotFound})
	wants(t, "a movement, even a fact", err, juki.DayClosed)

	f.clock.at = workday.AddDays(1).At(9, 0)
	wants(t, "the next morning", f.keep.OpenDay(t.Context(), stock.Disaster, ""), "") // an exception that is not needed is none
	if today, _, err := f.keep.Today(t.Context()); err != nil || today.Exception != "" || !today.Unclosed.IsZero() {
		t.Errorf("%+v, %v", today, err)
	}
	if _, err := f.CheckAll(t.Context()); err != nil {
		t.Error(err)
	}
}

// Where the rules ask for no second count, a day is closed before a second person; the sheet says who closed it, and before whom. Where they
// ask for one, whoever closes may be alone with it.
func TestADayIsNotClosedAlone(t *testing.T) {
	f := openOffice(t, t.TempDir())
	f.countAll(t)
	wants(t, "alone", f.keep.CloseDay(t.Context(), f.sheets(t, workday), ""), juki.WitnessMissing)
	sheets := f.sheets(t, workday)
	sheets[0].ClosedName, sheets[0].WitnessName = "見本 係長", "見本 主任"
	wants(t, "in two", f.keep.CloseDay(t.Context(), sheets, second), "")
	kept, err := f.book.Sheets(t.Context(), workday)
	if want := (stock.Closing{ClosedBy: clerk, ClosedName: "見本 係長", Witness: second, WitnessName: "見本 主任"}); err != nil || len(kept) != 1 || kept[0].Closing != want {
		t.Errorf("%+v, %v, want %+v", kept, err, want)
	}
}

func TestADayIsNotClosedHalfDone(t *testing.T) {
	f := openOffice(t, t.TempDir())
	f.arrive(t, shelfA, 1, 2)
	closing := func() error { return f.keep.CloseDay(t.Context(), f.sheets(t, workday), second) }
	wants(t, "not counted", closing(), juki.CountMissing)
	f.countAll(t)
	wants(t, "no sheet", f.keep.CloseDay(t.Context(), nil, second), juki.StepNotAllowed)
	wants(t, "one's own witness", f.keep.CloseDay(t.Context(), f.sheets(t, workday), clerk), juki.SamePersonTwice)

	c, err := f.keep.BeginCount(t.Context(), shelfB)
	wants(t, "a count goes on", errors.Join(err, closing()), juki.CountOpen)
	_, err = f.keep.EndCount(t.Context(), c.ID)
	wants(t, "it is ended", err, "")

	home, desk := lies(shelfA, stock.Stored), lies(stock.Counter, stock.InHandover)
	if _, err := f.move(t, stock.Movement{Item: stock.MyNumberCards, Serial: serialOf(1), From: home, To: desk, Reason: stock.TakeOut}); err != nil {
		t.Fatal(err)
	}
	f.countAll(t)
	wants(t, "a card lies at the counter", closing(), juki.HandoverOpen)
	if _, err := f.move(t, stock.Movement{Item: stock.MyNumberCards, Serial: serialOf(1), From: desk, To: home, Reason: stock.PutBack}); err != nil {
		t.Fatal(err)
	}
	f.countAll(t)

	old := f.sheets(t, workday)
	if rows := f.count(t, shelfA, 1); rows[0].Difference != -1 { // counted again, and one is missing now
		t.Fatalf("%+v", rows)
	}
	wants(t, "a difference since the sheet was made", f.keep.CloseDay(t.Context(), old, second), juki.DifferenceUnexplained)
	wants(t, "it is explained", f.keep.Explain(t.Context(), stock.Explanation{Item: stock.MyNumberCards, Place: shelfA, Difference: -1, Reason: stock.MissingSearching}), "")
	wants(t, "another sheet than the figures", f.keep.CloseDay(t.Context(), old, second), juki.StepNotAllowed)
	if state, err := f.book.Day(t.Context(), workday); err != nil || !state.Closed.IsZero() {
		t.Fatalf("closed all the same: %+v, %v", state, err)
	}
	if n := f.records(t, "sheet.made"); n != 0 {
		t.Errorf("%d sheets are recorded", n)
	}
	wants(t, "all done", closing(), "")
}

// The evening was forgotten, but it was counted: the day is closed the next morning, before the new one is opened, or later still; a day without
// its counts stays open, by exception.
func TestAForgottenDayIsClosedTheNextMorning(t *testing.T) {
	f := openOffice(t, t.TempDir())
	f.arrive(t, shelfA, 1)
	f.countAll(t)
	f.clock.at = workday.AddDays(1).At(8, 0)
	wants(t, "yesterday", f.keep.CloseDay(t.Context(), f.sheets(t, workday), second), "")
	wants(t, "today", f.keep.OpenDay(t.Context(), "", ""), "")
	f.arrive(t, shelfA, 2)
	f.clock.at = workday.AddDays(2).At(8, 0)
	wants(t, "never counted", f.keep.CloseDay(t.Context(), f.sheets(t, workday.AddDays(1)), second), juki.CountMissing)
	f.openAllTheSame(t)
	f.countAll(t)
	f.clock.at = workday.AddDays(3).At(8, 0)
	f.openAllTheSame(t)
	f.closeDay(t)
	wants(t, "counted, and a later day is closed", f.keep.CloseDay(t.Context(), f.sheets(t, workday.AddDays(2)), second), "")
	wants(t, "a day that never was", f.keep.CloseDay(t.Context(), f.sheets(t, workday.AddDays(-1)), second), juki.DayNotOpen)
	if _, err := f.CheckAll(t.Context()); err != nil {
		t.Error(err)
	}
}

// meddling is a book into which somebody enters something between the figures and the closing.
type meddling struct {
	stock.Book
	meanwhile func()
}

func (m meddling) Figures(ctx context.Context, day juki.Date) (stock.DayFigures, error) {
	f, err := m.Book.Figures(ctx, day)
	m.meanwhile()
	return f, err
}

func TestWhatMovesWhileTheDayIsClosedIsSeen(t *testing.T) {
	f := openOffice(t, t.TempDir())
	f.arrive(t, shelfA, 1)
	f.countAll(t)
	sheets := f.sheets(t, workday)
	f.keep.Book = meddling{f.book, func() {
		if _, err := f.move(t, stock.Movement{Item: stock.MyNumberCards, Serial: serialOf(1), From: lies(shelfA, stock.Stored), To: lies(shelfB, stock.Stored), Reason: stock.Move}); err != nil {
			t.Fatal(err)
		}
	}}
	wants(t, "moved meanwhile", f.keep.CloseDay(t.Context(), sheets, second), juki.StepNotAllowed)
}
