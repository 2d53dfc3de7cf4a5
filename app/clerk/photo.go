package clerk

import (
	"context"

	"fyne.io/fyne/v2"

	"madoguchi/app/kit"
	"madoguchi/internal/counter"
	"madoguchi/internal/juki"
	"madoguchi/internal/photo"
)

// photoFindPage asks whose photo it is. There is no other way to a photo: no file, no drop, no paste (第22条第4号).
type photoFindPage struct {
	w       *Window
	key     *kit.Field
	failure error
	taking  bool // a case is being opened: a second press opens nothing more
}

func newPhotoFindPage(w *Window) *photoFindPage {
	p := &photoFindPage{w: w}
	p.key = kit.NewField("photo.key", w.text.T("photo.key")).Support(w.text.T("photo.key.support")).Scanner(p.search).Covered(w.curtain, "notice")
	return p
}

func (p *photoFindPage) leave() {}

func (p *photoFindPage) show() fyne.CanvasObject {
	t := p.w.text
	body := kit.VStack(kit.SpaceGroups, kit.Heading(t.T("photo.title")))
	if b := p.w.trouble(codeOf(p.failure)); b != nil {
		body.Add(b)
	}
	body.Add(kit.Lead(t.T("photo.find")))
	body.Add(kit.Card(kit.VStack(kit.SpaceBetween, kit.Width(scanWidth, p.key),
		kit.HStack(0, kit.NewButton("photo.search", t.T("photo.search"), kit.Filled, func() { p.search(p.key.Text()) }).Key(fyne.KeyF5)))))
	body.Add(kit.Panel(kit.VStack(kit.SpaceInside, kit.Body(t.T("photo.rule.1")), kit.Body(t.T("photo.rule.2")))))
	p.w.Bridge.Post(p.key.Focus)
	return kit.Scroll(kit.PadXY(kit.SpaceSmall, 0, body))
}

func (p *photoFindPage) search(text string) {
	if p.taking {
		return
	}
	key, err := counter.ParseKey(text)
	if err != nil {
		p.failed(err)
		return
	}
	p.taking = true
	next := &photoPage{w: p.w}
	p.w.doOr(p, func(ctx context.Context) error {
		found, err := p.w.Desk.Search(ctx, key)
		if err != nil {
			return err
		}
		if len(found) != 1 {
			return juki.Refuse(juki.CaseUnknown)
		}
		next.a, err = p.w.Photos.Begin(ctx, found[0].Number, next.changed)
		return err
	}, func(err error) {
		p.taking = false
		if err != nil {
			p.failed(err)
			return
		}
		p.w.residentCalled(next.a.View().Case.Number)
		p.w.turnTo(next)
	}, func() {
		if next.a != nil { // the clerk has gone elsewhere
			go next.a.Close()
		}
	})
}

func (p *photoFindPage) failed(err error) {
	p.failure = err
	p.key.SetText("")
	p.w.redraw()
}

// photoPage leads through the registration of one photo: one decision a step, the next step always visible.
type photoPage struct {
	w     *Window
	a     *photo.Act
	shown photo.View
	glass *photoGlass
	cut   *kit.PersonalGlimpse
	print *kit.PersonalGlimpse
}

// changed is called by the act from any goroutine.
func (p *photoPage) changed() {
	p.w.Bridge.Post(func() {
		if p.a == nil || p.w.page != page(p) {
			return
		}
		v := p.a.View()
		if v == p.shown {
			return
		}
		if v.State == photo.Framing && p.shown.State == photo.Framing && v.Warnings == p.shown.Warnings && v.Trouble == p.shown.Trouble {
			p.shown = v // the frame moved: the buttons stay where they are under the hand
			p.redrawPictures()
			return
		}
		p.w.redraw()
	})
}

func (p *photoPage) redrawPictures() {
	if p.glass != nil {
		p.glass.picture.Redraw()
	}
	p.cut.Redraw()
	p.print.Redraw()
}

// leave ends the act: the picture goes with its page.
func (p *photoPage) leave() {
	p.blank()
	n := p.a.View().Case.Number
	p.a.Leave()
	p.w.residentGone(n)
}

// blank overwrites what the page has painted.
func (p *photoPage) blank() {
	if p.glass != nil {
		p.glass.picture.Blank()
	}
	p.cut.Blank()
	p.print.Blank()
	p.glass, p.cut, p.print = nil, nil, nil
}

var photoSteps = []struct {
	name   string
	states []photo.State
}{
	{"scan", []photo.State{photo.ScanDue, photo.Scanning}},
	{"frame", []photo.State{photo.Framing}},
	{"ask", []photo.State{photo.Asking}},
	{"compare", []photo.State{photo.CompareDue}},
	{"register", []photo.State{photo.RegisterDue, photo.Registering}},
}

func photoStep(s photo.State) int {
	for i, st := range photoSteps {
		for _, have := range st.states {
			if have == s {
				return i
			}
		}
	}
	return len(photoSteps)
}

