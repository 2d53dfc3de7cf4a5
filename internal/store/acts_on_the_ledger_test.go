package store

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"madoguchi/internal/counter"
	"madoguchi/internal/juki"
	"madoguchi/internal/stock"
)

const (
	blanks = stock.ResidentBlanks
	boxA   = stock.PlaceID("X-01")
	safe   = stock.PlaceID("S-01")
	branch = stock.PlaceID("P-01")
	theirs = stock.PlaceID("D-02") // another terminal's drawer
)

func TestACardFromArrivalToTheShelfAndBackFromThePost(t *testing.T) {
	d := openStock(t)
	d.take(t, d.preview(t, arrivalList(1, 2)))
	d.enter(t, stock.Check, "", 1)
	d.lies(t, 1, stock.Inbox, stock.Inspected)
	if c := d.caseOf(t, 1); c.State != counter.CaseArrived {
		t.Errorf("checked, but not on a shelf: %s", c.State)
	}
	d.enter(t, stock.Preset, "", 1)
	d.enter(t, stock.Shelving, shelfA, 1)
	d.lies(t, 1, shelfA, stock.Stored)
	if c := d.caseOf(t, 1); c.State != counter.CaseStored || c.Home != shelfA || c.At != lies(shelfA, stock.Stored) {
		t.Errorf("shelved: %s at %s, %v", c.State, c.Home, c.At)
	}
	d.enter(t, stock.Notice, "", 1)
	d.enter(t, stock.ComeBack, "", 1)
	d.lies(t, 1, shelfA, stock.Returned)
	d.enter(t, stock.Renotice, "", 1)
	d.enter(t, stock.Dispatch, "", 1)
	d.lies(t, 1, stock.Mail, stock.BeingSent)
	d.refuses(t, "the post brings it back, but to where", juki.PlaceUnknown, d.enters(stock.ComeBack, "", 1))
	d.enter(t, stock.ComeBack, safe, 1)
	d.lies(t, 1, safe, stock.Returned)
	d.enter(t, stock.Renotice, "", 1)
	d.enter(t, stock.Dispatch, "", 1)
	d.enter(t, stock.MailDelivered, "", 1)
	d.lies(t, 1, stock.Resident, stock.Delivered)
	if c := d.caseOf(t, 1); c.State != counter.CaseDelivered {
		t.Errorf("delivered by post: %s", c.State)
	}
	d.enter(t, stock.Surrender, safe, 1)
	d.lies(t, 1, safe, stock.Surrendered)
	if c := d.caseOf(t, 1); c.State != counter.CaseDelivered {
		t.Errorf("surrendered again: %s", c.State)
	}
	d.rebuilds(t)
}

func TestPickedAndMissingCardsKnowWhereTheyBelong(t *testing.T) {
	d := openStock(t)
	d.arrive(t, shelfA, 1, 2)
	d.enter(t, stock.Notice, "", 1, 2)
	d.enter(t, stock.Pick, boxA, 1, 2)
	d.enter(t, stock.Move, shelfB, 1)
	d.lies(t, 1, shelfB, stock.Picked)
	if c := d.caseOf(t, 1); c.Home != shelfB || c.State != counter.CaseStored {
		t.Errorf("to be fetched from %s", c.Home)
	}
	d.refuses(t, "a box that a card is in", juki.PlaceNotEmpty, func() error { return d.DiscardBox(context.Background(), boxA, true, second) })
	d.enter(t, stock.Unpick, "", 1)
	d.lies(t, 1, shelfA, stock.Notified)
	d.enter(t, stock.NotFound, "", 2)
	d.lies(t, 2, stock.Missing, stock.Sought)
	d.enter(t, stock.Found, shelfC, 2)
	d.lies(t, 2, shelfC, stock.Notified)
	d.rules.Steps = nil
	opened, err := d.ReportMissing(t.Context(), stock.MyNumberCards, serialOf(2))
	d.must(t, err)
	d.refuses(t, "a card lost without its incident's end", juki.StepNotAllowed,
		d.entersThings(stock.Entry{Reason: stock.Loss, Things: cardsOf(2), Document: string(opened.Number), Witness: second}))
	d.must(t, d.CloseIncident(t.Context(), opened.Number, second))
	d.lies(t, 2, stock.Gone, stock.Lost)
	d.rebuilds(t)
}

