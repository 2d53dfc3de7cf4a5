package store

import (
	"context"
	"database/sql"
	"fmt"

	"madoguchi/internal/juki"
	"madoguchi/internal/stock"
)

// Figures implements stock.Days: one query for each kind of thing, all on one unchanging view, none for each place or card. What lay
// somewhere at a moment is what lies there now without what moved since: a day near the present is quick however long the ledger is.
func (s Stock) Figures(ctx context.Context, day juki.Date) (f stock.DayFigures, err error) {
	start, end := day.Start().UnixMilli(), day.AddDays(1).Start().UnixMilli()
	err = s.d.snapshot(ctx, func(tx *sql.Tx) error {
		r := figureReader{ctx: ctx, tx: tx, day: day, start: start, end: end, f: &f}
		for _, step := range []func() error{r.state, r.items, r.places, r.balances, r.flows, r.touches, r.counts, r.found, r.differing, r.open} {
			if err := step(); err != nil {
				return fmt.Errorf("reading the figures of %s: %w", day, err)
			}
		}
		f.Explained, err = s.explanations(ctx, tx, day)
		return err
	})
	return f, err
}

type figureReader struct {
	ctx        context.Context
	tx         *sql.Tx
	day        juki.Date
	start, end int64 // Unix milliseconds
	f          *stock.DayFigures
	results    map[stock.CountID]*stock.CountResult
}

func (r *figureReader) list(query string, row func(scanner) error, args ...any) error {
	return listIn(r.ctx, r.tx, query, args, row)
}

func (r *figureReader) state() (err error) {
	r.f.Day, _, err = scanDay(r.day, r.tx.QueryRowContext(r.ctx, selectDay, dateNumber(r.day)).Scan)
	if err != nil {
		return err
	}
	return r.tx.QueryRowContext(r.ctx, "SELECT coalesce(max(id), 0) FROM movement").Scan(&r.f.Last)
}

func (r *figureReader) balances() (err error) {
	if r.f.Opening, err = r.balance(r.start); err == nil {
		r.f.Closing, err = r.balance(r.end)
	}
	return err
}

func (r *figureReader) balance(before int64) (list []stock.Balance, err error) {
	err = r.list(`SELECT item, place, state, sum(n) FROM (
			SELECT item, place, state, quantity AS n FROM balance
			UNION ALL SELECT item, to_place, to_state, -quantity FROM movement WHERE ts >= ?1
			UNION ALL SELECT item, from_place, from_state, quantity FROM movement WHERE ts >= ?1)
		WHERE place IN (SELECT id FROM place WHERE inside = 1) GROUP BY item, place, state HAVING sum(n) <> 0`,
		func(scan scanner) error {
			var b stock.Balance
			err := scan(&b.Item, &b.At.Place, &b.At.State, &b.Quantity)
			list = append(list, b)
			return err
		}, before)
	return list, err
}

func (r *figureReader) flows() error {
	return r.list(`SELECT item, from_place, to_place, reason, sum(quantity) FROM movement WHERE ts >= ? AND ts < ? AND from_place <> to_place
		GROUP BY item, from_place, to_place, reason`,
		func(scan scanner) error {
			var f stock.Flow
			err := scan(&f.Item, &f.From, &f.To, &f.Reason, &f.Quantity)
			r.f.Flows = append(r.f.Flows, f)
			return err
		}, r.start, r.end)
}

// reported are movements by which a card becomes 所在不明: nothing left its place then.
const reported = `(reason = 'not-found' AND serial <> '')`

