package store

import (
	"errors"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"madoguchi/internal/counter"
	"madoguchi/internal/juki"
	"madoguchi/internal/stock"
)

// compareCases: no case says what the ledger does not.
func (a *anyActs) compareCases(r *rapid.T, t *testing.T) {
	for serial, at := range a.cards {
		found, err := a.desk.desk.Book.Find(t.Context(), counter.Key{Serial: serial})
		if err != nil {
			r.Fatal(err)
		}
		for _, c := range found {
			if c.At != at && c.At != (stock.Position{}) {
				r.Fatalf("the case has its card in %v, the ledger in %v", c.At, at)
			}
			switch {
			case at.Place == stock.Resident && c.State != counter.CaseDelivered,
				(at.State == stock.Arrived || at.State == stock.Inspected) && c.State != counter.CaseArrived,
				at.State.Deliverable() && c.State != counter.CaseStored && c.State != counter.CaseDelivered,
				at.State.Deliverable() && c.Home != at.Place && c.State == counter.CaseStored:
				r.Fatalf("the card is %v, its case %s at %s", at, c.State, c.Home)
			}
		}
	}
}

// Past days are worked out from what lies there now: every evening's figures, noted that evening, come out the same later.
func TestEveryEveningStaysAsItWas(t *testing.T) {
	d := openStock(t)
	d.who, d.post = chief, juki.DataProtectionManager
	type evening struct {
		at       time.Time
		balances []stock.Balance
		contents []stock.Content
	}
	var evenings []evening
	note := func() {
		at := juki.DateOf(d.clock.at).AddDays(1).Start()
		b, err := d.book.Balances(t.Context(), at)
		d.must(t, err)
		evenings = append(evenings, evening{at, b, contents(t, d.book, at)})
		d.clock.at = juki.DateOf(d.clock.at).AddDays(1).At(9, 0)
		d.openToday(t)
	}
	d.arrive(t, shelfA, 1, 2, 3)
	note()
	d.enter(t, stock.Notice, "", 1, 2)
	d.enter(t, stock.Move, shelfB, 1)
	d.enterThings(t, stock.Entry{Reason: stock.Arrival, Things: numbers(1, 50), To: safe, Document: "1"})
	note()
	d.enter(t, stock.Move, shelfC, 1, 2)
	d.enter(t, stock.Dispatch, "", 1)
	d.enter(t, stock.MailDelivered, "", 1)
	d.arrive(t, shelfA, 4)
	note()
	d.enter(t, stock.Surrender, safe, 1)
	d.enterThings(t, stock.Entry{Reason: stock.Use, Things: numbers(7, 9)})
	// The copy of what another terminal sent: its cards were nowhere here before.
	copied := stock.Movement{Item: stock.MyNumberCards, Serial: serialOf(90), From: lies(stock.Elsewhere, stock.Stored), To: lies(stock.Transit, stock.BeingSent),
		Reason: stock.TransferSend, Origin: "terminal-02/7"}
	_, err := d.office.move(t, copied)
	d.must(t, err)
	note()
	if len(evenings[0].contents) != 3 || len(evenings[2].contents) != 3 || len(evenings[3].contents) != 5 {
		t.Errorf("the evenings had %d, %d, %d cards", len(evenings[0].contents), len(evenings[2].contents), len(evenings[3].contents))
	}
	for i, e := range evenings {
		b, err := d.book.Balances(t.Context(), e.at)
		d.must(t, err)
		c := contents(t, d.book, e.at)
		if !slices.Equal(b, e.balances) || !slices.Equal(c, e.contents) {
			t.Errorf("evening %d is another one now: %v %v, was %v %v", i, b, c, e.balances, e.contents)
		}
	}
}

// What somebody changes by hand in the tables beside the movements is found.
func TestAChangedProjectionIsFound(t *testing.T) {
	t.Parallel()
	for _, statement := range []string{
		"UPDATE card_at SET place = 'A-02' WHERE serial = '" + string(serialOf(1)) + "'",
		"UPDATE card_at SET kept_place = 'A-02' WHERE serial = '" + string(serialOf(1)) + "'",
		"UPDATE card_at SET since = since + 1 WHERE serial = '" + string(serialOf(1)) + "'",
		"DELETE FROM card_at WHERE serial = '" + string(serialOf(1)) + "'",
		"INSERT INTO card_at VALUES ('resident-card', 'GHOST0001', 'A-01', 'stored', 'A-01', 'stored', 0, 0, 0)",
		"UPDATE range_at SET last = last - 1", "UPDATE range_at SET place = 'A-02'", "DELETE FROM range_at",
		"INSERT INTO range_at VALUES ('resident-card-blank', 'L9', 1, 2, 'A-01', 'unused')",
		"UPDATE balance SET quantity = quantity + 1 WHERE place = 'A-01'", "DELETE FROM balance WHERE place = 'A-01'",
		"INSERT INTO balance VALUES ('resident-card', 'A-01', 'stored', 0)",
	} {
		d := openStock(t)
		d.arrive(t, shelfA, 1, 2)
		d.enterThings(t, stock.Entry{Reason: stock.Arrival, Things: numbers(1, 50), To: safe, Document: "1"})
		if _, err := d.CheckAll(t.Context()); err != nil {
			t.Fatal(err)
		}
		d.write(t, statement)
		if _, err := d.CheckAll(t.Context()); !errors.Is(err, juki.Refuse(juki.DatabaseCorrupt)) {
			t.Errorf("%s: %v", statement, err)
		}
	}
}
