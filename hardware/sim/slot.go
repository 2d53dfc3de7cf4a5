package sim

import "sync"

// Slot is the place in a reader where a card goes. It is the same behind the readers of this
// package and behind a real PC/SC service (package ifd).
type Slot struct {
	changed func(pulled bool) // told of each change, never under a lock; may be nil

	mu      sync.Mutex
	card    *Card
	turned  bool
	powered bool
	count   uint16        // insertions and removals
	gone    chan struct{} // closed when the present card leaves
}

// NewSlot makes an empty slot; changed is called after each insertion and removal and may be nil.
// pulled is true when the card left by itself, at Card.PullAt.
func NewSlot(changed func(pulled bool)) *Slot { return &Slot{changed: changed} }

// Insert puts c in, in place of any card that is there.
func (s *Slot) Insert(c *Card) {
	s.mu.Lock()
	s.take()
	s.card, s.gone = c, make(chan struct{})
	s.count++
	s.mu.Unlock()
	s.tell(false)
}

// Remove takes the card out and returns it; nil when there is none.
func (s *Slot) Remove() *Card {
	s.mu.Lock()
	c := s.take()
	s.mu.Unlock()
	if c != nil {
		s.tell(false)
	}
	return c
}

// TurnOver takes the card out and puts it back with the other side up. The wrong way up it is mute.
func (s *Slot) TurnOver() {
	s.mu.Lock()
	turned := !s.turned
	c := s.take()
	if c != nil {
		s.card, s.turned, s.gone = c, turned, make(chan struct{})
		s.count++
	}
	s.mu.Unlock()
	if c != nil {
		s.tell(false)
	}
}

// take removes the card; s.mu is held.
func (s *Slot) take() *Card {
	c := s.card
	if c != nil {
		close(s.gone)
		s.card, s.turned, s.powered = nil, false, false
		s.count++
	}
	return c
}

func (s *Slot) tell(pulled bool) {
	if s.changed != nil {
		s.changed(pulled)
	}
}

// Card is the card in the slot, or nil.
func (s *Slot) Card() *Card {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.card
}

// Count changes with each insertion and removal.
func (s *Slot) Count() uint16 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.count
}

// PowerUp resets the card and gives its answer to reset; ok is false when nothing answers.
func (s *Slot) PowerUp() (atr []byte, ok bool) {
	s.mu.Lock()
	c := s.card
	if c == nil || s.turned {
		s.mu.Unlock()
		return nil, false
	}
	s.mu.Unlock()
	if atr, ok = c.powerUp(); !ok {
		return nil, false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.powered = s.card == c
	return atr, s.powered
}

// PowerDown ends the card's session: PINs proved are forgotten.
func (s *Slot) PowerDown() {
	s.mu.Lock()
	c := s.card
	s.powered = false
	s.mu.Unlock()
	if c != nil {
		c.powerUp()
	}
}

// Transmit passes one APDU to a powered card. ok is false when there is none or it left over it.
func (s *Slot) Transmit(raw []byte) (out []byte, ok bool) {
	s.mu.Lock()
	c, gone, powered := s.card, s.gone, s.powered
	s.mu.Unlock()
	if c == nil || !powered {
		return nil, false
	}
	out, end := c.transmit(raw, gone)
	switch {
	case end == forgotten:
		return nil, false
	case end == answered && !closed(gone):
		return out, true
	}
	s.mu.Lock()
	still := s.card == c && s.gone == gone
	if still {
		s.take()
	}
	s.mu.Unlock()
	if still {
		s.tell(true)
	}
	return nil, false
}

// closed tells whether the card left while it worked: its answer is then lost.
func closed(gone <-chan struct{}) bool {
	select {
	case <-gone:
		return true
	default:
		return false
	}
}
