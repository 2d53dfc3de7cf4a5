package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"madoguchi/internal/juki"
	"madoguchi/internal/stock"
)

// What the papers' queries say of places: outside is not the office's, apart is on its way or looked for.
const (
	outside = `(SELECT id FROM place WHERE inside = 0)`
	apart   = `('transit', 'mail', 'missing')`
	crosses = `(from_place IN ` + outside + `) <> (to_place IN ` + outside + `)`
	net     = `CASE WHEN from_place IN ` + outside + ` THEN quantity ELSE -quantity END` // of a movement that crosses
)

// ItemMovements implements stock.PaperFigures. What was there before is what is there now without all that came since: the days up to now are
// fewer than all the years before.
func (s Stock) ItemMovements(ctx context.Context, item stock.ItemID, from, to time.Time, each func(stock.Movement) error) (opening int, err error) {
	err = s.d.snapshot(ctx, func(tx *sql.Tx) error {
		err := tx.QueryRowContext(ctx, `SELECT (SELECT coalesce(sum(quantity), 0) FROM balance WHERE item = ?1 AND place NOT IN `+outside+`)
			- (SELECT coalesce(sum(`+net+`), 0) FROM movement WHERE item = ?1 AND ts >= ?2 AND `+crosses+`)`, string(item), from.UnixMilli()).Scan(&opening)
		if err != nil {
			return fmt.Errorf("reading the opening balance: %w", err)
		}
		return listIn(ctx, tx, selectMovement+`WHERE item = ? AND ts >= ? AND ts < ?
			AND (`+crosses+` OR (from_place IN `+apart+`) <> (to_place IN `+apart+`)) ORDER BY ts, id`,
			[]any{string(item), from.UnixMilli(), to.UnixMilli()}, eachMovement(each))
	})
	return opening, err
}

// lying is a card at a position, and since when. The notices are those that were not taken back.
const noticed = `(SELECT min(ts) FROM movement AS n WHERE n.item = c.item AND n.serial = c.serial AND n.serial <> '' AND n.reason IN ('notice', 'renotice') AND n.ts < ?1
		AND NOT EXISTS (SELECT 1 FROM movement AS r WHERE r.reverses = n.id)),
	(SELECT max(ts) FROM movement AS n WHERE n.item = c.item AND n.serial = c.serial AND n.serial <> '' AND n.reason = 'renotice' AND n.ts < ?1
		AND NOT EXISTS (SELECT 1 FROM movement AS r WHERE r.reverses = n.id))`

// cardsLying reads what has not moved since the moment from where it lies now, and only the others from their movements.
const cardsLying = `SELECT c.item, c.serial, c.place, c.state, c.since, c.arrived, ` + noticed + `
	FROM card_at AS c JOIN movement AS l ON l.id = c.movement
	WHERE c.place NOT IN ` + outside + ` AND l.ts < ?1
	UNION ALL
	SELECT c.item, c.serial, m.to_place, m.to_state,
		(SELECT min(y.ts) FROM movement AS y WHERE y.item = c.item AND y.serial = c.serial AND y.serial <> '' AND y.id <= m.id AND y.id > coalesce(
			(SELECT max(z.id) FROM movement AS z WHERE z.item = c.item AND z.serial = c.serial AND z.serial <> '' AND z.id < m.id AND z.to_state <> m.to_state), 0)),
		c.arrived, ` + noticed + `
	FROM (SELECT DISTINCT item, serial FROM movement WHERE ts >= ?1 AND serial <> '') AS d
	JOIN card_at AS c ON c.item = d.item AND c.serial = d.serial
	JOIN movement AS l ON l.id = c.movement AND l.ts >= ?1
	JOIN movement AS m ON m.id = (SELECT max(x.id) FROM movement AS x WHERE x.item = d.item AND x.serial = d.serial AND x.serial <> '' AND x.ts < ?1)
	WHERE m.to_place NOT IN ` + outside

// CardsLying implements stock.PaperFigures.
func (s Stock) CardsLying(ctx context.Context, at time.Time, each func(stock.Lying) error) error {
	return s.d.list(ctx, cardsLying, []any{at.UnixMilli()}, func(scan scanner) error {
		l, err := scanLying(scan)
		if err != nil {
			return err
		}
		return each(l)
	})
}

