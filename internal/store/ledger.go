package store

import (
	"context"
	"time"

	"madoguchi/internal/juki"
	"madoguchi/internal/stock"
)

const insidePlaces = "(SELECT id FROM place WHERE inside = 1)"

// Balances implements stock.Ledger: what lies there now, less what has moved since.
func (s Stock) Balances(ctx context.Context, before time.Time) ([]stock.Balance, error) {
	var list []stock.Balance
	err := s.d.list(ctx, `SELECT item, place, state, sum(n) FROM (
			SELECT item, place, state, quantity AS n FROM balance
			UNION ALL SELECT item, to_place, to_state, -quantity FROM movement WHERE ts >= ?1
			UNION ALL SELECT item, from_place, from_state, quantity FROM movement WHERE ts >= ?1)
		WHERE place IN `+insidePlaces+`
		GROUP BY item, place, state HAVING sum(n) <> 0 ORDER BY item, place, state`, []any{before.UnixMilli()},
		func(scan scanner) error {
			b, err := scanBalance(scan)
			list = append(list, b)
			return err
		})
	return list, err
}

func scanBalance(scan scanner) (b stock.Balance, err error) {
	err = scan(&b.Item, &b.At.Place, &b.At.State, &b.Quantity)
	return b, err
}

const selectMovement = `SELECT id, ts, item, serial, lot, first, last, quantity, from_place, from_state, to_place, to_state, reason, case_no, document, by_op, witness,
	coalesce(reverses, 0), origin FROM movement `

// scanMovement reads one row of selectMovement.
func scanMovement(scan scanner) (m stock.Movement, err error) {
	var ms int64
	err = scan(&m.ID, &ms, &m.Item, &m.Serial, &m.Lot, &m.First, &m.Last, &m.Quantity, &m.From.Place, &m.From.State, &m.To.Place, &m.To.State,
		&m.Reason, &m.Case, &m.Document, &m.By, &m.Witness, &m.Reverses, &m.Origin)
	m.Time = inTokyo(ms)
	if m.Serial != "" || m.Lot != "" {
		m.Quantity = 0
	}
	return m, err
}

// eachMovement scans rows of selectMovement one by one.
func eachMovement(each func(stock.Movement) error) func(scanner) error {
	return func(scan scanner) error {
		m, err := scanMovement(scan)
		if err != nil {
			return err
		}
		return each(m)
	}
}

func (s Stock) movements(ctx context.Context, where string, args ...any) ([]stock.Movement, error) {
	var list []stock.Movement
	err := s.d.list(ctx, selectMovement+where, args, eachMovement(func(m stock.Movement) error {
		list = append(list, m)
		return nil
	}))
	return list, err
}

// Movements implements stock.Ledger.
func (s Stock) Movements(ctx context.Context, from, to time.Time) ([]stock.Movement, error) {
	return s.movements(ctx, "WHERE ts >= ? AND ts < ? ORDER BY id", from.UnixMilli(), to.UnixMilli())
}

// Trail implements stock.Trails.
func (s Stock) Trail(ctx context.Context, item stock.ItemID, serial juki.CardSerial) ([]stock.Movement, error) {
	return s.movements(ctx, "WHERE item = ? AND serial = ? AND serial <> '' ORDER BY id DESC", string(item), string(serial))
}

const selectStanding = "SELECT item, serial, place, state, kept_place, kept_state, arrived, since FROM card_at "

func (s Stock) standings(ctx context.Context, where string, args ...any) ([]stock.Standing, error) {
	var list []stock.Standing
	err := s.d.list(ctx, selectStanding+where, args, func(scan scanner) error {
		var st stock.Standing
		var arrived, since int64
		err := scan(&st.Item, &st.Serial, &st.At.Place, &st.At.State, &st.Kept.Place, &st.Kept.State, &arrived, &since)
		st.Arrived, st.Since = inTokyo(arrived), inTokyo(since)
		list = append(list, st)
		return err
	})
	return list, err
}

// Standings implements stock.Trails.
func (s Stock) Standings(ctx context.Context, serial juki.CardSerial) ([]stock.Standing, error) {
	return s.standings(ctx, "WHERE serial = ? ORDER BY item", string(serial))
}

// Cards implements stock.Trails.
func (s Stock) Cards(ctx context.Context) ([]stock.Standing, error) {
	return s.standings(ctx, "WHERE place IN "+insidePlaces+" ORDER BY item, place, serial")
}

// Ranges implements stock.Trails.
func (s Stock) Ranges(ctx context.Context, item stock.ItemID) ([]stock.Range, error) {
	var list []stock.Range
	err := s.d.list(ctx, "SELECT lot, first, last, place, state FROM range_at WHERE item = ? AND place IN "+insidePlaces+" ORDER BY lot, first", []any{string(item)},
		func(scan scanner) error {
			r := stock.Range{Item: item}
			err := scan(&r.Lot, &r.First, &r.Last, &r.At.Place, &r.At.State)
			list = append(list, r)
			return err
		})
	return list, err
}
