package clerk

import (
	"context"
	"strconv"

	"fyne.io/fyne/v2"

	"madoguchi/app/kit"
	"madoguchi/internal/juki"
	"madoguchi/internal/stock"
)

// papersPage is the room 帳票: choose a paper and make it, or take one that was made before.
type papersPage struct {
	w       *Window
	kind    int // in choices, -1 while none is chosen
	from    *kit.Field
	to      *kit.Field
	item    *kit.Select
	items   []stock.Item
	groups  []string
	group   *kit.Select
	made    []stock.PaperInfo
	failure error
	loaded  bool
	making  bool
}

// paperChoice is a paper that can be made here, and what it asks for. Others are made where their procedure is.
type paperChoice struct {
	kind              stock.PaperKind
	from, to          bool // a day; a period
	item, group, plan bool // plan: the day is the next business day
}

func paperChoices() []paperChoice {
	return []paperChoice{
		{kind: stock.PaperDaily, from: true, group: true},
		{kind: stock.PaperLedger, from: true, to: true, item: true},
		{kind: stock.PaperList},
		{kind: stock.PaperPick, from: true, plan: true},
		{kind: stock.PaperDisposal, from: true, to: true},
		{kind: stock.PaperMonth, from: true},
	}
}

// papersShown is how far back the list of made papers goes, in days.
const papersShown = 31

func newPapersPage(w *Window) *papersPage { return &papersPage{w: w, kind: -1} }

func (p *papersPage) leave() {}

func (p *papersPage) show() fyne.CanvasObject {
	t := p.w.text
	if !p.loaded {
		p.loaded = true
		p.load()
	}
	spares := kit.NewButton("papers.spares", t.T("spare.title"), kit.Outlined, func() { p.w.turnTo(newSparesPage(p.w)) }).Sized(kit.InTable)
	head := kit.VStack(kit.SpaceBetween, kit.HStack(kit.SpaceBetween, kit.Heading(t.T("room.papers")), kit.Filler(), spares))
	if b := p.w.trouble(codeOf(p.failure)); b != nil {
		head.Add(b)
	}
	choices := kit.HStack(kit.SpaceInside)
	for i, c := range paperChoices() {
		look := kit.Outlined
		if i == p.kind {
			look = kit.Filled
		}
		choices.Add(kit.NewButton("papers.kind."+string(c.kind), t.T("paper."+string(c.kind)), look, func() { p.choose(i) }).Sized(kit.InTable))
	}
	head.Add(choices)
	if p.kind >= 0 {
		head.Add(p.form(paperChoices()[p.kind]))
	}
	head.Add(kit.Subheading(t.T("papers.made")))
	return kit.Sides(head, nil, nil, nil, kit.PadXY(0, kit.SpaceBetween, p.table()))
}

// table lists what was made, newest first; a line opens the paper.
func (p *papersPage) table() fyne.CanvasObject {
	t := p.w.text
	table := kit.NewTable("papers.table",
		kit.Column{Title: t.T("papers.time"), Width: 170}, kit.Column{Title: t.T("papers.kind")},
		kit.Column{Title: t.T("papers.day"), Width: 130}, kit.Column{Title: t.T("papers.by"), Width: 110},
		kit.Column{Title: t.T("papers.printed"), Width: 130, Number: true})
	rows := make([][]string, len(p.made))
	for i, m := range p.made {
		rows[i] = []string{m.MadeAt.In(juki.Tokyo()).Format("2006-01-02 15:04"), t.T("paper." + string(m.Kind)), m.Day.String(), string(m.MadeBy), strconv.Itoa(m.Printed)}
	}
	table.Unit(t.T("table.unit")).OnSelect(func(row int) { p.w.showPaper(p.made[row].ID) }).SetRows(rows)
	return table
}

// form asks for what the chosen paper needs, and has the button that makes it.
func (p *papersPage) form(c paperChoice) fyne.CanvasObject {
	t := p.w.text
	fields := kit.HStack(kit.SpaceBetween)
	if c.from {
		fields.Add(kit.Width(dateWidth, p.from))
	}
	if c.to {
		fields.Add(kit.Width(dateWidth, p.to))
	}
	if c.item {
		fields.Add(kit.Width(choiceWidth, p.item))
	}
	if c.group && len(p.groups) > 1 {
		fields.Add(kit.Width(choiceWidth, p.group))
	}
	make := kit.NewButton("papers.make", t.T("papers.make"), kit.Filled, p.make).Key(fyne.KeyF5)
	if p.making {
		make.Disable()
	}
	fields.Add(kit.VStack(0, kit.Filler(), make))
	return kit.Card(kit.VStack(kit.SpaceInside, kit.Note(t.T("paper."+string(c.kind)+".note")), fields))
}

