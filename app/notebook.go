package main

import (
	"context"
	"slices"
	"sync"
	"time"

	"madoguchi/internal/oplog"
)

// notebook writes the records of what devices did (第12条第2項). It happened whether or not it can be recorded now, so a
// record that the disk has no room for waits, in its place, and is tried again.
type notebook struct {
	write func(context.Context, ...oplog.Record) error
	now   func() time.Time
	wake  chan struct{}

	writing sync.Mutex // one at a time: no record overtakes another
	mu      sync.Mutex
	waiting []oplog.Record
}

// notebookRetry is the pause before what could not be written is tried again.
const notebookRetry = time.Second

func newNotebook(write func(context.Context, ...oplog.Record) error, now func() time.Time) *notebook {
	return &notebook{write: write, now: now, wake: make(chan struct{}, 1)}
}

// note takes a record of the program itself and returns at once. Any goroutine.
func (n *notebook) note(e oplog.EventID, values ...oplog.Value) {
	n.mu.Lock()
	n.waiting = append(n.waiting, oplog.Record{Time: n.now(), Event: e, Values: values})
	n.mu.Unlock()
	select {
	case n.wake <- struct{}{}:
	default: // it is awake already
	}
}

// run writes what was noted until ctx ends.
func (n *notebook) run(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-n.wake:
		case <-time.After(notebookRetry):
		}
		_ = n.flush(ctx) // tried again
	}
}

// flush writes everything that waits.
func (n *notebook) flush(ctx context.Context) error {
	n.writing.Lock()
	defer n.writing.Unlock()
	n.mu.Lock()
	records := slices.Clone(n.waiting)
	n.mu.Unlock()
	if len(records) == 0 {
		return nil
	}
	now := n.now()
	for i := range records {
		if records[i].Time.After(now) { // the clock was set back meanwhile, and a record ahead of it is refused
			records[i].Time = now
		}
	}
	if err := n.write(ctx, records...); err != nil {
		return err
	}
	n.mu.Lock()
	n.waiting = n.waiting[len(records):]
	n.mu.Unlock()
	return nil
}
