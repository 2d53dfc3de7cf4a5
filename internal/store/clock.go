package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
)

// clockSlack is how far the clock may stand behind the last record, and a record ahead of the clock, before somebody has to
// look: time servers set clocks back by less.
const clockSlack = 2 * time.Second

func behind(now, last time.Time) bool { return now.Add(clockSlack).Before(last) }

// LastRecordTime is the time of the last record, the zero Time when there is none.
func (d *DB) LastRecordTime(ctx context.Context) (time.Time, error) {
	var last time.Time
	err := d.read(ctx, func(pool *sql.DB) error {
		var ms int64
		err := pool.QueryRowContext(ctx, "SELECT ts FROM record ORDER BY seq DESC LIMIT 1").Scan(&ms)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("reading the time of the last record: %w", err)
		}
		last = time.UnixMilli(ms)
		return nil
	})
	return last, err
}

// ClockBehind tells whether the clock stands behind the last record. While it does, every act is refused with Outcome
// ClockBehind; it waits until the clock is right again or AcceptClock.
func (d *DB) ClockBehind(ctx context.Context) (bool, error) {
	last, err := d.LastRecordTime(ctx)
	return err == nil && behind(d.now(), last), err
}

// AcceptClock lets work go on with a clock that stands behind the last record. confirmed is the supervisor's record of
// the event oplog.ClockConfirmed; the finding itself (oplog.ClockBehind) is recorded before it, in the same act.
// It fails with Outcome StepNotAllowed, and records nothing, when the clock is not behind.
func (d *DB) AcceptClock(ctx context.Context, confirmed oplog.Record) error {
	if confirmed.Event != oplog.ClockConfirmed {
		return fmt.Errorf("accepting the clock: the record is of %s, not of %s", confirmed.Event, oplog.ClockConfirmed)
	}
	return d.act(ctx, func(t *Tx) error {
		if !behind(t.now(), t.log.last) {
			return juki.Refuse(juki.StepNotAllowed)
		}
		// Appended past the check of the clock, it becomes the last record, and the clock is not behind any more.
		if err := t.remember(t.seal(oplog.Record{Time: t.now(), Event: oplog.ClockBehind})); err != nil {
			return err
		}
		return t.Append(confirmed)
	})
}