func TestAnEntryIsRefusedWholeAndLeavesNothing(t *testing.T) {
	d := openStock(t)
	d.arrive(t, shelfA, 1, 2, 3, 4)
	d.enter(t, stock.Notice, "", 2)
	one := cardsOf(1)
	enter := func(e stock.Entry) func() error {
		return func() error { _, err := d.Enter(context.Background(), e); return err }
	}
	d.refuses(t, "one of two is in another state", juki.StateNotAllowed, d.enters(stock.Notice, "", 1, 2))
	d.refuses(t, "the same card twice", juki.NotAtPlace, d.enters(stock.Move, shelfB, 1, 1))
	d.refuses(t, "an unknown card", juki.SerialUnknown, d.enters(stock.Move, shelfB, 1, 99))
	d.refuses(t, "what is no serial", juki.SerialUnknown, enter(stock.Entry{Reason: stock.Move, Things: stock.Things{Item: stock.MyNumberCards, Serials: []juki.CardSerial{"A-01"}}, To: shelfB}))
	d.refuses(t, "under another item", juki.ItemMismatch, enter(stock.Entry{Reason: stock.Surrender, Things: stock.Things{Item: stock.ResidentCards, Serials: one.Serials}, To: safe}))
	d.refuses(t, "an unknown item", juki.ItemUnknown, enter(stock.Entry{Reason: stock.Move, Things: stock.Things{Item: "no-such", Quantity: 1}, To: safe}))
	d.refuses(t, "cards by number", juki.ItemMismatch, enter(stock.Entry{Reason: stock.Move, Things: stock.Things{Item: stock.MyNumberCards, Quantity: 1}, To: safe}))
	d.refuses(t, "no card at all", juki.ItemMismatch, enter(stock.Entry{Reason: stock.Move, Things: stock.Things{Item: stock.MyNumberCards}, To: safe}))
	d.refuses(t, "no such act", juki.ActUnknown, enter(stock.Entry{Reason: "teleport", Things: one, To: safe}))
	d.refuses(t, "the counter's own act", juki.StepNotAllowed, d.enters(stock.TakeOut, "", 1))
	d.refuses(t, "from where it is not", juki.NotAtPlace, enter(stock.Entry{Reason: stock.Move, Things: one, From: shelfB, To: safe}))
	d.refuses(t, "nowhere", juki.PlaceUnknown, d.enters(stock.Move, "", 1))
	d.refuses(t, "onto no shelf", juki.PlaceUnknown, d.enters(stock.Move, "Q-77", 1))
	d.refuses(t, "a fixed place as a shelf", juki.PlaceUnknown, d.enters(stock.Move, stock.Missing, 1))
	d.refuses(t, "the counter as a shelf", juki.PlaceUnknown, d.enters(stock.Move, stock.Counter, 1))
	d.refuses(t, "to where it is", juki.StepNotAllowed, d.enters(stock.Move, shelfA, 1))
	d.refuses(t, "to a branch without a transfer", juki.StepNotAllowed, d.enters(stock.Move, branch, 1))
	d.refuses(t, "into another terminal's drawer", juki.StepNotAllowed, d.enters(stock.Move, theirs, 1))
	d.refuses(t, "four cards for three", juki.PlaceFull, d.enters(stock.Move, boxA, 1, 2, 3, 4))
	d.refuses(t, "my number cards come by list", juki.ItemMismatch, enter(stock.Entry{Reason: stock.Arrival, Things: cardsOf(77), To: safe, Document: "L-1"}))
	d.refuses(t, "the clerk as witness", juki.SamePersonTwice, enter(stock.Entry{Reason: stock.Move, Things: one, To: safe, Witness: clerk}))
	d.rules.Witnessed = []stock.Reason{stock.Move}
	d.refuses(t, "alone", juki.WitnessMissing, d.enters(stock.Move, safe, 1))
	d.rules.Witnessed = nil
	d.as("", juki.Operator, func() { d.refuses(t, "nobody", juki.NotLoggedIn, d.enters(stock.Move, safe, 1)) })
	d.enter(t, stock.Move, boxA, 1, 2, 3)
	d.refuses(t, "one more", juki.PlaceFull, d.enters(stock.Move, boxA, 4))
	d.enter(t, stock.Notice, "", 1) // where it lies: no room is needed
	d.rebuilds(t)
}

func TestTheDayRuleOfTheActs(t *testing.T) {
	d := openStock(t)
	d.arrive(t, shelfA, 1, 2)
	d.enter(t, stock.Notice, "", 1)
	d.clock.at = workday.AddDays(1).At(8, 0)
	d.refuses(t, "before the day is opened", juki.DayNotOpen, d.enters(stock.Move, shelfB, 1))
	d.enter(t, stock.ComeBack, "", 1) // what has happened has happened
	d.enter(t, stock.NotFound, "", 2)
	d.openToday(t)
	d.enter(t, stock.Move, shelfB, 1)
	d.closeToday(t)
	d.refuses(t, "on a closed day", juki.DayClosed, d.enters(stock.Move, shelfA, 1))
	d.refuses(t, "a fact on a closed day", juki.DayClosed, d.enters(stock.Found, shelfA, 2))
}

func TestEveryMovementHasItsRecord(t *testing.T) {
	d := openStock(t)
	d.arrive(t, shelfA, 1, 2)
	for _, m := range d.enter(t, stock.Move, shelfB, 1, 2) {
		if m.Case != d.caseOf(t, 1).Number && m.Case != d.caseOf(t, 2).Number {
			t.Errorf("a movement of no case")
		}
		if n := d.recordsOfMovement(t, m.ID); n != 1 {
			t.Errorf("movement %d has %d records", m.ID, n)
		}
	}
}

// recordsOfMovement counts the records that name a movement.
func (d *desk) recordsOfMovement(t testing.TB, id int64) (n int) {
	t.Helper()
	if err := d.readers.QueryRow("SELECT count(*) FROM record WHERE (instr(payload, 'stock.moved') > 0 OR instr(payload, 'stock.reversed') > 0) AND instr(payload, ?) > 0",
		fmt.Sprintf(`"movement":%d`, id)).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestLookTellsWhereACardIsAndHowItCameThere(t *testing.T) {
	d := openStock(t)
	d.arrive(t, shelfA, 1)
	d.enter(t, stock.Pick, shelfB, 1)
	s, err := d.Look(t.Context(), serialOf(1))
	if err != nil || s.Item != stock.MyNumberCards || s.At != lies(shelfB, stock.Picked) || s.Kept != lies(shelfA, stock.Stored) {
		t.Errorf("%+v, %v", s, err)
	}
	if len(s.Trail) != 3 || s.Trail[0].Reason != stock.Pick || s.Trail[2].Reason != stock.Arrival || s.Arrived != s.Trail[2].Time || s.Since != s.Trail[0].Time {
		t.Errorf("the trail is %+v", s.Trail)
	}
	if _, err := d.Look(t.Context(), serialOf(2)); !errors.Is(err, juki.Refuse(juki.SerialUnknown)) {
		t.Errorf("a card nobody has seen: %v", err)
	}
}
