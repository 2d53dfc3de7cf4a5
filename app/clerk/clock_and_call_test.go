package clerk

import (
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"madoguchi/app/kit"
	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/session"
)

// The clock went back while nobody was at work: the clerk is told at the login, and a supervisor goes on from the same screen.
func TestASupervisorGoesOnWithAClockThatWentBack(t *testing.T) {
	s := newScene(t)
	s.setClock(s.clock().Add(-time.Hour))
	s.insert(operatorReader, "S002")
	s.known("S002")
	s.enter("lock.login", clerkPassword)
	s.enter("lock.accept-clock", clerkPassword)
	s.until("a clerk may not", func() bool { return codeOf(s.w.lock.failure) == "post-missing" })
	s.pull()
	s.insert(operatorReader, "S001")
	s.known("S001")
	s.enter("lock.accept-clock", adminPassword)
	s.until("the window is open", func() bool { return s.session.View().State == session.LoggedIn && !s.w.frame.Covered() })
	if s.recorded(oplog.ClockConfirmed) != 1 || s.recorded(oplog.ClockBehind) != 1 {
		t.Error("nobody answers for the clock")
	}
	s.session.LogOut()
	s.until("the login", s.stands("lock.login"))
	if s.stands("lock.accept-clock")() {
		t.Error("the clock is asked for again")
	}
}

// known waits until the lock screen asks for the password of the card's operator.
func (s *scene) known(id juki.OperatorID) {
	s.t.Helper()
	s.until("the lock screen names "+string(id), func() (named bool) {
		kit.Walk(s.w.frame.Top(), func(o fyne.CanvasObject) bool {
			text, ok := o.(*kit.Text)
			named = named || ok && strings.Contains(text.Words(), string(id))
			return !named
		})
		return named
	})
}

// enter types a password on the lock screen and presses a button.
func (s *scene) enter(button, password string) {
	s.t.Helper()
	s.until(button, s.stands(button))
	for _, r := range password {
		s.win.Canvas().Focused().TypedRune(r)
	}
	s.press(button)
}

// 係員を呼ぶ is seen on every page and on every cover, and a password that is being typed stays.
func TestTheResidentCallsStaff(t *testing.T) {
	s := newScene(t)
	s.insert(operatorReader, "S002")
	s.until("the password field", s.stands("lock.login"))
	field := s.w.lock.password
	s.w.CallStaff()
	if words := s.w.frame.Find("lock.call").(*kit.Text).Words(); words == "" || s.w.lock.password != field {
		t.Errorf("on the lock screen: %q", words)
	}
	s.must(s.session.Login(t.Context(), []byte(clerkPassword)))
	s.until("the notice on the page", s.stands("call.seen"))
	s.w.hide()
	if words := s.w.frame.Find("hidden.call").(*kit.Text).Words(); words == "" {
		t.Error("the hidden screen says nothing")
	}
	s.w.unhide()
	s.press("call.seen")
	if s.stands("call")() {
		t.Error("the notice stays")
	}
	s.w.hide()
	if words := s.w.frame.Find("hidden.call").(*kit.Text).Words(); words != "" {
		t.Errorf("the hidden screen still says %q", words)
	}
}