// Widths of the form's parts, in pixels.
const (
	dateWidth   = 190
	choiceWidth = 300
)

// choose prepares the form of a paper.
func (p *papersPage) choose(i int) {
	t, c := p.w.text, paperChoices()[i]
	p.kind, p.failure = i, nil
	day := juki.DateOf(p.w.Now())
	first := day
	switch {
	case c.plan:
		day = p.w.nextBusinessDay()
		first = day
	case c.to:
		first = juki.Date{Year: day.Year, Month: day.Month, Day: 1}
	}
	label := t.T("papers.day")
	if c.to {
		label = t.T("papers.from")
	}
	p.from = kit.NewField("papers.from", label)
	p.from.SetText(first.String())
	p.to = kit.NewField("papers.to", t.T("papers.to"))
	p.to.SetText(day.String())
	names := make([]string, len(p.items))
	for k, item := range p.items {
		names[k] = item.Name
	}
	p.item = kit.NewSelect("papers.item", t.T("papers.item"), t.T("papers.choose"), names)
	if len(names) > 0 {
		p.item.Choose(0)
	}
	groups := make([]string, len(p.groups))
	for k, g := range p.groups {
		groups[k] = g
		if g == "" {
			groups[k] = t.T("papers.group.own")
		}
	}
	p.group = kit.NewSelect("papers.group", t.T("papers.group"), t.T("papers.choose"), groups)
	if len(groups) > 0 {
		p.group.Choose(0)
	}
	p.w.redraw()
}

// request reads the form; ok is false when a field does not read, which says so.
func (p *papersPage) request() (r PaperRequest, ok bool) {
	t, c := p.w.text, paperChoices()[p.kind]
	r.Kind, ok = c.kind, true
	var err error
	if c.from {
		if r.Day, err = juki.ParseDate(p.from.Text()); err != nil {
			p.from.SetError(t.T("papers.date.error"))
			ok = false
		}
	}
	if c.to {
		if r.To, err = juki.ParseDate(p.to.Text()); err != nil || r.To.Before(r.Day) {
			p.to.SetError(t.T("papers.date.error"))
			ok = false
		}
	}
	if i := p.item.Selected(); c.item && i >= 0 {
		r.Item = p.items[i].ID
	}
	if i := p.group.Selected(); c.group && i >= 0 {
		r.Group = p.groups[i]
	}
	return r, ok
}

func (p *papersPage) make() {
	r, ok := p.request()
	if !ok || p.making {
		return
	}
	p.making = true
	p.w.makePaper(p, r, func(err error) {
		p.making, p.failure = false, err
		p.w.redraw()
	})
}

// makePaper makes a paper and shows it; failed is told when it could not be made.
func (w *Window) makePaper(from page, r PaperRequest, failed func(error)) {
	var made stock.PaperInfo
	w.do(from, func(ctx context.Context) (err error) {
		made, err = w.Papers.MakePaper(ctx, r)
		return err
	}, func(err error) {
		if err != nil {
			failed(err)
			return
		}
		w.showPaper(made.ID)
	})
}

func (p *papersPage) load() {
	var made []stock.PaperInfo
	var items []stock.Item
	groups := []string{}
	p.w.do(p, func(ctx context.Context) (err error) {
		today := juki.DateOf(p.w.Now())
		if made, err = p.w.Papers.PapersOf(ctx, "", today.AddDays(-papersShown), today.AddDays(papersShown)); err != nil {
			return err
		}
		if items, err = p.w.Stock.Items(ctx); err != nil {
			return err
		}
		groups, err = p.w.placeGroups(ctx)
		return err
	}, func(err error) {
		p.failure, p.made, p.items, p.groups = err, made, items, groups
		p.w.redraw()
	})
}

// placeGroups are the groups that have a sheet of their own (場所区分), the terminal's own first.
func (w *Window) placeGroups(ctx context.Context) ([]string, error) {
	places, err := w.Stock.AllPlaces(ctx)
	if err != nil {
		return nil, err
	}
	groups, seen := []string{""}, map[string]bool{"": true}
	for _, place := range places {
		if !seen[place.Group] {
			seen[place.Group] = true
			groups = append(groups, place.Group)
		}
	}
	return groups, nil
}

// nextBusinessDay is the day that is prepared today.
func (w *Window) nextBusinessDay() juki.Date {
	return juki.StandardHours().NextBusinessDay(juki.DateOf(w.Now()))
}
