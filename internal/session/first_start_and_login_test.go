package session_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"madoguchi/internal/juki"
	"madoguchi/internal/session"
)

func TestTheFirstStartEnrolsASystemAdministratorAndNobodyElse(t *testing.T) {
	s := newScene(t)
	if v := s.session.View(); !v.FirstStart || v.State != session.NoOperator {
		t.Fatalf("%+v", v.State)
	}
	request := func(id juki.OperatorID, post juki.Post, password string) error {
		return s.session.Enrol(t.Context(), session.EnrolRequest{ID: id, Name: "見本 花子", Post: post, Password: []byte(password)})
	}
	s.refused(juki.CardMissing, request("S001", juki.SystemAdministrator, adminPassword))
	s.insert(operatorReader, "S001")
	s.until("card ready", func(v session.View) bool { return v.CardReady })
	s.refused(juki.StepNotAllowed, request("S001", juki.Operator, adminPassword))
	s.refused(juki.StepNotAllowed, request("ichiro", juki.SystemAdministrator, adminPassword))
	s.refused(juki.PasswordWeak, request("S001", juki.SystemAdministrator, "Password1"))
	s.must(request("S001", juki.SystemAdministrator, adminPassword))
	if v := s.until("enrolled", inState(session.CardRead)); v.FirstStart || v.Card.ID != "S001" {
		t.Errorf("%+v", v.Card.ID)
	}
	s.refused(juki.NotLoggedIn, request("S009", juki.SystemAdministrator, adminPassword))
	s.must(s.login(adminPassword))
	if _, err := s.session.Require(juki.SystemAdministrator); err != nil {
		t.Error(err)
	}
	if diff := cmp.Diff([]string{"operator.enrolled", "login.done"}, s.events()); diff != "" {
		t.Error(diff)
	}
}

func TestAClerkEnrolsNobodyAndOneCardIsOnePerson(t *testing.T) {
	s := atWork(t)
	again := func(id juki.OperatorID) error {
		return s.session.Enrol(t.Context(), session.EnrolRequest{ID: id, Name: "見本 二郎", Post: juki.Operator, Password: []byte(clerkPassword)})
	}
	s.insert(customerReader, "S002")
	s.refused(juki.StepNotAllowed, again("S003")) // the card of S002
	s.insert(customerReader, "S003")
	s.refused(juki.StepNotAllowed, again("S002")) // the id of S002
	s.insert(customerReader, "new-1")
	s.refused(juki.CardWrongKind, again("S003"))
	s.insert(customerReader, "forged-operator")
	s.refused(juki.OperatorCardForged, again("S003"))

	s.insert(operatorReader, "S002")
	s.until("the clerk's card", func(v session.View) bool { return v.Card.ID == "S002" })
	s.must(s.login(clerkPassword))
	s.insert(customerReader, "S003")
	s.refused(juki.PostMissing, again("S003"))
}

func TestCardAndPasswordLogIn(t *testing.T) {
	s := atWork(t)
	s.session.LogOut()
	s.until("logged out", inState(session.CardRead))
	s.refused(juki.NotLoggedIn, func() error { _, err := s.session.Require(); return err }())
	typed := []byte(adminPassword)
	s.must(s.session.Login(t.Context(), typed))
	if slices.Max(typed) != 0 {
		t.Error("the password was not wiped")
	}
	v := s.session.View()
	if v.State != session.LoggedIn || v.Operator.ID != "S001" || v.Operator.Name != "見本 花子" || v.Operator.Post != juki.SystemAdministrator {
		t.Errorf("%+v", v)
	}
	s.refused(juki.StepNotAllowed, s.login(adminPassword))
}

func TestWithoutACardNoPasswordHelps(t *testing.T) {
	s := atWork(t)
	s.pull(operatorReader)
	s.until("locked", inState(session.Locked))
	s.refused(juki.CardMissing, s.login(adminPassword))
}

func TestEachTroubleOfTheReaderIsToldApart(t *testing.T) {
	s := newScene(t)
	s.enrolFirst()
	s.pull(operatorReader)
	s.insert(operatorReader, "new-1")
	s.until("a My Number card", troubled(juki.CardWrongKind))
	s.insert(operatorReader, "S004")
	s.until("not enrolled", troubled(juki.OperatorUnknown))
	s.insert(operatorReader, "forged-operator")
	s.until("a copy of S001", troubled(juki.OperatorCardForged))
	s.insert(operatorReader, "mute")
	s.until("mute", troubled(juki.CardMute))
	s.must(s.readers.Unplug(operatorReader))
	s.until("no reader", troubled(juki.ReaderMissing))
	s.readers.StopService()
	s.until("no service", troubled(juki.ReaderServiceMissing))
	s.readers.StartService()
	s.must(s.readers.Plug(operatorReader))
	s.insert(operatorReader, "S001")
	s.until("all well", func(v session.View) bool { return v.State == session.CardRead && v.Trouble == "" })
	if !slices.Contains(s.events(), "operator.card-refused") {
		t.Error("a forged card left no record")
	}
}

func TestAnExpiredPasswordIsChangedFirst(t *testing.T) {
	s := newScene(t)
	s.enrolFirst()
	s.later(364 * 24 * time.Hour)
	s.must(s.login(adminPassword))
	s.session.LogOut()
	s.later(24 * time.Hour)
	s.refused(juki.PasswordExpired, s.login(adminPassword))
	change := func(old, new string) error {
		return s.session.ChangePassword(t.Context(), []byte(old), []byte(new))
	}
	s.refused(juki.PasswordWeak, change(adminPassword, adminPassword))
	s.refused(juki.PasswordWeak, change(adminPassword, "abc"))
	s.refused(juki.PasswordWrong, change("Tamba-kuroMame8", "Ikuno-Ginzan:1542"))
	s.must(change(adminPassword, "Ikuno-Ginzan:1542"))
	s.must(s.login("Ikuno-Ginzan:1542"))
}
