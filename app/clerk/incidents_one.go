package clerk

import (
	"cmp"
	"context"
	"slices"

	"fyne.io/fyne/v2"

	"madoguchi/app/kit"
	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/stock"
)

// incidentPage is one incident: what is missing since when, how the card came there, and the steps of the emergency plan in order.
type incidentPage struct {
	w       *Window
	number  stock.IncidentNumber
	books   stockBooks
	i       stock.Incident // without a number until it is read
	card    stock.Standing // zero for an incident without a card
	said    string
	failure error
	loaded  bool
}

func newIncidentPage(w *Window, n stock.IncidentNumber) *incidentPage {
	return &incidentPage{w: w, number: n}
}

func (p *incidentPage) leave() {}

func (p *incidentPage) show() fyne.CanvasObject {
	t := p.w.text
	if !p.loaded {
		p.loaded = true
		p.load()
	}
	title := kit.HStack(kit.SpaceBetween, kit.Heading(t.T("incident.title", "Number", string(p.number))))
	head := kit.VStack(kit.SpaceBetween, title)
	p.w.outcome(head, "incident.said", p.failure, p.said, "")
	back := kit.NewButton("incident.back", t.T("stock.back"), kit.Outlined, func() { p.w.open(incidents) }).Key(fyne.KeyEscape)
	if p.i.Number == "" {
		return kit.Sides(head, bottom(back), nil, nil, kit.VStack(0))
	}
	title.Add(upright(p.tag()))
	title.Add(kit.Filler())
	head.Add(p.facts())
	body := kit.VStack(kit.SpaceInside, p.steps())
	if len(p.i.Contacts) > 0 {
		body.Add(p.w.contacts(p.i.Contacts))
	}
	if len(p.card.Trail) > 0 {
		body.Add(p.moves())
	}
	return kit.Sides(head, kit.PadXY(0, kit.SpaceInside, p.bottom(back)), nil, nil, kit.PadXY(0, kit.SpaceBetween, scrolled(body)))
}

func (p *incidentPage) tag() fyne.CanvasObject {
	t := p.w.text
	switch {
	case !p.i.Closed.IsZero():
		return kit.NewTag(t.T("incident.closed", "Day", juki.DateOf(p.i.Closed).String()), kit.Info)
	case overdue(p.i, p.w.Now()):
		return kit.NewTag(t.T("incidents.late"), kit.Error)
	}
	return kit.NewTag(t.T("incident.open"), kit.Warning)
}

func (p *incidentPage) facts() fyne.CanvasObject {
	t := p.w.text
	since := [2]string{t.T("incident.since"), p.w.momentWord(p.i.Opened) + "  " + p.books.staff(p.i.OpenedBy)}
	if !p.i.OfStock() {
		return p.w.facts([2]string{t.T("incident.kind"), p.w.incidentWord(p.i)}, since, [2]string{t.T("incident.closers"), p.w.postWords(p.i.CloseBy)})
	}
	facts := [][2]string{{t.T("incident.kind"), p.w.incidentWord(p.i)}, {cmp.Or(p.w.itemWord(p.books.item(p.i.Item)), t.T("incident.what")), p.thing()},
		{t.T("incident.place"), p.w.placeWord(p.books.place(p.i.Place))}, since}
	if p.card.Serial != "" {
		facts = slices.Insert(facts, 3, [2]string{t.T("stock.lies"), p.w.placeWord(p.books.place(p.card.At.Place))})
	}
	return p.w.facts(facts...)
}

func (p *incidentPage) thing() string {
	if p.i.Serial != "" {
		return tail(p.i.Serial)
	}
	return signed(p.i.Difference)
}

// moves are the last movements of the card, newest first.
func (p *incidentPage) moves() fyne.CanvasObject {
	list := kit.VStack(kit.SpaceTight, kit.PadXY(0, kit.SpaceInside, kit.Subheading(p.w.text.T("incident.moves"))))
	for _, m := range p.card.Trail[:min(lastMoves, len(p.card.Trail))] {
		list.Add(kit.HStack(kit.SpaceBetween, kit.Width(moveTimeWidth, kit.Line(m.Time.In(juki.Tokyo()).Format("2006-01-02 15:04"))), kit.Width(incidentKindWidth, kit.Line(p.w.actWord(m.Reason))),
			kit.Line(p.w.positionWord(p.books, m.Item, m.From)+" → "+p.w.positionWord(p.books, m.Item, m.To)), kit.Line(p.books.staff(m.By)), kit.Filler()))
		list.Add(kit.Ruling())
	}
	return list
}

