package store

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"time"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
)

// ErrNoRecord refuses a transaction that wrote nothing into the operation history: no record, no act (第13条).
var ErrNoRecord = errors.New("the act appended no record")

// Tx is one transaction of the writer. It is good only inside the function it was given to, and only on its goroutine.
type Tx struct {
	d        *DB
	w        *writer
	time     time.Time
	log      logEnd // with the records of this transaction
	appended []oplog.EventID
	failure  error // the first failed Append: the act cannot commit any more
}

// act runs f in one durable transaction, alone. It commits when f returns nil and appended at least one record;
// when act returns nil the act is on the disk. It fails with Outcome DiskFull, ClockBehind or RecordRefused, and
// with the error of f unchanged but for SQLite's own, which become outcomes where there is one.
// f must not call act again and must not keep its Tx.
func (d *DB) act(ctx context.Context, f func(*Tx) error) error {
	if err := d.sound(); err != nil {
		return err
	}
	if err := d.reserve.ready(ctx); err != nil {
		return err
	}
	if err := d.writer.begin(ctx); err != nil {
		return d.refused(err)
	}
	return d.refused(d.transact(f))
}

// transact runs f with the writer's turn. When f panics, a bug, nothing of it stays.
func (d *DB) transact(f func(*Tx) error) error {
	defer d.writer.pass()
	committed := false
	disk := d.reserve.take()
	defer func() {
		if !committed {
			d.writer.rollback()
			d.reserve.giveBack(disk)
		}
	}()
	t := &Tx{d: d, w: d.writer, time: d.now(), log: d.log}
	if behind(t.time, t.log.last) { // only the clock is told of now
		d.reserve.giveBack(disk)
		disk = nil
	}
	if err := t.run(disk, f); err != nil {
		return err
	}
	if err := d.writer.commit(); err != nil {
		return err
	}
	committed, d.log = true, t.log
	d.told(t.appended)
	return nil
}

// run does f after the records of what became of the disk before.
func (t *Tx) run(disk []oplog.Record, f func(*Tx) error) error {
	for _, r := range disk {
		if r.Time.After(t.time) { // the clock was set back meanwhile, and a record ahead of it is refused
			r.Time = t.time
		}
		if err := t.Append(r); err != nil {
			return err
		}
	}
	before := len(t.appended)
	if err := f(t); err != nil {
		return err
	}
	if t.failure != nil { // f swallowed it
		return t.failure
	}
	if len(t.appended) == before {
		return ErrNoRecord
	}
	return t.sign()
}

// refused turns the error of an act into its outcome. On a full disk the reserve is let go, so that
// the write-ahead log can be folded and what was begun can be ended.
func (d *DB) refused(err error) error {
	err = outcome(err)
	if errors.Is(err, juki.Refuse(juki.DiskFull)) {
		d.reserve.release()
	}
	return err
}

func (t *Tx) exec(query string, args ...any) (sql.Result, error) { return t.w.exec(query, args...) }

// queryRow runs a prepared SELECT of at most one row and scans it into dest; no row is sql.ErrNoRows.
func (t *Tx) queryRow(query string, args []any, dest ...any) error {
	s, err := t.w.prepared(query)
	if err != nil {
		return err
	}
	return s.QueryRow(args...).Scan(dest...)
}

// now is the time of the act: one and the same for all it writes.
func (t *Tx) now() time.Time { return t.time }

// Record is the act that changes nothing but the log: a log-in, a refusal, a fault. It fails as Tx.Append does, and with DiskFull;
// the end of what was begun before (an upload, the program) is recorded on a full disk too, see Finishing.
func (d *DB) Record(ctx context.Context, records ...oplog.Record) error {
	if !slices.ContainsFunc(records, begins) {
		ctx = Finishing(ctx)
	}
	return d.act(ctx, func(t *Tx) error {
		for _, r := range records {
			if err := t.Append(r); err != nil {
				return err
			}
		}
		return nil
	})
}

// begins tells whether a record is anything but the end of something.
func begins(r oplog.Record) bool {
	e, _ := oplog.Lookup(r.Event)
	return len(e.Closes) == 0
}
