// Package clerk is the clerk's side (職員側): one file a screen. It knows the procedures and what a screen may show of them;
// it never sees a PIN, the store or a device.
package clerk

import (
	"context"
	"time"

	"fyne.io/fyne/v2"

	"madoguchi/app/kit"
	"madoguchi/i18n"
	"madoguchi/internal/juki"
	"madoguchi/internal/session"
)

// Window is the clerk's window: status bar, the list of rooms, one page, the state of the devices, and over everything
// the cover that a lock puts there.
type Window struct {
	Deps
	ctx        context.Context
	frame      *kit.Frame
	text       i18n.Printer
	devices    Devices // as told last
	shell      *shell
	page       page
	room       room
	lock       *lockScreen
	curtain    *kit.Curtain    // over personal values
	before     session.Mode    // to go back to when the resident has left; "" for nothing
	hidden     bool            // the screen is hidden, by F12 or because nobody touched anything
	returning  bool            // the card is asked whether it may come back
	hiddenSays *kit.Text       // on the hidden screen
	hiddenSoon *kit.Text       // how long until the lock
	capture    Capture         // who may take pictures of the screen
	called     bool            // the resident asks for help
	hiddenCall *kit.Text       // says so on the hidden screen
	owner      juki.OperatorID // whose work the page is; "" when there is none
	today      juki.Date       // of which the page tells
}

// page is one screen in the middle of the window.
type page interface {
	// show builds the page; it is called again whenever what it shows has changed.
	show() fyne.CanvasObject
	// leave ends what the page keeps running. The page is not shown again.
	leave()
}

// New makes the clerk's window in win. Run starts it.
func New(win fyne.Window, d Deps) *Window {
	w := &Window{Deps: d, ctx: context.Background()}
	w.text = d.Texts.In(d.Language)
	w.frame = kit.NewFrame(win)
	w.frame.OnKey(w.typedKey)
	w.frame.OnUrgent(func() { w.stop(false) })
	w.frame.OnInput(w.touched)
	w.curtain = w.newCurtain()
	w.frame.WatchScans(d.Now, w.strayScan)
	w.shell = newShell(w)
	w.lock = newLockScreen(w)
	w.hiddenCall, w.hiddenSays, w.hiddenSoon = newCallLine("hidden.call"), newHiddenLine("hidden.says"), newHiddenLine("hidden.soon")
	if d.ClockBehind {
		w.lock.clock, w.lock.failure = true, juki.Refuse(juki.ClockBehind)
	}
	return w
}

// Run shows the window and follows the session and the clock until ctx ends.
func (w *Window) Run(ctx context.Context) {
	w.ctx = ctx
	w.Session.Subscribe(func(session.View) { w.Bridge.Post(w.followSession) })
	w.frame.SetPage(w.shell.root)
	w.followSession()
	go w.everySecond(ctx)
}

// Frame is the window's inside, for the demo and the tests.
func (w *Window) Frame() *kit.Frame { return w.frame }

// SetDevices tells the window what the devices are doing; any goroutine.
func (w *Window) SetDevices(d Devices) {
	w.Bridge.Post(func() {
		w.devices = d
		w.shell.showDevices(d)
	})
}

// everySecond moves the clock.
func (w *Window) everySecond(ctx context.Context) {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			w.Bridge.Post(func() { w.attend(); w.shell.tick(); w.followDay() })
		}
	}
}

