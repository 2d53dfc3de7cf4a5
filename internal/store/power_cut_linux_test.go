package store

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"madoguchi/internal/counter"
	"madoguchi/internal/oplog"
	"madoguchi/internal/stock"
)

// What the counter's process is told: where to work, where to write down what reaches the disk, and how SQLite is to sync.
const (
	powerFolder = "STORE_TEST_POWER_FOLDER"
	powerTrace  = "STORE_TEST_POWER_TRACE"
	powerSync   = "STORE_TEST_POWER_SYNC"
)

// The power goes at 1000 moments of a working counter, and each time the disk has kept some other part of what was not synced. All
// that the counter had acknowledged is there each time, act and record together, and the whole log and ledger hold together.
func TestThePowerIsCutNoAcknowledgedActIsLost(t *testing.T) {
	t.Parallel()
	states := 1000
	if testing.Short() {
		states = 100
	}
	r := recordedCounter(t, "FULL")
	if got := r.cut(t, states); got.lost > 0 || got.states != states {
		t.Errorf("of %d states %d lack something that was acknowledged, %d records in all", got.states, got.lost, got.records)
	}
}

// The same with SQLite's milder setting has to lose acts: if the replay does not see that, it sees nothing.
func TestThePowerIsCutWithTooLittleSyncing(t *testing.T) {
	t.Parallel()
	states := 150
	if testing.Short() {
		states = 40
	}
	r := recordedCounter(t, "NORMAL")
	if got := r.cut(t, states); got.lost == 0 {
		t.Errorf("nothing was lost in %d states: the replay is blind", got.states)
	} else {
		t.Logf("%d of %d states lack acknowledged records, %d in all", got.lost, got.states, got.records)
	}
}

// recordedCounter lets a counter work in a process of its own, with what it does to its files written down.
func recordedCounter(t *testing.T, synchronous string) *recording {
	t.Helper()
	shim := filepath.Join(t.TempDir(), "powercut.so")
	if out, err := exec.Command("cc", "-shared", "-fPIC", "-O1", "-Wall", "-Werror", "-o", shim, filepath.Join("testdata", "powercut.c"), "-ldl").CombinedOutput(); err != nil {
		if errors.Is(err, exec.ErrNotFound) && os.Getenv("CI") == "" {
			t.Skip("no C compiler here: the power is not cut")
		}
		t.Fatalf("compiling the recorder: %v\n%s", err, out)
	}
	dir, trace := t.TempDir(), filepath.Join(t.TempDir(), "trace")
	c := exec.Command(os.Args[0], "-test.run=^TestPowerChild$")
	c.Env = append(os.Environ(), "LD_PRELOAD="+shim, powerFolder+"="+dir, powerTrace+"="+trace, powerSync+"="+synchronous)
	if out, err := c.CombinedOutput(); err != nil {
		t.Fatalf("the counter: %v\n%s", err, out)
	}
	return readRecording(t, trace, filepath.Join(dir, FileName))
}

// TestPowerChild is the counter whose power is cut: cards arrive, are inspected, counted and handed over. It acknowledges each
// act, in the order of what reached the disk.
func TestPowerChild(t *testing.T) {
	dir := os.Getenv(powerFolder)
	if dir == "" {
		t.Skip("only for the tests that start it")
	}
	milder := map[string]string{"FULL": "2", "NORMAL": "1"}
	for i, s := range settings {
		if s.pragma == "synchronous" { // of this process alone: the product has no such choice
			settings[i] = setting{s.pragma, os.Getenv(powerSync), milder[os.Getenv(powerSync)]}
		}
	}
	trace, err := os.OpenFile(os.Getenv(powerTrace), os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	defer trace.Close()
	f := openAgain(t, dir, &clock{workday.At(9, 0)})
	p := powerWork{t, f, trace}
	p.acknowledge()
	p.day()
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}

type powerWork struct {
	*testing.T
	*office
	trace *os.File
}

// powerCards is how many cards go through the day: six acts each, and some more.
const powerCards = 60

func (p powerWork) day() {
	ctx := p.Context()
	p.done(p.keep.OpenDay(ctx, "", ""))
	p.done(stock.RegisterPlaces(ctx, p.book, clerk, p.tick(), shelfA, shelfB))
	for n := 1; n <= powerCards; n++ {
		list, err := p.desk.PreviewList(ctx, []byte(arrivalList(n)), counter.DefaultListHeaders(), nil)
		p.done(err)
		p.done(only2(p.desk.TakeArrival(ctx, list, nil)))
		p.done(only2(p.desk.Inspect(ctx, serialOf(n), shelfA)))
		p.done(p.Record(ctx, oplog.Record{Time: p.tick(), Event: oplog.ServiceLost}, oplog.Record{Time: p.tick(), Event: oplog.ServiceBack}))
		if n%10 == 0 {
			c, err := p.keep.BeginCount(ctx, shelfB)
			p.done(err)
			p.done(only2(p.keep.EndCount(ctx, c.ID)))
		}
		desk, home := lies(stock.Counter, stock.InHandover), lies(shelfA, stock.Stored)
		p.done(only2(p.move(p, stock.Movement{Item: stock.MyNumberCards, Serial: serialOf(n), From: home, To: desk, Reason: stock.TakeOut})))
		p.done(only2(p.move(p, stock.Movement{Item: stock.MyNumberCards, Serial: serialOf(n), From: desk, To: lies(stock.Resident, stock.Delivered), Reason: stock.Handover})))
	}
}

func only2[T any](_ T, err error) error { return err }

func (p powerWork) must(err error) {
	p.Helper()
	if err != nil {
		p.Fatal(err)
	}
}

// done acknowledges an act.
func (p powerWork) done(err error) {
	p.Helper()
	p.must(err)
	p.acknowledge()
}

// acknowledge says in the trace what there is.
func (p powerWork) acknowledge() {
	now, err := whatThereIs(p.DB)
	p.must(err)
	entry := append([]byte{'A', 0}, make([]byte, 8)...)
	entry = binary.LittleEndian.AppendUint32(entry, uint32(len(now.text())))
	_, err = p.trace.Write(append(entry, now.text()...))
	p.must(err)
}

// stood is what a counter has at a moment: the whole log by its head, and how much lies in every table.
type stood struct {
	Size int64
	Rest [sha256.Size]byte // of the head's root and the number of rows of each table
}

func (s stood) text() string { return fmt.Sprintf("%d %x", s.Size, s.Rest) }

// whatThereIs reads what there is.
func whatThereIs(d *DB) (s stood, err error) {
	head, err := d.Checkpoint(context.Background())
	if err != nil {
		return s, err
	}
	rows, err := d.readers.Query("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")
	if err != nil {
		return s, err
	}
	defer rows.Close()
	var all strings.Builder
	fmt.Fprintf(&all, "%x", head.Root)
	for rows.Next() {
		var table string
		var n int
		if err := rows.Scan(&table); err != nil {
			return s, err
		}
		if err := d.readers.QueryRow("SELECT count(*) FROM " + table).Scan(&n); err != nil {
			return s, err
		}
		fmt.Fprintf(&all, " %s %d", table, n)
	}
	return stood{head.Size, sha256.Sum256([]byte(all.String()))}, errors.Join(rows.Close(), rows.Err())
}
