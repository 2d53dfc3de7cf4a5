package clerk

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"

	"madoguchi/app/kit"
	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
)

// viewSearch is the first view of the tab 全端末.
const viewSearch = "search"

// historyOfficeHead is the top of the pages about all terminals in the room 操作履歴.
func (w *Window) historyOfficeHead(view string) *fyne.Container {
	t := w.text
	head := w.historyHead(tabAll)
	var views []kit.Tab
	for _, v := range []string{viewSearch, viewTerminals, viewConflicts} {
		views = append(views, kit.Tab{ID: v, Label: t.T("office.view." + v)})
	}
	head.Add(kit.NewTabs("office.view", views, view, func(v string) {
		if v == viewSearch {
			w.turnTo(newOfficeLogPage(w))
			return
		}
		w.turnTo(newOfficePage(w, v))
	}))
	return head
}

// officeLogPage searches the logs of all terminals on the central server: conditions above, records in sentences below, newest first.
type officeLogPage struct {
	w        *Window
	from, to *kit.Field
	terminal *kit.Field
	operator *kit.Field
	caseNo   *kit.Field
	card     *kit.Field
	area     *kit.Select
	purpose  *kit.Select
	asked    *OfficeRequest // the search that is shown, nil before the first
	starts   []OfficeSpot
	shown    OfficePage
	list     *kit.Table
	picked   int
	failure  error
	busy     bool
	more     bool // all conditions are offered
}

func newOfficeLogPage(w *Window) *officeLogPage {
	t := w.text
	p := &officeLogPage{w: w, picked: -1}
	today := juki.DateOf(w.Now())
	field := func(id, label string) *kit.Field { return kit.NewField("office."+id, t.T(label)) }
	p.from, p.to = field("from", "history.from"), field("to", "history.to")
	p.from.SetText(today.AddDays(-historyDays).String())
	p.to.SetText(today.String())
	p.terminal, p.operator = field("terminal", "office.terminal"), field("operator", "history.operator")
	p.caseNo, p.card = field("case", "history.case"), field("card", "history.card")
	areas := []string{t.T("history.all")}
	for _, a := range oplog.Areas() {
		areas = append(areas, a.Name(w.logLanguage()))
	}
	p.area = kit.NewSelect("office.area", t.T("history.area"), "", areas)
	p.area.Choose(0)
	p.purpose = kit.NewSelect("office.purpose", t.T("history.purpose"), t.T("history.purpose.hint"), w.purposeWords(oplog.LookPurposes()))
	return p
}

// Widths of the form's parts, in pixels: they stand in one line on the smallest screen.
const (
	officeMoment   = 180
	officeTerminal = 150
	officeOperator = 110
)

func (p *officeLogPage) leave() {}

func (p *officeLogPage) show() fyne.CanvasObject {
	t := p.w.text
	head := p.w.historyOfficeHead(viewSearch)
	head.Add(p.form())
	unset := p.unset()
	switch c := codeOf(p.failure); {
	case unset:
		head.Add(kit.NewBanner("office.unset", kit.Warning, t.T("office.unset"), t.T("office.unset.do")))
	case c != "":
		head.Add(kit.NewBanner("office.failed", kit.Warning, t.T("office.unanswered"), t.T("code."+string(c)+".what")+" "+t.T("office.unanswered.do")))
	}
	switch {
	case p.busy:
		return kit.Sides(head, p.foot(), nil, nil, kit.PadXY(0, kit.SpaceGroups, kit.Body(t.T("office.asking")).WithID("office.asking")))
	case p.asked == nil:
		return kit.Sides(head, p.foot(), nil, nil, kit.PadXY(0, kit.SpaceGroups, kit.Body(t.T("office.log.ask")).WithID("office.log.ask")))
	}
	return kit.Sides(head, kit.VStack(kit.SpaceInside, p.opened(), p.foot()), nil, nil, kit.PadXY(0, kit.SpaceInside, p.list))
}

func (p *officeLogPage) unset() bool { return p.w.Central == nil || p.w.Central.Ready() != nil }

func (p *officeLogPage) form() fyne.CanvasObject {
	t := p.w.text
	search := unless(!p.busy && !p.unset(), kit.NewButton("office.search", t.T("history.search"), kit.Filled, p.search).Key(fyne.KeyF5))
	first := kit.HStack(kit.SpaceBetween, kit.Width(officeMoment, p.from), kit.Width(officeMoment, p.to), kit.Width(officeTerminal, p.terminal), kit.Width(officeOperator, p.operator),
		kit.Width(purposeWidth, p.purpose), kit.VStack(0, kit.Filler(), search))
	if !p.more {
		more := kit.NewButton("office.more", t.T("history.more"), kit.TextOnly, func() { p.more = true; p.w.redraw() }).Sized(kit.InTable)
		return kit.Card(kit.VStack(kit.SpaceInside, first, kit.HStack(0, more, kit.Filler())))
	}
	second := kit.HStack(kit.SpaceBetween, kit.Width(purposeWidth, p.area), kit.Width(caseWidth, p.caseNo), kit.Width(cardWidth, p.card))
	return kit.Card(kit.VStack(kit.SpaceInside, first, second))
}

