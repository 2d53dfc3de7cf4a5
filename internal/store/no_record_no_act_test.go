package store

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
)

// count is the number of rows of a table, as a reader sees them.
func count(t testing.TB, d *DB, table string) (n int) {
	t.Helper()
	if err := d.readers.QueryRow("SELECT count(*) FROM " + table).Scan(&n); err != nil {
		t.Fatalf("counting %s: %v", table, err)
	}
	return n
}

func wantWhole(t testing.TB, d *DB, records int64) {
	t.Helper()
	if n, err := d.CheckAll(context.Background()); err != nil || n != records {
		t.Fatalf("the log should hold together with %d records: %d, %v", records, n, err)
	}
}

func wantOutcome(t testing.TB, err error, code juki.Code) {
	t.Helper()
	if !errors.Is(err, juki.Refuse(code)) {
		t.Fatalf("wanted outcome %s, got %v", code, err)
	}
}

var errAny = errors.New("any error")

func TestAnActThatIsNotRecordedDoesNotHappen(t *testing.T) {
	broken := errors.New("the form was wrong")
	writeOnly := func(tx *Tx) error {
		_, err := tx.exec("INSERT INTO scratch (text) VALUES ('x')")
		return err
	}
	cases := []struct {
		name string
		act  func(*Tx) error
		want error
	}{
		{"no record at all", writeOnly, ErrNoRecord},
		{"an error after the record", func(tx *Tx) error { return errors.Join(scratchAct("x")(tx), broken) }, broken},
		{"a record that the catalogue refuses", func(tx *Tx) error {
			return errors.Join(writeOnly(tx), tx.Append(oplog.Record{Time: morning, Event: oplog.HandoverOpened}))
		}, juki.Refuse(juki.RecordRefused)},
		{"a reference to nothing, found when committing", func(tx *Tx) error {
			_, err := tx.exec("INSERT INTO scratch (text, before) VALUES ('x', 4711)")
			return errors.Join(err, tx.Append(sampleRecord()))
		}, errAny},
		{"a refused record whose error is swallowed", func(tx *Tx) error {
			_ = tx.Append(oplog.Record{Time: morning})
			return scratchAct("x")(tx)
		}, juki.Refuse(juki.RecordRefused)},
	}
	d := openScratch(t, t.TempDir())
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if err := d.act(t.Context(), c.act); err == nil || c.want != errAny && !errors.Is(err, c.want) {
				t.Fatalf("wanted %v, got %v", c.want, err)
			}
			for _, table := range []string{"scratch", "record", "node", "checkpoint"} {
				if n := count(t, d, table); n != 0 {
					t.Errorf("%d rows stayed in %s", n, table)
				}
			}
		})
	}
	if err := d.act(t.Context(), scratchAct("good")); err != nil {
		t.Fatalf("a good act after the refused ones: %v", err)
	}
	wantWhole(t, d, 1)
}

func TestAPanicInAnActLeavesNothingAndDoesNotBlockTheNext(t *testing.T) {
	d := openScratch(t, t.TempDir())
	func() {
		defer func() {
			if recover() == nil {
				t.Error("the panic was swallowed")
			}
		}()
		_ = d.act(t.Context(), func(tx *Tx) error {
			_ = scratchAct("x")(tx)
			panic("bug")
		})
	}()
	if err := d.act(t.Context(), scratchAct("next")); err != nil {
		t.Fatal(err)
	}
	if n := count(t, d, "scratch"); n != 1 {
		t.Fatalf("%d rows, wanted the one of the second act", n)
	}
	wantWhole(t, d, 1)
}

func TestManyGoroutinesActOneAfterTheOther(t *testing.T) {
	d := openScratch(t, t.TempDir())
	const goroutines, each = 8, 25
	var group sync.WaitGroup
	failures := make(chan error, goroutines*each)
	for g := range goroutines {
		group.Go(func() {
			for k := range each {
				if err := d.act(context.Background(), scratchAct(fmt.Sprint(g, k))); err != nil {
					failures <- err
				}
				if _, err := d.LogTail(context.Background(), 5, LogFilter{}); err != nil {
					failures <- err
				}
			}
		})
	}
	group.Wait()
	close(failures)
	for err := range failures {
		t.Error(err)
	}
	wantWhole(t, d, goroutines*each)
}

func TestAnActWaitsForItsTurnOnlyAsLongAsItsContext(t *testing.T) {
	d := openScratch(t, t.TempDir())
	ctx, cancel := context.WithCancel(t.Context())
	err := d.act(t.Context(), func(tx *Tx) error {
		cancel()
		if err := d.act(ctx, scratchAct("second")); !errors.Is(err, context.Canceled) {
			t.Errorf("wanted the waiting act to be given up, got %v", err)
		}
		return scratchAct("first")(tx)
	})
	if err != nil {
		t.Fatal(err)
	}
	wantWhole(t, d, 1)
}

func TestAnActAfterCloseIsRefused(t *testing.T) {
	d := openScratch(t, t.TempDir())
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	if err := d.act(t.Context(), scratchAct("late")); err == nil {
		t.Fatal("an act after Close was taken")
	}
	if err := d.Close(); err != nil {
		t.Fatalf("closing twice: %v", err)
	}
}
