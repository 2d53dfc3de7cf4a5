package stock

import "madoguchi/internal/juki"

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
	if err := x.act.Takes(x.item, at, place.CountedAt(x.k.Terminal)); err != nil {
		return m, err
	}
	m.From = at
	if m.To, err = x.act.Leads(at, kept, x.e.To); err != nil {
		return m, err
	}
	m.Time, m.Item, m.Reason, m.By, m.Witness, m.Document = x.now, x.item.ID, x.act.Reason, x.op, x.e.Witness, x.e.Document
	return m, nil
}

// serial is the movement of one serial from where the ledger has it.
func (x *entering) serial(s juki.CardSerial) (Movement, error) {
	if parsed, err := juki.ParseCardSerial(string(s)); err != nil || parsed != s {
		return Movement{}, juki.Refuse(juki.SerialUnknown)
	}
	at, seen, err := x.tx.Where(x.item.ID, s)
	if err != nil {
		return Movement{}, err
	}
	var kept Position
	if seen {
		kept, _, err = x.tx.Kept(x.item.ID, s)
	} else {
		at, err = x.unseen(s)
	}
	if err != nil {
		return Movement{}, err
	}
	if x.e.From != "" && x.e.From != at.Place {
		return Movement{}, juki.Refuse(juki.NotAtPlace)
	}
	m := Movement{Serial: s}
	if m.Case, err = x.tx.CaseOf(x.item.ID, s); err != nil {
		return m, err
	}
	return x.movement(m, at, kept)
}

// unseen is where a serial the ledger never saw comes from: outside, by the acts that bring things in.
func (x *entering) unseen(s juki.CardSerial) (Position, error) {
	known, err := x.tx.ItemsOf(s)
	switch {
	case err != nil:
		return Position{}, err
	case len(known) > 0:
		return Position{}, juki.Refuse(juki.ItemMismatch) // scanned under the wrong item
	case len(x.act.At) == 1 && !x.act.At[0].Inside():
		return Position{Place: x.act.At[0], State: x.act.From[0]}, nil
	}
	return Position{}, juki.Refuse(juki.SerialUnknown)
}

// rangeLies is the one position where all the numbers lie; NotAtPlace when they lie apart, or some are not known.
func (x *entering) rangeLies(t Things) (Position, error) {
	if x.act.Reason == Arrival {
		return Position{Place: Issuer, State: AtIssuer}, nil // Move refuses numbers that are known already
	}
	pieces, err := x.tx.RangesAt(t.Item, t.Lot, t.First, t.Last)
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
	from := x.e.From
	switch {
	case from == "" && len(x.act.At) == 1 && x.act.At[0] != Counted:
		from = x.act.At[0]
	case from == "":
		return Position{}, juki.Refuse(juki.PlaceUnknown)
	}
	if x.act.Reason == Arrival {
		return Position{Place: from, State: AtIssuer}, nil
	}
	if x.act.Reason == CountAdjust && from == Missing {
		return Position{Place: Missing, State: Sought}, nil // may go below zero: a surplus comes out of 所在不明
	}
	there, err := x.tx.Lying(t.Item, from)
	if err != nil {
		return Position{}, err
	}
	var states []Balance
	for _, b := range there {
		if x.e.FromState == b.At.State || x.e.FromState == "" && x.act.Takes(x.item, b.At, true) == nil {
			states = append(states, b)
		}
	}
	switch {
	case len(states) == 1 && states[0].Quantity >= t.Quantity:
		return states[0].At, nil
	case len(there) > 0 && len(states) != 1:
		return Position{}, juki.Refuse(juki.StateNotAllowed)
	}
	return Position{}, juki.Refuse(juki.NotAtPlace)
}
