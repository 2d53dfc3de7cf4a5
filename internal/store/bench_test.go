package store

import (
	"context"
	"crypto/rand"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

// BenchmarkAct measures one durable act (a business row, its record, the tree's hashes, a signed checkpoint) against a bare
// 4 KiB append and fsync on the same disk, taking turns, so that both see the same noise. It reports the medians in
// microseconds and their ratio; the budget is a ratio of 2.
func BenchmarkAct(b *testing.B) {
	for name, before := range map[string]int{"empty log": 0, "20000 records": 20000} {
		b.Run(name, func(b *testing.B) { benchmarkAct(b, before) })
	}
}

func benchmarkAct(b *testing.B, before int) {
	d := openScratch(b, b.TempDir())
	ctx := context.Background()
	if before > 0 {
		if err := d.act(ctx, func(t *Tx) error { return appendMany(t, before) }); err != nil {
			b.Fatal(err)
		}
	}
	bare, err := os.Create(filepath.Join(b.TempDir(), "bare"))
	if err != nil {
		b.Fatal(err)
	}
	defer bare.Close()
	block := make([]byte, 4096)
	rand.Read(block)
	var acts, appends []time.Duration
	for b.Loop() {
		start := time.Now()
		if _, err := bare.Write(block); err != nil {
			b.Fatal(err)
		}
		if err := bare.Sync(); err != nil {
			b.Fatal(err)
		}
		appends = append(appends, time.Since(start))
		start = time.Now()
		if err := d.act(ctx, scratchAct("row")); err != nil {
			b.Fatal(err)
		}
		acts = append(acts, time.Since(start))
	}
	act, floor := median(acts), median(appends)
	b.ReportMetric(float64(act.Nanoseconds())/1e3, "act-p50-µs")
	b.ReportMetric(float64(floor.Nanoseconds())/1e3, "bare-p50-µs")
	b.ReportMetric(float64(act)/float64(floor), "ratio-p50")
}

func median(list []time.Duration) time.Duration {
	slices.Sort(list)
	return list[len(list)/2]
}