func (r *figureReader) touches() error {
	r.f.Touched = map[stock.PlaceID]stock.Touch{}
	err := r.list(`SELECT place, coalesce(max(CASE WHEN ts < ?2 THEN id END), 0), coalesce(min(CASE WHEN ts >= ?2 THEN ts END), 0) FROM (
			SELECT to_place AS place, id, ts FROM movement WHERE ts >= ?1 AND from_place <> to_place
			UNION ALL SELECT from_place, id, ts FROM movement WHERE ts >= ?1 AND from_place <> to_place AND NOT `+reported+`) GROUP BY place`,
		func(scan scanner) error {
			var place stock.PlaceID
			var t stock.Touch
			var after int64
			err := scan(&place, &t.Last, &after)
			if after != 0 {
				t.After = inTokyo(after)
			}
			r.f.Touched[place] = t
			return err
		}, r.start, r.end)
	if err != nil {
		return err
	}
	return r.list("SELECT from_place, id, ts, item, serial FROM movement WHERE ts >= ? AND from_place <> to_place AND "+reported+" ORDER BY id", func(scan scanner) error {
		var place stock.PlaceID
		var m stock.Reported
		var ms int64
		err := scan(&place, &m.Movement, &ms, &m.Item, &m.Serial)
		m.Time = inTokyo(ms)
		t := r.f.Touched[place]
		t.Reported = append(t.Reported, m)
		r.f.Touched[place] = t
		return err
	}, r.start)
}

// counts reads those that have a finding: one ended by a program that kept none is counted again.
func (r *figureReader) counts() error {
	err := r.list(`SELECT b.id, b.place, b.round, b.by_op, b.ts, b.after_movement, e.ts FROM count_begun AS b JOIN count_ended AS e ON e.id = b.id
		WHERE b.day = ? AND EXISTS (SELECT 1 FROM count_found AS f WHERE f.count = b.id) ORDER BY e.ts, b.id`,
		func(scan scanner) error {
			c, err := scanCount(scan)
			r.f.Counts = append(r.f.Counts, stock.CountResult{Count: c})
			return err
		}, dateNumber(r.day))
	r.results = map[stock.CountID]*stock.CountResult{}
	for i := range r.f.Counts {
		r.results[r.f.Counts[i].ID] = &r.f.Counts[i]
	}
	return err
}

func (r *figureReader) found() error {
	return r.list(selectFound+"JOIN count_begun AS b ON b.id = f.count WHERE b.day = ? ORDER BY f.count, f.item",
		func(scan scanner) error { return scanFound(scan, r.results) }, dateNumber(r.day))
}

func (r *figureReader) differing() error {
	return r.list(selectDiffers+"JOIN count_begun AS b ON b.id = d.count WHERE b.day = ? ORDER BY d.count, d.serial",
		func(scan scanner) error { return scanDiffers(scan, r.results) }, dateNumber(r.day))
}

// open reads what is on its way, what is looked into and what was thrown away.
func (r *figureReader) open() error {
	if err := r.list(`SELECT number FROM transfer AS t WHERE ts < ?1 AND NOT EXISTS (SELECT 1 FROM transfer_ended AS e WHERE e.number = t.number AND e.ts < ?1) ORDER BY ts, number`,
		collect(&r.f.Transfers), r.end); err != nil {
		return err
	}
	if err := r.list(`SELECT number FROM incident AS i WHERE ts < ?1 AND NOT EXISTS (SELECT 1 FROM incident_closed AS c WHERE c.number = i.number AND c.ts < ?1) ORDER BY ts, number`,
		collect(&r.f.Incidents), r.end); err != nil {
		return err
	}
	return r.list("SELECT place, document, by_op, witness, ts FROM box_discarded WHERE ts >= ? AND ts < ? ORDER BY id", func(scan scanner) error {
		var b stock.BoxDiscarded
		var ms int64
		err := scan(&b.Place, &b.Document, &b.By, &b.Witness, &ms)
		b.Time = inTokyo(ms)
		r.f.Discarded = append(r.f.Discarded, b)
		return err
	}, r.start, r.end)
}

// collect reads rows of one column.
func collect[T any](to *[]T) func(scanner) error {
	return func(scan scanner) error {
		var v T
		err := scan(&v)
		*to = append(*to, v)
		return err
	}
}
