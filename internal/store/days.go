package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"madoguchi/internal/juki"
	"madoguchi/internal/stock"
)

const (
	dayColumns = `SELECT o.day, o.ts, o.by_op, o.exception, o.unclosed, coalesce(c.ts, 0), coalesce(c.by_op, ''), c.ledger
		FROM day_opened AS o LEFT JOIN day_closed AS c ON c.day = o.day `
	selectDay        = dayColumns + "WHERE o.day = ?"
	selectLastOpened = dayColumns + "WHERE o.day < ? ORDER BY o.day DESC LIMIT 1"
)

// DayState implements stock.Tx.
func (t *Tx) DayState(day juki.Date) (stock.DayState, error) {
	s, _, err := scanDay(day, func(dest ...any) error { return t.queryRow(selectDay, []any{dateNumber(day)}, dest...) })
	return s, err
}

// LastOpened implements stock.DayTx.
func (t *Tx) LastOpened(before juki.Date) (stock.DayState, bool, error) {
	return scanDay(juki.Date{}, func(dest ...any) error { return t.queryRow(selectLastOpened, []any{dateNumber(before)}, dest...) })
}

// Day implements stock.Days.
func (s Stock) Day(ctx context.Context, day juki.Date) (state stock.DayState, err error) {
	err = s.d.read(ctx, func(pool *sql.DB) error {
		state, _, err = scanDay(day, pool.QueryRowContext(ctx, selectDay, dateNumber(day)).Scan)
		return err
	})
	return state, err
}

// LastOpened implements stock.Days.
func (s Stock) LastOpened(ctx context.Context, before juki.Date) (state stock.DayState, ok bool, err error) {
	err = s.d.read(ctx, func(pool *sql.DB) error {
		state, ok, err = scanDay(juki.Date{}, pool.QueryRowContext(ctx, selectLastOpened, dateNumber(before)).Scan)
		return err
	})
	return state, ok, err
}

// scanDay reads a row of dayColumns; no row is a day never heard of.
func scanDay(day juki.Date, scan scanner) (s stock.DayState, ok bool, err error) {
	var opened, closed int64
	var number, unclosed int
	var ledger []byte
	err = scan(&number, &opened, &s.OpenedBy, &s.Exception, &unclosed, &closed, &s.ClosedBy, &ledger)
	if errors.Is(err, sql.ErrNoRows) {
		return stock.DayState{Day: day}, false, nil
	}
	if err != nil {
		return s, false, fmt.Errorf("reading a business day: %w", err)
	}
	s.Day, s.Opened, s.Unclosed = dateOf(number), inTokyo(opened), dateOf(unclosed)
	if closed != 0 {
		s.Closed = inTokyo(closed)
		copy(s.Ledger[:], ledger)
	}
	return s, true, nil
}

// PutOpened implements stock.DayTx.
func (t *Tx) PutOpened(s stock.DayState, witness juki.OperatorID) error {
	_, err := t.exec("INSERT INTO day_opened (day, ts, by_op, exception, unclosed, witness) VALUES (?, ?, ?, ?, ?, ?)",
		dateNumber(s.Day), s.Opened.UnixMilli(), string(s.OpenedBy), string(s.Exception), dateNumber(s.Unclosed), string(witness))
	if err != nil {
		return fmt.Errorf("opening the business day %s: %w", s.Day, err)
	}
	return nil
}

// PutClosed implements stock.DayTx.
func (t *Tx) PutClosed(s stock.DayState, after int64, witness juki.OperatorID) error {
	_, err := t.exec("INSERT INTO day_closed (day, ts, by_op, witness, after_movement, ledger) VALUES (?, ?, ?, ?, ?, ?)",
		dateNumber(s.Day), s.Closed.UnixMilli(), string(s.ClosedBy), string(witness), after, s.Ledger[:])
	if err != nil {
		return fmt.Errorf("closing the business day %s: %w", s.Day, err)
	}
	return nil
}

// LastClosing implements stock.DayTx.
func (t *Tx) LastClosing() (ledger [32]byte, after int64, err error) {
	var digest []byte
	err = t.queryRow("SELECT ledger, after_movement FROM day_closed ORDER BY id DESC LIMIT 1", nil, &digest, &after)
	if errors.Is(err, sql.ErrNoRows) {
		return ledger, 0, nil
	}
	if err != nil {
		return ledger, 0, fmt.Errorf("reading the last closing: %w", err)
	}
	copy(ledger[:], digest)
	return ledger, after, nil
}

// MovementsAfter implements stock.DayTx.
func (t *Tx) MovementsAfter(id int64, each func(stock.Movement) error) error {
	return t.list(selectMovement+"WHERE id > ? ORDER BY id", []any{id}, eachMovement(each))
}

// HandoverLies implements stock.DayTx.
func (t *Tx) HandoverLies() (lies bool, err error) {
	err = t.queryRow("SELECT EXISTS (SELECT 1 FROM balance WHERE state = 'handover' AND quantity <> 0) OR EXISTS (SELECT 1 FROM card_at WHERE place = 'counter')", nil, &lies)
	if err != nil {
		return false, fmt.Errorf("looking what lies at the counter: %w", err)
	}
	return lies, nil
}

// CountIsOpen implements stock.DayTx.
func (t *Tx) CountIsOpen(until juki.Date) (open bool, err error) {
	err = t.queryRow("SELECT EXISTS (SELECT 1 FROM count_begun AS b WHERE day <= ? AND NOT EXISTS (SELECT 1 FROM count_ended AS e WHERE e.id = b.id))", []any{dateNumber(until)}, &open)
	if err != nil {
		return false, fmt.Errorf("looking for an open count: %w", err)
	}
	return open, nil
}

// dateOf reads what dateNumber wrote; 0 is no day.
func dateOf(n int) juki.Date { return juki.Date{Year: n / 10000, Month: n / 100 % 100, Day: n % 100} }
