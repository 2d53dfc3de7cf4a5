package clerk

import (
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"madoguchi/app/kit"
	"madoguchi/internal/oplog"
	"madoguchi/internal/session"
)

// A handover covers the resident's values, one is seen while it is held, and the mode of before comes back after it; all of it is recorded.
func TestAHandoverIsMaskedAndOneValueIsSeenWhileHeld(t *testing.T) {
	s := newScene(t)
	s.login("S002", clerkPassword)
	s.openHandover()
	if m := s.session.View().Mode; m != session.Masked {
		t.Fatalf("the handover is shown %s", m)
	}
	if said := s.said(); strings.Contains(said, "見本 太郎") || !strings.Contains(said, "氏名") {
		t.Error(said)
	}
	s.picture("mode-masked")
	name := s.w.frame.Find("handover.name").(*kit.Personal)
	name.MouseDown(nil)
	s.until("the name is seen", func() bool { return strings.Contains(s.said(), "見本 太郎") })
	s.snap("mode-held")
	name = s.w.frame.Find("handover.name").(*kit.Personal)
	name.MouseUp(nil)
	s.typeKey(fyne.KeyF9)
	s.until("before a visitor", func() bool { return strings.Contains(s.said(), "ミ.タ. "+string(s.first)) })
	s.picture("mode-privacy")
	s.typeKey(fyne.KeyF9)
	s.until("normal", func() bool { return strings.Contains(s.said(), "見本 太郎") })
	s.w.open(reception) // the clerk chose normal: it stays
	s.until("the board", s.stands("reception.key"))
	s.openHandover()
	s.w.open(reception)
	s.until("recorded", func() bool { return s.recorded(oplog.ModeChanged) == 5 })
	if m := s.session.View().Mode; m != session.Normal || s.recorded(oplog.FieldShown) != 1 {
		t.Errorf("%s, %d looks", m, s.recorded(oplog.FieldShown))
	}
}

// Whoever is found is listed by the case number alone before a visitor, and what was typed is gone after the search.
func TestBeforeAVisitorTheListHasNoNames(t *testing.T) {
	s := newScene(t)
	s.login("S002", clerkPassword)
	s.until("the board", s.stands("reception.key"))
	s.press("mode.privacy")
	s.write("reception.kana", "ミホン タロウ")
	s.write("reception.birth", "1990-04-01")
	s.press("reception.search-kana")
	s.until("the list", s.stands("case.found."+string(s.first)))
	s.picture("mode-privacy-list")
	if s.stands("found."+string(s.first)+".name")() || !strings.Contains(s.said(), string(s.first)) {
		t.Error(s.said())
	}
	if s.w.page.(*receptionPage).kana.Text() != "" || s.w.page.(*receptionPage).birth.Text() != "" {
		t.Error("what was typed is still there")
	}
	s.press("mode.normal")
	s.until("the name", func() bool { return strings.Contains(s.said(), "見本 太郎") })
	s.picture("mode-normal-list")
}

// Nobody touches anything: a countdown in words, the veil, the hidden screen, the lock; and the ways back.
func TestWhatTheWindowShowsWhenNobodyTouchesIt(t *testing.T) {
	s := newScene(t)
	s.login("S002", clerkPassword)
	s.openHandover()
	s.press("mode.normal")
	s.until("the name", func() bool { return strings.Contains(s.said(), "見本 太郎") })
	s.rest(0)
	s.rest(25 * time.Second)
	s.until("the countdown", func() bool { return strings.Contains(s.said(), "あと5秒で本人情報を覆います") })
	s.picture("idle-countdown")
	s.rest(5 * time.Second)
	s.until("the veil", func() bool {
		return !strings.Contains(s.said(), "見本 太郎") && strings.Contains(s.said(), "覆っています")
	})
	s.picture("idle-veiled")
	s.typeKey(fyne.KeyF1)
	s.until("the veil is lifted", func() bool { return strings.Contains(s.said(), "見本 太郎") })
	s.rest(2 * time.Minute)
	s.until("hidden", s.stands("hidden.back"))
	s.picture("idle-hidden")
	s.typeKey(fyne.KeyF1)
	s.typeKey(fyne.KeyReturn)
	if !s.stands("hidden.back")() {
		t.Error("any key brings a hidden screen back")
	}
	s.rest(170 * time.Second)
	s.until("the countdown to the lock", func() bool { return strings.Contains(s.said(), "あと10秒でロックします") })
	s.typeKey(fyne.KeyF12)
	s.until("back", func() bool { return strings.Contains(s.said(), "見本 太郎") })
	s.rest(5 * time.Minute)
	s.until("locked", func() bool { return s.session.View().Reason == session.ByIdle && s.stands("lock.password")() })
}

// rest lets time pass in which nobody touches anything; the window looks at the clock then, as it does every second.
func (s *scene) rest(d time.Duration) {
	s.mu.Lock()
	s.resting += d
	s.mu.Unlock()
	s.w.attend()
}

func (s *scene) steady() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return time.Unix(0, 0).Add(s.resting)
}

// A handover is ended before its time.
func TestAHandoverIsAborted(t *testing.T) {
	s := newScene(t)
	s.login("S002", clerkPassword)
	s.openHandover()
	s.press("handover.abort")
	s.until("the reasons", s.stands("abort.confirm"))
	kit.Find(s.w.frame.Top(), "abort.reason.0").(fyne.Tappable).Tapped(nil)
	s.press("abort.confirm")
	s.until("the end", func() bool { return s.recorded(oplog.HandoverAborted) == 1 })
}
