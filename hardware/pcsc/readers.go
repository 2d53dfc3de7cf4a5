// Package pcsc reaches card readers through the PC/SC service of the machine: pcscd on Linux,
// the Smart Card service on Windows, CryptoTokenKit's on macOS.
//
// The library's and the services' traps that this package guards against, so that nobody else must:
// a context is one lock, so the monitor and each session have their own; Cancel does not interrupt
// a transmission, so every session lives in its own goroutine behind a deadline; the library keeps
// reader names in a process-wide table (Linux, macOS) or not at all (Windows) while the service reads
// them, so only one goroutine of a process ever waits for changes, and never long; it panics on empty
// lists, empty commands and undefined protocols, so none is passed.
package pcsc

import (
	"context"
	"strings"
	"sync"
	"time"

	"github.com/ebfe/scard"

	"madoguchi/hardware"
)

// pollTime is how long the monitor waits in one call. Short, because a context that waits blocks
// its owner, and because on Windows the name buffer of a long wait may be collected under it.
const pollTime = 300 * time.Millisecond

// Readers is the PC/SC service of this machine. A process makes one.
type Readers struct {
	monitoring sync.Mutex // held by the one goroutine that monitors

	mu       sync.Mutex
	watchers map[chan hardware.Snapshot]struct{}
	running  bool
	newest   *hardware.Snapshot // nil: not known yet
}

var _ hardware.Readers = (*Readers)(nil)

// New makes the access to the service. It does not touch the service yet, which may be missing.
func New() *Readers { return &Readers{watchers: map[chan hardware.Snapshot]struct{}{}} }

// Watch implements hardware.Readers. The service is asked only while somebody watches.
func (r *Readers) Watch(ctx context.Context) <-chan hardware.Snapshot {
	ch := make(chan hardware.Snapshot, 1)
	r.mu.Lock()
	r.watchers[ch] = struct{}{}
	if r.newest != nil {
		ch <- *r.newest
	}
	if !r.running {
		r.running = true
		go r.monitor()
	}
	r.mu.Unlock()
	context.AfterFunc(ctx, func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		delete(r.watchers, ch)
		close(ch)
	})
	return ch
}

// monitor asks the service until nobody watches any more.
func (r *Readers) monitor() {
	r.monitoring.Lock() // one that is just ending may still be in its last call
	defer r.monitoring.Unlock()
	m := &monitor{known: map[string]scard.StateFlag{}}
	defer m.drop()
	for r.watched() {
		if snap, changed := m.poll(); changed {
			r.publish(snap)
		}
	}
}

// watched tells whether to go on; when not, what was known is forgotten, for it grows old.
func (r *Readers) watched() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.watchers) == 0 {
		r.running, r.newest = false, nil
		return false
	}
	return true
}

// publish gives every watcher the newest snapshot in place of one it did not take yet.
func (r *Readers) publish(s hardware.Snapshot) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.newest = &s
	for ch := range r.watchers {
		select {
		case <-ch:
		default:
		}
		ch <- s
	}
}

// pseudo tells the name that stands for "a reader came or went" and is no reader.
func pseudo(name string) bool { return strings.HasPrefix(name, `\\?PnP?\`) }
