package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"sync"

	"madoguchi/internal/juki"
)

// reserveSize is the room kept aside for a full disk: some thousand records, or the folding of the write-ahead log.
const reserveSize = 2 << 20

// reserve is a file that does nothing but take room. When the disk is full it is let go, so that SQLite can work and
// what was begun can be ended and recorded; new acts wait until the room is there again.
type reserve struct {
	path    string
	mu      sync.Mutex
	missing bool
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
	if info, err := os.Stat(r.path); err == nil && info.Size() == reserveSize {
		r.missing = false
		return nil
	}
	if err := fill(r.path); err != nil {
		r.missing = true
		return errors.Join(fmt.Errorf("filling the reserve: %w", err), os.Remove(r.path))
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
	r.missing = true
	_ = os.Remove(r.path)
}
