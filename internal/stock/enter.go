package stock

import (
	"context"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
)

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
// StateNotAllowed, PlaceUnknown, PlaceFull, DocumentMissing, DocumentForm, IncidentUnknown (a loss names its incident),
// WitnessMissing, SamePersonTwice, ResidentCardIssueEnded, StepNotAllowed.
func (k *Keeper) Enter(ctx context.Context, e Entry) ([]Movement, error) {
	var moved []Movement
	err := k.proceed(ctx, oplog.StockMoved, func(p proceeding) (err error) {
		if moved, err = p.plan(e); err != nil {
			return err
		}
		for i := range moved {
			if moved[i].ID, err = p.Move(moved[i]); err != nil {
				return err
			}
			if err := p.Append(moved[i].record(oplog.StockMoved)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
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
	return oplog.Record{Time: m.Time, Event: event, Operator: m.By, Case: m.Case, Values: witnessed(values, m.Witness)}
}

// Move puts cards on another place (場所替え): scan the card, scan the place. The same as Enter with Reason Move.
func (k *Keeper) Move(ctx context.Context, item ItemID, serials []juki.CardSerial, to PlaceID) ([]Movement, error) {
	return k.Enter(ctx, Entry{Reason: Move, Things: Things{Item: item, Serials: serials}, To: to})
}
