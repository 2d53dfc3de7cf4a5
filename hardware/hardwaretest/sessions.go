package hardwaretest

import (
	"context"
	"time"

	"madoguchi/hardware"
	"madoguchi/hardware/sim"
)

func openFaults(s *stage) {
	s.await(s.Watch(s.ctx), "the readers", func(snap hardware.Snapshot) bool { return len(snap.Readers) == 2 })
	_, err := s.Open(s.ctx, s.reader)
	s.wantFault(err, hardware.NoCard)
	_, err = s.Open(s.ctx, "A reader nobody has")
	s.wantFault(err, hardware.NoReader)
	_, err = s.Open(s.ctx, "")
	s.wantFault(err, hardware.NoReader)
	over, cancel := context.WithCancel(s.ctx)
	cancel()
	_, err = s.Open(over, s.reader)
	s.wantFault(err, hardware.DeviceTimeout)
}

func exclusive(s *stage) {
	first := s.inserted(s.card())
	_, err := s.Open(s.ctx, s.reader)
	s.wantFault(err, hardware.CardBusy)
	s.must(first.Close())
	s.must(first.Close()) // twice does no harm
	second := s.opened()
	if r := s.send(second, selectJPKI); !r.OK() {
		s.Errorf("after the first let go: %v", r)
	}
	if _, err := first.Transmit(s.ctx, selectJPKI); err == nil {
		s.Error("a closed session still reaches the card")
	}
	s.must(first.Close())
	if r := s.send(second, queryAuthPIN); r.SW != 0x63C3 {
		s.Errorf("closing the old session disturbed the new one: %v", r)
	}
}

func closingForgets(s *stage) {
	card := s.inserted(s.card())
	s.send(card, selectJPKI)
	if r := s.send(card, hardware.Command{INS: 0x20, P2: 0x80 | 0x1B, Data: []byte("ABC123")}); !r.OK() {
		s.Fatalf("VERIFY: %v", r)
	}
	if r := s.send(card, readSignCert); !r.OK() {
		s.Fatalf("the certificate after VERIFY: %v", r)
	}
	s.must(card.Close())
	card = s.opened()
	s.send(card, selectJPKI)
	if r := s.send(card, readSignCert); r.SW != 0x6982 {
		s.Errorf("the PIN outlived its session: %v", r)
	}
}

func pulledCard(s *stage) {
	c := s.card()
	card := s.inserted(c)
	ch := s.Watch(s.ctx)
	s.send(card, selectJPKI)
	c.PullAt(1, sim.BeforeAnswer)
	_, err := card.Transmit(s.ctx, verifyAuthPIN("1234"))
	s.wantFault(err, hardware.CardRemoved)
	s.awaitSlot(ch, "an empty reader", hardware.SlotEmpty)
	_, err = card.Transmit(s.ctx, queryAuthPIN)
	s.wantFault(err, hardware.CardRemoved)
	s.must(card.Close())
	s.wantTries(s.inserted(c), 0x63C3)
}

func pulledAfterWork(s *stage) {
	c := s.card()
	card := s.inserted(c)
	s.send(card, selectJPKI)
	c.PullAt(1, sim.AfterAnswer)
	_, err := card.Transmit(s.ctx, verifyAuthPIN("9999")) // wrong, and the card says so to nobody
	s.wantFault(err, hardware.CardRemoved)
	s.must(card.Close())
	ch := s.Watch(s.ctx)
	s.awaitSlot(ch, "an empty reader", hardware.SlotEmpty)
	s.wantTries(s.inserted(c), 0x63C2)
}

func (s *stage) wantTries(card hardware.Card, want uint16) {
	s.Helper()
	s.send(card, selectJPKI)
	if r := s.send(card, queryAuthPIN); r.SW != want {
		s.Errorf("tries are %04X, want %04X", r.SW, want)
	}
}

func oldSessionDead(s *stage) {
	c := s.card()
	old := s.inserted(c)
	s.send(old, selectJPKI)
	ch := s.Watch(s.ctx)
	_, err := s.Remove(s.reader)
	s.must(err)
	s.awaitSlot(ch, "an empty reader", hardware.SlotEmpty)
	s.must(s.Insert(s.reader, c))
	s.awaitSlot(ch, "the card again", hardware.SlotPresent)
	for range 2 {
		_, err = old.Transmit(s.ctx, queryAuthPIN)
		s.wantFault(err, hardware.CardRemoved)
	}
	s.must(old.Close())
	s.wantTries(s.opened(), 0x63C3)
}

func silentCard(s *stage) {
	c := s.card()
	card := s.inserted(c)
	s.send(card, selectJPKI)
	release := c.Hold()
	s.Cleanup(release)
	ctx, cancel := context.WithTimeout(s.ctx, 50*time.Millisecond)
	defer cancel()
	_, err := card.Transmit(ctx, queryAuthPIN)
	s.wantFault(err, hardware.DeviceTimeout)
	_ = card.Close() // says whether the card is let go of already; it does not hang
	release()
	_, err = card.Transmit(s.ctx, queryAuthPIN) // the late answer must not be taken for this one's
	s.wantFault(err, hardware.DeviceTimeout)
	s.wantTries(s.reopened(), 0x63C3)
}

// reopened opens a card that may still be busy with a session that is being torn down.
func (s *stage) reopened() hardware.Card {
	s.Helper()
	for {
		card, err := s.Open(s.ctx, s.reader)
		if err == nil {
			s.Cleanup(func() { _ = card.Close() })
			return card
		}
		s.wantFault(err, hardware.CardBusy)
		if s.Failed() {
			s.FailNow()
		}
	}
}

func serviceDiesUnderSession(s *stage) {
	c := s.card()
	card := s.inserted(c)
	s.send(card, selectJPKI)
	s.StopService()
	_, err := card.Transmit(s.ctx, queryAuthPIN)
	s.wantFault(err, hardware.ServiceMissing)
	_ = card.Close()
	s.StartService()
	s.awaitSlot(s.Watch(s.ctx), "the card again", hardware.SlotPresent)
	s.wantTries(s.opened(), 0x63C3)
}

func unpluggedUnderSession(s *stage) {
	card := s.inserted(s.card())
	s.send(card, selectJPKI)
	s.must(s.Unplug(s.reader))
	s.await(s.Watch(s.ctx), "one reader less", func(snap hardware.Snapshot) bool { return len(snap.Readers) == 1 })
	_, err := card.Transmit(s.ctx, queryAuthPIN)
	s.wantFault(err, hardware.NoReader)
	_ = card.Close()
	s.must(s.Plug(s.reader))
	s.awaitSlot(s.Watch(s.ctx), "the card again", hardware.SlotPresent)
	s.wantTries(s.opened(), 0x63C3)
}
