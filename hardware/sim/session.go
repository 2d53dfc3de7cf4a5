package sim

import (
	"context"
	"fmt"
	"time"

	"madoguchi/hardware"
)

// answerWithin is the deadline of a command whose context has none.
const answerWithin = 30 * time.Second

// session is one exclusive use of a card, hardware.Card.
type session struct {
	readers *Readers
	reader  *reader
	count   uint16 // the slot's count when it was opened

	dead  chan struct{}  // closed when the session can do nothing more
	fault hardware.Fault // why; set before dead is closed
}

// Transmit implements hardware.Card.
func (s *session) Transmit(ctx context.Context, c hardware.Command) (hardware.Response, error) {
	ctx, cancel := context.WithTimeout(ctx, answerWithin)
	defer cancel()
	r, err := hardware.Exchange(c, func(raw []byte) ([]byte, error) { return s.pass(ctx, raw) })
	if err != nil {
		return hardware.Response{}, fmt.Errorf("sending command %02X to the card in %q: %w", c.INS, s.reader.name, err)
	}
	return r, nil
}

// pass sends one raw APDU and waits for the answer, the deadline or the end of the session.
func (s *session) pass(ctx context.Context, raw []byte) ([]byte, error) {
	select {
	case <-s.dead:
		return nil, s.fault
	default:
	}
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("%w (%w)", hardware.DeviceTimeout, err) // nothing was sent: the session lives
	}
	answered := make(chan []byte, 1)
	own := append([]byte(nil), raw...) // the caller wipes raw when the deadline passes
	go func() {
		defer clear(own)
		if out, ok := s.reader.slot.Transmit(own); ok {
			answered <- out
		}
	}()
	select {
	case out := <-answered:
		return out, nil
	case <-s.dead:
		return nil, s.fault
	case <-ctx.Done():
		s.end(hardware.DeviceTimeout) // the answer may still come: nobody may take it for another's
		return nil, fmt.Errorf("%w (%w)", hardware.DeviceTimeout, ctx.Err())
	}
}

// Close implements hardware.Card.
func (s *session) Close() error {
	s.end(hardware.DeviceFailed)
	return nil
}

func (s *session) end(fault hardware.Fault) {
	s.readers.mu.Lock()
	defer s.readers.mu.Unlock()
	if s.reader.session == s {
		s.reader.end(fault)
		s.reader.slot.PowerDown()
	}
}
