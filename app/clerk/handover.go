package clerk

import (
	"context"

	"fyne.io/fyne/v2"

	"madoguchi/app/kit"
	"madoguchi/internal/counter"
	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/stock"
)

// handoverPage leads the clerk through a handover (交付): one decision a step, the next step always visible, and beside
// it what the resident sees now. It shows of the PINs only which one the resident is at.
type handoverPage struct {
	w           *Window
	h           *counter.Handover
	docs        *identityForm
	scan        *kit.Field
	of          juki.CaseNumber // "" until the page is shown
	shown       counter.View    // what the page shows
	last        counter.State   // the state of the page as shown, to keep what was typed while nothing changed
	notReported error           // why a missing card could not be reported
}

func newHandoverPage(w *Window) *handoverPage { return &handoverPage{w: w} }

// changed is called by the handover from any goroutine.
func (p *handoverPage) changed() {
	p.w.Bridge.Post(func() {
		if p.w.page == page(p) && p.h.View() != p.shown { // a button that is pressed just now must not vanish for nothing
			p.w.redraw()
		}
	})
}

func (p *handoverPage) leave() {
	go p.h.Close()
	p.w.residentGone(p.of)
}

// steps are the seven steps of the stepper, and which states belong to each.
var steps = []struct {
	name   string
	states []counter.State
}{
	{"accept", nil},
	{"identity", []counter.State{counter.IdentityDue}},
	{"face", []counter.State{counter.FaceDue}},
	{"fetch", []counter.State{counter.CardDue}},
	{"match", []counter.State{counter.InsertDue, counter.Matching}},
	{"pins", []counter.State{counter.PINsDue, counter.PINsTyping, counter.PINsWriting}},
	{"hand", []counter.State{counter.TakeDue, counter.HandDue}},
}

func stepOf(s counter.State) int {
	for i, st := range steps {
		for _, have := range st.states {
			if have == s {
				return i
			}
		}
	}
	return len(steps) // ended, or on the way back to the shelf
}

func (p *handoverPage) show() fyne.CanvasObject {
	v := p.h.View()
	p.shown = v
	t := p.w.text
	if p.of == "" {
		p.of = v.Case.Number
		p.w.residentCalled(p.of)
	}
	if v.State != p.last {
		if p.last == counter.PINsTyping || p.last == counter.PINsWriting {
			p.w.frame.TakeKeyboard() // the resident pressed last; keys and the scanner are the clerk's again
		}
		p.docs, p.scan, p.last = nil, nil, v.State
	}
	name, birth := p.w.person("handover", v.Case.Number, v.Case.Person, kit.Text20)
	head := kit.VStack(kit.SpaceInside,
		kit.HStack(kit.SpaceGroups, kit.Heading(t.T("handover.title."+v.Case.Kind.ID())), kit.Line(t.T("handover.case", "N", string(v.Case.Number))), kit.Filler()),
		kit.HStack(kit.SpaceGroups, name, birth, kit.Line(t.T("handover.serial", "Tail", tail(v.Case.Serial))), kit.Filler()))
	if v.State != counter.ReturnDue && !v.State.Ended() {
		names := make([]string, len(steps))
		for i, st := range steps {
			names[i] = t.T("step." + st.name)
		}
		head.Add(kit.NewStepper(names, stepOf(v.State)))
	}
	body := kit.VStack(kit.SpaceGroups)
	if b := p.w.trouble(v.Trouble); b != nil {
		body.Add(b)
	}
	if b := p.w.trouble(codeOf(p.notReported)); b != nil {
		body.Add(b)
	}
	body.Add(kit.Lead(p.lead(v)))
	if middle := p.middle(v); middle != nil {
		body.Add(middle)
	}
	if sees := p.residentSees(v); sees != nil {
		body.Add(sees)
	}
	return kit.Sides(head, p.actions(v), nil, nil, kit.PadXY(0, kit.SpaceBetween, kit.Scroll(body)))
}

// lead is what to do now, in one sentence.
func (p *handoverPage) lead(v counter.View) string {
	key := "handover.lead." + string(v.State)
	switch {
	case v.State == counter.PINsDue && v.Led:
		key = "handover.lead.ready-led"
	case v.State == counter.ReturnDue && v.InReader:
		key = "handover.lead.return-take"
	}
	return p.w.text.T(key, "Place", string(v.Case.Home))
}