const (
	lastMoves     = 6
	moveTimeWidth = 150 // pixels
)

// missing tells whether the card of the incident is still looked for.
func (p *incidentPage) missing() bool {
	return p.i.Serial != "" && (p.card.At.Place == stock.Missing || p.i.Kind == stock.TransferShort && p.card.At.Place == stock.Transit)
}

// bottom has one filled button: what is to be done next.
func (p *incidentPage) bottom(back *kit.Button) fyne.CanvasObject {
	t := p.w.text
	buttons := []fyne.CanvasObject{back, unless(p.w.mayDo(oplog.SheetMade), kit.NewButton("incident.print", t.T("incident.print"), kit.Outlined, p.print).Sized(kit.Main).Key(fyne.KeyF7))}
	if !p.i.Closed.IsZero() {
		if p.card.At.Place == stock.Gone { // found after all
			buttons = append(buttons, p.foundButton(kit.Outlined))
		}
		return bottom(buttons...)
	}
	_, _, open := nextStep(p.i)
	found := p.card.At.Place == stock.Missing
	end, foundKind, closeKind := "incident.close", kit.Outlined, kit.Filled
	if p.missing() {
		end = "incident.close.lost"
	}
	if found && open {
		foundKind, closeKind = kit.Filled, kit.Outlined
	} else if open {
		closeKind = kit.Outlined
	}
	buttons = append(buttons, unless(p.w.mayDo(oplog.IncidentClosed) && p.i.Closes(p.w.Session.View().Operator.Post), kit.NewButton("incident.close", t.T(end), closeKind, p.askClose).Sized(kit.Main).Key(fyne.KeyF8)))
	if found {
		buttons = append(buttons, p.foundButton(foundKind))
	}
	return bottom(buttons...)
}

func (p *incidentPage) foundButton(kind kit.ButtonKind) *kit.Button {
	return unless(p.w.mayDo(oplog.IncidentStepDone), kit.NewButton("incident.found", p.w.text.T("incident.found"), kind, func() {
		p.w.turnTo(newFoundPage(p.w, p.i, p.books))
	}).Sized(kit.Main).Key(fyne.KeyF5))
}

func (p *incidentPage) load() {
	var books stockBooks
	var i stock.Incident
	var card stock.Standing
	p.w.do(p, func(ctx context.Context) (err error) {
		if books, err = p.w.readStockBooks(ctx); err != nil {
			return err
		}
		if i, err = p.w.Stock.IncidentOf(ctx, p.number); err == nil && i.Serial != "" {
			card, err = p.w.Keeper.Look(ctx, i.Serial)
		}
		return err
	}, func(err error) {
		if err != nil {
			p.failure = err
		}
		p.books, p.i, p.card = books, i, card
		p.w.redraw()
	})
}

func (p *incidentPage) print() {
	p.w.makePaper(p, PaperRequest{Kind: stock.PaperIncident, Incident: p.number, Day: juki.DateOf(p.w.Now())}, func(err error) {
		p.failure = err
		p.w.redraw()
	})
}

// askClose asks a second person; steps that are not done are said before anybody is called.
func (p *incidentPage) askClose() {
	t := p.w.text
	if _, _, open := nextStep(p.i); open {
		p.failure, p.said = juki.Refuse(juki.StepsOpen), ""
		p.w.redraw()
		return
	}
	what := t.T("incident.close.what", "Number", string(p.number))
	if p.missing() {
		what = t.T("incident.close.lost.what", "Number", string(p.number), "Tail", tail(p.i.Serial))
	}
	p.w.askSecondPerson(what, oplog.IncidentClosed, supervisors(), func(ctx context.Context, c confirmation) error {
		return p.w.Keeper.CloseIncident(ctx, p.number, c.Operator.ID)
	}, func(error) {
		if p.w.page != page(p) {
			return
		}
		p.failure, p.said = nil, t.T("incident.ended", "Number", string(p.number))
		p.load()
	})
}
