package store

import (
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"madoguchi/internal/juki"
	"madoguchi/internal/stock"
)

// goes moves one card, at the time of the clock.
func (f *office) goes(t *testing.T, n int, from, to stock.Position, why stock.Reason) int64 {
	t.Helper()
	id, err := f.move(t, stock.Movement{Item: stock.MyNumberCards, Serial: serialOf(n), From: from, To: to, Reason: why})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

var (
	issuer   = lies(stock.Issuer, stock.AtIssuer)
	inbox    = lies(stock.Inbox, stock.Arrived)
	onA      = lies(shelfA, stock.Stored)
	notified = lies(shelfA, stock.Notified)
	atDesk   = lies(stock.Counter, stock.InHandover)
	handed   = lies(stock.Resident, stock.Delivered)
	sent     = lies(stock.Transit, stock.BeingSent)
)

// together enters movements of one moment, as a list is taken.
func (f *office) together(t *testing.T, reason stock.Reason, from, to stock.Position, document string, cards ...int) {
	t.Helper()
	now := f.tick()
	err := f.book.Act(t.Context(), func(tx stock.BookTx) error {
		for _, n := range cards {
			m := stock.Movement{Time: now, Item: stock.MyNumberCards, Serial: serialOf(n), From: from, To: to, Reason: reason, Document: document, By: clerk}
			if _, err := tx.Move(m); err != nil {
				return err
			}
		}
		return tx.Append(sampleRecordAt(now))
	})
	if err != nil {
		t.Fatal(err)
	}
}

// Two days: a list arrives, cards are shelved, one is handed over and taken back by a reversal, one goes to a branch and comes back.
func (f *office) twoDays(t *testing.T) {
	f.together(t, stock.Arrival, issuer, inbox, "list-1", 1, 2, 3)
	f.together(t, stock.Inspection, inbox, onA, "", 1, 2, 3)
	f.goes(t, 1, onA, atDesk, stock.TakeOut)
	over := f.goes(t, 1, atDesk, handed, stock.Handover)
	f.clock.at = workday.AddDays(1).At(8, 0)
	if _, err := f.move(t, stock.Movement{Item: stock.MyNumberCards, Serial: serialOf(1), From: handed, To: atDesk, Reason: stock.Reversal, Reverses: over}); err != nil {
		t.Fatal(err)
	}
	f.goes(t, 2, onA, sent, stock.TransferSend)
	f.goes(t, 2, sent, lies(shelfB, stock.Stored), stock.TransferReceive)
	f.goes(t, 3, onA, atDesk, stock.TakeOut)
	f.goes(t, 3, atDesk, handed, stock.Handover)
}

func TestTheLedgerOfTwoDays(t *testing.T) {
	f := openOffice(t, t.TempDir())
	f.twoDays(t)
	type line struct {
		Reason       stock.Reason
		From, To     stock.PlaceID
		In, Out, Bal int
		Things, Doc  string
	}
	for name, c := range map[string]struct {
		from, to         juki.Date
		opening, closing int
		want             []line
	}{
		"both": {workday, workday.AddDays(1), 0, 2, []line{
			{stock.Arrival, stock.Issuer, stock.Inbox, 3, 0, 3, "*0001ほか2", "list-1"},
			{stock.Handover, stock.Counter, stock.Resident, 0, 1, 2, "*0001", ""},
			{stock.Reversal, stock.Resident, stock.Counter, 1, 0, 3, "*0001", ""},
			{stock.TransferSend, shelfA, stock.Transit, 0, 0, 3, "*0002", ""},
			{stock.TransferReceive, stock.Transit, shelfB, 0, 0, 3, "*0002", ""},
			{stock.Handover, stock.Counter, stock.Resident, 0, 1, 2, "*0003", ""}}},
		"the first":       {workday, workday, 0, 2, []line{{stock.Arrival, stock.Issuer, stock.Inbox, 3, 0, 3, "*0001ほか2", "list-1"}, {stock.Handover, stock.Counter, stock.Resident, 0, 1, 2, "*0001", ""}}},
		"a year later":    {workday.AddYears(1), workday.AddYears(2), 2, 2, nil},
		"the week before": {workday.AddDays(-7), workday.AddDays(-1), 0, 0, nil},
	} {
		head := stock.PaperHead{Names: map[juki.OperatorID]string{clerk: "見本 一", "S099": "見本 九"}, Places: []stock.Place{{ID: shelfA}, {ID: shelfC}}}
		s, err := f.keeper().LedgerSheet(t.Context(), head, stock.MyNumberCards, c.from, c.to)
		var got []line
		for _, l := range s.Lines {
			got = append(got, line{l.Reason, l.From, l.To, l.In, l.Out, l.Balance, l.Things, l.Document})
		}
		if diff := cmp.Diff(c.want, got); err != nil || diff != "" || s.Opening != c.opening || s.Closing != c.closing {
			t.Errorf("%s: %d to %d, %v %s", name, s.Opening, s.Closing, err, diff)
		}
		if s.Terminal != "terminal-01" || s.MadeBy != clerk || s.MadeAt.IsZero() {
			t.Errorf("%s: head %+v", name, s.PaperHead)
		}
		if diff := cmp.Diff(map[juki.OperatorID]string{clerk: "見本 一"}, s.Names); diff != "" {
			t.Errorf("%s: it names more than it must: %s", name, diff)
		}
	}
	for name, to := range map[string]juki.Date{"backwards": workday.AddDays(-1), "no day": {}} {
		if _, err := f.keeper().LedgerSheet(t.Context(), stock.PaperHead{}, stock.MyNumberCards, workday, to); !errors.Is(err, juki.Refuse(juki.RowBadDate)) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestTheMonthOfTwoDays(t *testing.T) {
	f := openOffice(t, t.TempDir())
	f.twoDays(t)
	sheet := stock.DaySheet{Date: workday, Rows: []stock.SheetRow{{Item: stock.MyNumberCards, Place: shelfA, CountedOK: true, Difference: -1, Counted: 1, Book: 2, Reason: stock.Miscounted}}}
	again := sheet
	again.Group, again.Rows = "branch", []stock.SheetRow{{Item: stock.MyNumberCards, Place: shelfB, CountedOK: true}}
	for _, s := range []stock.DaySheet{sheet, again} {
		err := f.book.Act(t.Context(), func(tx stock.BookTx) error {
			if err := tx.KeepSheet(s); err != nil {
				return err
			}
			return tx.Append(sampleRecordAt(f.tick()))
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	f.openAllTheSame(t)
	m, err := f.keeper().MonthSheet(t.Context(), stock.PaperHead{}, 2026, 11)
	if err != nil {
		t.Fatal(err)
	}
	want := []stock.MonthItem{{Item: stock.MyNumberCards, In: map[stock.Reason]int{stock.Arrival: 3, stock.Reversal: 1}, Out: map[stock.Reason]int{stock.Handover: 2}, Closing: 2, Differs: 1}}
	if diff := cmp.Diff(want, m.Items); diff != "" {
		t.Error(diff)
	}
	if len(m.Days) != 25 {
		t.Fatalf("%d days are drawn on the 25th", len(m.Days))
	}
	wantDays := []stock.MonthDay{{Day: workday.AddDays(-1)}, {Day: workday, In: 3, Out: 1, Handed: 1, Book: 2, Opened: true, Differs: true},
		{Day: workday.AddDays(1), In: 1, Out: 1, Handed: 1, Book: 2, Opened: true}}
	if diff := cmp.Diff(wantDays, m.Days[22:]); diff != "" {
		t.Error(diff)
	}
	f.clock.at = juki.Date{Year: 2027, Month: 1, Day: 5}.At(9, 0)
	december, err := f.keeper().MonthSheet(t.Context(), stock.PaperHead{}, 2026, 12)
	if err != nil || len(december.Days) != 31 || december.Items[0].Opening != 2 || december.Items[0].Closing != 2 || december.Days[30].Book != 2 {
		t.Errorf("december: %+v, %v", december, err)
	}
	if _, err := f.keeper().MonthSheet(t.Context(), stock.PaperHead{}, 2026, 13); !errors.Is(err, juki.Refuse(juki.RowBadDate)) {
		t.Errorf("a 13th month: %v", err)
	}
}

// Cards that nobody fetches: notified, notified again, brought back by the post, picked for an appointment, in the middle of a handover.
func TestWhatIsDueOnTheStockList(t *testing.T) {
	f := openOffice(t, t.TempDir())
	f.together(t, stock.Arrival, issuer, onA, "", upTo(8)...)
	f.goes(t, 8, onA, atDesk, stock.TakeOut)
	f.clock.at = workday.AddDays(10).At(9, 0)
	f.together(t, stock.Notice, onA, notified, "", 1, 2, 3, 4, 5, 6)
	wrong := f.goes(t, 7, onA, notified, stock.Notice)
	if _, err := f.move(t, stock.Movement{Item: stock.MyNumberCards, Serial: serialOf(7), From: notified, To: onA, Reason: stock.Reversal, Reverses: wrong}); err != nil {
		t.Fatal(err)
	}
	f.clock.at = workday.AddDays(50).At(9, 0)
	f.goes(t, 2, notified, lies(shelfA, stock.Renotified), stock.Renotice)
	f.goes(t, 3, notified, lies(shelfA, stock.Returned), stock.ComeBack)
	f.goes(t, 4, notified, lies(shelfB, stock.Picked), stock.Pick)
	f.goes(t, 5, notified, lies(shelfA, stock.AwaitingDisposal), stock.DisposalDecided)
	f.goes(t, 6, notified, lies(shelfB, stock.Notified), stock.Move)
	end := workday.AddDays(1000)
	f.clock.at = end.At(9, 0)
	f.goes(t, 1, notified, atDesk, stock.TakeOut) // what came later does not change what was
	f.goes(t, 6, lies(shelfB, stock.Notified), handed, stock.MailDelivered)
	const renotice, disposal = stock.RenoticeDue, stock.DisposalDue
	for _, c := range []struct {
		day             int
		want            [8]stock.Due
		over90, over365 int
	}{
		{99, [8]stock.Due{}, 6, 0},
		{100, [8]stock.Due{0: renotice, 2: renotice, 3: renotice, 5: renotice}, 6, 0},
		{374, [8]stock.Due{0: renotice, 2: renotice, 3: renotice, 5: renotice}, 6, 6},
		{375, [8]stock.Due{0: disposal, 1: disposal, 2: disposal, 3: disposal, 5: disposal}, 6, 6},
		{90, [8]stock.Due{}, 0, 0},
		{20, [8]stock.Due{}, 0, 0},
	} {
		s, err := f.keeper().StockList(t.Context(), stock.PaperHead{}, workday.AddDays(c.day).At(17, 0))
		if err != nil || len(s.Lines) != 8 {
			t.Fatalf("day %d: %d lines, %v", c.day, len(s.Lines), err)
		}
		var got [8]stock.Due
		for _, l := range s.Lines {
			var n int
			if _, err := fmt.Sscanf(string(l.Serial), "4900000%06d", &n); err != nil {
				t.Fatal(err)
			}
			got[n-1] = l.Due
			if l.Age != c.day || l.Arrived != workday {
				t.Errorf("day %d: card %d is %d days old, arrived %s", c.day, n, l.Age, l.Arrived)
			}
		}
		if got != c.want || s.Over90 != c.over90 || s.Over365 != c.over365 {
			t.Errorf("day %d: %q, want %q; over 90 days %d, over a year %d", c.day, got, c.want, s.Over90, s.Over365)
		}
	}
	s, err := f.keeper().StockList(t.Context(), stock.PaperHead{}, workday.AddDays(60).At(17, 0))
	if err != nil {
		t.Fatal(err)
	}
	want := []stock.StockLine{
		{Serial: serialOf(7), At: onA, Since: workday.AddDays(10)}, {Serial: serialOf(1), At: notified, Since: workday.AddDays(10)},
		{Serial: serialOf(6), At: lies(shelfB, stock.Notified), Since: workday.AddDays(10)}, {Serial: serialOf(2), At: lies(shelfA, stock.Renotified), Since: workday.AddDays(50)},
		{Serial: serialOf(4), At: lies(shelfB, stock.Picked), Since: workday.AddDays(50)}, {Serial: serialOf(8), At: atDesk, Since: workday},
		{Serial: serialOf(3), At: lies(shelfA, stock.Returned), Since: workday.AddDays(50)}, {Serial: serialOf(5), At: lies(shelfA, stock.AwaitingDisposal), Since: workday.AddDays(50)}}
	if diff := cmp.Diff(want, s.Lines, cmpopts.IgnoreFields(stock.StockLine{}, "Item", "Quantity", "Arrived", "Age", "Due")); diff != "" {
		t.Error(diff)
	}
	if len(s.States) != 7 || s.States[1] != (stock.StateCount{Item: stock.MyNumberCards, State: stock.Notified, Count: 2}) {
		t.Errorf("states %+v", s.States)
	}
}

// For any sequence of movements and any period: closing = opening + in − out, both are the balances of their moments, and the list at any
// moment adds up to the balances of that moment, place by place and state by state.
func TestThePapersAddUpToTheBalances(t *testing.T) {
	t.Parallel()
	f := openOffice(t, t.TempDir())
	f.addItem(t, paper)
	k := f.keeper()
	places := []stock.PlaceID{stock.Issuer, stock.Resident, stock.Inbox, stock.Transit, stock.Missing, shelfA, shelfB}
	states := []stock.State{stock.AtIssuer, stock.Stored, stock.Notified}
	first := workday
	rapid.Check(t, func(r *rapid.T) {
		for range rapid.IntRange(1, 10).Draw(r, "moves") {
			position := func(label string) stock.Position {
				return lies(rapid.SampledFrom(places).Draw(r, label), rapid.SampledFrom(states).Draw(r, label+"'s state"))
			}
			m := stock.Movement{Item: stock.MyNumberCards, From: position("from"), To: position("to"), Reason: stock.Move}
			switch rapid.IntRange(0, 2).Draw(r, "tracking") {
			case 0:
				m.Item, m.Quantity = paper, rapid.IntRange(1, 5).Draw(r, "quantity")
			case 1:
				m.Item, m.Lot, m.First = stock.ResidentBlanks, "L1", rapid.IntRange(1, 9).Draw(r, "first")
				m.Last = rapid.IntRange(m.First, 9).Draw(r, "last")
			default:
				m.Serial = serialOf(rapid.IntRange(1, 6).Draw(r, "serial"))
				m.From = f.whereIs(r, t, m.Serial)
			}
			_, _ = f.move(t, m) // a refused one changes nothing, and nothing is what must show
		}
		f.clock.at = juki.DateOf(f.clock.at).AddDays(rapid.IntRange(0, 1).Draw(r, "nights")).At(9, 0).Add(f.clock.at.Sub(juki.DateOf(f.clock.at).At(9, 0)))
		age := int(f.clock.at.Sub(first.Start()).Hours() / 24)
		from := first.AddDays(rapid.IntRange(-1, age).Draw(r, "first day"))
		to := from.AddDays(rapid.IntRange(0, age+1).Draw(r, "days"))
		for _, item := range []stock.ItemID{stock.MyNumberCards, stock.ResidentBlanks, paper} {
			s, err := k.LedgerSheet(t.Context(), stock.PaperHead{}, item, from, to)
			if err != nil {
				r.Fatal(err)
			}
			sum := s.Opening
			for _, l := range s.Lines {
				if sum += l.In - l.Out; sum != l.Balance {
					r.Fatalf("%s: a line says %d, it is %d", item, l.Balance, sum)
				}
			}
			if opening, closing := f.inside(t, item, from), f.inside(t, item, to.AddDays(1)); s.Opening != opening || s.Closing != closing || sum != closing {
				r.Fatalf("%s from %s to %s: %d to %d (%d by its lines), the balances say %d to %d", item, from, to, s.Opening, s.Closing, sum, opening, closing)
			}
		}
		f.monthAddsUp(r, t, juki.DateOf(f.clock.at))
		at := from.At(12, 0)
		list, err := k.StockList(t.Context(), stock.PaperHead{}, at)
		if err != nil {
			r.Fatal(err)
		}
		got := map[stock.Balance]int{}
		for _, l := range list.Lines {
			got[stock.Balance{Item: l.Item, At: l.At}] += l.Quantity
		}
		balances, err := f.book.Balances(t.Context(), at)
		want := map[stock.Balance]int{}
		for _, b := range balances {
			want[stock.Balance{Item: b.Item, At: b.At}] += b.Quantity
		}
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			r.Fatalf("%v: %v %s", at, err, diff)
		}
	})
}

// monthAddsUp holds the month of a day against the balances at its beginning and now.
func (f *office) monthAddsUp(r *rapid.T, t *testing.T, day juki.Date) {
	m, err := f.keeper().MonthSheet(t.Context(), stock.PaperHead{}, day.Year, day.Month)
	if err != nil {
		r.Fatal(err)
	}
	first := juki.Date{Year: day.Year, Month: day.Month, Day: 1}
	for _, i := range m.Items {
		sum := i.Opening
		for _, n := range i.In {
			sum += n
		}
		for _, n := range i.Out {
			sum -= n
		}
		if opening, closing := f.inside(t, i.Item, first), f.inside(t, i.Item, day.AddDays(1)); i.Opening != opening || i.Closing != closing || sum != closing {
			r.Fatalf("%s in %d-%d: %d to %d (%d), the balances say %d to %d", i.Item, m.Year, m.Month, i.Opening, i.Closing, sum, opening, closing)
		}
	}
	if last := m.Days[len(m.Days)-1]; last.Day != day || last.Book != f.inside(t, stock.MyNumberCards, day.AddDays(1)) {
		r.Fatalf("the chart ends with %+v", last)
	}
}

func (f *office) whereIs(r *rapid.T, t *testing.T, serial juki.CardSerial) stock.Position {
	probe, at := errors.New("only looking"), issuer
	err := f.book.Act(t.Context(), func(tx stock.BookTx) error {
		pos, ok, err := tx.Where(stock.MyNumberCards, serial)
		if ok {
			at = pos
		}
		return errors.Join(probe, err)
	})
	if !errors.Is(err, probe) {
		r.Fatal(err)
	}
	return at
}

// inside is how much of an item the balances have before a day.
func (f *office) inside(t *testing.T, item stock.ItemID, day juki.Date) (n int) {
	balances, err := f.book.Balances(t.Context(), day.Start())
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range balances {
		if b.Item == item {
			n += b.Quantity
		}
	}
	return n
}
