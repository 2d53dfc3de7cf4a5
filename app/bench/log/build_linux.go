package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"madoguchi/internal/oplog"
	"madoguchi/internal/store"
)

const origin = "28225.madoguchi/terminal-01"

// clock goes on from where it is set.
type clock struct{ at, set time.Time }

func (c *clock) put(at time.Time) { c.at, c.set = at, time.Now() }

func (c *clock) now() time.Time { return c.at.Add(time.Since(c.set)) }

// open opens the log; the clock stands in 2060 at first, after every record.
func open(dir string) (*store.DB, *clock, error) {
	c := &clock{}
	c.put(time.Date(2060, 1, 1, 0, 0, 0, 0, time.UTC))
	db, err := store.Open(dir, store.Options{Now: c.now, Rand: rand.Reader, Keys: store.FileKey(filepath.Join(dir, "terminal.key")), Origin: origin})
	return db, c, err
}

// build makes the log as a counter does, but a business day in each transaction: every check, salt, hash, index and the day's signed
// checkpoint are there. One that is complete already stays.
func (r *run) build(ctx context.Context) (figures []figure, err error) {
	done := filepath.Join(r.dir, "built")
	if _, err := os.Stat(done); err == nil {
		return r.size()
	}
	if err := errors.Join(os.RemoveAll(r.dir), os.MkdirAll(r.dir, 0o700)); err != nil {
		return nil, err
	}
	began := time.Now()
	if err := r.fill(ctx); err != nil {
		return nil, err
	}
	took := time.Since(began).Seconds()
	if err := os.WriteFile(done, fmt.Appendf(nil, "%d records in %.0f s\n", r.records, took), 0o600); err != nil {
		return nil, err
	}
	sizes, err := r.size()
	return append(sizes, figure{Name: "building the log, a day in each transaction", Unit: "µs/record", Ours: []float64{took * 1e6 / float64(r.records)}}), err
}

func (r *run) fill(ctx context.Context) (err error) {
	db, c, err := open(r.dir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	m := newMix(r.records)
	for told := time.Now(); m.made < r.records; {
		day := m.next(r.records - m.made)
		c.put(day[len(day)-1].Time.Add(time.Second))
		if err := db.Record(ctx, day...); err != nil {
			return fmt.Errorf("recording a day: %w", err)
		}
		if time.Since(told) > 10*time.Second {
			told = time.Now()
			fmt.Fprintf(os.Stderr, "log: %d of %d records\n", m.made, r.records)
		}
	}
	return nil
}

// size is the database's bytes of a record.
func (r *run) size() ([]figure, error) {
	info, err := os.Stat(filepath.Join(r.dir, store.FileName))
	if err != nil {
		return nil, err
	}
	size := float64(info.Size())
	return []figure{{Name: "database, with hashes and indexes", Unit: "B/record", Ours: []float64{size / float64(r.records)}, Budget: 350},
		{Name: fmt.Sprintf("database of %d records", r.records), Unit: "MB", Ours: []float64{size / 1e6}}}, nil
}

// start measures opening the database as the counter does when it starts.
func (r *run) start(context.Context) ([]figure, error) {
	f := figure{Name: "opening the database, with its checks", Unit: "ms"}
	for range min(r.rounds, 3) {
		began := time.Now()
		db, _, err := open(r.dir)
		if err != nil {
			return nil, err
		}
		f.Ours = append(f.Ours, ms(time.Since(began)))
		if err := db.Close(); err != nil {
			return nil, err
		}
	}
	return []figure{f}, nil
}

// proof is the size of proofs of single records.
func (r *run) proof(ctx context.Context) (figures []figure, err error) {
	reader, err := store.OpenReader(filepath.Join(r.dir, store.FileName), store.Options{Now: time.Now})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, reader.Close()) }()
	size, took := figure{Name: "proof of one record", Unit: "B", Budget: 1024}, figure{Name: "proof of one record, made and verified", Unit: "ms"}
	newest := figure{Name: "proof of one record under the newest head", Unit: "B"}
	last, err := reader.Prove(ctx, int64(r.records-1), "")
	if err != nil {
		return nil, err
	}
	head, err := oplog.VerifyProof(last, oplog.Options{})
	if err != nil {
		return nil, err
	}
	for i := range 200 {
		seq := int64(r.records-1) * int64(i) / 199
		began := time.Now()
		proof, err := reader.Prove(ctx, seq, "")
		if err != nil {
			return nil, err
		}
		if v, err := oplog.VerifyProof(proof, oplog.Options{}); err != nil || !v.OK {
			return nil, fmt.Errorf("a proof does not hold: %v %w", v.Problem, err)
		}
		took.Ours = append(took.Ours, ms(time.Since(began)))
		size.Ours = append(size.Ours, float64(len(proof)))
		if proof, err = reader.Prove(ctx, seq, head.Checkpoint.Text); err != nil {
			return nil, err
		}
		newest.Ours = append(newest.Ours, float64(len(proof)))
	}
	return []figure{size, newest, took}, nil
}

func ms(d time.Duration) float64 { return float64(d.Nanoseconds()) / 1e6 }
