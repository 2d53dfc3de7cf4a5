package sim

import (
	"context"
	"fmt"
	"sync"

	"madoguchi/hardware"
)

// Readers is simulated readers in this process, with the faults a real PC/SC service gives.
// It implements hardware.Readers; the other methods are the hands of the person at the bench.
type Readers struct {
	mu       sync.Mutex
	stopped  bool
	readers  []*reader
	watchers map[chan hardware.Snapshot]struct{}
}

// reader is one reader, plugged in or not.
type reader struct {
	name      string
	unplugged bool
	slot      *Slot
	session   *session // the open session, or nil
}

var _ hardware.Readers = (*Readers)(nil)

// NewReaders makes plugged-in, empty readers with the given names.
func NewReaders(names ...string) *Readers {
	r := &Readers{watchers: map[chan hardware.Snapshot]struct{}{}}
	for _, name := range names {
		rd := &reader{name: name}
		rd.slot = NewSlot(func(bool) { r.cardChanged(rd) })
		r.readers = append(r.readers, rd)
	}
	return r
}

// Watch implements hardware.Readers.
func (r *Readers) Watch(ctx context.Context) <-chan hardware.Snapshot {
	ch := make(chan hardware.Snapshot, 1)
	r.mu.Lock()
	r.watchers[ch] = struct{}{}
	ch <- r.snapshot()
	r.mu.Unlock()
	context.AfterFunc(ctx, func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		delete(r.watchers, ch)
		close(ch)
	})
	return ch
}

// publish gives every watcher the newest snapshot in place of one it did not take yet. r.mu is held.
func (r *Readers) publish() {
	for ch := range r.watchers {
		select {
		case <-ch:
		default:
		}
		ch <- r.snapshot()
	}
}

// snapshot is the present state; r.mu is held.
func (r *Readers) snapshot() hardware.Snapshot {
	s := hardware.Snapshot{ServiceUp: !r.stopped}
	for _, rd := range r.readers {
		if r.stopped || rd.unplugged {
			continue
		}
		s.Readers = append(s.Readers, rd.see())
	}
	return s
}

// see is the reader as a snapshot shows it.
func (rd *reader) see() hardware.Reader {
	rd.slot.mu.Lock()
	defer rd.slot.mu.Unlock()
	seen := hardware.Reader{Name: rd.name, Count: rd.slot.count}
	switch c := rd.slot.card; {
	case c == nil:
	case rd.slot.turned || c.mute:
		seen.Slot = hardware.SlotMute
	default:
		seen.Slot, seen.ATR = hardware.SlotPresent, append([]byte(nil), c.atr...)
	}
	return seen
}

// Open implements hardware.Readers.
func (r *Readers) Open(ctx context.Context, name string) (hardware.Card, error) {
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("opening %q: %w (%w)", name, hardware.DeviceTimeout, err)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	rd, fault := r.reachable(name)
	if fault != "" {
		return nil, fmt.Errorf("opening %q: %w", name, fault)
	}
	if _, ok := rd.slot.PowerUp(); !ok {
		return nil, fmt.Errorf("opening %q: %w", name, hardware.CardMute)
	}
	rd.session = &session{readers: r, reader: rd, count: rd.slot.Count(), dead: make(chan struct{})}
	return rd.session, nil
}

// reachable finds the reader and says what is in the way of using its card. r.mu is held.
func (r *Readers) reachable(name string) (*reader, hardware.Fault) {
	if r.stopped {
		return nil, hardware.ServiceMissing
	}
	rd := r.find(name)
	switch {
	case rd == nil || rd.unplugged:
		return nil, hardware.NoReader
	case rd.session != nil:
		return nil, hardware.CardBusy
	case rd.slot.Card() == nil:
		return nil, hardware.NoCard
	}
	return rd, ""
}

func (r *Readers) find(name string) *reader {
	for _, rd := range r.readers {
		if rd.name == name {
			return rd
		}
	}
	return nil
}

// cardChanged ends the session of a card that left and tells the watchers.
func (r *Readers) cardChanged(rd *reader) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if s := rd.session; s != nil && s.count != rd.slot.Count() {
		rd.end(hardware.CardRemoved)
	}
	r.publish()
}

// end makes the open session answer with the fault from now on. r.mu is held.
func (rd *reader) end(fault hardware.Fault) {
	if rd.session != nil {
		rd.session.fault = fault
		close(rd.session.dead)
		rd.session = nil
	}
}
