package store

import (
	"database/sql"
	"errors"
	"fmt"

	"madoguchi/internal/juki"
	"madoguchi/internal/stock"
)

const selectDay = `SELECT o.ts, o.by_op, o.exception, o.unclosed, coalesce(c.ts, 0), coalesce(c.by_op, ''), c.ledger
	FROM day_opened AS o LEFT JOIN day_closed AS c ON c.day = o.day WHERE o.day = ?`

// DayState implements stock.Tx.
func (t *Tx) DayState(day juki.Date) (stock.DayState, error) {
	return scanDay(day, func(dest ...any) error { return t.queryRow(selectDay, []any{dateNumber(day)}, dest...) })
}

// scanDay reads a row of selectDay; no row is a day never heard of.
func scanDay(day juki.Date, scan scanner) (stock.DayState, error) {
	s := stock.DayState{Day: day}
	var opened, closed int64
	var unclosed int
	var ledger []byte
	err := scan(&opened, &s.OpenedBy, &s.Exception, &unclosed, &closed, &s.ClosedBy, &ledger)
	if errors.Is(err, sql.ErrNoRows) {
		return s, nil
	}
	if err != nil {
		return s, fmt.Errorf("reading the business day %s: %w", day, err)
	}
	s.Opened, s.Unclosed = inTokyo(opened), dateOf(unclosed)
	if closed != 0 {
		s.Closed = inTokyo(closed)
		copy(s.Ledger[:], ledger)
	}
	return s, nil
}

// dateOf reads what dateNumber wrote; 0 is no day.
func dateOf(n int) juki.Date { return juki.Date{Year: n / 10000, Month: n / 100 % 100, Day: n % 100} }
