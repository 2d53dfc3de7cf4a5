package pcsc

import (
	"bytes"
	"errors"
	"slices"
	"time"

	"github.com/ebfe/scard"

	"madoguchi/hardware"
)

// monitor is the one waiting context. It is used by one goroutine.
type monitor struct {
	ctx   *scard.Context             // nil: the service did not answer
	known map[string]scard.StateFlag // what the service last said of each reader
	last  hardware.Snapshot
	told  bool
	rest  bool // pause before asking again
}

// poll waits at most pollTime for a change. changed tells whether snap differs from the one before.
func (m *monitor) poll() (snap hardware.Snapshot, changed bool) {
	readers, up, settled := m.ask()
	if !settled {
		return m.last, false
	}
	snap = hardware.Snapshot{ServiceUp: up, Readers: readers}
	if m.told && same(snap, m.last) {
		return snap, false
	}
	m.last, m.told = snap, true
	return snap, true
}

// ask gives the readers as the service sees them. settled is false when there is nothing new to tell.
func (m *monitor) ask() (readers []hardware.Reader, up, settled bool) {
	if m.rest {
		time.Sleep(pollTime)
		m.rest = false
	}
	if m.ctx == nil {
		ctx, err := scard.EstablishContext()
		if err != nil {
			m.rest = true
			return nil, false, true
		}
		m.ctx = ctx
	}
	names, err := readerNames(m.ctx)
	if err != nil {
		m.drop()
		return nil, false, true
	}
	m.forgetAbsent(names)
	if len(names) == 0 { // the library panics on an empty list of states
		m.rest = true
		return nil, true, true
	}
	return m.wait(names)
}

// wait asks for the states of the readers; the service answers when one differs from what is known.
func (m *monitor) wait(names []string) (readers []hardware.Reader, up, settled bool) {
	states := make([]scard.ReaderState, len(names))
	for i, name := range names {
		// Fresh states: an old ATR would not be overwritten by an empty one.
		states[i] = scard.ReaderState{Reader: name, CurrentState: m.known[name]}
	}
	err := m.ctx.GetStatusChange(states, pollTime)
	switch {
	case errors.Is(err, scard.ErrTimeout):
		return nil, true, false
	case errors.Is(err, scard.ErrUnknownReader), errors.Is(err, scard.ErrReaderUnavailable):
		m.rest = true
		return nil, true, false // it went between the two calls: the next list tells
	case err != nil:
		m.drop()
		return nil, false, true
	}
	for _, s := range states {
		// StateChanged handed back as known would make every call return at once.
		m.known[s.Reader] = s.EventState &^ scard.StateChanged
		if r, there := seen(s); there {
			readers = append(readers, r)
		} else {
			m.rest = true // the service may report a leaving reader again and again
		}
	}
	return readers, true, true
}

// forgetAbsent drops what is known of readers that are not listed: when one comes back, it is new.
func (m *monitor) forgetAbsent(names []string) {
	for name := range m.known {
		if !slices.Contains(names, name) {
			clear(m.known) // ask for all at once, so that the snapshot is whole
			return
		}
	}
}

// drop lets go of the context. An old context never recovers, though IsValid goes on saying yes.
func (m *monitor) drop() {
	if m.ctx != nil {
		_ = m.ctx.Release() // fails when the service is gone; there is nothing to do about it
		m.ctx = nil
	}
	m.rest = true
	clear(m.known)
}

// readerNames lists the readers; none is an empty list, not an error.
func readerNames(ctx *scard.Context) ([]string, error) {
	names, err := ctx.ListReaders()
	if errors.Is(err, scard.ErrNoReadersAvailable) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(names, func(n string) bool { return n == "" || pseudo(n) }), nil
}

// seen turns the service's words into a reader. there is false for one that is just leaving.
func seen(s scard.ReaderState) (r hardware.Reader, there bool) {
	e := s.EventState
	if e&(scard.StateUnknown|scard.StateUnavailable|scard.StateIgnore) != 0 {
		return hardware.Reader{}, false
	}
	r = hardware.Reader{Name: s.Reader, Count: uint16(e >> 16)}
	switch {
	case e&scard.StatePresent == 0:
	case e&scard.StateMute != 0:
		r.Slot = hardware.SlotMute
	default:
		r.Slot, r.ATR = hardware.SlotPresent, bytes.Clone(s.Atr)
	}
	return r, true
}

// same compares what a watcher can see.
func same(a, b hardware.Snapshot) bool {
	return a.ServiceUp == b.ServiceUp && slices.EqualFunc(a.Readers, b.Readers, func(x, y hardware.Reader) bool {
		return x.Name == y.Name && x.Slot == y.Slot && x.Count == y.Count && bytes.Equal(x.ATR, y.ATR)
	})
}
