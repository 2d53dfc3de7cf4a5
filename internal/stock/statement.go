package stock

import (
	"context"
	"errors"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
)

// A statement is what this ledger says of itself in the operation history: how much of each item it has at each place. The stock of the whole
// office is added up from the statements of all terminals, wherever their logs come together (docs/decisions/0019). It names no card and nobody.

// StatedLine is one line of it.
type StatedLine struct {
	Item  ItemID
	Place PlaceID
	// Book is what the ledger has there. At Transit it is what the own movements come to, without the copies of the other end's: below zero for
	// what came from another terminal. So the lines of all terminals together add up to what is in transit, each thing once, whether
	// the sender has read the receipt or not. At Missing it may be below zero too: a surplus comes out of there.
	Book int
}

// StatementTx reads what a statement says.
type StatementTx interface {
	// Stated are the lines, by item and place, none of 0; last is the ledger's last movement.
	Stated() (lines []StatedLine, last int64, err error)
}

// Why a statement was made, as it stands in the record.
const (
	StatedAtClosing Reason = "closing"
	StatedRunning   Reason = "running"
)

// errNothingMoved ends an act that has nothing to say.
var errNothingMoved = errors.New("nothing has moved since the last statement")

// State states what the ledger has now, for the office's view, when anything has moved since the movement since (-1: in any case). last is the
// last movement that is stated now. The program does it, nobody need be logged in; while somebody counts blind nothing is stated
// (Outcome CountingBlind), because what is stated can be read elsewhere.
func (k *Keeper) State(ctx context.Context, since int64) (last int64, err error) {
	if err := k.Sighted(ctx); err != nil {
		return since, err
	}
	err = k.Book.Act(ctx, func(tx BookTx) error {
		lines, now, err := tx.Stated()
		if err != nil {
			return err
		}
		if now == since {
			return errNothingMoved
		}
		last = now
		p := proceeding{BookTx: tx, terminal: k.Terminal, now: k.Now()}
		return p.stated(juki.DateOf(p.now), StatedRunning, lines, now, nil)
	})
	if errors.Is(err, errNothingMoved) {
		return since, nil
	}
	return last, err
}

// stateClosing states what the ledger has with the closing of a day, and what was counted.
func (p proceeding) stateClosing(day juki.Date, sheets []DaySheet) error {
	lines, last, err := p.Stated()
	if err != nil {
		return err
	}
	return p.stated(day, StatedAtClosing, lines, last, sheets)
}

// stated records a statement: the head, then its lines, one behind the other in the log.
func (p proceeding) stated(day juki.Date, why Reason, lines []StatedLine, last int64, sheets []DaySheet) error {
	values := []oplog.Value{oplog.Day(day), oplog.Count(oplog.FieldRows, len(lines)), oplog.Reason(why)}
	if last > 0 {
		values = append(values, oplog.MovementOf(last))
	}
	if err := p.record(oplog.StockStated, values...); err != nil {
		return err
	}
	for _, l := range lines {
		values := []oplog.Value{oplog.Item(l.Item), oplog.Place(l.Place), oplog.Count(oplog.FieldBook, l.Book)}
		if n, ok := countedOf(sheets, l); ok {
			values = append(values, oplog.Count(oplog.FieldCounted, n))
		}
		if err := p.record(oplog.StockLine, values...); err != nil {
			return err
		}
	}
	return nil
}

// countedOf is what was counted where a line says, when the count was held against the same figure: a day that is closed late was counted
// before what moved since.
func countedOf(sheets []DaySheet, l StatedLine) (int, bool) {
	for _, s := range sheets {
		for _, row := range s.Rows {
			if row.Item == l.Item && row.Place == l.Place && row.CountedOK && row.Book == l.Book {
				return row.Book + row.Difference, true
			}
		}
	}
	return 0, false
}