func (p *photoPage) show() fyne.CanvasObject {
	v := p.a.View()
	if v.State == photo.Framing && p.shown.State == photo.Asking {
		p.w.frame.TakeKeyboard() // the resident pressed last
	}
	p.blank()
	p.shown = v
	t := p.w.text
	name, birth := p.w.person("photo", v.Case.Number, v.Case.Person, kit.Text20)
	head := kit.VStack(kit.SpaceInside,
		kit.HStack(kit.SpaceGroups, kit.Heading(t.T("photo.title")), kit.Line(t.T("photo.case", "N", string(v.Case.Number))), name, birth, kit.Filler()))
	if !v.State.Ended() {
		names := make([]string, len(photoSteps))
		for i, st := range photoSteps {
			names[i] = t.T("photo.step." + st.name)
		}
		head.Add(kit.NewStepper(names, photoStep(v.State)))
	}
	body := kit.VStack(kit.SpaceBetween)
	p.notes(v, body)
	lead := "photo.lead." + string(v.State)
	if v.State == photo.RegisterDue && v.Led {
		lead += "-led"
	}
	body.Add(kit.Lead(t.T(lead)))
	if middle := p.middle(v); middle != nil {
		body.Add(middle)
	}
	return kit.Sides(head, p.actions(v), nil, nil, kit.PadXY(0, kit.SpaceInside, kit.Scroll(body)))
}

// notes are what happened since the last step, and what is known of the case's photo.
func (p *photoPage) notes(v photo.View, body *fyne.Container) {
	t := p.w.text
	if b := p.w.trouble(v.Trouble); b != nil {
		body.Add(b)
	}
	switch {
	case v.Declined:
		body.Add(kit.NewBanner("photo.declined", kit.Warning, t.T("photo.declined"), ""))
	case v.Why == photo.ByCancelling, v.Why == photo.ByRescan, v.Why == photo.ByRegistration, v.Why == "":
	default:
		body.Add(kit.NewBanner("photo.erased", kit.Warning, t.T("photo.erased."+v.Why), ""))
	}
	if v.State == photo.ScanDue && v.Before.Outcome != photo.NoneYet {
		body.Add(kit.NewBanner("photo.before", kit.Info, t.T("photo.before."+string(v.Before.Outcome), "Day", juki.DateOf(v.Before.At).String()), ""))
	}
}

// middle is what the clerk looks at in this step.
func (p *photoPage) middle(v photo.View) fyne.CanvasObject {
	t := p.w.text
	switch v.State {
	case photo.ScanDue:
		return kit.Panel(kit.VStack(kit.SpaceInside, kit.Body(t.T("photo.scan-due.1")), kit.Body(t.T("photo.scan-due.2")), kit.Body(t.T("photo.rule.2"))))
	case photo.Scanning, photo.Registering:
		return kit.NewProgress("photo.progress", t.T("photo.lead."+string(v.State)), 0, 0)
	case photo.Framing:
		return p.framing(v)
	case photo.Asking, photo.CompareDue, photo.RegisterDue:
		return kit.HStack(kit.SpaceSections, p.cutPicture(v, compareWide), kit.Filler())
	case photo.Registered:
		return kit.NewBanner("photo.registered", kit.Success, t.T("photo.lead.registered"), t.T("photo.registered.body"))
	case photo.NotNeeded, photo.Cancelled:
		return kit.NewBanner("photo."+string(v.State), kit.Info, t.T("photo.lead."+string(v.State)), t.T("photo."+string(v.State)+".body"))
	}
	return nil
}

// actions are the way back at the left and the way on at the right.
func (p *photoPage) actions(v photo.View) fyne.CanvasObject {
	t := p.w.text
	bar := kit.HStack(kit.SpaceBetween)
	button := func(id string, kind kit.ButtonKind, do func()) *kit.Button {
		return kit.NewButton("photo."+id, t.T("photo."+id), kind, do).Sized(kit.Main)
	}
	act := func(f func(context.Context) error) func() { return func() { p.act(f) } }
	if v.State.Ended() {
		bar.Add(kit.Filler())
		bar.Add(button("done", kit.Filled, func() { p.w.open(photos) }).Key(fyne.KeyF5))
		return bar
	}
	if v.State != photo.Registering {
		bar.Add(button("cancel", kit.Outlined, p.askCancel))
	}
	bar.Add(kit.Filler())
	switch v.State {
	case photo.ScanDue:
		if v.MayGo {
			bar.Add(button("none", kit.Outlined, p.askNone))
		}
		bar.Add(button("scan", kit.Filled, act(p.a.Scan)).Key(fyne.KeyF5))
	case photo.Scanning:
		bar.Add(button("stop", kit.Outlined, act(p.a.StopScan)))
	case photo.Framing:
		bar.Add(button("rescan", kit.Outlined, act(p.a.Scan)).Key(fyne.KeyF6))
		bar.Add(button("show", kit.Filled, act(p.a.Show)).Key(fyne.KeyF5))
	case photo.Asking:
		bar.Add(button("withdraw", kit.Outlined, act(p.a.Withdraw)))
	case photo.CompareDue:
		bar.Add(button("rescan", kit.Outlined, act(p.a.Scan)).Key(fyne.KeyF6))
		bar.Add(button("frame-again", kit.Outlined, act(p.a.FrameAgain)))
		bar.Add(button("compare", kit.Filled, p.askCompare).Key(fyne.KeyF5))
	case photo.RegisterDue:
		bar.Add(button("frame-again", kit.Outlined, act(p.a.FrameAgain)))
		if v.Led {
			bar.Add(button("register-led", kit.Filled, act(p.a.RegisteredThere)).Key(fyne.KeyF5))
		} else {
			bar.Add(button("register", kit.Filled, act(p.a.Register)).Key(fyne.KeyF5))
		}
	}
	return bar
}