// middle is what the clerk fills in or compares in this step.
func (p *handoverPage) middle(v counter.View) fyne.CanvasObject {
	t := p.w.text
	switch v.State {
	case counter.IdentityDue:
		if p.docs == nil {
			p.docs = newIdentityForm(p.w, v.Case)
		}
		return p.docs.body
	case counter.FaceDue:
		return kit.Panel(kit.VStack(kit.SpaceInside, kit.Body(t.T("handover.face.1")), kit.Body(t.T("handover.face.2"))))
	case counter.CardDue, counter.ReturnDue:
		if v.State == counter.ReturnDue && v.InReader {
			return nil
		}
		if p.scan == nil {
			p.scan = kit.NewField("handover.scan", t.T("handover.scan")).Support(t.T("handover.scan.support", "Place", string(v.Case.Home))).Scanner(p.scanned).Covered(p.w.curtain, "serial")
			p.w.Bridge.Post(p.scan.Focus)
		}
		return kit.VStack(kit.SpaceBetween, kit.Width(scanWidth, p.scan), kit.Note(t.T("handover.place", "Place", string(v.Case.Home))))
	case counter.PINsTyping, counter.PINsWriting:
		return p.padProgress(v)
	case counter.HandDue:
		return kit.Panel(kit.VStack(kit.SpaceInside, kit.Body(t.T("handover.cover.1")), kit.Body(t.T("handover.cover.2"))))
	case counter.HandoverDone:
		return kit.NewBanner("handover.delivered", kit.Success, t.T("handover.delivered"), t.T("handover.delivered.body"))
	case counter.Aborted:
		return kit.NewBanner("handover.aborted", kit.Info, t.T("handover.aborted"), t.T("handover.aborted.body"))
	}
	return nil
}

const scanWidth = 480 // pixels: a serial and some air

// padProgress shows which PIN the resident is at: never what, never how many characters.
func (p *handoverPage) padProgress(v counter.View) fyne.CanvasObject {
	t := p.w.text
	if v.State == counter.PINsWriting || v.Pad.Steps == 0 {
		return kit.NewProgress("handover.progress", t.T("handover.writing"), 0, 0)
	}
	parts := kit.VStack(kit.SpaceInside,
		kit.NewProgress("handover.progress", t.T("handover.pad", "Step", v.Pad.Step, "Steps", v.Pad.Steps, "Kind", t.T("pinkind."+v.Pad.Kind.ID())), v.Pad.Step-1, v.Pad.Steps),
		kit.Body(t.T("handover.stage."+stageName(v))))
	if v.Pad.Refused > 0 {
		parts.Add(kit.Note(t.T("handover.refused", "N", v.Pad.Refused)))
	}
	return parts
}

func stageName(v counter.View) string {
	return [...]string{"explaining", "first", "second", "done"}[v.Pad.Stage]
}

// residentSees tells the clerk what stands on the resident's window; nil while it only welcomes.
func (p *handoverPage) residentSees(v counter.View) fyne.CanvasObject {
	switch v.State {
	case counter.IdentityDue, counter.FaceDue, counter.CardDue, counter.HandoverDone, counter.Aborted:
		return nil
	}
	words := kit.VStack(kit.SpaceTight, kit.Label(p.w.text.T("handover.resident")), kit.Body(p.w.text.T("handover.resident."+string(v.State))))
	if v.State == counter.InsertDue || v.State == counter.TakeDue {
		return kit.Panel(kit.HStack(kit.SpaceGroups, kit.CardPicture(), kit.Width(scanWidth, words)))
	}
	return kit.Panel(words)
}

// actions are the way back at the left and the way on at the right.
func (p *handoverPage) actions(v counter.View) fyne.CanvasObject {
	t := p.w.text
	bar := kit.HStack(kit.SpaceBetween)
	switch {
	case v.State.Ended():
		bar.Add(kit.Filler())
		bar.Add(kit.NewButton("handover.done", t.T("handover.done"), kit.Filled, func() { p.w.open(reception) }).Sized(kit.Main).Key(fyne.KeyF5))
		return bar
	case v.State != counter.ReturnDue:
		bar.Add(kit.NewButton("handover.abort", t.T("handover.abort"), kit.Outlined, p.askAbort).Sized(kit.Main))
	}
	bar.Add(kit.Filler())
	if v.State == counter.CardDue {
		bar.Add(kit.NewButton("handover.missing", t.T("picks.missing"), kit.Outlined, func() { p.askMissing(v.Case) }).Sized(kit.Main))
	}
	if on := p.wayOn(v); on != nil {
		bar.Add(on)
	}
	return bar
}

