package store

import (
	"context"
	"database/sql"
	"slices"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
)

// outsideHours goes from one closed time to the next: what lies between is never read.
func (a analysis) outsideHours() (rows []oplog.Finding, err error) {
	for d := a.period.First; !d.After(a.period.Last); d = d.AddDays(1) {
		found := map[juki.OperatorID]oplog.Finding{}
		for _, span := range oplog.ClosedSpans(d, a.hours(d)) {
			err := a.each("SELECT operator, count(*) FROM record INDEXED BY record_ts WHERE ts >= ? AND ts < ? AND operator > 0 GROUP BY 1",
				[]any{span.From.UnixMilli(), span.Until.UnixMilli()}, func(scan scanner) error {
					var id juki.OperatorID
					var n int
					err := scan(operatorColumn{&id}, &n)
					f, seen := found[id]
					if !seen {
						f = oplog.Finding{Operator: id, Day: d, Why: oplog.WhyOutside, Records: oplog.Search{Operator: id, From: span.From, Until: span.Until}}
					}
					f.Count += n
					f.Records.Until = span.Until // from the first closed time of the day to the last with records
					found[id] = f
					return err
				})
			if err != nil {
				return nil, err
			}
		}
		ids := make([]juki.OperatorID, 0, len(found))
		for id := range found {
			ids = append(ids, id)
		}
		slices.Sort(ids)
		for _, id := range ids {
			rows = append(rows, found[id])
		}
	}
	exceptions, err := a.exceptions()
	return append(rows, exceptions...), err
}

func (a analysis) exceptions() (rows []oplog.Finding, err error) {
	for _, e := range oplog.Exceptions() {
		err := a.each("SELECT operator, count(*) FROM record INDEXED BY record_event WHERE event = ? AND ts >= ? AND ts < ? GROUP BY 1 ORDER BY 1",
			append([]any{e.Number()}, a.bounds()...), func(scan scanner) error {
				f := oplog.Finding{Event: e, Why: oplog.WhyException}
				err := scan(operatorColumn{&f.Operator}, &f.Count)
				f.Records = a.within(oplog.Search{Operator: f.Operator, Event: e})
				rows = append(rows, f)
				return err
			})
		if err != nil {
			return nil, err
		}
	}
	return rows, nil
}

func (a analysis) refused() (rows []oplog.Finding, err error) {
	codes, err := codesIn(a.ctx, a.tx)
	if err != nil {
		return nil, err
	}
	for _, code := range codes {
		err := a.each("SELECT event, count(*) FROM record INDEXED BY record_code WHERE "+payloadCode+" = ? AND ts >= ? AND ts < ? GROUP BY 1 ORDER BY 1",
			append([]any{string(code)}, a.bounds()...), func(scan scanner) error {
				f := oplog.Finding{Code: code}
				err := scan(eventColumn{&f.Event}, &f.Count)
				f.Records = a.within(oplog.Search{Code: code, Event: f.Event})
				rows = append(rows, f)
				return err
			})
		if err != nil {
			return nil, err
		}
	}
	slices.SortStableFunc(rows, func(x, y oplog.Finding) int { return y.Count - x.Count })
	return rows, nil
}

func (a analysis) refusalsByDay() ([]oplog.DayCount, error) {
	return a.days("SELECT 0, "+tokyoDay+", count(*) FROM record INDEXED BY record_code WHERE "+payloadCode+" IS NOT NULL AND ts >= ? AND ts < ? GROUP BY 2 ORDER BY 2", a.bounds())
}

// RecordsIn counts the records of a period.
func (d *DB) RecordsIn(ctx context.Context, p oplog.Period) (n int, err error) {
	if err := d.searchable(); err != nil {
		return 0, err
	}
	err = d.snapshot(ctx, func(tx *sql.Tx) error {
		return tx.QueryRowContext(ctx, "SELECT count(*) FROM record INDEXED BY record_ts WHERE ts >= ? AND ts < ?", p.From().UnixMilli(), p.Until().UnixMilli()).Scan(&n)
	})
	return n, err
}
