package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/store"
)

// question is a search as an inspector asks it.
type question struct {
	name   string
	search oplog.Search
}

// questions are every kind of search, alone and combined; last is the log's last day.
func questions(last juki.Date) []question {
	month := oplog.Search{Operator: "S011", Area: "person", From: last.AddDays(-30).Start(), Until: last.AddDays(1).Start()}
	old := oplog.Search{From: last.AddDays(-900).Start(), Until: last.AddDays(-870).Start(), Event: oplog.PersonDisplayed}
	return []question{
		{"newest", oplog.Search{}}, {"operator", oplog.Search{Operator: "S003"}}, {"case", oplog.Search{Case: "R08-000777"}}, {"area", oplog.Search{Area: "handover"}},
		{"event", oplog.Search{Event: oplog.HandoverCompleted}}, {"code", oplog.Search{Code: juki.PINGuessable}}, {"purpose, rare", oplog.Search{Purpose: "audit"}},
		{"purpose, usual", oplog.Search{Purpose: "handover"}}, {"card", oplog.Search{Card: "1234"}}, {"one day", oplog.Search{From: last.AddDays(-1).Start(), Until: last.Start()}},
		{"event, one month long ago", old}, {"operator and event", oplog.Search{Operator: "S011", Event: oplog.HandoverOpened}}, {"operator, area, month", month},
		{"code and operator", oplog.Search{Code: juki.SerialUnknown, Operator: "S011"}}, {"operator and purpose, rare", oplog.Search{Operator: "S011", Purpose: "audit"}},
		{"operator and event that never meet", oplog.Search{Operator: "S011", Event: oplog.CardSessionBegun}},
		{"case and event", oplog.Search{Case: "R08-000777", Event: oplog.PersonDisplayed}},
	}
}

// onLog runs a part on the open log; last is its last day.
func (r *run) onLog(ctx context.Context, part func(*store.DB, *clock, juki.Date) error) (err error) {
	db, c, err := open(r.dir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	page, err := db.SearchLog(ctx, oplog.Search{}, oplog.Spot{}, 1)
	if err != nil || len(page.Found) == 0 {
		return fmt.Errorf("looking at the end of the log: %w", err)
	}
	newest := page.Found[0].Record.Time
	c.put(newest.Add(time.Second))
	return part(db, c, juki.DateOf(newest))
}

const pageOf = 100 // lines, as the screen shows

// search measures the 99th percentile of every kind of search, page by page down to the twentieth.
func (r *run) search(ctx context.Context) (figures []figure, err error) {
	repeat := 300
	if r.quick {
		repeat = 40
	}
	err = r.onLog(ctx, func(db *store.DB, _ *clock, last juki.Date) error {
		for _, q := range questions(last) {
			f := figure{Name: "search: " + q.name + ", p99", Unit: "ms", Budget: 20}
			for range r.rounds {
				times, err := pages(ctx, db, q.search, repeat)
				if err != nil {
					return err
				}
				f.Ours = append(f.Ours, quantile(times, 0.99))
			}
			figures = append(figures, f)
		}
		return nil
	})
	return figures, err
}

func pages(ctx context.Context, db *store.DB, s oplog.Search, repeat int) (times []float64, err error) {
	after := oplog.Spot{}
	for i := range repeat {
		began := time.Now()
		page, err := db.SearchLog(ctx, s, after, pageOf)
		if err != nil {
			return nil, err
		}
		times = append(times, ms(time.Since(began)))
		if after = (oplog.Spot{}); page.More && i%20 < 19 {
			after = page.Found[len(page.Found)-1].Spot()
		}
	}
	return times, nil
}

// reports measures every report over the last month and the last year.
func (r *run) reports(ctx context.Context) (figures []figure, err error) {
	err = r.onLog(ctx, func(db *store.DB, _ *clock, last juki.Date) error {
		hours := func(juki.Date) juki.Hours { return juki.StandardHours() }
		for _, span := range []struct {
			name string
			days int
		}{{"a month", 30}, {"a year", 365}} {
			for _, id := range oplog.Reports() {
				f := figure{Name: "report: " + string(id) + ", " + span.name, Unit: "ms", Budget: 1000}
				for range r.rounds {
					began := time.Now()
					if _, err := db.LogReport(ctx, id, oplog.Period{First: last.AddDays(-span.days), Last: last}, oplog.StandardThresholds(), hours); err != nil {
						return err
					}
					f.Ours = append(f.Ours, ms(time.Since(began)))
				}
				figures = append(figures, f)
			}
		}
		return nil
	})
	return figures, err
}

// quantile is the value that q of the list do not exceed.
func quantile(list []float64, q float64) float64 {
	sorted := slices.Sorted(slices.Values(list))
	return sorted[min(len(sorted)-1, int(q*float64(len(sorted))))]
}
