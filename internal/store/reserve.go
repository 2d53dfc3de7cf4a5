package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
	"time"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
)

// reserveSize is the room kept aside for a full disk: some thousand records, or the folding of the write-ahead log.
const reserveSize = 2 << 20

// reserve is a file that does nothing but take room. When the disk is full it is let go, so that SQLite can work and
// what was begun can be ended and recorded; new acts wait until the room is there again.
type reserve struct {
	path    string
	now     func() time.Time
	mu      sync.Mutex
	missing bool
	untold  []oplog.Record // that the disk became full, and that there is room again: neither can be recorded when it happens
}

type finishing struct{}

// Finishing marks the acts that end something begun (an abort, a log-out, a lock): on a full disk they may use the
// reserve, where any other act is refused with DiskFull.
func Finishing(ctx context.Context) context.Context {
	return context.WithValue(ctx, finishing{}, true)
}

// ready refuses a new act while the reserve is gone and cannot be filled again.
func (r *reserve) ready(ctx context.Context) error {
	r.mu.Lock()
	missing := r.missing
	r.mu.Unlock()
	if !missing {
		return nil
	}
	if err := r.keep(); err != nil && ctx.Value(finishing{}) == nil {
		o := juki.Refuse(juki.DiskFull)
		o.Err = err
		return o
	}
	return nil
}

// keep makes sure that the room is taken.
func (r *reserve) keep() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if info, err := os.Stat(r.path); err == nil && info.Size() == reserveSize && !r.missing {
		return nil
	}
	if err := fill(r.path); err != nil {
		r.lost()
		return errors.Join(fmt.Errorf("filling the reserve: %w", err), os.Remove(r.path))
	}
	if r.missing {
		r.untold = append(r.untold, oplog.Record{Time: r.now(), Event: oplog.DiskFreed})
	}
	r.missing = false
	return nil
}

// fill writes bytes that no file system stores as a hole.
func fill(path string) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(bytes.Repeat([]byte("reserve\n"), reserveSize/8))
	return errors.Join(err, f.Sync(), f.Close())
}

func (r *reserve) release() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.lost()
	_ = os.Remove(r.path)
}

// lost notes since when the room is gone. What was full again before it could be told that there was room, was full all the time.
func (r *reserve) lost() {
	if r.missing {
		return
	}
	r.missing = true
	if last := len(r.untold) - 1; last >= 0 && r.untold[last].Event == oplog.DiskFreed {
		r.untold = r.untold[:last]
		return
	}
	r.untold = append(r.untold, oplog.Record{Time: r.now(), Event: oplog.DiskFull})
}

// take gives what was not told yet, to be recorded or given back.
func (r *reserve) take() []oplog.Record {
	r.mu.Lock()
	defer r.mu.Unlock()
	taken := r.untold
	r.untold = nil
	return taken
}

func (r *reserve) giveBack(taken []oplog.Record) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.untold = append(taken, r.untold...)
}
