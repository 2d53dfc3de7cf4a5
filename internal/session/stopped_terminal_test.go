package session_test

import (
	"slices"
	"sync/atomic"
	"testing"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/session"
)

// stopped lets in one operator only, from the moment it is shut.
func (s *scene) stopped(admitted juki.OperatorID) *atomic.Bool {
	var shut atomic.Bool
	s.gate = func(o session.Operator) *juki.Outcome {
		if !shut.Load() || o.ID == admitted {
			return nil
		}
		return juki.Refuse(juki.EmergencyOpen)
	}
	return &shut
}

// A stopped terminal (第24条) lets in who has something to do there, and nobody else; a right password there is no miss.
func TestAStoppedTerminalLetsInWhoHasSomethingToDoThere(t *testing.T) {
	s := atWork(t)
	shut := s.stopped("S002")
	s.session.Lock(session.ByEmergency)
	shut.Store(true)
	s.refused(juki.PasswordWrong, s.login(clerkPassword))
	s.refused(juki.EmergencyOpen, s.login(adminPassword))
	if v := s.session.View(); v.State != session.Locked || v.Reason != session.ByEmergency {
		t.Errorf("%+v", v.State)
	}
	for range 3 { // the count began anew each time
		s.refused(juki.EmergencyOpen, s.login(adminPassword))
		s.refused(juki.PasswordWrong, s.login(clerkPassword))
	}
	s.insert(operatorReader, "S002")
	s.until("the other card", func(v session.View) bool { return v.Card.ID == "S002" })
	s.must(s.login(clerkPassword))
	if events := s.events(); !slices.Contains(events, "login.refused") || !slices.Contains(events, "screen.emergency-stopped") {
		t.Errorf("%v", events)
	}
}

// The terminal is stopped while a password is compared: the answer comes too late.
func TestAStopOvertakesALogin(t *testing.T) {
	s := atWork(t)
	shut := s.stopped("S002")
	s.session.Lock(session.ByOperator)
	asked := 0
	was := s.gate
	s.gate = func(o session.Operator) *juki.Outcome {
		if asked++; asked == 2 { // after the password, before the login is written
			shut.Store(true)
		}
		return was(o)
	}
	s.refused(juki.EmergencyOpen, s.login(adminPassword))
	if s.session.View().State != session.Locked {
		t.Error("the late answer opened the screen")
	}
	if n := len(slices.DeleteFunc(s.events(), func(e string) bool { return e != "login.refused" })); n != 1 {
		t.Errorf("%d refusals are recorded", n)
	}
}

// A drill is a stop like any other, and marked wherever it is told.
func TestADrillIsMarked(t *testing.T) {
	s := atWork(t)
	s.session.Lock(session.ByDrill)
	if v := s.session.View(); v.State != session.Locked || v.Reason != session.ByDrill {
		t.Errorf("%v because of %s", v.State, v.Reason)
	}
	for _, r := range s.records() {
		if r.Event == oplog.SessionLocked || r.Event == oplog.EmergencyStopped {
			if !slices.ContainsFunc(r.Values, func(v oplog.Value) bool { return v.Text() == "drill" }) {
				t.Errorf("%s does not say that it is a drill", r.Event)
			}
		}
	}
}
