package clerk

import (
	"context"

	"fyne.io/fyne/v2"

	"madoguchi/app/kit"
	"madoguchi/internal/oplog"
	"madoguchi/internal/stock"
)

// steps are the plan in its order: until when, who answers, and who did it when.
func (p *incidentPage) steps() fyne.CanvasObject {
	t := p.w.text
	done := 0
	for _, s := range p.i.Steps {
		if !s.Done.IsZero() {
			done++
		}
	}
	list := kit.VStack(kit.SpaceTight, kit.PadXY(0, kit.SpaceInside, kit.Subheading(t.T("incident.steps", "Done", p.w.number(done), "All", p.w.number(len(p.i.Steps))))))
	if len(p.i.Steps) == 0 {
		list.Add(kit.Body(t.T("incident.steps.none")))
	}
	for n, s := range p.i.Steps {
		list.Add(p.step(n, s))
		list.Add(kit.Ruling())
	}
	return list
}

const (
	stepMarkWidth = 36  // pixels: ✓ or a number
	stepTagWidth  = 170 // a time, or 期限超過
)

func (p *incidentPage) step(n int, s stock.StepDone) fyne.CanvasObject {
	t := p.w.text
	mark, note := plain(n+1), t.T("incident.step.post", "Post", t.T("post."+s.Post.ID()))
	if !s.Done.IsZero() {
		mark = "✓"
		note = t.T("incident.step.done", "Time", p.w.momentWord(s.Done), "By", p.books.staff(s.By))
	}
	words := kit.VStack(0, kit.NewText(p.w.stepWord(s.Step), kit.TextStyle{Bold: s.Done.IsZero()}), kit.Note(note))
	if s.Note != "" {
		words = kit.VStack(kit.SpaceTight, words, p.w.noted("incident.noted."+s.ID, string(p.number), s.Note))
	}
	right := kit.HStack(kit.SpaceBetween)
	if s.Done.IsZero() && p.i.Closed.IsZero() {
		if tag := p.dueTag(s); tag != nil {
			right.Add(upright(tag))
		}
		right.Add(upright(unless(p.mayStep(s), kit.NewButton("incident.step."+s.ID, t.T("incident.step.do"), kit.Outlined, func() { p.askStep(s) }).Sized(kit.InTable))))
	}
	left := kit.Width(stepMarkWidth, upright(kit.NewText(mark, kit.TextStyle{Size: kit.Text20, Bold: true, Keep: true, Align: fyne.TextAlignCenter})))
	return kit.Sides(nil, nil, left, right, kit.PadXY(kit.SpaceInside, kit.SpaceTight, words))
}

func (p *incidentPage) dueTag(s stock.StepDone) fyne.CanvasObject {
	t := p.w.text
	switch {
	case s.Due.IsZero():
		return nil
	case late(s, p.w.Now()):
		return kit.NewTag(t.T("incident.step.late", "Time", p.w.momentWord(s.Due)), kit.Error)
	}
	return kit.NewTag(t.T("incident.step.due", "Time", p.w.momentWord(s.Due)), kit.Info)
}

// mayStep tells whether the post of who is logged in answers for a step, or stands above who does. The keeper decides it again.
func (p *incidentPage) mayStep(s stock.StepDone) bool {
	return p.w.mayDo(oplog.IncidentStepDone) && stock.Answers(p.w.Session.View().Operator.Post, s.Post)
}

// askStep asks what was done; the note goes with the step into the report.
func (p *incidentPage) askStep(s stock.StepDone) {
	t := p.w.text
	note := kit.NewField("incident.note", t.T("incident.note")).Support(t.T("incident.note.support")).Covered(p.w.curtain, "note")
	p.w.frame.Show(&kit.Dialog{ID: "incident.step", Title: p.w.stepWord(s.Step), Body: note, Confirm: t.T("incident.step.do"), Cancel: t.T("stock.back"), OnConfirm: func() bool {
		text := note.Text()
		p.w.do(p, func(ctx context.Context) error { return p.w.Keeper.DoStep(ctx, p.number, s.ID, text) }, func(err error) {
			p.failure, p.said = err, ""
			if err == nil {
				p.said = t.T("incident.step.said", "Step", p.w.stepWord(s.Step))
			}
			p.load()
		})
		return true
	}})
	note.Focus()
}

// foundPage takes a card that was found: the card itself, then the place where it lies from now on.
type foundPage struct {
	w       *Window
	i       stock.Incident
	books   stockBooks
	station *station
	card    bool // it was scanned, and is the one
	busy    bool
}

func newFoundPage(w *Window, i stock.Incident, b stockBooks) *foundPage {
	p := &foundPage{w: w, i: i, books: b}
	p.station = w.newStation("found.scan", w.text.T("found.scan"), w.text.T("found.scan.support"), p.scanned)
	return p
}

func (p *foundPage) leave() {}

func (p *foundPage) show() fyne.CanvasObject {
	t := p.w.text
	lead := t.T("found.lead.card", "Tail", tail(p.i.Serial))
	if p.card {
		lead = t.T("found.lead.place")
	}
	head := kit.VStack(kit.SpaceBetween, kit.Heading(t.T("found.title", "Number", string(p.i.Number))), kit.Lead(lead), p.station.show())
	back := kit.NewButton("found.back", t.T("stock.back"), kit.Outlined, func() { p.w.openIncident(p.i.Number) }).Key(fyne.KeyEscape)
	if !p.card {
		return kit.Sides(head, bottom(back), nil, nil, kit.VStack(0))
	}
	return kit.Sides(head, bottom(back), nil, nil, kit.PadXY(0, kit.SpaceInside, p.w.placeTable("found.places", p.books.here(), p.put)))
}

func (p *foundPage) scanned(text string) {
	scan, err := stock.ParseScan(text)
	switch {
	case err != nil:
		p.station.refused(err)
	case scan.Place != "" && !p.card:
		p.station.bad(p.w.text.T("found.card-first"))
	case scan.Place != "":
		p.put(scan.Place)
	case scan.Serial != p.i.Serial:
		p.station.bad(p.w.text.T("found.other", "Tail", tail(scan.Serial)))
	default:
		p.card = true
		p.station.good(p.w.text.T("found.card", "Tail", tail(scan.Serial)))
		p.w.redraw()
	}
}

func (p *foundPage) put(place stock.PlaceID) {
	if p.busy {
		return
	}
	p.busy = true
	p.w.do(p, func(ctx context.Context) error { return p.w.Keeper.ReportFound(ctx, p.i.Number, place) }, func(err error) {
		p.busy = false
		if err != nil {
			p.station.refused(err)
			return
		}
		one := newIncidentPage(p.w, p.i.Number)
		one.said = p.w.text.T("found.done", "Tail", tail(p.i.Serial), "Place", p.w.placeWord(p.books.place(place)))
		p.w.turnTo(one)
	})
}