// followSession covers or uncovers the window. A lock never asks: the cover comes first, then dialogs are closed,
// and nothing on any page can hold it up.
func (w *Window) followSession() {
	v := w.Session.View()
	w.showMode(v)
	if v.State != session.LoggedIn {
		w.curtain.Release()
		w.hidden = false // the lock's cover is over the hidden screen, and the login takes both away
		w.frame.Cover(w.lock.show(v))
		w.lock.focus()
		if v.State != session.Locked || v.Operator.ID != w.owner || w.stopped().Open { // what was open does not come back after a stop
			w.endWork() // nor after another's login, also one that a lock overtook
		}
		return
	}
	w.lock.wipe()
	if v.Operator.ID != w.owner {
		w.endWork()
		w.owner = v.Operator.ID
	}
	if v.Sight == session.Hidden {
		w.coverHidden()
		return
	}
	w.hidden = false
	w.frame.Uncover()
	w.shell.showOperator(v.Operator)
	if s := w.stopped(); s.Open {
		w.openStopped(s)
	} else if w.page == nil {
		w.open(reception)
	}
	w.followDay()
}

// dayPage is a page that tells of today.
type dayPage interface{ newDay() }

// followDay lets a page tell of the day that has begun: a terminal that was locked in the evening and not logged out would show
// yesterday's board in the morning, as if that day were still open.
func (w *Window) followDay() {
	today := juki.DateOf(w.Now())
	if today == w.today || w.owner == "" || w.Session.View().State != session.LoggedIn {
		return
	}
	w.today = today
	if p, tells := w.page.(dayPage); tells {
		p.newDay()
	}
}

// endWork leaves the page of an operator who is not at work any more: nobody else finds what it showed (第19条第3号).
func (w *Window) endWork() {
	w.owner = ""
	if w.page == nil {
		return
	}
	w.page.leave()
	w.page = nil
	w.shell.setBody(kit.VStack(0))
}

// Close ends what the page keeps running and waits for it. The app has ended: nobody else uses the window any more.
func (w *Window) Close() {
	if p, ok := w.page.(*handoverPage); ok {
		p.h.Close()
	}
}

// typedKey serves the keys that work on every page.
func (w *Window) typedKey(e *fyne.KeyEvent) bool {
	switch e.Name {
	case fyne.KeyF12:
		w.hide()
	case fyne.KeyF9:
		w.nextMode()
	default:
		return false
	}
	return true
}

// open shows the first page of a room.
func (w *Window) open(r room) {
	if s := w.stopped(); s.Open {
		w.turnTo(w.roomWhileStopped(r, s))
		return
	}
	w.room = r
	w.shell.mark(r)
	w.turnTo(pageOf(w, r))
}

// turnTo leaves the present page and shows p.
func (w *Window) turnTo(p page) {
	if w.page != nil {
		w.page.leave()
	}
	w.page, w.today = p, juki.DateOf(w.Now())
	w.redraw()
}

// redraw shows the present page anew.
func (w *Window) redraw() { w.shell.setBody(w.page.show()) }

// do runs work off the UI thread and hands its error to then on the UI thread, if p is still shown. What work finds, it
// keeps for then: the page itself belongs to the UI thread.
func (w *Window) do(p page, work func(context.Context) error, then func(error)) {
	w.doOr(p, work, then, func() {})
}

// doOr is do for work whose result must be let go of when p is not shown any more.
func (w *Window) doOr(p page, work func(context.Context) error, then func(error), gone func()) {
	go func() {
		ctx, cancel := context.WithTimeout(w.ctx, time.Minute)
		defer cancel()
		err := work(ctx)
		w.Bridge.Post(func() {
			if w.page == p {
				then(err)
			} else {
				gone()
			}
		})
	}()
}

// trouble is the banner that says what happened and what to do; nil when nothing is wrong.
func (w *Window) trouble(c juki.Code) fyne.CanvasObject {
	if c == "" {
		return nil
	}
	return kit.NewBanner("trouble", kit.Warning, w.text.T("code."+string(c)+".what"), w.text.T("code."+string(c)+".do"))
}

// outcome adds to the head of a page what went wrong, and what was just done and where; neither when there is nothing to say.
func (w *Window) outcome(head *fyne.Container, id string, failure error, done, where string) {
	if b := w.trouble(codeOf(failure)); b != nil {
		head.Add(b)
	}
	if done != "" {
		head.Add(kit.NewBanner(id, kit.Success, done, where))
	}
}
