package session_test

import (
	"context"
	"testing"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/session"
)

func TestACardSwappedUnseenIsNotTakenForTheOther(t *testing.T) {
	s := atWork(t)
	s.session.LogOut()
	s.mu.Lock()
	s.frozen = true
	s.mu.Unlock()
	s.insert(operatorReader, "S002")
	s.refused(juki.OperatorCardForged, s.login(adminPassword))
	if v := s.session.View(); v.State != session.NoOperator || v.Trouble != juki.OperatorCardForged {
		t.Errorf("%v, %q", v.State, v.Trouble)
	}
}

func TestACardPulledWhileThePasswordIsComparedOpensNothing(t *testing.T) {
	for _, password := range []string{adminPassword, "wrong-Password-1"} {
		s := atWork(t)
		s.session.LogOut()
		s.book.hook(&s.book.onRead, func() {
			s.pull(operatorReader)
			s.until("pulled", inState(session.NoOperator))
		})
		s.refused(juki.CardMissing, s.login(password))
		if v := s.session.View(); v.State != session.NoOperator {
			t.Errorf("%v", v.State)
		}
		if a := s.book.account("S001"); a.Failed != 0 {
			t.Error("a miss was counted")
		}
	}
}

func TestOnesPasswordDoesNotOpenForTheNextCard(t *testing.T) {
	s := atWork(t)
	s.session.LogOut()
	s.book.hook(&s.book.onRead, func() {
		s.insert(operatorReader, "S002")
		s.until("the clerk's card", func(v session.View) bool { return v.Card.ID == "S002" })
	})
	s.refused(juki.CardMissing, s.login(adminPassword)) // the password of S001
	if v := s.session.View(); v.State != session.CardRead || v.Operator.ID != "" {
		t.Errorf("%v as %q", v.State, v.Operator.ID)
	}
}

func TestALateAnswerDoesNotSpeakForTheNextCard(t *testing.T) {
	s := atWork(t)
	s.session.LogOut()
	s.pull(operatorReader)
	s.until("pulled", inState(session.NoOperator))
	reading, release := make(chan struct{}), make(chan struct{})
	s.book.hook(&s.book.onRead, func() { // the first card has proved itself, the register is being read
		close(reading)
		<-release
	})
	s.insert(operatorReader, "S001")
	<-reading
	s.insert(operatorReader, "new-1")
	s.until("the other card's verdict", troubled(juki.CardWrongKind))
	close(release)
	s.stop() // waits for every answer
	if v := s.session.View(); v.State != session.NoOperator || v.Card.ID != "" {
		t.Errorf("%v with the card of %q", v.State, v.Card.ID)
	}
}

func TestAConfirmationDiesWithTheWorkItWasFor(t *testing.T) {
	s := atWork(t)
	s.book.hook(&s.book.onAct, func() { s.session.Lock(session.ByIdle) })
	got, err := s.session.Confirm(t.Context(), session.ConfirmRequest{For: oplog.SheetMade}, "S002", []byte(clerkPassword))
	s.refused(juki.NotLoggedIn, err)
	if got != (session.Confirmation{}) {
		t.Error("confirmed")
	}
}

func TestAnEnrolmentDiesWithTheWorkOrTheCardItWasBegunWith(t *testing.T) {
	s := atWork(t)
	s.insert(customerReader, "S003")
	request := func(id juki.OperatorID, post juki.Post) session.EnrolRequest {
		return session.EnrolRequest{ID: id, Name: "見本 二郎", Post: post, Password: []byte(clerkPassword)}
	}
	s.hookRand(func() { s.session.Lock(session.ByOperator) })
	s.refused(juki.NotLoggedIn, s.session.Enrol(t.Context(), request("S003", juki.Operator)))

	first := newScene(t)
	first.insert(operatorReader, "S001")
	first.until("card ready", func(v session.View) bool { return v.CardReady })
	first.hookRand(func() { // the nonce; the salt comes after the card has answered
		first.hookRand(func() {
			first.pull(operatorReader)
			first.until("card gone", func(v session.View) bool { return !v.CardReady })
		})
	})
	first.refused(juki.CardPulled, first.session.Enrol(t.Context(), request("S001", juki.SystemAdministrator)))
	if list, _ := first.book.Operators(context.Background()); len(list) != 0 {
		t.Error("enrolled")
	}
}

func (s *scene) hookRand(f func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.onRand = f
}

func (b *book) hook(which *func(), f func()) {
	b.mu.Lock()
	defer b.mu.Unlock()
	*which = f
}
