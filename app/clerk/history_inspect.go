package clerk

import (
	"context"
	"slices"

	"fyne.io/fyne/v2"

	"madoguchi/app/kit"
	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/stock"
)

// inspectPage is the tab 点検: choose a month, see what each report found, open one, and write down the inspection.
type inspectPage struct {
	w       *Window
	months  []oplog.Period
	month   *kit.Select
	purpose *kit.Select
	reports *HistoryReports // nil before they were made
	why     string
	kept    []oplog.Inspection
	writing bool // the findings are being written
	remarks *kit.Field
	actions *kit.Field
	failure error
	loaded  bool
	busy    bool
}

// monthsOffered is how many months back can be inspected: three years (第13条).
const monthsOffered = 36

// newInspectPage shows reports that were made, on the way back from one of them; nil before.
func newInspectPage(w *Window, made *HistoryReports, why string) *inspectPage {
	t := w.text
	p := &inspectPage{w: w, reports: made, why: why}
	names := make([]string, monthsOffered)
	last := oplog.MonthOf(juki.DateOf(w.Now()))
	chosen := min(1, monthsOffered-1) // the month that is over
	for i := range names {
		p.months = append(p.months, last)
		names[i] = last.First.String()[:7]
		if made != nil && made.Period == last {
			chosen = i
		}
		last = oplog.MonthOf(last.First.AddDays(-1))
	}
	p.month = kit.NewSelect("inspect.month", t.T("inspect.month"), "", names)
	p.month.Choose(chosen)
	p.purpose = kit.NewSelect("inspect.purpose", t.T("history.purpose"), t.T("history.purpose.hint"), w.purposeWords(oplog.LookPurposes()))
	p.purpose.Choose(max(0, slices.Index(oplog.LookPurposes(), why))) // the inspection is what one is here for
	p.remarks = kit.NewField("inspect.remarks", t.T("inspect.remarks")).Support(t.T("inspect.remarks.support")).Covered(w.curtain, "note")
	p.actions = kit.NewField("inspect.actions", t.T("inspect.actions")).Covered(w.curtain, "note")
	return p
}

func (p *inspectPage) leave() {}

func (p *inspectPage) show() fyne.CanvasObject {
	t := p.w.text
	if !p.loaded {
		p.loaded = true
		p.load()
	}
	head := p.w.historyHead(tabInspect)
	head.Add(kit.Card(kit.HStack(kit.SpaceBetween, kit.Width(operatorWidth, p.month), kit.Width(purposeWidth, p.purpose),
		kit.VStack(0, kit.Filler(), unless(!p.busy, kit.NewButton("inspect.make", t.T("inspect.make"), kit.Filled, p.make).Key(fyne.KeyF5))), kit.Filler())))
	if b := p.w.trouble(codeOf(p.failure)); b != nil {
		head.Add(b)
	}
	switch {
	case p.busy:
		head.Add(kit.Body(t.T("inspect.working")))
	case p.reports == nil:
		head.Add(kit.Body(t.T("inspect.ask")))
	case p.writing:
		return kit.Sides(head, p.foot(), nil, nil, kit.PadXY(0, kit.SpaceBetween, kit.VStack(kit.SpaceBetween, kit.Subheading(t.T("inspect.writing", "Month", p.reports.Period.First.String()[:7])), p.remarks, p.actions)))
	default:
		return kit.Sides(head, p.foot(), nil, nil, kit.PadXY(0, kit.SpaceInside, p.overview()))
	}
	return kit.Sides(head, nil, nil, nil, kit.PadXY(0, kit.SpaceBetween, p.past()))
}

