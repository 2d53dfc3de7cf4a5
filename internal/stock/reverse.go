package stock

import (
	"context"
	"slices"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
)

// Reverse takes a movement back by the opposite one (反対仕訳); the thing must lie where that movement brought it. Never on a closed
// day's figures: the reversal is a movement of today. Only what Enter entered is reversed: a handover, an inspection, a transfer and
// a disposal have a way back of their own. It fails with the Outcomes NotLoggedIn, PostMissing, DayClosed, NotAtPlace, WitnessMissing,
// SamePersonTwice, PlaceUnknown (its box was thrown away), PlaceFull and StepNotAllowed (others count there now, too).
func (k *Keeper) Reverse(ctx context.Context, movement int64, witness juki.OperatorID) (Movement, error) {
	var back Movement
	err := k.proceed(ctx, oplog.StockReversed, func(p proceeding) error {
		if err := p.second(witness, p.rules.NeedsWitness(Reversal)); err != nil {
			return err
		}
		m, err := p.reversible(movement)
		if err != nil {
			return err
		}
		back = Movement{Time: p.now, Item: m.Item, Serial: m.Serial, Lot: m.Lot, First: m.First, Last: m.Last, Quantity: m.Quantity,
			From: m.To, To: m.From, Reason: Reversal, Case: m.Case, Document: m.Document, By: p.by, Witness: witness, Reverses: m.ID}
		if back.ID, err = p.Move(back); err != nil {
			return err
		}
		return p.Append(back.record(oplog.StockReversed))
	})
	if err != nil {
		return Movement{}, err
	}
	return back, nil
}

// Reversible tells whether the movement is one that Reverse takes back. What belongs to a procedure goes back by it: a card that is missing is
// found, a picked one is put back.
func (m Movement) Reversible() bool {
	act, listed := ActOf(m.Reason)
	switch {
	case !listed || act.Elsewhere || m.Origin != "":
		return false
	case m.Reason == Arrival:
		return m.Case == ""
	case m.Reason == Loss:
		return m.Serial == "" // a card is found by its incident
	}
	return !slices.Contains([]Reason{Pick, NotFound, Found}, m.Reason)
}

// reversible finds the movement, and refuses it when something else answers for it or its things cannot go back where they came from.
func (p proceeding) reversible(id int64) (Movement, error) {
	m, known, err := p.MovementOf(id)
	switch {
	case err != nil:
		return m, err
	case !known || !m.Reversible():
		return m, juki.Refuse(juki.StepNotAllowed)
	case m.From.Place == m.To.Place || m.From.Place.IsFixed():
		return m, nil
	case m.Quantity != 0:
		return m, p.ours(m.From.Place)
	}
	return m, p.receives(m.From.Place, m.Number())
}
