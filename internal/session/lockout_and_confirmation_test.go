package session_test

import (
	"context"
	"slices"
	"testing"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/session"
)

func TestThreeWrongPasswordsLockOutOverRestartsUntilTheAdministratorLiftsIt(t *testing.T) {
	s := atWork(t)
	s.insert(operatorReader, "S002")
	s.until("the clerk's card", func(v session.View) bool { return v.Card.ID == "S002" })
	s.refused(juki.PasswordWrong, s.login("wrong-Password-1"))
	s.refused(juki.PasswordWrong, s.login("wrong-Password-2"))
	s.start() // a restart gives no new tries
	s.until("the clerk's card", inState(session.CardRead))
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.session.Login(cancelled, []byte(clerkPassword)); err == nil {
		t.Fatal("logged in although the window was closed before the card was asked")
	}
	s.refused(juki.OperatorLockedOut, s.login("wrong-Password-3"))
	s.refused(juki.OperatorLockedOut, s.login(clerkPassword))
	s.start()
	s.until("locked out", troubled(juki.OperatorLockedOut))
	s.insert(operatorReader, "S001")
	s.until("the administrator's card", inState(session.CardRead))
	s.refused(juki.NotLoggedIn, s.session.LiftLockout(t.Context(), "S002"))
	s.must(s.login(adminPassword))
	s.refused(juki.OperatorUnknown, s.session.LiftLockout(t.Context(), "S404"))
	s.refused(juki.StepNotAllowed, s.session.LiftLockout(t.Context(), "S001"))
	s.must(s.session.LiftLockout(t.Context(), "S002"))
	s.insert(operatorReader, "S002")
	s.until("the clerk's card", func(v session.View) bool { return v.Card.ID == "S002" })
	s.must(s.login(clerkPassword))
}

func TestARightPasswordBeginsTheCountAnew(t *testing.T) {
	s := atWork(t)
	s.session.LogOut()
	for range 3 {
		s.refused(juki.PasswordWrong, s.login("wrong-Password-1"))
		s.refused(juki.PasswordWrong, s.login("wrong-Password-2"))
		s.must(s.login(adminPassword))
		s.session.LogOut()
	}
}

func TestASecondPersonConfirmsWithTheirOwnPassword(t *testing.T) {
	s := atWork(t)
	ask := func(id juki.OperatorID, password string, posts ...juki.Post) (session.Confirmation, error) {
		return s.session.Confirm(t.Context(), session.ConfirmRequest{For: oplog.SheetMade, Posts: posts, Case: "R08-000001"}, id, []byte(password))
	}
	got, err := ask("S002", clerkPassword, juki.Operator, juki.Assistant)
	if err != nil || got.Operator.ID != "S002" || !got.At.Equal(s.clock()) {
		t.Errorf("%v, %v", got.Operator.ID, err)
	}
	for range 2 { // a right password begins the count anew
		for range 2 {
			_, err := ask("S002", "wrong")
			s.refused(juki.PasswordWrong, err)
		}
		_, err := ask("S002", clerkPassword)
		s.must(err)
	}
	refused := func(code juki.Code, id juki.OperatorID, password string, posts ...juki.Post) {
		t.Helper()
		got, err := ask(id, password, posts...)
		s.refused(code, err)
		if got != (session.Confirmation{}) {
			t.Errorf("%s: a confirmation came with the refusal", code)
		}
	}
	refused(juki.SamePersonTwice, "S001", adminPassword)
	refused(juki.OperatorUnknown, "S404", clerkPassword)
	refused(juki.PostMissing, "S002", clerkPassword, juki.DataProtectionManager)
	refused(juki.PasswordWrong, "S002", adminPassword)
	refused(juki.PasswordWrong, "S002", "")
	refused(juki.OperatorLockedOut, "S002", adminPassword)
	refused(juki.OperatorLockedOut, "S002", clerkPassword)
	if a := s.book.account("S001"); a.Failed != 0 {
		t.Error("the second person's misses were counted for the first")
	}
	s.session.Lock(session.ByOperator)
	refused(juki.NotLoggedIn, "S002", clerkPassword)
	events := s.events()
	for _, e := range []string{"second.confirmed", "second.refused", "login.locked-out"} {
		if !slices.Contains(events, e) {
			t.Errorf("no %s in the log", e)
		}
	}
}
