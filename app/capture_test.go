package main

import (
	"errors"
	"testing"
	"time"

	"madoguchi/app/clerk"
	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/session"
)

// count counts the records of an event, with what still waits to be written.
func (r *logRoom) count(e oplog.EventID) int {
	r.Helper()
	if r.m.notes != nil {
		r.must(r.m.notes.flush(r.Context()))
	}
	found, err := r.m.db.SearchLog(r.Context(), oplog.Search{Event: e}, oplog.Spot{}, 100)
	r.must(err)
	return len(found.Found)
}

// second is S003's confirmation of an act.
func (r *logRoom) second(act oplog.EventID) session.Confirmation {
	r.Helper()
	c, err := r.m.session.Confirm(r.Context(), session.ConfirmRequest{For: act, Posts: []juki.Post{juki.DataProtectionManager}}, "S003", []byte(historyPassword))
	r.must(err)
	return c
}

// Remote support: two people, a reason, personal data covered all the while, half an hour and not a second longer, or until somebody ends it.
func TestRemoteSupportEndsByItself(t *testing.T) {
	r := newDesktopRoom(t)
	o := office{r.m}
	for name, second := range map[string]session.Confirmation{
		"nobody": {}, "the same person": {Operator: session.Operator{ID: "S001"}, For: oplog.CaptureAllowed}, "for something else": r.second(oplog.LogErased),
	} {
		if err := o.AllowCapture(t.Context(), clerk.HowTo, second); !errors.Is(err, juki.Refuse(juki.StepNotAllowed)) {
			t.Errorf("confirmed by %s: %v", name, err)
		}
	}
	r.m.session.SetMode(session.Normal, session.ByHand, "")
	r.must(o.AllowCapture(t.Context(), clerk.HowTo, r.second(oplog.CaptureAllowed)))
	if err := o.AllowCapture(t.Context(), clerk.HowTo, r.second(oplog.CaptureAllowed)); !errors.Is(err, juki.Refuse(juki.StepNotAllowed)) {
		t.Errorf("allowed twice: %v", err)
	}
	r.m.session.SetMode(session.Normal, session.ByHand, "")
	if r.m.session.View().Mode != session.Privacy {
		t.Error("personal data can be shown to the support")
	}
	begin := r.now
	for after, over := range map[time.Duration]bool{0: false, time.Second: false, clerk.CaptureTime - time.Second: false, clerk.CaptureTime: true, 24 * time.Hour: true, -time.Second: true} {
		if r.now = begin.Add(after); r.m.captureOver() != over {
			t.Errorf("after %v: over is %v", after, !over)
		}
	}
	r.now = begin.Add(clerk.CaptureTime)
	r.m.endCapture()
	r.m.endCapture() // nothing is left to end
	if allowed, _ := r.m.captureAllowed(); allowed || r.m.captureOver() {
		t.Error("it goes on")
	}
	if r.count(oplog.CaptureAllowed) != 1 || r.count(oplog.CaptureEnded) != 1 {
		t.Errorf("recorded %d times as allowed, %d times as ended", r.count(oplog.CaptureAllowed), r.count(oplog.CaptureEnded))
	}
	r.m.session.SetMode(session.Normal, session.ByHand, "")
	if r.m.session.View().Mode != session.Normal {
		t.Error("the mode cannot be chosen any more")
	}
}

// Only the システム管理者 lets support in; whoever is at work sends it away; nobody does without being at work.
func TestWhoLetsRemoteSupportInAndOut(t *testing.T) {
	r := newDesktopRoom(t)
	o := office{r.m}
	second := r.second(oplog.CaptureAllowed)
	r.must(o.AllowCapture(t.Context(), clerk.ScreenFault, second))
	r.m.session.LogOut()
	if err := o.EndCapture(t.Context()); !errors.Is(err, juki.Refuse(juki.NotLoggedIn)) {
		t.Errorf("ended by nobody: %v", err)
	}
	r.login("S002")
	r.must(o.EndCapture(t.Context()))
	if allowed, _ := r.m.captureAllowed(); allowed {
		t.Error("it goes on")
	}
	if err := o.AllowCapture(t.Context(), clerk.ScreenFault, second); !errors.Is(err, juki.Refuse(juki.PostMissing)) {
		t.Errorf("an operator lets it in: %v", err)
	}
}

// An exception that ended with a killed program is recorded as ended by the next one, once.
func TestAKillEndsRemoteSupport(t *testing.T) {
	r := newDesktopRoom(t)
	r.m.endOldCapture(t.Context())
	if r.count(oplog.CaptureEnded) != 0 {
		t.Error("an end without a beginning")
	}
	r.must(office{r.m}.AllowCapture(t.Context(), clerk.DeviceSetUp, r.second(oplog.CaptureAllowed)))
	r.m.windows.captures = captures{} // as the next start finds it
	for range 2 {
		r.m.endOldCapture(t.Context())
		if n := r.count(oplog.CaptureEnded); n != 1 {
			t.Errorf("recorded as ended %d times", n)
		}
	}
}

// PrintScreen is recorded once however long it is held, and hides the screen; during remote support it is recorded only.
func TestPrintScreenIsRecordedAndHides(t *testing.T) {
	r := newDesktopRoom(t)
	for range 5 {
		r.m.captureKeyPressed()
		r.now = r.now.Add(capturePause / 2)
	}
	if n := r.count(oplog.CaptureSeen); n != 1 || r.m.session.View().Sight != session.Hidden {
		t.Errorf("recorded %d times, sight %v", n, r.m.session.View().Sight)
	}
	r.now = r.now.Add(capturePause)
	r.must(r.m.session.Return(t.Context()))
	r.must(office{r.m}.AllowCapture(t.Context(), clerk.HowTo, r.second(oplog.CaptureAllowed)))
	r.m.captureKeyPressed()
	if n := r.count(oplog.CaptureSeen); n != 2 || r.m.session.View().Sight != session.Open {
		t.Errorf("during remote support: recorded %d times, sight %v", n, r.m.session.View().Sight)
	}
	r.now = r.now.Add(-time.Hour) // a clock that was set back hides no press
	r.m.captureKeyPressed()
	if n := len(r.m.notes.waiting); n != 1 {
		t.Errorf("after the clock was set back: noted %d times", n)
	}
}

// A window is made what it should be once, again when it should be another, and again and again while the system fails.
func TestAWindowIsKeptOutOfPictures(t *testing.T) {
	var asked []bool
	broken := false
	exclude := func(_ uintptr, out bool) error {
		asked = append(asked, out)
		if broken {
			return errors.New("no")
		}
		return nil
	}
	var s windowShield
	s.make(0, true, exclude)
	if len(asked) != 0 || s.failed {
		t.Error("a window that is not there was asked for")
	}
	s.make(7, true, exclude)
	s.make(7, true, exclude)
	s.make(7, false, exclude)
	broken = true
	s.make(7, true, exclude)
	if !s.failed {
		t.Error("a failure is not told")
	}
	s.make(7, true, exclude)
	broken = false
	s.make(7, true, exclude)
	if want := []bool{true, false, true, true, true}; len(asked) != len(want) || s.failed {
		t.Errorf("asked %v, failed %v", asked, s.failed)
	}
}