// overview has a line for each report; a line opens it.
func (p *inspectPage) overview() fyne.CanvasObject {
	t, l := p.w.text, p.w.logLanguage()
	table := kit.NewTable("inspect.table", kit.Column{Title: t.T("inspect.report")}, kit.Column{Title: t.T("inspect.rows"), Number: true, Width: 120},
		kit.Column{Title: t.T("inspect.records"), Number: true, Width: 130}, kit.Column{Title: t.T("inspect.state"), Width: 170})
	rows := make([][]string, len(p.reports.Reports))
	for i, r := range p.reports.Reports {
		c := r.Counted()
		state := t.T("inspect.nothing")
		switch {
		case c.Rows > 0 && r.ID.Suspicious():
			state = t.T("inspect.look")
		case c.Rows > 0:
			state = t.T("inspect.figure")
		}
		rows[i] = []string{r.ID.Title(l), p.w.number(c.Rows), p.w.number(c.Records), state}
	}
	table.Unit(t.T("inspect.unit", "N", p.w.number(p.reports.Records))).OnSelect(func(row int) {
		p.w.turnTo(newReportPage(p.w, *p.reports, p.reports.Reports[row].ID, p.why))
	}).SetRows(rows)
	return table
}

func (p *inspectPage) foot() fyne.CanvasObject {
	t := p.w.text
	if p.writing {
		return bottom(kit.NewButton("inspect.back", t.T("inspect.back"), kit.Outlined, func() { p.writing = false; p.w.redraw() }).Key(fyne.KeyEscape),
			kit.NewButton("inspect.keep", t.T("inspect.keep"), kit.Filled, p.keep))
	}
	row := kit.HStack(kit.SpaceBetween, kit.NewButton("inspect.list", t.T("inspect.list"), kit.Outlined, func() { p.reports = nil; p.w.redraw() }).Key(fyne.KeyEscape), kit.Filler())
	if p.w.mayDo(oplog.LogInspected) {
		row.Add(unless(p.reports.Period.Last.Before(juki.DateOf(p.w.Now())), kit.NewButton("inspect.write", t.T("inspect.write"), kit.Outlined, func() { p.writing = true; p.w.redraw() })))
	} else {
		row.Add(kit.Note(t.T("inspect.only")))
	}
	return row
}

func (p *inspectPage) load() {
	var kept []oplog.Inspection
	p.w.do(p, func(ctx context.Context) (err error) {
		kept, err = p.w.Office.Inspections(ctx)
		return err
	}, func(err error) {
		if err != nil {
			p.failure = err
		}
		p.kept = kept
		p.w.redraw()
	})
}

// make makes the reports of the chosen month.
func (p *inspectPage) make() {
	month, why := p.months[max(0, p.month.Selected())], oplog.LookPurposes()[max(0, p.purpose.Selected())]
	var made HistoryReports
	p.run(func(ctx context.Context) (err error) {
		made, err = p.w.Office.InspectHistory(ctx, month, why)
		return err
	}, func() { p.reports, p.why = &made, why })
}

func (p *inspectPage) keep() {
	remarks, actions := p.remarks.Text(), p.actions.Text()
	if remarks == "" {
		p.remarks.SetError(p.w.text.T("inspect.remarks.error"))
		p.w.redraw() // the line that says so takes its place
		return
	}
	month := p.reports.Period
	var paper stock.PaperID
	p.run(func(ctx context.Context) (err error) {
		paper, err = p.w.Office.KeepInspection(ctx, month, remarks, actions)
		return err
	}, func() { p.w.showPaper(paper) })
}

func (p *inspectPage) again(id int64) {
	var paper stock.PaperID
	p.run(func(ctx context.Context) (err error) {
		paper, err = p.w.Office.InspectionPaper(ctx, id)
		return err
	}, func() { p.w.showPaper(paper) })
}

// run does one thing at a time; done is told when it went well.
func (p *inspectPage) run(work func(context.Context) error, done func()) {
	if p.busy {
		return
	}
	p.busy = true
	p.w.do(p, work, func(err error) {
		p.busy, p.failure = false, err
		if err == nil {
			done()
		}
		if p.w.page == page(p) {
			p.w.redraw()
		}
	})
	p.w.redraw()
}
