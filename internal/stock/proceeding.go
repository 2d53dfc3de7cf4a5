package stock

import (
	"context"
	"errors"
	"time"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
)

// proceeding is an act inside its transaction: at which terminal, who does it, when, and under which rules.
type proceeding struct {
	BookTx
	terminal string
	by       juki.OperatorID
	post     juki.Post
	now      time.Time
	day      juki.Date
	rules    Rules
}

// proceed runs an act in one transaction, for somebody whose post the catalogue names with the event.
func (k *Keeper) proceed(ctx context.Context, event oplog.EventID, f func(proceeding) error) error {
	by, post, err := k.operator(event)
	if err != nil {
		return err
	}
	return k.Book.Act(ctx, func(tx BookTx) error {
		now := k.Now()
		day := juki.DateOf(now)
		return f(proceeding{BookTx: tx, terminal: k.Terminal, by: by, post: post, now: now, day: day, rules: k.RulesOn(day)})
	})
}

// record appends what was done to the operation history.
func (p proceeding) record(event oplog.EventID, values ...oplog.Value) error {
	return p.Append(oplog.Record{Time: p.now, Event: event, Operator: p.by, Values: values})
}

// witnessed adds the second person to what a record says, where there was one.
func witnessed(values []oplog.Value, witness juki.OperatorID) []oplog.Value {
	if witness == "" {
		return values
	}
	return append(values, oplog.Witness(witness))
}

// begins refuses to begin something on a day that does not run.
func (p proceeding) begins() error { return on(p, p.day, DayState.running) }

// goesOn refuses only a closed day: what has happened is entered on the day it is known, opened or not.
func (p proceeding) goesOn() error { return on(p, p.day, DayState.unsealed) }

// second checks the second person of an act (第14条第10項): needed says that there must be one. It is never the first person.
func (p proceeding) second(witness juki.OperatorID, needed bool) error {
	switch {
	case witness == p.by:
		return juki.Refuse(juki.SamePersonTwice)
	case witness == "" && needed:
		return juki.Refuse(juki.WitnessMissing)
	}
	return nil
}

// where is the position of a serial; SerialUnknown for one that the ledger never saw.
func (p proceeding) where(item ItemID, serial juki.CardSerial) (Position, error) {
	at, seen, err := p.Where(item, serial)
	if err == nil && !seen {
		err = juki.Refuse(juki.SerialUnknown)
	}
	return at, err
}

// registered finds a place that the city registered; PlaceUnknown for the fixed ones, for one not registered and for a box thrown away.
func (p proceeding) registered(id PlaceID) (Place, error) {
	place, known, err := p.PlaceOf(id)
	if err == nil && (!known || place.Closed || id.IsFixed()) {
		err = juki.Refuse(juki.PlaceUnknown)
	}
	return place, err
}

// ours refuses to put things at a place that is not registered, with PlaceUnknown, and where others count, with StepNotAllowed: only a
// transfer leads there.
func (p proceeding) ours(id PlaceID) error {
	place, err := p.registered(id)
	if err == nil && !place.CountedAt(p.terminal) {
		err = juki.Refuse(juki.StepNotAllowed)
	}
	return err
}

// receives refuses to put n cards, or something else, at a place: as ours does, and with PlaceFull when they do not fit.
func (p proceeding) receives(id PlaceID, n int) error {
	if err := p.ours(id); err != nil {
		return err
	}
	return Room(p, id, n)
}

// move enters a movement of this act; the day was looked at before.
func (p proceeding) move(m Movement) (Movement, error) {
	m.Time, m.By = p.now, p.by
	if m.Serial != "" {
		var err error
		if m.Case, err = p.CaseOf(m.Item, m.Serial); err != nil {
			return m, err
		}
	}
	var err error
	m.ID, err = p.Move(m)
	return m, err
}

// lies tells whether all the numbers of a range, or so many of a form, lie somewhere in a state.
func (p proceeding) lies(m Movement, at Position) (bool, error) {
	lie := 0
	if m.Lot != "" {
		pieces, err := p.RangesAt(m.Item, m.Lot, m.First, m.Last)
		for _, piece := range pieces {
			if piece.At == at {
				lie += min(m.Last, piece.Last) - max(m.First, piece.First) + 1
			}
		}
		return lie == m.Number(), err
	}
	there, err := p.Lying(m.Item, at.Place)
	for _, b := range there {
		if b.At == at {
			lie = b.Quantity
		}
	}
	return lie >= m.Quantity, err
}

// isRefusal tells whether an error is a refusal with a code.
func isRefusal(err error, code juki.Code) bool { return errors.Is(err, juki.Refuse(code)) }

// refuseOr is the error, and a refusal when there is none.
func refuseOr(err error, code juki.Code) error {
	if err != nil {
		return err
	}
	return juki.Refuse(code)
}
