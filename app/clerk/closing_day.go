package clerk

import (
	"context"

	"fyne.io/fyne/v2"

	"madoguchi/app/kit"
	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/stock"
)

const checklistWidth = 290 // pixels

// check is one thing that the day needs before it can be closed.
type check struct {
	words string
	done  bool
}

// checks are all of them, in the order in which they are done.
func (p *closingPage) checks() []check {
	t, n := p.w.text, p.day.tally()
	all := 0
	for _, k := range n {
		all += k
	}
	once := all - n[uncounted] - n[beingCounted]
	list := []check{
		{t.T("closing.check.counted", "N", p.w.number(once), "All", p.w.number(all)), once == all},
	}
	if p.day.second {
		twice := once - n[waitsForMe] - n[waitsOther]
		list = append(list,
			check{t.T("closing.check.second", "N", p.w.number(twice), "All", p.w.number(all)), twice == all},
			check{t.T("closing.check.same", "N", p.w.number(n[disagree])), n[disagree] == 0})
	}
	return append(list,
		check{t.T("closing.check.explained", "N", p.w.number(n[differs])), n[differs] == 0},
		check{t.T("closing.check.ended", "N", p.w.number(len(p.day.open))), len(p.day.open) == 0},
		check{t.T("closing.check.counter", "N", p.w.number(p.day.atCounter())), p.day.atCounter() == 0})
}

// checklist is what is done and what is left, at the right of the places.
func (p *closingPage) checklist() fyne.CanvasObject {
	if !p.read || !p.day.running() {
		return kit.VStack(0)
	}
	list := kit.VStack(kit.SpaceSmall, kit.Subheading(p.w.text.T("closing.checks")))
	for _, c := range p.checks() {
		mark, colour := "○", kit.ColorTextSub
		if c.done {
			mark, colour = "✓", kit.ColorSuccess
		}
		list.Add(kit.Sides(nil, nil, kit.Width(kit.Size(kit.SizeMark), kit.NewText(mark, kit.TextStyle{Bold: true, Color: colour, Keep: true})), nil, kit.NewText(c.words, kit.TextStyle{})))
	}
	if why := p.mayNotClose(); why != "" {
		list.Add(kit.Note(p.w.text.T("code." + string(why) + ".do")))
	}
	return kit.PadXY(kit.SpaceBetween, kit.SpaceBetween, kit.VStack(0, kit.Width(checklistWidth, kit.Panel(list)), kit.Filler()))
}

// mayNotClose is why the day cannot be closed yet; "" when it can.
func (p *closingPage) mayNotClose() juki.Code {
	switch {
	case len(p.day.open) > 0:
		return juki.CountOpen
	case p.day.complete() != nil:
		return codeOf(p.day.complete())
	case p.day.atCounter() > 0:
		return juki.HandoverOpen
	}
	return ""
}

// askClose names what follows from closing before it is done: nothing of the day can be changed any more.
func (p *closingPage) askClose() {
	t := p.w.text
	day := juki.DateOf(p.w.Now())
	p.w.frame.Show(&kit.Dialog{ID: "close", Title: t.T("close.title", "Day", p.w.dayWord(day)),
		Body:    kit.VStack(kit.SpaceBetween, kit.Body(t.T("close.body")), kit.Body(t.T("close.after"))),
		Confirm: t.T("closing.close"), Cancel: t.T("second.cancel"),
		OnConfirm: func() bool {
			p.w.Bridge.Post(func() { p.w.closeInTwo(day, p.close) }) // after this dialog is gone
			return true
		}})
}

// closeInTwo closes a day before a second person, where the rules ask for no second count: nobody counts, explains and closes alone.
func (w *Window) closeInTwo(day juki.Date, closing func(day juki.Date, witness juki.OperatorID)) {
	if w.Keeper.RulesOn(day).SecondCount {
		closing(day, "")
		return
	}
	var witness juki.OperatorID
	w.askSecondPerson(w.text.T("close.witness", "Day", w.dayWord(day)), oplog.DayClosed, nil, func(_ context.Context, c confirmation) error {
		witness = c.Operator.ID
		return nil
	}, func(err error) {
		if err == nil {
			closing(day, witness)
		}
	})
}

// close closes the day: the figures are frozen, the log's checkpoint is taken, the sheet is stored and written.
func (p *closingPage) close(day juki.Date, witness juki.OperatorID) {
	if p.busy {
		return
	}
	p.busy, p.failure, p.done = true, nil, nil
	var sheets []stock.PaperInfo
	p.w.do(p, func(ctx context.Context) (err error) {
		sheets, err = p.w.Office.CloseDay(ctx, day, witness)
		return err
	}, func(err error) {
		p.failure, p.sheets = err, sheets
		p.loadThen(func() { p.offerCosign(err) })
	})
}

// closedBanner is the day after it was closed: when, by whom, and the way to its sheet.
func (p *closingPage) closedBanner() fyne.CanvasObject {
	t, today := p.w.text, p.day.today
	words := t.T("closed.body", "Time", today.Closed.In(juki.Tokyo()).Format("15:04"), "Name", p.day.name(today.ClosedBy))
	print := func() { p.w.open(papers) }
	if len(p.sheets) == 1 {
		print = func() { p.w.showPaper(p.sheets[0].ID) }
	}
	return kit.NewBanner("closing.closed", kit.Success, t.T("closed.title"), words).
		With(kit.NewButton("closing.print", t.T("closed.print"), kit.Filled, print).Key(fyne.KeyF5))
}
