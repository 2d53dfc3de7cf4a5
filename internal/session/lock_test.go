package session_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"madoguchi/hardware/sim"
	"madoguchi/internal/juki"
	"madoguchi/internal/session"
)

func TestAPulledCardLocksAndTheSameCardWithThePasswordUnlocks(t *testing.T) {
	s := atWork(t)
	s.pull(operatorReader)
	if v := s.until("locked", inState(session.Locked)); v.Reason != session.ByCard || v.Operator.ID != "S001" || v.Card.ID != "" {
		t.Errorf("%+v", v.State)
	}
	s.insert(operatorReader, "S001")
	s.until("card back", func(v session.View) bool { return v.Card.ID == "S001" })
	if s.session.View().State != session.Locked {
		t.Error("the card alone unlocked")
	}
	s.must(s.login(adminPassword))
	want := []string{"operator.enrolled", "login.done", "operator.enrolled",
		"operator.card-pulled", "screen.locked", "operator.card-inserted", "screen.unlocked"}
	if diff := cmp.Diff(want, s.events()); diff != "" {
		t.Error(diff)
	}
}

func TestAQuickSwapLocksAlthoughTheReaderNeverLookedEmpty(t *testing.T) {
	s := atWork(t)
	s.insert(operatorReader, "S001") // the same card: only the counter of insertions tells
	s.until("locked", inState(session.Locked))
}

func TestALockComesFirstAndItsRecordWaitsForTheDisk(t *testing.T) {
	s := atWork(t)
	s.book.setFull(true)
	s.pull(operatorReader)
	s.until("locked", inState(session.Locked))
	s.insert(operatorReader, "S001")
	s.until("card back", func(v session.View) bool { return v.Card.ID == "S001" })
	s.refused(juki.DiskFull, s.login(adminPassword)) // no record, no act
	if s.session.View().State != session.Locked {
		t.Error("unlocked without a record")
	}
	s.book.setFull(false)
	s.must(s.login(adminPassword))
	events := s.events()
	if locked, unlocked := slices.Index(events, "screen.locked"), slices.Index(events, "screen.unlocked"); locked < 0 || locked > unlocked {
		t.Errorf("%v", events)
	}
}

func TestEveryReasonLocks(t *testing.T) {
	s := atWork(t)
	for _, reason := range []session.Reason{session.ByIdle, session.ByOperator, session.ByDesktop, session.ByEmergency, session.ByDrill, "no such reason"} {
		s.session.Lock(reason)
		v := s.session.View()
		if v.State != session.Locked || v.Reason != reason && reason != "no such reason" {
			t.Errorf("%s: %v because of %s", reason, v.State, v.Reason)
		}
		s.must(s.login(adminPassword))
	}
}

func TestAnotherOperatorsCardEndsTheLockedWork(t *testing.T) {
	s := atWork(t)
	s.pull(operatorReader)
	s.insert(operatorReader, "S002")
	s.until("the clerk's card", func(v session.View) bool { return v.Card.ID == "S002" })
	if v := s.session.View(); v.State != session.Locked || v.Operator.ID != "S001" {
		t.Errorf("%v of %s", v.State, v.Operator.ID)
	}
	s.refused(juki.PasswordWrong, s.login(adminPassword)) // the other one's password
	s.must(s.login(clerkPassword))
	if v := s.session.View(); v.Operator.ID != "S002" {
		t.Errorf("%s is logged in", v.Operator.ID)
	}
}

func TestACardThatBecameAnotherIsNotBelievedAtTheUnlock(t *testing.T) {
	s := atWork(t)
	s.session.Lock(session.ByIdle)
	card := s.readers.Card(operatorReader)
	card.PullAt(1, sim.AfterAnswer) // it leaves while it is challenged
	if err := s.login(adminPassword); err == nil {
		t.Fatal("unlocked with a card that left")
	}
	s.until("locked without card", func(v session.View) bool { return v.State == session.Locked && v.Card.ID == "" })
	if a := s.book.account("S001"); a.Failed != 0 {
		t.Error("a pulled card counted as a wrong password")
	}
}

func TestTheServiceThatDiesLocks(t *testing.T) {
	s := atWork(t)
	s.readers.StopService()
	s.until("locked", func(v session.View) bool { return v.State == session.Locked && v.Trouble == juki.ReaderServiceMissing })
	s.readers.StartService()
	s.until("card back", func(v session.View) bool { return v.Card.ID == "S001" && v.Trouble == "" })
	s.must(s.login(adminPassword))
	if !slices.Contains(s.events(), "operator.card-pulled") {
		t.Error("nobody knows where the card was")
	}
}

func TestAStolenCertificateDoesNotUnlock(t *testing.T) {
	s := atWork(t)
	s.insert(operatorReader, "forged-operator") // shows the certificate of S001
	s.until("forged", func(v session.View) bool { return v.State == session.Locked && v.Trouble == juki.OperatorCardForged })
	s.refused(juki.CardMissing, s.login(adminPassword))
}
