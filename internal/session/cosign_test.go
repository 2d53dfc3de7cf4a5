package session_test

import (
	"crypto/sha256"
	"errors"
	"slices"
	"testing"

	"madoguchi/hardware/sim"
	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/session"
)

var toSign = sha256.Sum256([]byte("the head of a log"))

// sign has the card in the operator reader sign with its own PIN.
func (s *scene) sign(pin string) (session.CardSignature, error) {
	s.t.Helper()
	typed := []byte(pin)
	signed, err := s.session.SignWithCard(s.t.Context(), toSign, typed)
	if slices.ContainsFunc(typed, func(b byte) bool { return b != 0 }) {
		s.t.Error("the card's PIN stands in memory")
	}
	if err != nil && signed.Signature != nil {
		s.t.Errorf("a signature came with %v", err)
	}
	return signed, err
}

func TestTheCardOfWhoeverIsAtWorkSigns(t *testing.T) {
	s := atWork(t)
	signed, err := s.sign(sim.SampleOperatorPIN)
	s.must(err)
	cosigner, err := oplog.NewCosigner("28225.madoguchi/S001", signed.Public)
	s.must(err)
	if _, err := cosigner.Cosign("no checkpoint", s.clock(), signed.Signature); err == nil {
		t.Error("something else than a checkpoint was cosigned")
	}
	if signed.Operator.ID != "S001" || len(signed.Signature) == 0 {
		t.Errorf("%v signed %d bytes", signed.Operator.ID, len(signed.Signature))
	}
	s.stillAtWork()
	var sessions []string
	for _, r := range s.records() {
		if r.Event == oplog.CardSessionBegun || r.Event == oplog.CardSessionEnded {
			sessions = append(sessions, r.Event.String())
		}
	}
	if n := len(sessions); n < 2 || sessions[n-1] != oplog.CardSessionEnded.String() {
		t.Errorf("the communication is recorded as %v", sessions)
	}
}

// A wrong PIN costs a try of the card and nothing else: no lockout of the operator, who stays at work.
func TestAWrongPINOfTheCard(t *testing.T) {
	s := atWork(t)
	for _, left := range []int{2, 1} {
		_, err := s.sign("654321")
		if n, wrong := session.CardPINWrong(err); !wrong || n != left {
			t.Errorf("%d left, %v; want %d", n, err, left)
		}
	}
	for _, form := range []string{"123", "123456789"} { // no PIN at all: the card is not asked
		if n, wrong := session.CardPINWrong(func() error { _, err := s.sign(form); return err }()); !wrong || n != 1 {
			t.Errorf("%d left", n)
		}
	}
	_, err := s.sign(sim.SampleOperatorPIN)
	s.must(err)
	for range 3 {
		_, err = s.sign("654321")
	}
	if n, wrong := session.CardPINWrong(err); !wrong || n != 0 {
		t.Errorf("%d left of a blocked card, %v", n, err)
	}
	if _, err := s.sign(sim.SampleOperatorPIN); func() bool { n, wrong := session.CardPINWrong(err); return !wrong || n != 0 }() {
		t.Errorf("the right PIN on a blocked card: %v", err)
	}
	s.stillAtWork()
}

// The card is pulled in the middle, at every command: nothing is signed, the screen locks as ever, and after the next login it signs.
func TestTheCardIsPulledWhileItSigns(t *testing.T) {
	s := atWork(t)
	card := s.insertedAgain("S001")
	before := card.Answered()
	_, err := s.sign(sim.SampleOperatorPIN)
	s.must(err)
	commands := card.Answered() - before
	if commands < 5 {
		t.Fatalf("only %d commands: this test tests nothing", commands)
	}
	for n := 1; n <= commands; n++ {
		card = s.insertedAgain("S001")
		card.PullAt(n, sim.BeforeAnswer)
		if _, err := s.sign(sim.SampleOperatorPIN); !errors.Is(err, juki.Refuse(juki.CardPulled)) {
			t.Errorf("command %d: %v", n, err)
		}
		s.until("locked", inState(session.Locked))
	}
	s.insertedAgain("S001")
	_, err = s.sign(sim.SampleOperatorPIN)
	s.must(err)
}

// insertedAgain puts a fresh card of the operator in, whatever was there, and logs in.
func (s *scene) insertedAgain(sample string) *sim.Card {
	s.t.Helper()
	_, err := s.readers.Remove(operatorReader)
	s.must(err)
	if s.session.View().Card.ID != "" {
		s.until("the card is out", func(v session.View) bool { return v.Card.ID == "" })
	}
	card := s.insert(operatorReader, sample)
	s.until("the card is known", func(v session.View) bool { return v.Card.ID == juki.OperatorID(sample) })
	s.must(s.login(adminPassword))
	s.until("logged in", inState(session.LoggedIn))
	return card
}

func TestNobodySignsWhoIsNotAtWork(t *testing.T) {
	s := atWork(t)
	s.session.LogOut()
	if _, err := s.sign(sim.SampleOperatorPIN); !errors.Is(err, juki.Refuse(juki.NotLoggedIn)) {
		t.Errorf("%v", err)
	}
}
