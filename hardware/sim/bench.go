package sim

import (
	"fmt"

	"madoguchi/hardware"
)

// What a person does at the bench. Every method but StopService and StartService answers with
// hardware.NoReader (wrapped) when there is no reader of that name.

// Insert puts a card into a reader, in place of any card that is there.
func (r *Readers) Insert(name string, c *Card) error {
	return r.atSlot(name, func(s *Slot) { s.Insert(c) })
}

// Swap is Insert under the name people use for it: one card out and another in, so quickly
// that only Reader.Count shows it.
func (r *Readers) Swap(name string, c *Card) error { return r.Insert(name, c) }

// Remove pulls the card out and returns it; nil when the reader was empty.
func (r *Readers) Remove(name string) (c *Card, err error) {
	err = r.atSlot(name, func(s *Slot) { c = s.Remove() })
	return c, err
}

// TurnOver pulls the card and puts it back the other way up: mute, and at the second time well again.
func (r *Readers) TurnOver(name string) error { return r.atSlot(name, (*Slot).TurnOver) }

// Card is the card in a reader; nil when it is empty or there is no such reader.
func (r *Readers) Card(name string) (c *Card) {
	_ = r.atSlot(name, func(s *Slot) { c = s.Card() })
	return c
}

// Names lists all readers, unplugged ones too.
func (r *Readers) Names() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	var names []string
	for _, rd := range r.readers {
		names = append(names, rd.name)
	}
	return names
}

// Unplug pulls a reader out of the machine; a card in it stays in it.
func (r *Readers) Unplug(name string) error { return r.plug(name, true, hardware.NoReader) }

// Plug puts a reader back.
func (r *Readers) Plug(name string) error { return r.plug(name, false, "") }

func (r *Readers) plug(name string, out bool, fault hardware.Fault) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	rd := r.find(name)
	if rd == nil {
		return fmt.Errorf("reader %q: %w", name, hardware.NoReader)
	}
	if out {
		rd.end(fault)
		rd.slot.PowerDown()
	}
	rd.unplugged = out
	r.publish()
	return nil
}

// StopService ends the card service of the machine; sessions die with it.
func (r *Readers) StopService() {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, rd := range r.readers {
		rd.end(hardware.ServiceMissing)
		rd.slot.PowerDown()
	}
	r.stopped = true
	r.publish()
}

// StartService brings the service back. Old sessions stay dead.
func (r *Readers) StartService() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.stopped = false
	r.publish()
}

// atSlot works on a reader's slot without r.mu, which the slot's own report needs.
func (r *Readers) atSlot(name string, do func(*Slot)) error {
	r.mu.Lock()
	rd := r.find(name)
	r.mu.Unlock()
	if rd == nil {
		return fmt.Errorf("reader %q: %w", name, hardware.NoReader)
	}
	do(rd.slot)
	return nil
}
