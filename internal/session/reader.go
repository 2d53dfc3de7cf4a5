package session

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	"madoguchi/hardware"
	"madoguchi/internal/cards"
	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
)

// slot is what Run last saw of the operator reader.
type slot struct {
	present bool
	count   uint16
	trouble juki.Code
}

// Run watches the operator reader until ctx ends and writes the records of what nothing may hold up. It is the only
// goroutine that tells the session of the reader, and it never waits for a card: a pulled card is seen at once even while
// another is being asked.
func (s *Service) Run(ctx context.Context) {
	var helpers sync.WaitGroup
	defer helpers.Wait()
	helpers.Go(func() { s.record(ctx) })
	var seen slot
	stop := func() {}
	for snap := range s.deps.Readers.Watch(ctx) {
		now := slotIn(snap, s.deps.OperatorReader())
		if now == seen {
			continue
		}
		stop()
		insertion := s.left(seen, now)
		seen = now
		if now.present {
			asking, cancel := context.WithCancel(ctx)
			stop = cancel
			helpers.Go(func() { s.identify(asking, insertion) })
		}
	}
	stop()
}

// slotIn finds the operator reader in a snapshot.
func slotIn(snap hardware.Snapshot, name string) slot {
	if !snap.ServiceUp {
		return slot{trouble: juki.ReaderServiceMissing}
	}
	for _, r := range snap.Readers {
		if r.Name != name || name == "" {
			continue
		}
		switch r.Slot {
		case hardware.SlotPresent:
			return slot{present: true, count: r.Count}
		case hardware.SlotMute:
			return slot{count: r.Count, trouble: juki.CardMute}
		}
		return slot{count: r.Count}
	}
	return slot{trouble: juki.ReaderMissing}
}

// left tells the session of a card that is not there any more: an empty reader, a reader that is gone, or a counter that
// went on, because in between anything may have been in the reader. It gives the number of the new insertion.
func (s *Service) left(before, now slot) (insertion int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.insertion++
	s.ready = false
	if before.present || now.trouble == "" {
		s.happenLocked(occurrence{event: CardPulled})
	}
	if now.trouble != "" {
		s.happenLocked(occurrence{event: CardRefused, code: now.trouble})
	}
	s.publish()
	return s.insertion
}

// identify asks the card who it is and tells the session, unless the card left meanwhile.
func (s *Service) identify(ctx context.Context, insertion int) {
	key, err := s.prove(ctx, s.deps.OperatorReader())
	var o occurrence
	if err == nil {
		o, err = s.recognise(ctx, key)
	}
	if err != nil {
		o = occurrence{event: CardRefused, code: cards.Trouble(err).Code}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.insertion != insertion {
		return
	}
	if s.first && err == nil {
		s.ready = true // nobody can be recognised yet: the card waits to be enrolled
		s.publish()
		if s.enacting { // the first enrolment is being written: once it is, this card is one like any other
			s.meanwhile = append(s.meanwhile, s.following(o))
		}
		return
	}
	s.happenLocked(o)
}

// recognise finds the operator of a key in the register (様式第1号).
func (s *Service) recognise(ctx context.Context, key cards.KeyID) (occurrence, error) {
	a, err := s.holder(ctx, key)
	if err != nil {
		return occurrence{}, err
	}
	o := occurrence{event: CardIdentified, operator: a.Operator}
	if a.ID == "" {
		o = occurrence{event: CardRefused, code: juki.OperatorUnknown}
	} else if refusal := s.admits(a); refusal != nil {
		o.event, o.code = CardRefused, refusal.Code
	}
	return o, nil
}

// holder is the account whose card has this key; the zero Account when nobody's has.
func (s *Service) holder(ctx context.Context, key cards.KeyID) (Account, error) {
	register, err := s.deps.Book.Operators(ctx)
	if err != nil {
		return Account{}, fmt.Errorf("read register of operators: %w", err)
	}
	for _, a := range register {
		if a.Key == key {
			return a, nil
		}
	}
	return Account{}, nil
}

// admits tells whether an operator may work at all, before any password. The usage hours (第17条) and the daily lending
// (第14条第3項) will be asked here too.
func (s *Service) admits(a Account) *juki.Outcome {
	switch {
	case a.Revoked:
		return juki.Refuse(juki.OperatorRevoked)
	case a.LockedOut:
		return juki.Refuse(juki.OperatorLockedOut)
	}
	return nil
}

// How long the card in a reader is waited for.
const (
	cardDeadline = 10 * time.Second       // for reading and proving a card
	busyPause    = 150 * time.Millisecond // other programs (certificate stores) look at each new card for a moment
	busyTries    = 10
)

// prove reads the operator card in a reader and has it sign a fresh challenge. Errors are as cards.Trouble takes them.
// The communication is recorded with its beginning and end (通信履歴, 第12条第2項).
func (s *Service) prove(ctx context.Context, reader string) (cards.KeyID, error) {
	ctx, cancel := context.WithTimeout(ctx, cardDeadline)
	defer cancel()
	card, err := s.open(ctx, reader)
	if err != nil {
		return cards.KeyID{}, fmt.Errorf("open operator card: %w", err)
	}
	name := operatorReader
	if reader != s.deps.OperatorReader() {
		name = customerReader
	}
	s.note(oplog.CardSessionBegun, oplog.Reader(name))
	key, err := askKey(ctx, card, s.deps.Rand)
	_ = card.Close() // the answers count; a reset that fails leaves no secret, 9E has no PIN
	values := []oplog.Value{oplog.Reader(name)}
	if err != nil {
		values = append(values, oplog.Code(cards.Trouble(err).Code))
	}
	s.note(oplog.CardSessionEnded, values...)
	return key, err
}

func askKey(ctx context.Context, card hardware.Card, random io.Reader) (cards.KeyID, error) {
	key, err := cards.ReadOperatorCard(ctx, card)
	if err != nil {
		return cards.KeyID{}, err
	}
	if err := cards.Prove(ctx, card, key, random); err != nil {
		return cards.KeyID{}, err
	}
	return key.ID, nil
}

// open opens the card, patiently while another program holds it.
func (s *Service) open(ctx context.Context, reader string) (hardware.Card, error) {
	for try := 1; ; try++ {
		card, err := s.deps.Readers.Open(ctx, reader)
		if err == nil || !errors.Is(err, hardware.CardBusy) || try == busyTries {
			return card, err
		}
		select {
		case <-ctx.Done():
			return nil, err
		case <-time.After(busyPause):
		}
	}
}
