package clerk

import (
	"context"
	"slices"
	"time"

	"fyne.io/fyne/v2"

	"madoguchi/app/kit"
	"madoguchi/internal/juki"
	"madoguchi/internal/stock"
)

// incidentsPage is the room 事故 (緊急時対応, 第24条): what is open with what is overdue, and what was closed in a year.
type incidentsPage struct {
	w       *Window
	books   stockBooks
	open    []stock.Incident
	closed  []stock.Incident  // newest first
	stops   []stock.Emergency // the last ones, newest first
	said    string
	failure error
	loaded  bool
	read    bool
}

func newIncidentsPage(w *Window) *incidentsPage { return &incidentsPage{w: w} }

func (p *incidentsPage) leave() {}

// incidentYear is how long a closed incident is shown, in days.
const incidentYear = 365

func (p *incidentsPage) show() fyne.CanvasObject {
	t := p.w.text
	if !p.loaded {
		p.loaded = true
		p.load()
	}
	head := kit.VStack(kit.SpaceBetween, kit.Heading(t.T("room.incidents")))
	p.w.outcome(head, "incidents.said", p.failure, p.said, "")
	list := kit.VStack(kit.SpaceTight)
	if p.read {
		p.lines(list)
	}
	return kit.Sides(head, p.ways(), nil, nil, kit.PadXY(0, kit.SpaceBetween, scrolled(list)))
}

// lines are the open ones, then the closed ones.
func (p *incidentsPage) lines(list *fyne.Container) {
	t := p.w.text
	list.Add(kit.PadXY(0, kit.SpaceInside, kit.Subheading(t.T("incidents.open", "N", p.w.number(len(p.open))))))
	if len(p.open) == 0 {
		list.Add(kit.Body(t.T("incidents.none")))
	}
	for _, i := range p.open {
		list.Add(p.line(i))
		list.Add(kit.Ruling())
	}
	p.stopLines(list)
	if len(p.closed) == 0 {
		return
	}
	list.Add(kit.PadXY(0, kit.SpaceInside, kit.Subheading(t.T("incidents.closed", "N", p.w.number(len(p.closed))))))
	for _, i := range p.closed {
		list.Add(p.line(i))
		list.Add(kit.Ruling())
	}
}

// Widths of a line's parts, in pixels.
const (
	incidentNumberWidth = 130
	incidentKindWidth   = 130
	incidentWhatWidth   = 240
)

func (p *incidentsPage) line(i stock.Incident) fyne.CanvasObject {
	t := p.w.text
	var when string
	left := kit.HStack(kit.SpaceBetween, kit.Width(incidentNumberWidth, upright(kit.NewText(string(i.Number), kit.TextStyle{Bold: true, Keep: true}))))
	if i.OfStock() {
		left.Add(kit.Width(incidentKindWidth, upright(kit.Line(p.w.incidentWord(i)))))
		left.Add(kit.Width(incidentWhatWidth, upright(kit.Line(p.w.incidentThing(p.books, i)))))
	} else { // nothing but its kind, which may be long
		left.Add(kit.Width(incidentKindWidth+kit.SpaceBetween+incidentWhatWidth, upright(kit.Line(p.w.incidentWord(i)))))
	}
	switch next, n, ok := nextStep(i); {
	case !i.Closed.IsZero():
		when = t.T("incidents.closed.on", "Day", juki.DateOf(i.Closed).String())
	case overdue(i, p.w.Now()):
		left.Add(upright(kit.NewTag(t.T("incidents.late"), kit.Error)))
		when = p.nextWord(next, n)
	case ok:
		when = p.nextWord(next, n)
	default:
		when = t.T("incidents.ready")
	}
	open := kit.NewButton("incidents.open."+string(i.Number), t.T("incidents.open.do"), kit.Outlined, func() { p.w.openIncident(i.Number) }).Sized(kit.InTable)
	words := upright(kit.Note(when)) // a step may be two lines long; in one it would push the button out of the window
	return kit.Height(kit.Size(kit.HeightRow), kit.Sides(nil, nil, left, open, kit.PadXY(kit.SpaceBetween, 0, words)))
}

func (p *incidentsPage) nextWord(s stock.StepDone, n int) string {
	return p.w.text.T("incidents.next", "N", p.w.number(n), "Step", p.w.stepWord(s.Step))
}

func (p *incidentsPage) load() {
	var books stockBooks
	var open, all []stock.Incident
	var stops []stock.Emergency
	p.w.do(p, func(ctx context.Context) (err error) {
		if books, err = p.w.readStockBooks(ctx); err != nil {
			return err
		}
		if open, err = p.w.Stock.OpenIncidents(ctx); err != nil {
			return err
		}
		if stops, err = p.w.Stock.LastEmergencies(ctx, lastStops); err != nil {
			return err
		}
		now := p.w.Now()
		all, err = p.w.Stock.IncidentsBetween(ctx, now.AddDate(-1, 0, -incidentYear), now.Add(time.Second))
		return err
	}, func(err error) {
		p.failure, p.books, p.open, p.stops, p.read = err, books, open, stops, err == nil
		since := p.w.Now().AddDate(0, 0, -incidentYear)
		p.closed = slices.DeleteFunc(all, func(i stock.Incident) bool { return i.Closed.IsZero() || i.Closed.Before(since) })
		slices.SortStableFunc(p.closed, func(a, b stock.Incident) int { return b.Closed.Compare(a.Closed) })
		now := p.w.Now()
		slices.SortStableFunc(p.open, func(a, b stock.Incident) int { return order(overdue(b, now)) - order(overdue(a, now)) })
		p.w.redraw()
	})
}

// nextStep is the first step that is not done, with its place in the plan from 1; ok is false when all are done.
func nextStep(i stock.Incident) (s stock.StepDone, n int, ok bool) {
	for k, s := range i.Steps {
		if s.Done.IsZero() {
			return s, k + 1, true
		}
	}
	return stock.StepDone{}, 0, false
}

// overdue tells whether a step of an open incident should have been done by now.
func overdue(i stock.Incident, now time.Time) bool {
	return i.Closed.IsZero() && slices.ContainsFunc(i.Steps, func(s stock.StepDone) bool { return late(s, now) })
}

func late(s stock.StepDone, now time.Time) bool {
	return s.Done.IsZero() && !s.Due.IsZero() && s.Due.Before(now)
}

// incidentWord is what the kind of an incident is called; one of the regulation has its words with it.
func (w *Window) incidentWord(i stock.Incident) string {
	switch {
	case i.OfStock():
		return w.text.T("incident.kind." + string(i.Kind))
	case w.Language == "en":
		return i.English
	}
	return i.Japanese
}

// incidentThing is what an incident is about: the end of a card's number and where it should be, or a difference.
func (w *Window) incidentThing(b stockBooks, i stock.Incident) string {
	words := ""
	if i.Serial != "" {
		words = tail(i.Serial)
	} else if i.Item != "" {
		words = w.itemWord(b.item(i.Item)) + " " + signed(i.Difference)
	}
	if i.Place != "" {
		words += "  " + w.placeWord(b.place(i.Place))
	}
	return words
}

// stepWord is a step of the plan as the regulation calls it.
func (w *Window) stepWord(s stock.Step) string {
	if w.Language == "en" && s.English != "" {
		return s.English
	}
	return s.Japanese
}

// momentWord is a moment: the time alone today, with the day else.
func (w *Window) momentWord(at time.Time) string {
	at = at.In(juki.Tokyo())
	if juki.DateOf(at) == juki.DateOf(w.Now()) {
		return at.Format("15:04")
	}
	return at.Format("2006-01-02 15:04")
}
