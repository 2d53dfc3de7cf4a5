package stock

import (
	"cmp"
	"context"
	"slices"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
)

// BeginCount opens a count of a place and records it: the first count, or the second when the rules ask for one and another person's first
// count stands. It fails with SamePersonTwice when the first count is one's own (see Recount), PlaceUnknown for a place that is not counted
// at this terminal, CountOpen, DayNotOpen and DayClosed.
func (k *Keeper) BeginCount(ctx context.Context, place PlaceID) (Count, error) {
	return k.beginCount(ctx, place, func(first, second *CountResult, op juki.OperatorID) (int, error) {
		switch {
		case first == nil:
			return 1, nil
		case first.By != op:
			return 2, nil
		case second != nil:
			return 1, nil // both have counted; one's own count is made anew
		}
		return 0, juki.Refuse(juki.SamePersonTwice)
	})
}

// Recount opens a new count of the round that the operator has counted already: after a miscount. Else it is BeginCount.
func (k *Keeper) Recount(ctx context.Context, place PlaceID) (Count, error) {
	return k.beginCount(ctx, place, func(first, _ *CountResult, op juki.OperatorID) (int, error) {
		if first == nil || first.By == op {
			return 1, nil
		}
		return 2, nil
	})
}

// beginCount opens a count in the round that choose gives for the counts that stand.
func (k *Keeper) beginCount(ctx context.Context, place PlaceID, choose func(first, second *CountResult, op juki.OperatorID) (int, error)) (Count, error) {
	op, _, err := k.operator(oplog.CountBegun)
	if err != nil {
		return Count{}, err
	}
	f, err := k.Book.Figures(ctx, k.today())
	if err != nil {
		return Count{}, err
	}
	if p := f.place(place); !p.CountedAt(k.Terminal) {
		return Count{}, juki.Refuse(juki.PlaceUnknown)
	}
	c := Count{Place: place, Round: 1, By: op}
	if k.RulesOn(k.today()).SecondCount {
		standing := f.standing()[place]
		if c.Round, err = choose(standing.first, standing.second, op); err != nil {
			return Count{}, err
		}
	}
	err = k.proceed(ctx, oplog.CountBegun, func(p proceeding) (err error) {
		if err = p.begins(); err != nil {
			return err
		}
		c.Began = p.now
		if c.ID, err = p.BeginCount(place, c.Round, c.By, p.now); err != nil {
			return err
		}
		return p.record(oplog.CountBegun, oplog.Day(p.day), oplog.Place(place), oplog.Count(oplog.FieldRound, c.Round))
	})
	return c, err
}

// Strange is why a scanned serial cannot belong where it is counted, whatever the numbers are.
type Strange string

// The kinds of strangers.
const (
	NotStrange  Strange = ""
	NeverSeen   Strange = "never-seen"    // the ledger does not know the serial
	OfOtherItem Strange = "of-other-item" // it is a card of another item than was counted
	LeftForGood Strange = "left-for-good" // handed over, disposed of, or lost by the ledger
)

// Noted says what a scan in a count was. It never tells a number: a count is blind. But a card in the hand that belongs elsewhere is best
// put right at once, so where the book has this one card is told.
type Noted struct {
	Again     bool    // scanned before in this count: nothing was added
	Stranger  Strange // look at the thing in your hand; it is counted all the same
	Item      ItemID  // the item it was counted as: the one the ledger knows it as
	Elsewhere PlaceID // the book has it at another place, inside; "" when it is here or nowhere
}

// NoteCounted notes one scanned serial, or the number of blanks or forms (the last number of an item counts), durably and at once. A line
// without time gets the present one. It fails with StepNotAllowed when the count is not open, or when another person began it and the rules ask
// for a second count (each person counts alone), ItemUnknown and NotLoggedIn.
func (k *Keeper) NoteCounted(ctx context.Context, id CountID, line CountLine) (Noted, error) {
	op, _, err := k.operator(oplog.CountRecorded)
	if err != nil {
		return Noted{}, err
	}
	c, err := k.Book.CountHead(ctx, id)
	if err != nil {
		return Noted{}, err
	}
	if c.By != op && k.RulesOn(c.Day()).SecondCount || line.Quantity < 0 {
		return Noted{}, juki.Refuse(juki.StepNotAllowed)
	}
	if line.Time.IsZero() {
		line.Time = k.Now()
	}
	noted := Noted{Item: line.Item}
	if line.Serial != "" {
		line.Quantity = 0
		known, err := k.Book.Positions(ctx, line.Serial)
		if err != nil {
			return Noted{}, err
		}
		noted = noteOf(known, line.Item, c.Place)
		line.Item = noted.Item
	}
	noted.Again, err = k.Book.NoteCounted(ctx, id, line)
	return noted, err
}

// noteOf compares a scanned serial with where the ledger has it.
func noteOf(known []Content, item ItemID, place PlaceID) Noted {
	if len(known) == 0 {
		return Noted{Item: cmp.Or(item, MyNumberCards), Stranger: NeverSeen}
	}
	at := known[0]
	for _, c := range known[1:] {
		if c.Item == item || at.Item != item && c.At.Place.Inside() {
			at = c
		}
	}
	noted := Noted{Item: at.Item}
	switch {
	case item != "" && at.Item != item:
		noted.Stranger = OfOtherItem
	case !at.At.Place.Inside() && at.At.Place != Elsewhere:
		noted.Stranger = LeftForGood
	}
	if (at.At.Place.Inside() || at.At.Place == Elsewhere) && at.At.Place != place {
		noted.Elsewhere = at.At.Place
	}
	return noted
}

// EndCount closes a count and records what was counted and what the ledger says. Only now is the difference known: the result has a row for
// each item of the place. Another person than the one who began it may close it. CountedOK is false in the rows when something came to the place or
// left it since the count began: it has to be counted again.
func (k *Keeper) EndCount(ctx context.Context, id CountID) ([]SheetRow, error) {
	var result CountResult
	err := k.proceed(ctx, oplog.CountEnded, func(p proceeding) (err error) {
		if result, err = p.EndCount(id, p.now); err != nil {
			return err
		}
		return p.recordCount(result)
	})
	if err != nil {
		return nil, err
	}
	f, err := k.Book.Figures(ctx, result.Day())
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(f.rows(k.Terminal), func(r SheetRow) bool { return r.Place != result.Place }), nil
}

// recordCount writes one record for each item counted, and one for the whole place. What the ledger says stands in none of them while a
// second person has still to count: the operation history would tell.
func (p proceeding) recordCount(c CountResult) error {
	day, round := oplog.Day(c.Day()), oplog.Count(oplog.FieldRound, c.Round)
	book, counted := 0, 0
	for _, f := range c.Found {
		book, counted = book+f.Book, counted+f.Counted
		err := p.record(oplog.CountRecorded, oplog.Place(c.Place), oplog.Item(f.Item), oplog.Count(oplog.FieldCounted, f.Counted), day, round)
		if err != nil {
			return err
		}
	}
	values := []oplog.Value{day, oplog.Place(c.Place), round, oplog.Count(oplog.FieldCounted, counted)}
	if c.Round == 2 || !p.rules.SecondCount {
		values = append(values, oplog.Count(oplog.FieldBook, book), oplog.Count(oplog.FieldDifference, counted-book))
	}
	return p.record(oplog.CountEnded, values...)
}
