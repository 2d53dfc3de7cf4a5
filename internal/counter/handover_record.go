package counter

import (
	"context"
	"time"

	"madoguchi/internal/oplog"
)

// record writes a record of the case that belongs to no step of the table. What happened stays true when it cannot be
// written (disk full): it is tried again until ctx ends, once at least.
func (h *Handover) record(ctx context.Context, e oplog.EventID, values ...oplog.Value) error {
	h.mu.Lock()
	r := oplog.Record{Time: h.desk.Now(), Event: e, Operator: h.by, Case: h.c.Number, Values: values}
	h.mu.Unlock()
	for {
		err := h.desk.Book.Act(context.WithoutCancel(ctx), func(tx Tx) error { return tx.Append(r) })
		if err == nil {
			return nil
		}
		_ = h.failed(err)
		if now := h.desk.Now(); now.Before(r.Time) { // the clock was set back meanwhile, and a record ahead of it is refused
			r.Time = now
		}
		if pause(ctx, recordRetry) != nil {
			return err
		}
	}
}

// recordRetry is the pause before what could not be recorded is tried again.
const recordRetry = 500 * time.Millisecond

// pause waits a while, or until ctx ends.
func pause(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}
