package clerk

import (
	"context"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/session"
)

// captureOffice is a program that lets remote support in and out.
type captureOffice struct {
	emptyOffice
	w      *Window
	s      *scene
	reason CaptureReason
	second session.Confirmation
	ended  int
}

func (o *captureOffice) HistoryChoices(context.Context) (oplog.Choices, error) {
	return oplog.Choices{}, nil
}

func (o *captureOffice) AllowCapture(_ context.Context, reason CaptureReason, second session.Confirmation) error {
	o.reason, o.second = reason, second
	o.w.SetCapture(Capture{Shield: ShieldLifted, Until: o.s.clock().Add(CaptureTime)})
	return nil
}

func (o *captureOffice) EndCapture(context.Context) error {
	o.ended++
	o.w.SetCapture(Capture{Shield: ShieldOn})
	return nil
}

// Remote support sees the screen when the システム管理者 and a second person let it, for a reason; a banner says so on every page
// and every cover, in both languages, until it is over. Whoever is at work can end it.
func TestRemoteSupportIsAllowedByTwoAndSeenAllTheWhile(t *testing.T) {
	s, _ := newOldScene(t)
	o := &captureOffice{w: s.w, s: s}
	s.w.Office = o
	s.w.SetCapture(Capture{Shield: ShieldOn})
	s.w.open(settings)
	s.push("settings.capture")
	s.until("the page", s.stands("capture.allow"))
	s.sees("写らないようにしています", "PrintScreen")
	s.picture("capture-before")
	s.push("capture.allow")
	s.until("the reason is asked for", s.stands("capture.reason.missing"))
	if s.stands("second.id")() {
		t.Fatal("without a reason somebody is asked")
	}
	s.w.frame.Find("capture.reason.1").(fyne.Tappable).Tapped(&fyne.PointEvent{})
	s.push("capture.allow")
	s.until("the second person", s.stands("second.id"))
	s.secondPerson("S001", adminPassword)
	s.says(s.w.text.T("code.same-person-twice.what"))
	s.secondPerson("S002", clerkPassword)
	s.says(s.w.text.T("code.post-missing.what"))
	if o.reason != "" {
		t.Fatal("it was allowed")
	}
	s.secondPerson("S003", protectorPassword)
	s.until("the banner", s.stands("capture.banner"))
	if o.reason != HowTo || o.second.Operator.ID != "S003" || o.second.For != oplog.CaptureAllowed {
		t.Errorf("allowed for %q by %+v", o.reason, o.second)
	}
	s.sees("09:30 まで", "写せるようにしています")
	if s.stands("capture.allow")() {
		t.Error("it can be allowed twice")
	}
	s.picture("capture-during")

	const seen = "遠隔支援中です。09:30 まで"
	for _, r := range []room{reception, closing, settings} {
		s.w.open(r)
		if !strings.Contains(s.said(), seen) {
			t.Errorf("room %s does not say that somebody outside sees it", r)
		}
	}
	s.w.hide()
	s.until("the hidden screen says so", func() bool { return strings.Contains(s.said(), seen) })
	s.pull()
	s.until("the lock's cover says so", func() bool { return s.session.View().State == session.Locked && strings.Contains(s.said(), seen) })
	s.picture("capture-locked")
	s.login("S002", clerkPassword)
	s.until("the board", s.stands("reception.key"))
	s.w.speak("en")
	s.sees("can be seen from outside until 09:30")
	s.push("capture.stop")
	s.until("it is over", func() bool { return o.ended == 1 && !s.stands("capture.banner")() })
	s.w.hide()
	if said := s.said(); strings.Contains(said, "outside") {
		t.Errorf("the hidden screen still says so:\n%s", said)
	}
}

// Only the システム管理者 is offered it.
func TestOthersAreNotOfferedRemoteSupport(t *testing.T) {
	s := newScene(t)
	s.login("S002", clerkPassword)
	s.w.open(settings)
	if s.stands("settings.capture")() {
		t.Error("an operator is offered it")
	}
}

// The clipboard is empty after each way the work can end, and nobody touches it while it goes on.
func TestTheClipboardIsEmptyAfterTheWork(t *testing.T) {
	s := newScene(t)
	board := test.NewClipboard()
	s.w.GuardClipboard(board)
	for name, end := range map[string]func(){
		"the card is pulled":      s.pull,
		"the desktop locks":       func() { s.session.Lock(session.ByDesktop) },
		"nobody touches anything": func() { s.session.Lock(session.ByIdle) },
		"the emergency stop":      func() { s.session.Lock(session.ByEmergency) },
		"logged out":              s.session.LogOut,
	} {
		s.login("S002", clerkPassword)
		board.SetContent("見本 太郎")
		s.w.hide()
		s.w.Session.SetMode(session.Masked, session.ByHand, juki.CaseNumber(""))
		s.queue.Run()
		if board.Content() == "" {
			t.Fatalf("before %s: it was emptied in the middle of the work", name)
		}
		end()
		s.until("empty after: "+name, func() bool { return board.Content() == "" })
		if s.session.View().Card.ID != "" {
			s.pull()
		}
	}
}
