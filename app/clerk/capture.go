package clerk

import (
	"context"
	"time"

	"fyne.io/fyne/v2"

	"madoguchi/app/kit"
	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/session"
)

// Captures is what keeps the windows out of pictures of the screen (画面の写し, 第19条第3号), and the exception for remote support.
type Captures interface {
	// AllowCapture lets pictures of the clerk's window be taken for CaptureTime. It fails with NotLoggedIn, PostMissing, StepNotAllowed
	// (it is allowed already) and the Outcomes of the store.
	AllowCapture(ctx context.Context, reason CaptureReason, second session.Confirmation) error
	// EndCapture ends that before its time; whoever is at work may.
	EndCapture(ctx context.Context) error
}

// CaptureTime is how long remote support may see the screen.
const CaptureTime = 30 * time.Minute

// CaptureReason is what somebody outside is let in for.
type CaptureReason string

// The reasons.
const (
	ScreenFault CaptureReason = "screen-fault"
	HowTo       CaptureReason = "how-to"
	DeviceSetUp CaptureReason = "device-setup"
)

func captureReasons() []CaptureReason { return []CaptureReason{ScreenFault, HowTo, DeviceSetUp} }

// CaptureShield is how the clerk's window is kept out of pictures.
type CaptureShield string

// The shields.
const (
	ShieldUnknown CaptureShield = ""
	ShieldOff     CaptureShield = "none"   // the window system has no such thing
	ShieldOn      CaptureShield = "on"     // the system keeps it out
	ShieldBroken  CaptureShield = "broken" // the system should, and did not
	ShieldLifted  CaptureShield = "lifted" // during remote support
)

// Capture is how it stands with pictures of the screen.
type Capture struct {
	Shield CaptureShield
	Until  time.Time // remote support ends; zero when there is none
}

// SetCapture tells the window how it stands; any goroutine.
func (w *Window) SetCapture(c Capture) {
	w.Bridge.Post(func() {
		if w.capture == c {
			return
		}
		w.capture = c
		w.showCall() // stands at the same places, on covers too
		if p, tells := w.page.(*capturePage); tells {
			p.w.redraw()
		}
	})
}

// supportWords say that somebody outside may see the screen; "" when nobody may.
func (w *Window) supportWords() string {
	if w.capture.Until.IsZero() {
		return ""
	}
	return w.text.T("capture.banner", "Until", w.capture.Until.In(juki.Tokyo()).Format("15:04"))
}

// supportBanner is the notice under the status bar all the while.
func (s *shell) supportBanner() fyne.CanvasObject {
	end := kit.NewButton("capture.stop", s.w.text.T("capture.stop"), kit.Outlined, s.w.endCapture).Sized(kit.InTable)
	return kit.PadXY(kit.SpaceBetween, kit.SpaceInside, kit.Sides(nil, nil, nil, upright(end), kit.NewBanner("capture.banner", kit.Warning, s.w.supportWords(), "")))
}

func (w *Window) endCapture() {
	w.do(w.page, w.Office.EndCapture, func(err error) {
		if p, here := w.page.(*capturePage); here {
			p.failure = err
			w.redraw()
		}
	})
}

// capturePage is for the システム管理者: how the screen is protected, and the exception for remote support.
type capturePage struct {
	w       *Window
	reason  *kit.Radio
	asked   bool // without a reason
	failure error
}

func newCapturePage(w *Window) *capturePage { return &capturePage{w: w} }

func (p *capturePage) leave() {}

func (p *capturePage) show() fyne.CanvasObject {
	t := p.w.text
	head := kit.VStack(kit.SpaceBetween, kit.Heading(t.T("capture.title")))
	if b := p.w.trouble(codeOf(p.failure)); b != nil {
		head.Add(b)
	}
	shield := p.w.capture.Shield
	if shield == ShieldUnknown {
		shield = ShieldOff
	}
	body := kit.VStack(kit.SpaceBetween,
		kit.Card(kit.VStack(kit.SpaceInside, kit.Subheading(t.T("capture.now")), kit.Body(t.T("capture.shield."+string(shield))).WithID("capture.shield"), kit.Note(t.T("capture.key")))))
	bottom := kit.HStack(0, kit.NewButton("capture.back", t.T("operators.settings"), kit.Outlined, func() { p.w.open(settings) }).Sized(kit.Main), kit.Filler())
	if p.w.capture.Until.IsZero() {
		body.Add(kit.Card(p.form()))
		bottom.Add(kit.NewButton("capture.allow", t.T("capture.allow"), kit.Filled, p.ask).Sized(kit.Main))
	}
	return kit.Sides(head, bottom, nil, nil, kit.PadXY(0, kit.SpaceBetween, kit.Scroll(kit.PadXY(kit.SpaceTight, 0, body))))
}

// form asks what somebody outside is let in for.
func (p *capturePage) form() fyne.CanvasObject {
	t := p.w.text
	if p.reason == nil {
		var words []string
		for _, r := range captureReasons() {
			words = append(words, t.T("capture.reason."+string(r)))
		}
		p.reason = kit.NewRadio("capture.reason", words)
	}
	form := kit.VStack(kit.SpaceInside, kit.Subheading(t.T("capture.support")), kit.Body(t.T("capture.support.note")), kit.Label(t.T("capture.reason")), p.reason)
	if p.asked {
		form.Add(kit.NewText("▲ "+t.T("capture.reason.missing"), kit.TextStyle{Color: kit.ColorError}).WithID("capture.reason.missing"))
	}
	return form
}

// ask has a second person confirm.
func (p *capturePage) ask() {
	at := p.reason.Selected()
	p.asked, p.failure = at < 0, nil
	if p.asked {
		p.w.redraw()
		return
	}
	p.w.askSecondPerson(p.w.text.T("capture.what"), oplog.CaptureAllowed, supervisors(), func(ctx context.Context, second confirmation) error {
		return p.w.Office.AllowCapture(ctx, captureReasons()[at], second)
	}, func(err error) {
		p.failure, p.reason = err, nil
		p.w.redraw()
	})
}