// scanLying reads the columns of cardsLying, and those that come after them into more.
func scanLying(scan scanner, more ...any) (l stock.Lying, err error) {
	var since, arrived int64
	var notified, renotified sql.NullInt64
	if err := scan(append([]any{&l.Item, &l.Serial, &l.At.Place, &l.At.State, &since, &arrived, &notified, &renotified}, more...)...); err != nil {
		return l, err
	}
	l.Since, l.Arrived = inTokyo(since), inTokyo(arrived)
	if notified.Valid {
		l.Notified = inTokyo(notified.Int64)
	}
	if renotified.Valid {
		l.Renotified = inTokyo(renotified.Int64)
	}
	return l, nil
}

// LooseMovements implements stock.PaperFigures.
func (s Stock) LooseMovements(ctx context.Context, before time.Time, each func(stock.Movement) error) error {
	return s.d.list(ctx, selectMovement+"WHERE serial = '' AND ts < ? ORDER BY id", []any{before.UnixMilli()}, eachMovement(each))
}

// Crossings implements stock.PaperFigures.
func (s Stock) Crossings(ctx context.Context, from, to juki.Date) (opening []stock.ItemCount, list []stock.Crossing, err error) {
	start, end := from.Start().UnixMilli(), to.AddDays(1).Start().UnixMilli()
	err = s.d.snapshot(ctx, func(tx *sql.Tx) error {
		err := listIn(ctx, tx, `SELECT item, sum(n) FROM (SELECT item, quantity AS n FROM balance WHERE place NOT IN `+outside+`
			UNION ALL SELECT item, -(`+net+`) FROM movement WHERE ts >= ? AND `+crosses+`) GROUP BY item HAVING sum(n) <> 0 ORDER BY item`, []any{start},
			func(scan scanner) error {
				var c stock.ItemCount
				err := scan(&c.Item, &c.Count)
				opening = append(opening, c)
				return err
			})
		if err != nil {
			return err
		}
		return listIn(ctx, tx, `SELECT CAST(strftime('%Y%m%d', ts / 1000 + 32400, 'unixepoch') AS INTEGER) AS day, item, reason, from_place IN `+outside+` AS came, sum(quantity)
			FROM movement WHERE ts >= ? AND ts < ? AND `+crosses+` GROUP BY day, item, reason, came ORDER BY day, item, reason, came`, []any{start, end},
			func(scan scanner) error {
				var c stock.Crossing
				var day int
				err := scan(&day, &c.Item, &c.Reason, &c.In, &c.Count)
				c.Day = dateOf(day)
				list = append(list, c)
				return err
			})
	})
	return opening, list, err
}

// DaysBetween implements stock.PaperDays.
func (s Stock) DaysBetween(ctx context.Context, from, to juki.Date) ([]stock.DayState, error) {
	var list []stock.DayState
	err := s.d.list(ctx, `SELECT o.day, o.ts, coalesce(c.ts, 0) FROM day_opened AS o LEFT JOIN day_closed AS c ON c.day = o.day WHERE o.day BETWEEN ? AND ? ORDER BY o.day`,
		[]any{dateNumber(from), dateNumber(to)}, func(scan scanner) error {
			var day int
			var opened, closed int64
			err := scan(&day, &opened, &closed)
			d := stock.DayState{Day: dateOf(day), Opened: inTokyo(opened)}
			if closed != 0 {
				d.Closed = inTokyo(closed)
			}
			list = append(list, d)
			return err
		})
	return list, err
}

// SheetsBetween implements stock.PaperDays.
func (s Stock) SheetsBetween(ctx context.Context, from, to juki.Date, each func(stock.DaySheet) error) error {
	return s.d.list(ctx, "SELECT id, text FROM day_sheet WHERE id IN (SELECT max(id) FROM day_sheet WHERE day BETWEEN ? AND ? GROUP BY day, grp) ORDER BY id",
		[]any{dateNumber(from), dateNumber(to)}, func(scan scanner) error {
			sheet, err := s.d.scanSheet(scan)
			if err != nil {
				return err
			}
			return each(sheet)
		})
}
