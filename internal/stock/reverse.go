package stock

import (
	"context"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
)

// Reverse takes a movement back by the opposite one (反対仕訳); the thing must lie where that movement brought it. Never on a closed
// day's figures: the reversal is a movement of today. Only what Enter entered is reversed: a handover, an inspection, a transfer and
// a disposal have a way back of their own. It fails with the Outcomes NotLoggedIn, PostMissing, DayClosed, NotAtPlace, WitnessMissing,
// SamePersonTwice, PlaceUnknown (its box was thrown away) and StepNotAllowed.
func (k *Keeper) Reverse(ctx context.Context, movement int64, witness juki.OperatorID) (Movement, error) {
	var back Movement
	err := k.proceed(ctx, oplog.StockReversed, func(p proceeding) error {
		if err := p.second(witness, p.rules.NeedsWitness(Reversal)); err != nil {
			return err
		}
		m, err := reversible(p, movement)
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

// reversible finds the movement and refuses those that another procedure answers for.
func reversible(tx BookTx, id int64) (Movement, error) {
	m, known, err := tx.MovementOf(id)
	if err != nil {
		return m, err
	}
	act, listed := ActOf(m.Reason)
	if !known || !listed || act.Elsewhere || m.Origin != "" || m.Reason == Arrival && m.Case != "" {
		return m, juki.Refuse(juki.StepNotAllowed)
	}
	p, known, err := tx.PlaceOf(m.From.Place)
	if err == nil && (!known || p.Closed) {
		err = juki.Refuse(juki.PlaceUnknown)
	}
	return m, err
}
