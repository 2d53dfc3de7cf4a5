package clerk

import (
	"context"
	"time"

	"fyne.io/fyne/v2"

	"madoguchi/app/kit"
	"madoguchi/internal/juki"
	"madoguchi/internal/stock"
)

// Emergency stops the terminal (緊急停止, 第24条) and tells whether it is stopped.
type Emergency interface {
	// Stop stops the terminal at once: it locks, covers and records, and can neither fail nor be asked anything.
	Stop(drill bool)
	// State is what the screens show; it answers at once.
	State() EmergencyState
	// Read finds out anew whether the terminal is stopped.
	Read(ctx context.Context) error
}

// EmergencyState is whether the terminal is stopped.
type EmergencyState struct {
	Open   bool
	Drill  bool
	Number stock.EmergencyNumber // "" until the stop is stored
	Begun  time.Time
}

// stopped is whether the terminal is stopped; never where nobody can stop it.
func (w *Window) stopped() EmergencyState {
	if w.Emergency == nil {
		return EmergencyState{}
	}
	return w.Emergency.State()
}

// stop is the emergency key and every button that does the same. Nobody is asked: whoever presses it has a reason, and a false alarm is ended as
// one. UI thread.
func (w *Window) stop(drill bool) {
	if w.Emergency == nil {
		return
	}
	w.Emergency.Stop(drill)
	w.followSession() // where nobody is logged in the session has nothing new to tell
}

// FollowEmergency shows anew whether the terminal is stopped; any goroutine.
func (w *Window) FollowEmergency() { w.Bridge.Post(w.followSession) }

// stopButton is the big red button, nil where nothing can be stopped.
func (w *Window) stopButton(id string) fyne.CanvasObject {
	if w.Emergency == nil {
		return kit.VStack(0)
	}
	// No line for the key under it: the window must fit on 768 rows, title bar included, with all rooms above the button.
	return kit.NewButton(id, w.text.T("emergency.stop"), kit.Danger, func() { w.stop(false) }).ByHandOnly() // Tab and Enter at a locked screen stop nobody
}

// openStopped shows the page of the plan in place of whatever was open before.
func (w *Window) openStopped(s EmergencyState) {
	if p, shown := w.page.(*emergencyPage); shown && p.number == s.Number {
		return
	}
	if s.Number == "" || stoppedRoom(w.page) {
		if w.page == nil {
			w.turnTo(waitingPage{w})
		}
		return
	}
	w.room = incidents
	w.shell.mark(incidents)
	w.turnTo(newEmergencyPage(w, s.Number))
}

// stoppedRoom tells pages that are open while the terminal is stopped: nothing of them is work at the counter. The operation history is looked
// through to find what happened, and the record is printed.
func stoppedRoom(p page) bool {
	switch p.(type) {
	case *emergencyPage, *historyPage, *papersPage, *paperPage:
		return true
	}
	return false
}

// roomWhileStopped is the page of a room of a stopped terminal.
func (w *Window) roomWhileStopped(r room, s EmergencyState) page {
	if r == history || r == papers {
		return pageOf(w, r)
	}
	w.room = incidents
	w.shell.mark(incidents)
	if s.Number == "" {
		return waitingPage{w}
	}
	return newEmergencyPage(w, s.Number)
}

// waitingPage stands while the stop is not stored yet.
type waitingPage struct{ w *Window }

func (p waitingPage) leave() {}

func (p waitingPage) show() fyne.CanvasObject {
	return kit.VStack(kit.SpaceBetween, p.w.stoppedTitle(p.w.stopped()), kit.Body(p.w.text.T("emergency.waits")))
}

// stoppedTitle is 緊急停止中, a drill marked as one.
func (w *Window) stoppedTitle(s EmergencyState) fyne.CanvasObject {
	if !s.Drill {
		return kit.Heading(w.text.T("emergency.title"))
	}
	return kit.HStack(kit.SpaceBetween, kit.Heading(w.text.T("emergency.title.drill")), upright(kit.NewTag(w.text.T("emergency.drill"), kit.Warning)), kit.Filler())
}

// stoppedNotice is what the cover of a stopped terminal says: what happened, and what to do.
func (l *lockScreen) stoppedNotice(s EmergencyState) fyne.CanvasObject {
	t := l.w.text
	return kit.VStack(kit.SpaceInside, l.w.stoppedTitle(s), kit.CalmPicture(),
		kit.Body(t.T("emergency.cover.what", "Time", s.Begun.In(juki.Tokyo()).Format("15:04"))),
		kit.Body(t.T("emergency.cover.cards")), kit.Body(t.T("emergency.cover.tell")), kit.Body(t.T("emergency.cover.plan")))
}

// practise asks once before a drill: it is the one stop that nobody is in a hurry for.
func (w *Window) practise() {
	w.frame.Show(&kit.Dialog{ID: "emergency.practise", Title: w.text.T("emergency.practise"), Body: kit.Body(w.text.T("emergency.practise.what")),
		Confirm: w.text.T("emergency.practise.do"), Cancel: w.text.T("emergency.back"), OnConfirm: func() bool {
			w.stop(true)
			return true
		}})
}

// lastStops is how many stops of the terminal the room 事故 shows.
const lastStops = 5

// stopLines are the last stops of the terminal.
func (p *incidentsPage) stopLines(list *fyne.Container) {
	t := p.w.text
	if len(p.stops) == 0 {
		return
	}
	list.Add(kit.PadXY(0, kit.SpaceInside, kit.Subheading(t.T("emergency.last"))))
	for _, e := range p.stops {
		left := kit.HStack(kit.SpaceBetween, kit.Width(incidentNumberWidth, upright(kit.NewText(string(e.Number), kit.TextStyle{Bold: true, Keep: true}))),
			kit.Width(incidentWhatWidth, upright(kit.Line(p.w.momentWord(e.Begun)))))
		if e.Drill {
			left.Add(upright(kit.NewTag(t.T("emergency.drill"), kit.Warning)))
		}
		open := kit.NewButton("incidents.open."+string(e.Number), t.T("incidents.open.do"), kit.Outlined, func() { p.w.turnTo(newEmergencyPage(p.w, e.Number)) }).Sized(kit.InTable)
		list.Add(kit.Height(kit.Size(kit.HeightRow), kit.Sides(nil, nil, left, open, kit.VStack(0))))
		list.Add(kit.Ruling())
	}
}

// drill is the way to practise the stop; an empty place where nothing can be stopped.
func (p *incidentsPage) drill() fyne.CanvasObject {
	if p.w.Emergency == nil {
		return kit.VStack(0)
	}
	return kit.NewButton("emergency.practise", p.w.text.T("emergency.practise"), kit.Outlined, p.w.practise).Sized(kit.Main)
}
