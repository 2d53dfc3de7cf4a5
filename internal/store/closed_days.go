package store

import (
	"context"
	"database/sql"
	"fmt"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/stock"
)

// closedDay is a row of day_closed.
type closedDay struct {
	day    juki.Date
	after  int64
	ledger [32]byte
}

// checkClosedDays works out the digest of the ledger of every closed day again and compares it with what was stored, and that with the record of
// the closing in the log: a movement of a closed day that was changed, put in or taken out is found, also when the stored digest was
// changed with it.
func checkClosedDays(ctx context.Context, tx *sql.Tx) error {
	days, err := closedDays(ctx, tx)
	if err != nil || len(days) == 0 {
		return err
	}
	if err := checkClosingRecords(ctx, tx, days); err != nil {
		return err
	}
	before, h := [32]byte{}, stock.NewLedgerHash([32]byte{})
	next := func() error { // the day at the front is whole
		if before = h.Sum(); before != days[0].ledger {
			return corrupt(fmt.Errorf("the ledger up to %s is not what the day was closed with", days[0].day))
		}
		h, days = stock.NewLedgerHash(before), days[1:]
		return nil
	}
	last := days[len(days)-1].after
	err = listIn(ctx, tx, selectMovement+"WHERE id <= ? ORDER BY id", []any{last}, eachMovement(func(m stock.Movement) error {
		for m.ID > days[0].after {
			if err := next(); err != nil {
				return err
			}
		}
		h.Add(m)
		return nil
	}))
	for err == nil && len(days) > 0 {
		err = next()
	}
	return err
}

func closedDays(ctx context.Context, tx *sql.Tx) (days []closedDay, err error) {
	err = listIn(ctx, tx, "SELECT day, after_movement, ledger FROM day_closed ORDER BY id", nil, func(scan scanner) error {
		var d closedDay
		var number int
		var digest []byte
		err := scan(&number, &d.after, &digest)
		d.day = dateOf(number)
		copy(d.ledger[:], digest)
		if n := len(days); err == nil && n > 0 && d.after < days[n-1].after {
			err = corrupt(fmt.Errorf("the ledger was shorter when %s was closed than before", d.day))
		}
		days = append(days, d)
		return err
	})
	return days, err
}

// afterErasure leaves out the closings whose records were erased when their time was over: the oldest, none younger than what was erased.
func afterErasure(ctx context.Context, from rowReader, days []closedDay, recorded map[string]string) ([]closedDay, error) {
	last, err := erasedDay(ctx, from)
	for err == nil && len(days) > 0 && recorded[days[0].day.String()] == "" && !last.Before(days[0].day) {
		days = days[1:]
	}
	return days, err
}

// checkClosingRecords compares the stored closings with those in the log, which is sealed by its own hashes.
func checkClosingRecords(ctx context.Context, tx *sql.Tx, days []closedDay) error {
	recorded := map[string]string{}
	err := payloadsIn(ctx, tx, "SELECT payload FROM record WHERE event = ?", []any{oplog.DayClosed.Number()}, func(r oplog.Record) error {
		day, _ := r.Value(oplog.FieldDay)
		digest, _ := r.Value(oplog.FieldDigest)
		recorded[day.Text()] = digest.Text()
		return nil
	})
	if err != nil {
		return err
	}
	if days, err = afterErasure(ctx, tx, days, recorded); err != nil {
		return err
	}
	for _, d := range days {
		if recorded[d.day.String()] != fmt.Sprintf("%x", d.ledger) {
			return corrupt(fmt.Errorf("the closing of %s is not the one in the log", d.day))
		}
	}
	if len(recorded) != len(days) {
		return corrupt(fmt.Errorf("%d closings are stored, %d are in the log", len(days), len(recorded)))
	}
	return nil
}
