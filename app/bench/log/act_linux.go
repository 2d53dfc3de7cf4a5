package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/stock"
	"madoguchi/internal/store"
)

// act measures durable acts at the end of the long log, in turns with a bare append of 4 KiB and its fsync on the same disk: a record
// alone (a log-in, a refusal), and a card scanned in a count, which is a row of the ledger too.
func (r *run) act(ctx context.Context) (figures []figure, err error) {
	repeat := 1500
	if r.quick {
		repeat = 100
	}
	err = r.onLog(ctx, func(db *store.DB, c *clock, _ juki.Date) (err error) {
		ways, end, err := r.ways(ctx, db, c)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, end()) }()
		bare, err := os.Create(filepath.Join(r.dir, "bare"))
		if err != nil {
			return err
		}
		defer func() { _ = errors.Join(bare.Close(), os.Remove(bare.Name())) }()
		for _, w := range ways {
			f, err := r.takeTurns(bare, w, repeat)
			if err != nil {
				return err
			}
			figures = append(figures, f...)
		}
		return nil
	})
	return figures, err
}

// way is a kind of act.
type way struct {
	name string
	do   func(i int) error
}

// ways opens a count; end ends it, so that the next run may open another.
func (r *run) ways(ctx context.Context, db *store.DB, c *clock) (ways []way, end func() error, err error) {
	keeper := &stock.Keeper{Book: db.Stock(), Terminal: "terminal-01", Now: c.now,
		Operator: func() (juki.OperatorID, juki.Post) { return "S001", juki.Operator },
		Rules:    func(juki.Date) stock.Rules { return stock.Rules{} }}
	if err := keeper.OpenDay(ctx, "", ""); err != nil && !errors.Is(err, juki.Refuse(juki.StepNotAllowed)) { // it is open from a run before
		return nil, nil, fmt.Errorf("opening the day: %w", err)
	}
	count, err := keeper.Recount(ctx, stock.Inbox)
	if err != nil {
		return nil, nil, fmt.Errorf("beginning a count: %w", err)
	}
	first := time.Now().UnixMilli() // serials that no run before counted
	return []way{
		{"a record", func(int) error {
			return db.Record(ctx, oplog.Record{Time: c.now(), Event: oplog.LoginSucceeded, Operator: "S001", Values: []oplog.Value{oplog.Post(juki.Operator)}})
		}},
		{"a counted card", func(i int) error {
			_, err := keeper.NoteCounted(ctx, count.ID, stock.CountLine{Serial: juki.CardSerial(fmt.Sprintf("%015d", first*100+int64(i)))})
			return err
		}},
	}, func() error { _, err := keeper.EndCount(ctx, count.ID); return err }, nil
}

func (r *run) takeTurns(bare *os.File, w way, repeat int) ([]figure, error) {
	usual := figure{Name: fmt.Sprintf("durable act at %s records (%s), p50", count(r.records), w.name), Unit: "µs", PeerName: "append+fsync", Budget: 2}
	worst := figure{Name: fmt.Sprintf("durable act at %s records (%s), p99", count(r.records), w.name), Unit: "µs", PeerName: "append+fsync", Budget: 2}
	block := make([]byte, 4096)
	_, _ = rand.Read(block)
	n := 0
	for range r.rounds {
		var acts, appends []float64
		for range repeat {
			began := time.Now()
			if _, err := bare.Write(block); err != nil {
				return nil, err
			}
			if err := bare.Sync(); err != nil {
				return nil, err
			}
			appends = append(appends, ms(time.Since(began))*1e3)
			began = time.Now()
			if err := w.do(n); err != nil {
				return nil, fmt.Errorf("doing an act (%s): %w", w.name, err)
			}
			acts = append(acts, ms(time.Since(began))*1e3)
			n++
		}
		usual.Ours, usual.Peer = append(usual.Ours, quantile(acts, 0.5)), append(usual.Peer, quantile(appends, 0.5))
		worst.Ours, worst.Peer = append(worst.Ours, quantile(acts, 0.99)), append(worst.Peer, quantile(appends, 0.99))
	}
	return []figure{usual, worst}, nil
}

// count is a number for people: 10M, 200k.
func count(n int) string {
	switch {
	case n >= 1e6 && n%1e6 == 0:
		return fmt.Sprintf("%dM", n/1e6)
	case n >= 1e3 && n%1e3 == 0:
		return fmt.Sprintf("%dk", n/1e3)
	}
	return fmt.Sprint(n)
}