// wayOn is the main button of a state; nil while the resident or the card has the next move.
func (p *handoverPage) wayOn(v counter.View) fyne.CanvasObject {
	act := map[counter.State]func(context.Context) error{
		counter.IdentityDue: func(ctx context.Context) error { return p.h.CheckIdentity(ctx, p.docs.identity()) },
		counter.FaceDue:     p.h.CompareFace,
		counter.PINsDue:     p.h.BeginPINs,
		counter.HandDue:     p.h.Hand,
	}[v.State]
	label := "handover.next." + string(v.State)
	if v.State == counter.PINsDue && v.Led {
		act, label = p.h.ConfirmLedPINs, "handover.next.ready-led"
	}
	if v.State == counter.PINsDue && v.Trouble == juki.NoPadMonitor && p.w.Terminal.Training {
		return kit.NewButton("handover.one-screen", p.w.text.T("handover.one-screen"), kit.Outlined, p.askOneScreen).Sized(kit.Main)
	}
	if act == nil {
		return nil
	}
	return kit.NewButton("handover.next", p.w.text.T(label), kit.Filled, func() { p.act(act) }).Sized(kit.Main).Key(fyne.KeyF5)
}

// act runs one decision; what went wrong stands in the view afterwards.
func (p *handoverPage) act(f func(context.Context) error) {
	p.w.do(p, f, func(error) { p.w.redraw() })
}

func (p *handoverPage) scanned(text string) {
	serial, err := juki.ParseCardSerial(text)
	if err != nil {
		p.scan.SetError(p.w.text.T("handover.scan.error"))
		return
	}
	back := p.h.View().State == counter.ReturnDue
	p.scan.SetText("")
	p.act(func(ctx context.Context) error {
		if back {
			return p.h.ReturnCard(ctx, serial)
		}
		return p.h.FetchCard(ctx, serial)
	})
}

// askAbort asks why; every state can be aborted.
func (p *handoverPage) askAbort() {
	t := p.w.text
	reasons := counter.AbortReasons()
	labels := make([]string, len(reasons))
	for i, r := range reasons {
		labels[i] = t.T("abort." + string(r))
	}
	choice := kit.NewRadio("abort.reason", labels)
	p.w.frame.Show(&kit.Dialog{ID: "abort", Title: t.T("abort.title"), Danger: true,
		Body:    kit.VStack(kit.SpaceBetween, kit.Body(t.T("abort.body")), choice),
		Confirm: t.T("abort.confirm"), Cancel: t.T("abort.cancel"),
		OnConfirm: func() bool {
			if choice.Selected() < 0 {
				return false
			}
			why := reasons[choice.Selected()]
			p.act(func(ctx context.Context) error { return p.h.Abort(ctx, why) })
			return true
		}})
}

// askMissing ends a handover whose card is not on its shelf, and reports the card missing: the incident opens now, with the resident waiting.
func (p *handoverPage) askMissing(c counter.Case) {
	p.w.confirmMissing(p.w.text.T("stock.missing.what", "Tail", tail(c.Serial), "Place", string(c.Home)), func() {
		var opened stock.Incident
		p.w.do(p, func(ctx context.Context) (err error) {
			if err = p.h.Abort(ctx, counter.CardNotFound); err == nil {
				opened, err = p.w.Keeper.ReportMissing(ctx, stock.MyNumberCards, c.Serial)
			}
			return err
		}, func(err error) {
			p.notReported = err
			p.w.redraw()
			if err == nil {
				p.w.tellLost(opened)
			}
		})
	})
}

// askOneScreen lets a supervisor allow PIN entry on this screen; training only (第23条第2号 needs a window that faces the resident).
func (p *handoverPage) askOneScreen() {
	p.w.askSecondPerson(p.w.text.T("second.one-screen"), oplog.OneScreenAllowed, supervisors(), func(ctx context.Context, c confirmation) error {
		return p.w.Office.AllowOneScreen(ctx, c)
	}, func(error) { p.act(p.h.BeginPINs) })
}

// tail is the end of a serial: enough to compare, not to write down.
func tail(s juki.CardSerial) string {
	if len(s) <= 4 {
		return string(s)
	}
	return "…" + string(s[len(s)-4:])
}
