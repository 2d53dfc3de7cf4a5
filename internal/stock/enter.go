package stock

import (
	"context"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
)

// Things names what an act is about: serials, or numbers of a lot, or a quantity.
type Things struct {
	Item     ItemID
	Serials  []juki.CardSerial
	Lot      string
	First    int
	Last     int
	Quantity int
}

// Entry is an act as it was scanned and chosen (入力).
type Entry struct {
	Reason    Reason
	Things    Things
	From      PlaceID         // of things without serial; serials are where the ledger says, and a From that says otherwise is refused
	FromState State           // of things without serial, when they lie there in several states; "" takes the only one the act may take
	To        PlaceID         // the place scanned, where the act asks for one
	Document  string          // 根拠文書
	Witness   juki.OperatorID // who confirmed it, where the rules ask for two people
}

// Enter enters an act: one movement for each serial, range or quantity, and the records, in one transaction; all of it or nothing.
// It fails with the Outcomes NotLoggedIn, PostMissing, DayNotOpen, DayClosed, ActUnknown, ItemUnknown, ItemMismatch, SerialUnknown, NotAtPlace,
// StateNotAllowed, PlaceUnknown, PlaceFull, DocumentMissing, WitnessMissing, SamePersonTwice, ResidentCardIssueEnded, StepNotAllowed.
func (k *Keeper) Enter(ctx context.Context, e Entry) ([]Movement, error) {
	if _, err := k.operator(oplog.StockMoved); err != nil {
		return nil, err
	}
	var moved []Movement
	err := k.Book.Act(ctx, func(tx BookTx) (err error) {
		moved, err = k.enterIn(tx, e)
		return err
	})
	if err != nil {
		return nil, err
	}
	return moved, nil
}

// enterIn is Enter inside a transaction of its caller: a procedure that moves things and does something more in the same act.
func (k *Keeper) enterIn(tx BookTx, e Entry) ([]Movement, error) {
	op, err := k.operator(oplog.StockMoved)
	if err != nil {
		return nil, err
	}
	x := entering{k: k, tx: tx, e: e, op: op, now: k.Now(), places: map[PlaceID]Place{}}
	if err := x.check(); err != nil {
		return nil, err
	}
	moved, err := x.movements()
	if err != nil {
		return nil, err
	}
	if err := x.fits(moved); err != nil {
		return nil, err
	}
	for i := range moved {
		if moved[i].ID, err = tx.Move(moved[i]); err != nil {
			return nil, err
		}
		if err := tx.Append(moved[i].record(oplog.StockMoved)); err != nil {
			return nil, err
		}
	}
	return moved, nil
}

// record is what the log says of a movement: the ledger's own number leads back to it.
func (m Movement) record(event oplog.EventID) oplog.Record {
	values := []oplog.Value{oplog.Item(m.Item), oplog.From(m.From.Place), oplog.To(m.To.Place), oplog.Reason(m.Reason), oplog.MovementOf(m.ID)}
	if m.Serial != "" {
		values = append(values, oplog.CardTail(m.Serial))
	} else {
		values = append(values, oplog.Count(oplog.FieldCounted, m.Number()))
	}
	if m.Witness != "" {
		values = append(values, oplog.Witness(m.Witness))
	}
	return oplog.Record{Time: m.Time, Event: event, Operator: m.By, Case: m.Case, Values: values}
}

// Move puts cards on another place (場所替え): scan the card, scan the place. The same as Enter with Reason Move.
func (k *Keeper) Move(ctx context.Context, item ItemID, serials []juki.CardSerial, to PlaceID) ([]Movement, error) {
	return k.Enter(ctx, Entry{Reason: Move, Things: Things{Item: item, Serials: serials}, To: to})
}
