package session_test

import (
	"context"
	"testing"
	"time"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/session"
)

// The clock went back: nothing can be recorded, nobody can log in, until a supervisor with card and password has
// looked at the clock.
func TestOnlyASupervisorAcceptsAClockThatWentBack(t *testing.T) {
	s := atWork(t)
	s.pull(operatorReader)
	s.until("locked", inState(session.Locked))
	s.later(-time.Hour)
	s.book.setBehind(true)

	s.insert(operatorReader, "S002")
	s.until("the clerk's card", func(v session.View) bool { return v.Card.ID == "S002" })
	s.refused(juki.ClockBehind, s.login(clerkPassword))
	s.refused(juki.PostMissing, s.session.AcceptClock(t.Context(), []byte(clerkPassword)))
	s.pull(operatorReader)

	s.insert(operatorReader, "S001")
	s.until("the administrator's card", func(v session.View) bool { return v.Card.ID == "S001" })
	typed := []byte(adminPassword)
	s.must(s.session.AcceptClock(t.Context(), typed))
	if typed[0] != 0 {
		t.Error("the password was not wiped")
	}
	s.until("the administrator works", inState(session.LoggedIn))
	var confirmed bool
	for _, r := range s.records() {
		confirmed = confirmed || r.Event == oplog.ClockConfirmed && r.Operator == "S001"
	}
	if !confirmed {
		t.Error("nobody answers for the clock")
	}
}

// While the clock is behind no miss can be written, but nobody may guess for ever.
func TestPasswordsAreNotGuessedBehindAWrongClock(t *testing.T) {
	s := atWork(t)
	s.pull(operatorReader)
	s.until("locked", inState(session.Locked))
	s.book.setBehind(true)
	s.insert(operatorReader, "S001")
	s.until("the card", func(v session.View) bool { return v.Card.ID == "S001" })
	for range session.DefaultRules().Tries {
		s.refused(juki.PasswordWrong, s.session.AcceptClock(t.Context(), []byte("Kanzen-ni-Chigau9")))
	}
	s.refused(juki.OperatorLockedOut, s.session.AcceptClock(t.Context(), []byte(adminPassword)))
}

// A clock that is right needs nobody's acceptance.
func TestARightClockIsNotAccepted(t *testing.T) {
	s := atWork(t)
	s.pull(operatorReader)
	s.until("locked", inState(session.Locked))
	s.insert(operatorReader, "S001")
	s.until("the card", func(v session.View) bool { return v.Card.ID == "S001" })
	s.refused(juki.StepNotAllowed, s.session.AcceptClock(t.Context(), []byte(adminPassword)))
}

// The lock could not be written (disk full), and then the clock was set back: its record must not keep everybody out until the
// clock is where it was.
func TestARecordThatWaitedIsNotAheadOfTheClock(t *testing.T) {
	s := atWork(t)
	s.book.setFull(true)
	s.pull(operatorReader)
	s.until("locked", inState(session.Locked))
	s.later(-time.Hour)
	s.book.setFull(false)
	s.insert(operatorReader, "S001")
	s.until("the card", func(v session.View) bool { return v.Card.ID == "S001" })
	s.must(s.login(adminPassword))
	for _, r := range s.records() {
		if r.Event == oplog.SessionLocked && r.Time.After(s.clock()) {
			t.Error("a record from the future")
		}
	}
}

// acceptClock is what the store does.
func (b *book) acceptClock(_ context.Context, confirmed oplog.Record) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.behind {
		return juki.Refuse(juki.StepNotAllowed)
	}
	b.behind = false
	b.log = append(b.log, oplog.Record{Time: confirmed.Time, Event: oplog.ClockBehind}, confirmed)
	return nil
}

func (b *book) setBehind(behind bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.behind = behind
}
