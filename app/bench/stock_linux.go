package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"madoguchi/internal/juki"
	"madoguchi/internal/stock"
	"madoguchi/internal/store"
)

// stock measures the ledger of a large office: 100,000 cards, 1,000,000 movements, 300 places, 10,000 cards in stock. The store's own
// benchmark builds it in out, where the papers, the counter's window and the arrival list then find it.
func (b *bench) stock(ctx context.Context, t *terminal) ([]figure, error) {
	office := &terminal{dir: filepath.Join(b.out, "stock"), service: t.service, card: t.card}
	if err := os.MkdirAll(office.dir, 0o700); err != nil {
		return nil, err
	}
	var all []figure
	for _, part := range []func(context.Context, *terminal) ([]figure, error){b.finds, b.papers, b.scans, b.arrivals} {
		figures, err := part(ctx, office)
		if err != nil {
			return nil, err
		}
		all = append(all, figures...)
	}
	return all, nil
}

// storeBench runs one of the store's benchmarks on the large office.
func (b *bench) storeBench(ctx context.Context, t *terminal, name, repeat string) ([]string, error) {
	cmd := exec.CommandContext(ctx, "go", "test", "-tags", "migrated_fynedo,x11", "-run", "^$", "-bench", "^"+name+"$",
		"-benchtime", repeat, "-count", strconv.Itoa(b.rounds), "-timeout", "1h", "./internal/store")
	cmd.Env = append(os.Environ(), "TMPDIR="+b.out, "MADOGUCHI_BENCH_STOCK="+t.dir)
	if b.quick {
		cmd.Env = append(cmd.Env, "MADOGUCHI_BENCH_CARDS="+strconv.Itoa(fewCards))
	}
	cmd.Stderr = os.Stderr
	text, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("running the store's benchmark: %w\n%s", err, text)
	}
	return strings.Split(string(text), "\n"), nil
}

const fewCards = 30_000 // with -quick

// finds measures how long a card is looked for, against a bare look-up of a row by its primary key and one decryption.
func (b *bench) finds(ctx context.Context, t *terminal) ([]figure, error) {
	repeat := "500x"
	if b.quick {
		repeat = "50x"
	}
	lines, err := b.storeBench(ctx, t, "BenchmarkStockFind", repeat)
	if err != nil {
		return nil, err
	}
	var figures []figure
	for _, way := range []struct{ id, name string }{{"serial", "serial, with its movements"}, {"notice", "notice number"}, {"person", "kana and birth date"}} {
		worst := figure{name: "find by " + way.name + ", p99", unit: "ms", budget: 10}
		usual := figure{name: "find by " + way.name + ", p50", unit: "µs", peerName: "row and decryption"}
		for _, line := range lines {
			if strings.Contains(line, "/"+way.id+"-") {
				worst.ours = append(worst.ours, metric(line, "find-p99-ms"))
				usual.ours, usual.peer = append(usual.ours, metric(line, "find-p50-µs")), append(usual.peer, metric(line, "bare-p50-µs"))
			}
		}
		figures = append(figures, worst, usual)
	}
	return figures, nil
}

// arrivals measures an arrival list of 10,000 rows, looked through and taken.
func (b *bench) arrivals(ctx context.Context, t *terminal) ([]figure, error) {
	lines, err := b.storeBench(ctx, t, "BenchmarkStockArrival", "1x")
	if err != nil {
		return nil, err
	}
	f := figure{name: "10,000 arrivals, preview and taking", unit: "ms", budget: 5000}
	for _, line := range lines {
		if strings.HasPrefix(line, "BenchmarkStockArrival") {
			f.ours = append(f.ours, metric(line, "arrival-ms"))
		}
	}
	return []figure{f}, nil
}

// papers measures two papers from the ledger to the PDF, each in a process of its own.
func (b *bench) papers(ctx context.Context, t *terminal) ([]figure, error) {
	sheet := figure{name: "day's sheet, 300 places, to PDF", unit: "ms", budget: 500}
	list := figure{name: "stock list, 10,000 lines, to PDF", unit: "ms", budget: 3000}
	memory := figure{name: "stock list, 10,000 lines, highest memory", unit: "MB", budget: 150}
	for range b.rounds {
		took, _, err := b.paper(ctx, t, "day-sheet")
		if err != nil {
			return nil, err
		}
		sheet.ours = append(sheet.ours, took)
		took, highest, err := b.paper(ctx, t, "stock-list")
		if err != nil {
			return nil, err
		}
		list.ours, memory.ours = append(list.ours, took), append(memory.ours, highest)
	}
	return []figure{sheet, list, memory}, nil
}

// paper makes one; milliseconds and MB.
func (b *bench) paper(ctx context.Context, t *terminal, which string) (took, highest float64, err error) {
	cmd := exec.CommandContext(ctx, filepath.Join(b.bin, "bench-papers"), t.dir, origin, which)
	cmd.Stderr = os.Stderr
	text, err := cmd.Output()
	if err != nil {
		return 0, 0, fmt.Errorf("making the paper %s: %w", which, err)
	}
	return metric(string(text), "ms"), metric(string(text), "MB"), nil
}

// deskAt is a keeper in whose name the bench does what came before.
func deskAt(db *store.DB) *stock.Keeper {
	return &stock.Keeper{Book: db.Stock(), Terminal: "terminal-01", Now: time.Now,
		Operator: func() (juki.OperatorID, juki.Post) { return "S001", juki.Operator },
		Rules:    func(juki.Date) stock.Rules { return stock.Rules{SecondCount: true} }}
}

// halfCounted begins a count of the inbox and scans 2,000 of its cards; it gives those that are left.
func (t *terminal) halfCounted(ctx context.Context) (left []juki.CardSerial, err error) {
	db, err := store.Open(t.dir, store.Options{Now: time.Now, Rand: rand.Reader, Keys: store.FileKey(filepath.Join(t.dir, "terminal.key")), Origin: origin})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	keeper := deskAt(db)
	cards, err := keeper.Book.Cards(ctx)
	if err != nil {
		return nil, err
	}
	for _, c := range cards {
		if c.At.Place == stock.Inbox {
			left = append(left, c.Serial)
		}
	}
	if len(left) <= scannedBefore {
		return nil, fmt.Errorf("only %d cards lie in the inbox", len(left))
	}
	count, err := keeper.BeginCount(ctx, stock.Inbox)
	if err != nil {
		return nil, err
	}
	for _, serial := range left[:scannedBefore] {
		if _, err := keeper.NoteCounted(ctx, count.ID, stock.CountLine{Serial: serial}); err != nil {
			return nil, err
		}
	}
	return left[scannedBefore:], nil
}

const scannedBefore = 2_000
