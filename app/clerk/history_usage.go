package clerk

import (
	"context"

	"fyne.io/fyne/v2"

	"madoguchi/app/kit"
	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/stock"
)

// usagePage is the tab 利用状況: how much personal data was used, by purpose and operator, over any period (利用状況の報告).
type usagePage struct {
	w       *Window
	from    *kit.Field
	to      *kit.Field
	purpose *kit.Select
	shown   *HistoryReports
	why     string
	failure error
	busy    bool
}

func newUsagePage(w *Window) *usagePage {
	t := w.text
	p := &usagePage{w: w}
	today := juki.DateOf(w.Now())
	p.from = kit.NewField("usage.from", t.T("history.from"))
	p.from.SetText(oplog.MonthOf(today).First.String())
	p.to = kit.NewField("usage.to", t.T("history.to"))
	p.to.SetText(today.String())
	p.purpose = kit.NewSelect("usage.purpose", t.T("history.purpose"), t.T("history.purpose.hint"), w.purposeWords(oplog.LookPurposes()))
	p.purpose.Choose(0)
	return p
}

func (p *usagePage) leave() {}

func (p *usagePage) show() fyne.CanvasObject {
	t := p.w.text
	head := p.w.historyHead(tabUsage)
	head.Add(kit.Card(kit.HStack(kit.SpaceBetween, kit.Width(momentWidth, p.from), kit.Width(momentWidth, p.to), kit.Width(purposeWidth, p.purpose),
		kit.VStack(0, kit.Filler(), unless(!p.busy, kit.NewButton("usage.make", t.T("usage.make"), kit.Filled, func() { p.ask(false) }).Key(fyne.KeyF5))),
		kit.VStack(0, kit.Filler(), unless(p.shown != nil && !p.busy, kit.NewButton("usage.pdf", t.T("history.pdf"), kit.Outlined, func() { p.ask(true) }))))))
	if b := p.w.trouble(codeOf(p.failure)); b != nil {
		head.Add(b)
	}
	if p.shown == nil {
		head.Add(kit.Body(t.T("usage.ask")))
		return kit.Sides(head, nil, nil, nil, kit.VStack(0))
	}
	r := p.shown.Of(oplog.ByPurpose)
	head.Add(kit.Body(r.ID.Meaning(p.w.logLanguage(), p.shown.Limits)))
	if len(r.Rows) > 0 {
		head.Add(kit.Columns(kit.SpaceGroups, p.titled("usage.by-operator", p.ranks(r)), p.titled("usage.by-day", p.w.dayChart(r)), p.titled("usage.by-hour", p.w.hourChart(p.shown.Hours))))
	}
	return kit.Sides(head, nil, nil, nil, kit.PadXY(0, kit.SpaceInside, p.w.reportTable(r, p.why, func() { p.w.turnTo(p) })))
}

// titled puts a line above a chart that says what its bars count.
func (p *usagePage) titled(title string, chart fyne.CanvasObject) fyne.CanvasObject {
	return kit.VStack(kit.SpaceTight, kit.Note(p.w.text.T(title)), chart)
}

// mostRanks is how many operators the chart has; the table has all.
const mostRanks = 6

// ranks are the operators who used most.
func (p *usagePage) ranks(r oplog.Report) fyne.CanvasObject {
	var bars []kit.Bar
	for _, f := range oplog.UsesOf(r) {
		if len(bars) < mostRanks {
			bars = append(bars, kit.Bar{Label: string(f.Operator), Value: f.Count})
		}
	}
	return kit.NewRanks("usage.ranks", rankLabel, bars)
}

const rankLabel = 80 // pixels

// period reads the form; ok is false when a field does not read, which says so.
func (p *usagePage) period() (period oplog.Period, ok bool) {
	t := p.w.text
	from, wrongFrom := juki.ParseDate(p.from.Text())
	to, wrongTo := juki.ParseDate(p.to.Text())
	period = oplog.Period{First: from, Last: to}
	p.from.SetError("")
	p.to.SetError("")
	switch {
	case wrongFrom != nil:
		p.from.SetError(t.T("usage.date.error"))
	case wrongTo != nil || !period.Valid():
		p.to.SetError(t.T("usage.date.error"))
	default:
		return period, true
	}
	return period, false
}

// ask fetches the figures, or makes the paper of them.
func (p *usagePage) ask(pdf bool) {
	period, ok := p.period()
	if !ok || p.busy {
		return
	}
	p.busy = true
	why := oplog.LookPurposes()[max(0, p.purpose.Selected())]
	var made HistoryReports
	var paper stock.PaperID
	p.w.do(p, func(ctx context.Context) (err error) {
		if pdf {
			paper, err = p.w.Office.UsagePaper(ctx, period, why)
			return err
		}
		made, err = p.w.Office.UsageOfHistory(ctx, period, why)
		return err
	}, func(err error) {
		p.busy, p.failure = false, err
		switch {
		case err == nil && pdf:
			p.w.showPaper(paper)
			return
		case err == nil:
			p.shown, p.why = &made, why
		}
		p.w.redraw()
	})
	p.w.redraw()
}
