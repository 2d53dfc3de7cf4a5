package clerk

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"madoguchi/app/kit"
	"madoguchi/internal/counter"
	"madoguchi/internal/oplog"
	"madoguchi/internal/session"
	"madoguchi/internal/store"
)

// A screen that its operator hid and that was locked then comes back with the login: nothing stays covered for ever.
func TestAHiddenScreenThatWasLockedOpensWithTheLogin(t *testing.T) {
	s := newScene(t)
	s.login("S002", clerkPassword)
	s.w.hide()
	s.pull()
	s.until("the lock's cover", func() bool { return s.session.View().State == session.Locked && !s.stands("hidden.back")() })
	s.login("S002", clerkPassword)
}

// What an operator had on the screen is not shown to the next one (第19条第3号), nor after the operator has logged out.
func TestNobodyFindsAnothersPage(t *testing.T) {
	s := newScene(t)
	s.login("S002", clerkPassword)
	s.openHandover()
	s.pull()
	s.until("locked", func() bool { return s.session.View().State == session.Locked })
	s.login("S002", clerkPassword)
	if !s.stands("handover.name")() {
		t.Error("the operator's own work is gone")
	}
	s.pull()
	s.login("S001", adminPassword)
	s.until("the board", s.stands("reception.key"))
	if s.stands("handover.name")() {
		t.Error("the person of the other operator's handover is on the screen")
	}

	s.pull()
	s.login("S002", clerkPassword)
	s.openHandover()
	s.session.LogOut()
	s.until("covered", s.w.frame.Covered)
	if page := s.w.frame.Page(); kit.Find(page, "handover.name") != nil {
		t.Error("after the log-out a person stands behind the cover")
	}
}

// A handover that opened after the clerk had gone to another room is let go of: it must not follow the reader unseen.
func TestAHandoverNobodyWaitsForIsClosed(t *testing.T) {
	s := newScene(t)
	s.login("S002", clerkPassword)
	s.until("the board", s.stands("reception.key"))
	h, err := s.desk.Open(t.Context(), s.first, func() {})
	s.must(err)
	s.must(h.CheckIdentity(t.Context(), counter.Identity{Documents: []counter.Document{"A-passport"}}))
	s.must(h.CompareFace(t.Context()))
	s.must(h.FetchCard(t.Context(), "490000000000001"))
	h.Close()

	p := s.w.page.(*receptionPage)
	p.take(s.first)
	p.take(s.first) // a second press
	s.w.open(arrivals)
	s.until("the case was opened again", func() bool { return s.recorded(oplog.HandoverResumed) == 1 })
	s.until("and let go of", func() bool { return s.resident.rests.Load() == 2 })
	s.insert(customerReader, "other-city")
	h, err = s.desk.Open(t.Context(), s.first, func() {})
	s.must(err)
	defer h.Close()
	s.until("the card is refused", func() bool { return s.recorded(oplog.HandoverCardRefused) > 0 })
	if n := s.recorded(oplog.HandoverCardInserted); n != 1 {
		t.Errorf("the card was inserted once and recorded %d times", n)
	}
}

// recorded counts the records of an event.
func (s *scene) recorded(e oplog.EventID) int {
	lines, err := s.db.LogTail(s.t.Context(), 1000, store.LogFilter{Event: e})
	s.must(err)
	return len(lines)
}

// The list of interrupted handovers shows cases, not people: nobody has asked for them (第19条第3号).
func TestInterruptedHandoversShowNoPerson(t *testing.T) {
	s := newScene(t)
	s.login("S002", clerkPassword)
	s.openHandover()
	s.w.open(reception)
	s.until("the interrupted handover", s.stands("case.open."+string(s.first)))
	kit.Walk(s.w.frame.Page(), func(o fyne.CanvasObject) bool {
		if text, ok := o.(*kit.Text); ok && strings.Contains(text.Words(), "見本 太郎") {
			t.Errorf("%q", text.Words())
		}
		return true
	})
}

func (s *scene) openHandover() {
	s.t.Helper()
	s.until("the board", s.stands("reception.key"))
	s.w.page.(*receptionPage).take(s.first)
	s.until("the handover", s.stands("handover.name"))
}

// The program ends in the middle of a handover: nothing of it goes on.
func TestTheEndOfTheProgramEndsTheHandover(t *testing.T) {
	s := newScene(t)
	s.login("S002", clerkPassword)
	s.openHandover()
	s.w.Close()
	if s.resident.rests.Load() != 1 {
		t.Error("the handover goes on")
	}
}
