package store

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"madoguchi/internal/juki"
	"madoguchi/internal/stock"
)

// as is the office with another person at work.
func (f *office) as(who juki.OperatorID, do func()) {
	before := f.by
	f.by = who
	do()
	f.by = before
}

// Two people count every place, each alone and blind; the day waits until both found the same.
func TestASecondPersonCountsAgain(t *testing.T) {
	f := openOffice(t, t.TempDir())
	f.rules.SecondCount = true
	f.arrive(t, shelfA, 1, 2, 3)
	f.count(t, stock.Inbox)
	f.count(t, shelfA, 1, 2)
	check := func(what string, want juki.Code) {
		t.Helper()
		wants(t, what, f.sheet(t).Check(), want)
	}
	check("one has counted", juki.SecondCountMissing)
	if diff := cmp.Diff([]stock.PlaceID{stock.Inbox, shelfA}, f.sheet(t).Unseconded()); diff != "" {
		t.Error(diff)
	}
	_, err := f.keep.BeginCount(t.Context(), shelfA)
	wants(t, "the same person again", err, juki.SamePersonTwice)

	f.as(colleague, func() {
		f.count(t, stock.Inbox)
		rows := f.count(t, shelfA, 1, 3)
		if row := rows[0]; row.Counted != 2 || row.Second != 2 || !row.SecondOK || !row.Disagree || row.Difference != -1 || row.Missing[0] != serialOf(2) {
			t.Errorf("as many, but others: %+v", row)
		}
	})
	check("as many, but others", juki.CountsDisagree)

	f.as(colleague, func() {
		if rows := f.count(t, shelfA, 1, 2, 3); rows[0].Second != 3 || rows[0].Difference != 0 || !rows[0].Disagree {
			t.Errorf("counted again by the second: %+v", rows[0])
		}
	})
	check("the first has not", juki.CountsDisagree)
	if rows := f.count(t, shelfA, 1, 2, 3); rows[0].Counted != 3 || rows[0].Disagree {
		t.Errorf("counted again by the first: %+v", rows[0])
	}
	check("both agree", "")
	s := f.sheet(t)
	if !cmp.Equal(s.CountedBy, []juki.OperatorID{clerk}) || !cmp.Equal(s.SecondBy, []juki.OperatorID{colleague}) || !s.SecondAsked || s.Check() != nil {
		t.Errorf("counted by %v and %v", s.CountedBy, s.SecondBy)
	}

	f.handOver(t, 1, shelfA, true) // something moved: both say nothing any more
	f.as(colleague, func() { f.count(t, shelfA, 1, 2, 3) })
	if row := f.sheet(t).Rows[2]; row.SecondOK || !row.CountedOK || row.Place != shelfA {
		t.Errorf("a new first count: %+v", row)
	}
	f.count(t, shelfA, 1, 2, 3)
	if row := f.sheet(t).Rows[2]; !row.SecondOK {
		t.Errorf("and a second by who was first before: %+v", row)
	}
	f.rules.SecondCount = false
	f.count(t, shelfA, 1, 2, 3) // a first count, made while nobody asked for a second, by the person of the second
	f.rules.SecondCount = true
	if row := f.sheet(t).Rows[2]; row.SecondOK {
		t.Errorf("one person counted twice: %+v", row)
	}
}

// Who miscounted says so and counts again, before anybody else does; and nobody goes on with what another person began.
func TestEachCountsAlone(t *testing.T) {
	f := openOffice(t, t.TempDir())
	f.rules.SecondCount = true
	f.arrive(t, shelfA, 1, 2)
	f.count(t, shelfA, 1)
	c, err := f.keep.Recount(t.Context(), shelfA)
	if err != nil || c.Round != 1 {
		t.Fatalf("%+v, %v", c, err)
	}
	f.note(t, c.ID, stock.CountLine{Serial: serialOf(1)})
	f.as(colleague, func() {
		_, err := f.keep.NoteCounted(t.Context(), c.ID, stock.CountLine{Serial: serialOf(2)})
		wants(t, "another person's count", err, juki.StepNotAllowed)
		_, err = f.keep.BeginCount(t.Context(), shelfA)
		wants(t, "a second count while the first goes on", err, juki.CountOpen)
	})
	f.note(t, c.ID, stock.CountLine{Serial: serialOf(2)})
	if rows, err := f.keep.EndCount(t.Context(), c.ID); err != nil || rows[0].Difference != 0 {
		t.Fatalf("%+v, %v", rows, err)
	}
	f.as(colleague, func() {
		if c, err = f.keep.Recount(t.Context(), shelfA); err != nil || c.Round != 2 {
			t.Errorf("%+v, %v", c, err)
		}
	})
	f.rules.SecondCount = false // without the rule anybody goes on with a count, and ends it
	f.note(t, c.ID, stock.CountLine{Serial: serialOf(1)})
	if _, err := f.keep.EndCount(t.Context(), c.ID); err != nil {
		t.Error(err)
	}
}

