//go:build training

package main

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	"fyne.io/fyne/v2"

	"madoguchi/app/training"
	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/stock"
	"madoguchi/internal/store"
)

// The demo day is a fixed working day with a fixed seed, so that it leaves the same sheet each time.
var demoDay = juki.Date{Year: 2026, Month: 11, Day: 20}

const demoSeed = "madoguchi demo day"

// demoClock stands still between the script's steps.
type demoClock struct {
	now    atomic.Int64
	steady atomic.Int64 // how long nobody has touched anything is scripted too: no veil falls because the machine is slow
}

func newDemoClock() *demoClock {
	c := &demoClock{}
	c.now.Store(demoDay.At(8, 30).UnixMilli())
	return c
}

func (c *demoClock) Now() time.Time      { return time.UnixMilli(c.now.Load()).In(juki.Tokyo()) }
func (c *demoClock) add(d time.Duration) { c.now.Add(d.Milliseconds()) }

// Steady stands still but for rest.
func (c *demoClock) Steady() time.Time { return demoDay.At(8, 30).Add(time.Duration(c.steady.Load())) }

// rest lets time pass in which nobody touches anything.
func (c *demoClock) rest(d time.Duration) { c.steady.Add(int64(d)) }

func (c *demoClock) at(hour, minute int) { c.now.Store(demoDay.At(hour, minute).UnixMilli()) }

// dayFigures is what happened on the demo day: day.json. Everything in it is counted from the log and the sheet.
type dayFigures struct {
	Arrived     int    `json:"arrived"`
	Handovers   int    `json:"handovers"`
	Aborted     int    `json:"aborted"`
	Pulls       int    `json:"pulls"`        // cards pulled too early
	RefusedPINs int    `json:"refused_pins"` // entries the pad refused
	Locks       int    `json:"locks"`
	LogRecords  int64  `json:"log_records"`
	Picked      int    `json:"picked"` // cards prepared for the next business day
	Sent        int    `json:"sent"`   // transfers sent to another place
	Incidents   int    `json:"incidents"`
	Disposed    int    `json:"disposed"`
	Book        int    `json:"book"` // at the places that were counted
	Counted     int    `json:"counted"`
	Difference  int    `json:"difference"` // counted − book
	InTransit   int    `json:"in_transit"` // by the ledger alone: on their way, or missing
	Checkpoint  string `json:"checkpoint"` // as printed on the sheet
	Verified    bool   `json:"verified"`   // the archive, held against that checkpoint
}

// runDemo plays the scripted day in the real windows and leaves screens, sheet, archive, data and figures in a folder.
func runDemo(ctx context.Context, args []string) error {
	f, data := flags("demo")
	words, _, err := parse(f, data, args, 1)
	if err != nil {
		return err
	}
	out := words[0]
	for _, name := range []string{"screens", "data"} {
		if err := os.RemoveAll(filepath.Join(out, name)); err != nil {
			return fmt.Errorf("clearing the demo's folder: %w", err)
		}
		if err := os.MkdirAll(filepath.Join(out, name), 0o700); err != nil {
			return fmt.Errorf("making the demo's folder: %w", err)
		}
	}
	clock := newDemoClock()
	m := newDemoMain(filepath.Join(out, "data"), clock)
	bench, err := fitBench(m)
	if err != nil {
		return err
	}
	if err := writeSamples(out); err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var played error
	m.Edition.Started = func(fyne.App) {
		go func() {
			defer cancel() // the windows close when the day is over
			played = playDay(ctx, m, bench, clock, filepath.Join(out, "screens"))
		}()
	}
	if err := errors.Join(showCounter(ctx, m), played); err != nil {
		return err
	}
	return leaveResults(out, clock)
}

func newDemoMain(dir string, clock *demoClock) *Main {
	seed := sha256.Sum256([]byte(demoSeed))
	return &Main{Dir: dir, Now: clock.Now, Steady: clock.Steady, Rand: rand.NewChaCha8(seed), Keys: defaultKeys(dir)}
}

func writeSamples(out string) error {
	list, err := training.ArrivalList(training.Samples())
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(out, "arrivals.csv"), list, 0o600)
}

// leaveResults opens the day's data once more, without windows, as an auditor would: sheet, archive, verification, figures.
func leaveResults(out string, clock *demoClock) (err error) {
	ctx := context.Background()
	m := newDemoMain(filepath.Join(out, "data"), clock)
	if err := m.openData(); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, m.db.Close()) }()
	m.Training = true
	sheet, kept, err := m.db.Stock().Sheet(ctx, demoDay)
	if err != nil || !kept {
		return errors.Join(errors.New("the day has no sheet"), err)
	}
	if err := m.writeSheet(sheet, filepath.Join(out, "daily.pdf"), false); err != nil {
		return err
	}
	archive := filepath.Join(out, "log.archive")
	if err := writeWhole(archive, func(w io.Writer) error { _, err := m.db.WriteArchive(ctx, w); return err }); err != nil {
		return err
	}
	figures, err := m.dayFigures(ctx, sheet)
	if err != nil {
		return err
	}
	verdict, err := verifyFile(archive, oplog.Options{Checkpoints: []string{sheet.Checkpoint}, TrustedKey: m.db.VerifierKey()})
	if err != nil {
		return err
	}
	figures.Verified, figures.LogRecords = verdict.OK, verdict.Records
	text, err := json.MarshalIndent(figures, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(out, "day.json"), append(text, '\n'), 0o600)
}

func verifyFile(path string, o oplog.Options) (oplog.Verdict, error) {
	f, err := os.Open(path)
	if err != nil {
		return oplog.Verdict{}, err
	}
	defer f.Close()
	return oplog.Verify(f, o)
}

// dayFigures counts the log's events.
func (m *Main) dayFigures(ctx context.Context, sheet stock.DaySheet) (dayFigures, error) {
	lines, err := m.db.LogTail(ctx, maxDemoRecords, store.LogFilter{})
	if err != nil {
		return dayFigures{}, err
	}
	f := dayFigures{Checkpoint: sheet.Checkpoint}
	counters := map[oplog.EventID]*int{oplog.HandoverCompleted: &f.Handovers, oplog.HandoverAborted: &f.Aborted, oplog.HandoverCardPulled: &f.Pulls,
		oplog.HandoverPINRefused: &f.RefusedPINs, oplog.SessionLocked: &f.Locks,
		oplog.CardPicked: &f.Picked, oplog.TransferSent: &f.Sent, oplog.IncidentOpened: &f.Incidents, oplog.DisposalDone: &f.Disposed}
	for _, l := range lines {
		if n := counters[l.Record.Event]; n != nil {
			*n++
		}
		if v, ok := l.Record.Value(oplog.FieldTaken); ok && l.Record.Event == oplog.ListTaken {
			f.Arrived += int(v.Number())
		}
	}
	for _, row := range sheet.Rows {
		if row.Uncountable {
			f.InTransit += row.Book
			continue
		}
		f.Book, f.Counted = f.Book+row.Book, f.Counted+row.Counted
	}
	f.Difference = f.Counted - f.Book
	return f, nil
}

const maxDemoRecords = 10_000
