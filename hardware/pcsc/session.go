package pcsc

import (
	"context"
	"fmt"
	"sync"
	"time"

	"madoguchi/hardware"
)

const (
	// answerWithin is the deadline of a command whose context has none: an RSA signature of a slow
	// card over a slow reader takes seconds, a card that thinks longer than this is broken.
	answerWithin = 30 * time.Second
	// closeWithin bounds Close: a card that does not come back must not hold up a lock of the screen.
	closeWithin = 3 * time.Second
	// busyFor is how long Open waits for another program to let go of the card: the systems'
	// own services look at every inserted card for a moment.
	busyFor   = 2 * time.Second
	busyRetry = 50 * time.Millisecond
)

// session is one exclusive use of a card. A goroutine of its own talks to the service, so that
// every caller can leave at its deadline.
type session struct {
	reader string
	jobs   chan job
	quit   chan struct{} // closed when nothing goes any more
	closed chan struct{} // closed when the goroutine has let go of the card

	mu   sync.Mutex
	dead error // why nothing goes any more; nil: alive
}

// job is one raw APDU for the session's goroutine, which owns and wipes it.
type job struct {
	raw    []byte
	answer chan<- result
}

type result struct {
	raw []byte
	err error
}

// Open implements hardware.Readers.
func (r *Readers) Open(ctx context.Context, reader string) (hardware.Card, error) {
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("opening %q: %w", reader, asFault(hardware.DeviceTimeout, err))
	}
	if reader == "" || pseudo(reader) {
		return nil, fmt.Errorf("opening %q: %w", reader, hardware.NoReader)
	}
	ctx, cancel := context.WithTimeout(ctx, answerWithin)
	defer cancel()
	s := &session{reader: reader, jobs: make(chan job), quit: make(chan struct{}), closed: make(chan struct{})}
	opened := make(chan error, 1)
	go s.run(ctx, opened)
	select {
	case err := <-opened:
		if err != nil {
			return nil, fmt.Errorf("opening %q: %w", reader, err)
		}
		return s, nil
	case <-ctx.Done():
		err := asFault(hardware.DeviceTimeout, ctx.Err())
		s.die(err) // when the service answers at last, the goroutine lets go at once
		return nil, fmt.Errorf("opening %q: %w", reader, err)
	}
}

// Transmit implements hardware.Card.
func (s *session) Transmit(ctx context.Context, c hardware.Command) (hardware.Response, error) {
	ctx, cancel := context.WithTimeout(ctx, answerWithin)
	defer cancel()
	r, err := hardware.Exchange(c, func(raw []byte) ([]byte, error) { return s.pass(ctx, raw) })
	if err != nil {
		return hardware.Response{}, fmt.Errorf("sending command %02X to the card in %q: %w", c.INS, s.reader, err)
	}
	return r, nil
}

// pass hands one raw APDU to the session's goroutine and waits for the answer or the deadline.
func (s *session) pass(ctx context.Context, raw []byte) ([]byte, error) {
	if err := s.cause(); err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, asFault(hardware.DeviceTimeout, err) // nothing was sent: the session lives
	}
	answer := make(chan result, 1)
	own := append([]byte(nil), raw...) // the goroutine's, which may still send it when the caller has left
	select {
	case s.jobs <- job{raw: own, answer: answer}:
	case <-s.quit:
		clear(own) // nobody took it, and it may hold a PIN
		return nil, s.cause()
	case <-ctx.Done():
		clear(own)
		return nil, asFault(hardware.DeviceTimeout, ctx.Err())
	}
	select {
	case r := <-answer:
		if r.err != nil {
			s.die(r.err)
		}
		return r.raw, r.err
	case <-ctx.Done():
		err := asFault(hardware.DeviceTimeout, ctx.Err())
		s.die(err) // the answer may still come: nobody may take it for another's
		return nil, err
	}
}

// Close implements hardware.Card.
func (s *session) Close() error {
	s.die(fmt.Errorf("the session was closed: %w", hardware.DeviceFailed))
	select {
	case <-s.closed:
		return nil
	case <-time.After(closeWithin):
		return fmt.Errorf("the reader %q does not let go of its card yet: %w", s.reader, hardware.DeviceTimeout)
	}
}

func (s *session) cause() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.dead
}

// die ends the session once; the first cause stays. The goroutine then resets the card and lets it go.
func (s *session) die(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.dead == nil {
		s.dead = err
		close(s.quit)
	}
}

// run is the session's goroutine.
func (s *session) run(ctx context.Context, opened chan<- error) {
	defer close(s.closed)
	l, err := connect(ctx, s.reader)
	opened <- err
	if err != nil {
		return
	}
	defer l.letGo()
	for {
		select {
		case j := <-s.jobs:
			raw, err := l.transmit(j.raw)
			clear(j.raw)
			j.answer <- result{raw, err}
		case <-s.quit:
			return
		}
	}
}
