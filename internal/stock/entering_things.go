package stock

import (
	"slices"

	"madoguchi/internal/juki"
)

// movements are what the entry comes to, one for each serial, range or quantity.
func (x *entering) movements() ([]Movement, error) {
	t := x.e.Things
	switch x.item.Tracking {
	case BySerial:
		var list []Movement
		for _, s := range t.Serials {
			m, err := x.serial(s)
			if err != nil {
				return nil, err
			}
			list = append(list, m)
		}
		return list, nil
	case ByRange:
		at, err := x.rangeLies(t)
		if err != nil {
			return nil, err
		}
		return x.one(Movement{Lot: t.Lot, First: t.First, Last: t.Last}, at, Position{})
	}
	at, err := x.quantityLies(t)
	if err != nil {
		return nil, err
	}
	return x.one(Movement{Quantity: t.Quantity}, at, Position{})
}

func (x *entering) one(m Movement, at, kept Position) ([]Movement, error) {
	m, err := x.movement(m, at, kept)
	return []Movement{m}, err
}

// movement completes m, which names the thing, with where it comes from and where the act leads.
func (x *entering) movement(m Movement, at, kept Position) (Movement, error) {
	place, err := x.place(at.Place)
	if err != nil {
		return m, err
	}
	if err := x.act.Takes(x.item, at, place.CountedAt(x.terminal)); err != nil {
		return m, err
	}
	m.From = at
	if m.To, err = x.act.Leads(at, kept, x.e.To); err != nil {
		return m, err
	}
	m.Time, m.Item, m.Reason, m.By, m.Witness, m.Document = x.now, x.item.ID, x.act.Reason, x.by, x.e.Witness, x.e.Document
	return m, nil
}

// serial is the movement of one serial from where the ledger has it.
func (x *entering) serial(s juki.CardSerial) (Movement, error) {
	if parsed, err := juki.ParseCardSerial(string(s)); err != nil || parsed != s {
		return Movement{}, juki.Refuse(juki.SerialUnknown)
	}
	at, seen, err := x.Where(x.item.ID, s)
	if err != nil {
		return Movement{}, err
	}
	var kept Position
	switch {
	case !seen:
		at, err = x.unseen(s)
	case x.act.Reason == LossWithdrawn:
		err = x.lostByOwner(s)
	default:
		kept, _, err = x.Kept(x.item.ID, s)
	}
	if err != nil {
		return Movement{}, err
	}
	if x.e.From != "" && x.e.From != at.Place {
		return Movement{}, juki.Refuse(juki.NotAtPlace)
	}
	m := Movement{Serial: s}
	if m.Case, err = x.CaseOf(x.item.ID, s); err != nil {
		return m, err
	}
	return x.movement(m, at, kept)
}

// unseen is where a serial the ledger never saw comes from: outside, by the acts that bring things in.
func (x *entering) unseen(s juki.CardSerial) (Position, error) {
	known, err := x.ItemsOf(s)
	switch {
	case err != nil:
		return Position{}, err
	case len(known) > 0:
		return Position{}, juki.Refuse(juki.ItemMismatch) // scanned under the wrong item
	case len(x.act.At) == 1 && !x.act.At[0].Inside() && x.act.At[0] != Gone:
		return Position{Place: x.act.At[0], State: x.act.From[0]}, nil
	}
	return Position{}, juki.Refuse(juki.SerialUnknown)
}

// lostByOwner refuses to give a card to a resident that the office lost: it was never theirs.
func (x *entering) lostByOwner(s juki.CardSerial) error {
	was, err := x.BeforeLoss(x.item.ID, s)
	if err == nil && was != Delivered {
		err = juki.Refuse(juki.StateNotAllowed)
	}
	return err
}

// rangeLies is the one position where all the numbers lie; NotAtPlace when they lie apart, or some are not known.
func (x *entering) rangeLies(t Things) (Position, error) {
	if x.act.Reason == Arrival {
		return Position{Place: Issuer, State: AtIssuer}, nil // Move refuses numbers that are known already
	}
	pieces, err := x.RangesAt(t.Item, t.Lot, t.First, t.Last)
	if err != nil {
		return Position{}, err
	}
	if len(pieces) == 0 {
		return Position{}, juki.Refuse(juki.SerialUnknown)
	}
	at, next := pieces[0].At, t.First
	for _, p := range pieces {
		if p.First > next || p.At != at {
			return Position{}, juki.Refuse(juki.NotAtPlace)
		}
		next = p.Last + 1
	}
	if next <= t.Last || x.e.From != "" && x.e.From != at.Place {
		return Position{}, juki.Refuse(juki.NotAtPlace)
	}
	if x.e.FromState != "" && x.e.FromState != at.State {
		return Position{}, juki.Refuse(juki.StateNotAllowed)
	}
	return at, nil
}

// quantityLies is from where so many are taken: the state that was named, or the only one that the act may take.
func (x *entering) quantityLies(t Things) (Position, error) {
	from := x.quantityFrom()
	switch {
	case from == "":
		return Position{}, juki.Refuse(juki.PlaceUnknown)
	case x.act.Reason == Arrival:
		return Position{Place: from, State: AtIssuer}, nil
	case x.act.Reason == CountAdjust && from == Missing:
		return Position{Place: Missing, State: Sought}, nil // may go below zero: a surplus comes out of 所在不明
	}
	there, err := x.Lying(t.Item, from)
	if err != nil {
		return Position{}, err
	}
	states := slices.DeleteFunc(slices.Clone(there), func(b Balance) bool { return !x.meant(b.At) })
	switch {
	case len(states) == 1 && states[0].Quantity >= t.Quantity:
		return states[0].At, nil
	case len(there) > 0 && len(states) != 1:
		return Position{}, juki.Refuse(juki.StateNotAllowed)
	}
	return Position{}, juki.Refuse(juki.NotAtPlace)
}

// quantityFrom is the place that was named, or the only one that the act takes from; "" when neither says it.
func (x *entering) quantityFrom() PlaceID {
	if x.e.From == "" && len(x.act.At) == 1 && x.act.At[0] != Counted {
		return x.act.At[0]
	}
	return x.e.From
}

// meant tells whether a position has the state that was named; when none was named, one that the act may take.
func (x *entering) meant(at Position) bool {
	if x.e.FromState != "" {
		return x.e.FromState == at.State
	}
	return x.act.Takes(x.item, at, true) == nil
}