// A scan says at once when the card in the hand is not one of this place; never how many there should be.
func TestWhatAScanInACountSays(t *testing.T) {
	f := openOffice(t, t.TempDir())
	f.addItem(t, paper)
	f.arrive(t, shelfA, 1, 2)
	f.arrive(t, shelfB, 3)
	f.arrive(t, shelfC, 4)
	f.handOver(t, 2, shelfA, false)
	if _, err := f.move(t, stock.Movement{Item: stock.MyNumberCards, Serial: serialOf(4), From: lies(shelfC, stock.Stored), To: lies(stock.Missing, stock.Sought), Reason: stock.NotFound}); err != nil {
		t.Fatal(err)
	}
	if _, err := f.move(t, stock.Movement{Item: stock.ResidentCards, Serial: "RC000001", From: lies(stock.Resident, stock.Delivered), To: lies(shelfA, stock.Surrendered), Reason: stock.Surrender}); err != nil {
		t.Fatal(err)
	}
	if _, err := f.move(t, stock.Movement{Item: stock.ResidentCards, Serial: serialOf(2), From: lies(stock.Resident, stock.Delivered), To: lies(shelfA, stock.Surrendered), Reason: stock.Surrender}); err != nil {
		t.Fatal(err) // the same number on a card of another kind
	}
	c, err := f.keep.BeginCount(t.Context(), shelfA)
	if err != nil {
		t.Fatal(err)
	}
	const cards = stock.MyNumberCards
	for _, s := range []struct {
		name   string
		item   stock.ItemID
		serial juki.CardSerial
		want   stock.Noted
	}{
		{"fresh", cards, serialOf(1), stock.Noted{Item: cards}},
		{"again", cards, serialOf(1), stock.Noted{Item: cards, Again: true}},
		{"the item is not asked", "", serialOf(1), stock.Noted{Item: cards, Again: true}},
		{"never seen", cards, serialOf(9), stock.Noted{Item: cards, Stranger: stock.NeverSeen}},
		{"handed over", cards, serialOf(2), stock.Noted{Item: cards, Stranger: stock.LeftForGood}},
		{"the other card with that number", "", serialOf(2), stock.Noted{Item: stock.ResidentCards}},
		{"of another shelf", cards, serialOf(3), stock.Noted{Item: cards, Elsewhere: shelfB}},
		{"looked for", cards, serialOf(4), stock.Noted{Item: cards, Elsewhere: stock.Missing}},
		{"of another item", cards, "RC000001", stock.Noted{Item: stock.ResidentCards, Stranger: stock.OfOtherItem}},
		{"of another item, not asked", "", "RC000001", stock.Noted{Item: stock.ResidentCards, Again: true}},
	} {
		if got := f.note(t, c.ID, stock.CountLine{Item: s.item, Serial: s.serial}); got != s.want {
			t.Errorf("%s: %+v, want %+v", s.name, got, s.want)
		}
	}
	_, err = f.keep.NoteCounted(t.Context(), c.ID, stock.CountLine{Item: "no-such-form", Quantity: 3})
	wants(t, "an item nobody registered", err, juki.ItemUnknown)
	_, err = f.keep.NoteCounted(t.Context(), c.ID, stock.CountLine{Item: paper, Quantity: -3})
	wants(t, "fewer than none", err, juki.StepNotAllowed)
	_, err = f.keep.NoteCounted(t.Context(), c.ID+1, stock.CountLine{Serial: serialOf(1)})
	wants(t, "no such count", err, juki.CountMissing)
	rows, err := f.keep.EndCount(t.Context(), c.ID)
	if err != nil || len(rows) != 2 {
		t.Fatalf("%+v, %v", rows, err)
	}
	if row := rows[0]; row.Item != cards || row.Counted != 5 || row.Difference != 4 || len(row.Surplus) != 4 || len(row.Missing) != 0 {
		t.Errorf("all of them are counted: %+v", row)
	}
	if row := rows[1]; row.Item != stock.ResidentCards || row.Differs() {
		t.Errorf("a surrendered card lies where it belongs: %+v", row)
	}
}

// A difference is explained by a reason or by an incident that is open.
func TestADifferenceMayBeAnIncident(t *testing.T) {
	f := openOffice(t, t.TempDir())
	f.arrive(t, shelfA, 1, 2)
	f.count(t, stock.Inbox)
	f.count(t, shelfA, 1)
	e := stock.Explanation{Item: stock.MyNumberCards, Place: shelfA, Difference: -1, Incident: "J08-000001"}
	wants(t, "neither", f.keep.Explain(t.Context(), stock.Explanation{Item: e.Item, Place: e.Place, Difference: -1}), juki.DifferenceUnexplained)
	wants(t, "no such incident", f.keep.Explain(t.Context(), e), juki.IncidentUnknown)
	i, err := f.keep.OpenIncident(t.Context(), stock.Incident{Kind: stock.CountDiffers, Item: e.Item, Place: e.Place, Difference: -1})
	if err != nil {
		t.Fatal(err)
	}
	e.Incident = i.Number
	wants(t, "an open incident", f.keep.Explain(t.Context(), e), "")
	s := f.sheet(t)
	wants(t, "the sheet", s.Check(), "")
	f.rules.SecondCount = true
	f.as(colleague, func() { f.count(t, stock.Inbox); f.count(t, shelfA, 1) })
	s = f.sheet(t)
	wants(t, "the second person found the same", s.Check(), "")
	if row := s.Rows[1]; row.Incident != i.Number || row.Reason != stock.MissingSearching || !cmp.Equal(s.OpenIncidents, []stock.IncidentNumber{i.Number}) {
		t.Errorf("%+v, open %v", row, s.OpenIncidents)
	}
}
