// Package hardwaretest is the conformance suites that every driver and every simulator of package
// hardware passes, so that a test against the simulator is worth as much as one against the driver.
package hardwaretest

import (
	"bytes"
	"context"
	"errors"
	"testing"
	"time"

	"madoguchi/hardware"
	"madoguchi/hardware/sim"
)

// Bench is readers under test and the hands at them. *sim.Readers is one.
type Bench interface {
	hardware.Readers
	// Names are two readers, plugged in and empty, as Watch shows them.
	Names() []string
	Insert(reader string, c *sim.Card) error
	Swap(reader string, c *sim.Card) error
	Remove(reader string) (*sim.Card, error)
	TurnOver(reader string) error
	Unplug(reader string) error
	Plug(reader string) error
	StopService()
	StartService()
}

// patience bounds every wait: it ends a broken run and judges no speed.
const patience = 20 * time.Second

// RunReaders tells every story of the contract to benches that open makes, a fresh one a story.
func RunReaders(t *testing.T, open func(t *testing.T) Bench) {
	for _, story := range []struct {
		name string
		tell func(*stage)
	}{
		{"the first snapshot comes at once", firstSnapshot},
		{"a card is put in and taken out", insertAndRemove},
		{"a quick swap shows in the count", quickSwap},
		{"a card upside down is mute", upsideDown},
		{"a reader is unplugged and plugged in", unplugAndPlug},
		{"the service dies and comes back", serviceDies},
		{"a slow watcher sees the newest state", slowWatcher},
		{"watching ends with its context", watchEnds},
		{"opening says what is missing", openFaults},
		{"a card belongs to one at a time", exclusive},
		{"a card answers", cardAnswers},
		{"a long answer comes whole", longAnswer},
		{"closing forgets the PIN", closingForgets},
		{"a pulled card is no wrong PIN", pulledCard},
		{"a card pulled after its work is a pulled card", pulledAfterWork},
		{"an old session stays dead after reinsertion", oldSessionDead},
		{"a silent card meets the deadline", silentCard},
		{"the service dies under a session", serviceDiesUnderSession},
		{"a reader is unplugged under a session", unpluggedUnderSession},
	} {
		t.Run(story.name, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), 3*patience)
			t.Cleanup(cancel)
			b := open(t)
			story.tell(&stage{T: t, Bench: b, ctx: ctx, reader: b.Names()[0], cards: sim.NewFactory()})
		})
	}
}

// stage is where one story plays.
type stage struct {
	*testing.T
	Bench
	ctx    context.Context
	reader string
	cards  *sim.Factory
}

// card makes a delivered My Number card.
func (s *stage) card() *sim.Card {
	s.Helper()
	c, err := s.cards.Sample("delivered")
	s.must(err)
	return c
}

func (s *stage) must(err error) {
	s.Helper()
	if err != nil {
		s.Fatal(err)
	}
}

// await takes snapshots until one satisfies want, and returns it.
func (s *stage) await(ch <-chan hardware.Snapshot, what string, want func(hardware.Snapshot) bool) hardware.Snapshot {
	s.Helper()
	var last hardware.Snapshot
	end := time.After(patience)
	for {
		select {
		case snap, open := <-ch:
			if !open {
				s.Fatalf("watching ended while waiting for %s", what)
			}
			if last = snap; want(snap) {
				return snap
			}
		case <-end:
			s.Fatalf("no snapshot showed %s; the last was %+v", what, last)
		}
	}
}

// awaitSlot waits until the stage's reader is in the state.
func (s *stage) awaitSlot(ch <-chan hardware.Snapshot, what string, state hardware.SlotState) hardware.Reader {
	s.Helper()
	snap := s.await(ch, what, func(snap hardware.Snapshot) bool {
		r, there := find(snap, s.reader)
		return there && r.Slot == state
	})
	r, _ := find(snap, s.reader)
	return r
}

func find(s hardware.Snapshot, name string) (hardware.Reader, bool) {
	for _, r := range s.Readers {
		if r.Name == name {
			return r, true
		}
	}
	return hardware.Reader{}, false
}

// inserted puts a card in, waits until it is seen and opens it.
func (s *stage) inserted(c *sim.Card) hardware.Card {
	s.Helper()
	ch := s.Watch(s.ctx)
	s.must(s.Insert(s.reader, c))
	s.awaitSlot(ch, "a card", hardware.SlotPresent)
	return s.opened()
}

func (s *stage) opened() hardware.Card {
	s.Helper()
	card, err := s.Open(s.ctx, s.reader)
	s.must(err)
	s.Cleanup(func() { _ = card.Close() })
	return card
}

func (s *stage) send(card hardware.Card, c hardware.Command) hardware.Response {
	s.Helper()
	r, err := card.Transmit(s.ctx, c)
	s.must(err)
	return r
}

func (s *stage) wantFault(err error, want ...hardware.Fault) {
	s.Helper()
	for _, f := range want {
		if errors.Is(err, f) {
			return
		}
	}
	s.Errorf("got %v, want %v", err, want)
}

// The commands of the stories.
var (
	selectJPKI   = hardware.Command{INS: 0xA4, P1: 0x04, P2: 0x0C, Data: []byte(sim.AIDJPKI)}
	selectCommon = hardware.Command{INS: 0xA4, P1: 0x04, P2: 0x0C, Data: []byte(sim.AIDCommon)}
	queryAuthPIN = hardware.Command{INS: 0x20, P2: 0x80 | 0x18}
	readSerial   = hardware.Command{INS: 0xB2, P1: 1, P2: 1<<3 | 4, Le: 256}
	readSignCert = hardware.Command{INS: 0xB0, P1: 0x80 | 0x01, Le: 256}
	selectPIV    = hardware.Command{INS: 0xA4, P1: 0x04, Data: []byte("\xA0\x00\x00\x03\x08"), Le: 256}
	readPIVCert  = hardware.Command{INS: 0xCB, P1: 0x3F, P2: 0xFF, Data: []byte{0x5C, 3, 0x5F, 0xC1, 0x01}, Le: 256}
)

func verifyAuthPIN(pin string) hardware.Command {
	return hardware.Command{INS: 0x20, P2: 0x80 | 0x18, Data: []byte(pin)}
}

func cardAnswers(s *stage) {
	card := s.inserted(s.card())
	if r := s.send(card, selectCommon); !r.OK() {
		s.Fatalf("SELECT: %v", r)
	}
	r := s.send(card, readSerial)
	if want := []byte("\x01\x1C400000000000101" + "28225" + "20360401"); !r.OK() || !bytes.Equal(r.Data, want) {
		s.Errorf("the common record is %q, %v", r.Data, r)
	}
	if r := s.send(card, hardware.Command{INS: 0xB2, P1: 9, P2: 1<<3 | 4, Le: 256}); r.SW != 0x6A83 {
		s.Errorf("a refusal is an answer: %v", r)
	}
}

func longAnswer(s *stage) {
	c, err := s.cards.Sample("S001")
	s.must(err)
	card := s.inserted(c)
	s.send(card, selectPIV)
	r := s.send(card, readPIVCert)
	if !r.OK() || len(r.Data) <= 256 || int(r.Data[2])<<8|int(r.Data[3]) != len(r.Data)-4 {
		s.Errorf("the certificate object came as %v", r)
	}
}