// request reads the form; ok is false when a field does not read, which says so.
func (p *officeLogPage) request() (r OfficeRequest, ok bool) {
	t := p.w.text
	ok = true
	check := func(good bool, field interface{ SetError(string) }, text string) {
		if good {
			text = ""
		}
		ok = ok && good
		field.SetError(text)
	}
	upper := func(f *kit.Field) string { return strings.ToUpper(strings.TrimSpace(f.Text())) }
	r = OfficeRequest{Terminal: strings.ToLower(strings.TrimSpace(p.terminal.Text())), Language: p.w.Language}
	s := oplog.Search{Operator: juki.OperatorID(upper(p.operator)), Case: juki.CaseNumber(upper(p.caseNo)), Card: strings.TrimLeft(upper(p.card), "*＊")}
	if i := p.area.Selected(); i > 0 {
		s.Area = oplog.Areas()[i-1]
	}
	var read bool
	s.From, read = parseMoment(p.from.Text(), false)
	check(read, p.from, t.T("history.from.error"))
	s.Until, read = parseMoment(p.to.Text(), true)
	check(read && (s.From.IsZero() || s.Until.IsZero() || s.From.Before(s.Until)), p.to, t.T("history.from.error"))
	_, named := oplog.Terminal(r.Terminal)
	check(named || r.Terminal == "", p.terminal, t.T("office.terminal.error"))
	check(oplog.Search{Operator: s.Operator}.Valid(), p.operator, t.T("office.operator.error"))
	check(oplog.Search{Case: s.Case}.Valid(), p.caseNo, t.T("history.case.error"))
	check(oplog.Search{Card: s.Card}.Valid(), p.card, t.T("history.card.error"))
	if i := p.purpose.Selected(); i >= 0 {
		r.Purpose = oplog.LookPurposes()[i]
	}
	check(r.Purpose != "", p.purpose, t.T("history.purpose.error"))
	r.Search = s
	return r, ok
}

// search begins at the newest record that fits.
func (p *officeLogPage) search() {
	if r, ok := p.request(); ok {
		p.turn(r, []OfficeSpot{{}})
		return
	}
	p.w.redraw()
}

func (p *officeLogPage) newer() { p.turn(*p.asked, p.starts[:len(p.starts)-1]) }
func (p *officeLogPage) older() { p.turn(*p.asked, append(slices.Clone(p.starts), p.shown.Next)) }

// turn shows the page that begins at the last of starts.
func (p *officeLogPage) turn(r OfficeRequest, starts []OfficeSpot) {
	if p.busy || p.unset() {
		return
	}
	p.busy = true
	r.After = starts[len(starts)-1]
	p.w.redraw()
	var found OfficePage
	p.w.do(p, func(ctx context.Context) (err error) {
		found, err = p.w.Central.SearchOffice(ctx, r)
		return err
	}, func(err error) {
		p.busy, p.failure, p.picked = false, err, -1
		if err == nil {
			p.asked, p.starts, p.shown = &r, starts, found
			p.list = p.table()
		}
		p.w.redraw()
	})
}

func (p *officeLogPage) table() *kit.Table {
	rows := make([][]string, len(p.shown.Records))
	for i, r := range p.shown.Records {
		rows[i] = recordRow(r.Terminal, r.HistoryLine, p.sentence(r))
	}
	return p.w.recordTable("office.records", kit.Column{Title: p.w.text.T("office.terminal"), Width: 150}, rows, len(p.starts), p.shown.More, &p.picked)
}

// sentence tells a record; one that a newer program wrote is said to be so.
func (p *officeLogPage) sentence(r OfficeRecord) string {
	if r.Sentence == "" {
		return p.w.text.T("office.newer.program")
	}
	return r.Sentence
}

func (p *officeLogPage) opened() fyne.CanvasObject {
	if p.picked < 0 || p.picked >= len(p.shown.Records) {
		return kit.VStack(0)
	}
	r := p.shown.Records[p.picked]
	return kit.Card(kit.Body(r.Terminal + "  " + strconv.FormatInt(r.Seq, 10) + "  " + historyTime(r.HistoryLine) + "  " + p.sentence(r)).WithID("office.opened"))
}

func (p *officeLogPage) foot() fyne.CanvasObject {
	t := p.w.text
	row := kit.HStack(kit.SpaceBetween, kit.Filler())
	if p.asked != nil && !p.busy {
		row.Add(unless(len(p.starts) > 1, kit.NewButton("office.page.newer", t.T("history.newer"), kit.Outlined, p.newer).Key(fyne.KeyF7)))
		row.Add(unless(p.shown.More, kit.NewButton("office.page.older", t.T("history.older"), kit.Outlined, p.older).Key(fyne.KeyF8)))
	}
	return row
}
