package counter

import (
	"context"
	"errors"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/stock"
)

// Inspect checks one arrived card against the lists and puts it on its shelf (検品・棚入れ): its serial was scanned, and the
// shelf. Movement, case and record are one transaction. It fails, and records it, with the Outcomes SerialNotOnList,
// NotAtPlace (inspected before), CardAlreadyDelivered, PlaceUnknown and PlaceFull; then the card has not moved. Without a record it fails with DayNotOpen
// and DayClosed.
func (d *Desk) Inspect(ctx context.Context, serial juki.CardSerial, shelf stock.PlaceID) (Case, error) {
	op, err := d.operator(oplog.InspectionDone)
	if err != nil {
		return Case{}, err
	}
	c, err := d.inspect(ctx, op, serial, shelf)
	var refusal *juki.Outcome
	if errors.As(err, &refusal) && inspectionRefusals[refusal.Code] {
		return Case{}, errors.Join(err, d.inspectionRefused(ctx, op, serial, c.Number, refusal.Code))
	}
	if err != nil {
		return Case{}, err
	}
	return c, nil
}

// inspectionRefusals are the outcomes that say something of the card; others (disk full) say nothing of it.
var inspectionRefusals = map[juki.Code]bool{
	juki.SerialNotOnList: true, juki.NotAtPlace: true, juki.CardAlreadyDelivered: true, juki.PlaceUnknown: true, juki.PlaceFull: true,
}

func (d *Desk) inspect(ctx context.Context, op juki.OperatorID, serial juki.CardSerial, shelf stock.PlaceID) (Case, error) {
	found, err := d.Book.Find(ctx, Key{Serial: serial})
	if err != nil {
		return Case{}, err
	}
	if len(found) == 0 {
		return Case{}, juki.Refuse(juki.SerialNotOnList)
	}
	c := found[0]
	if _, err := stock.ParsePlace(string(shelf)); err != nil {
		return c, err // a fixed place is no shelf
	}
	err = d.Book.Act(ctx, func(tx Tx) error {
		if err := stock.CheckDay(tx, d.Now()); err != nil {
			return err
		}
		stored, err := tx.Case(c.Number)
		if err != nil {
			return err
		}
		c = stored
		if err := inspectable(c); err != nil {
			return err
		}
		c.State, c.Home = CaseStored, shelf
		return d.shelve(tx, op, c)
	})
	return c, err
}

func inspectable(c Case) error {
	switch c.State {
	case CaseArrived:
		return nil
	case CaseDelivered:
		return juki.Refuse(juki.CardAlreadyDelivered)
	}
	return juki.Refuse(juki.NotAtPlace)
}

// shelve moves the card from where it came to onto the case's shelf. One that was inspected or set up before (検品, 交付前設定) is only shelved.
func (d *Desk) shelve(tx Tx, op juki.OperatorID, c Case) error {
	at, _, err := tx.Where(stock.MyNumberCards, c.Serial)
	if err != nil {
		return err
	}
	reason := stock.Shelving
	switch at.State {
	case stock.Arrived:
		reason = stock.Inspection
	case stock.Inspected, stock.Prepared:
	default:
		return juki.Refuse(juki.NotAtPlace) // missing, cancelled, sent back: the ledger says which
	}
	if err := stock.Room(tx, c.Home, 1); err != nil {
		return err
	}
	now := d.Now()
	_, err = tx.Move(stock.Movement{Time: now, Item: stock.MyNumberCards, Serial: c.Serial, Case: c.Number, By: op,
		From: at, To: stock.Position{Place: c.Home, State: stock.Stored}, Reason: reason})
	if err != nil {
		return err
	}
	if err := tx.UpdateCase(c); err != nil {
		return err
	}
	return tx.Append(oplog.Record{Time: now, Event: oplog.InspectionDone, Operator: op, Case: c.Number, Values: []oplog.Value{
		oplog.Place(c.Home), oplog.Item(stock.MyNumberCards), oplog.CardTail(c.Serial)}})
}

func (d *Desk) inspectionRefused(ctx context.Context, op juki.OperatorID, serial juki.CardSerial, n juki.CaseNumber, code juki.Code) error {
	values := []oplog.Value{oplog.Code(code)}
	if _, err := juki.ParseCardSerial(string(serial)); err == nil {
		values = append(values, oplog.CardTail(serial))
	}
	return d.Book.Act(ctx, func(tx Tx) error {
		return tx.Append(oplog.Record{Time: d.Now(), Event: oplog.InspectionRefused, Operator: op, Case: n, Values: values})
	})
}

// AwaitingInspection lists the cases whose cards are on a list but not inspected yet, oldest first: what is still missing.
func (d *Desk) AwaitingInspection(ctx context.Context) ([]Case, error) {
	return d.Book.CasesIn(ctx, CaseArrived)
}
