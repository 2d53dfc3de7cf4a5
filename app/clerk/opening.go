package clerk

import (
	"context"

	"fyne.io/fyne/v2"

	"madoguchi/app/kit"
	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/stock"
)

// openingPage opens the business day (日次開始): what yesterday was closed with, the seals compared, and one press.
type openingPage struct {
	w       *Window
	day     dayView
	kept    []stock.DaySheet               // with which the last day was closed
	ready   bool                           // the last day was counted whole and can still be closed
	seals   map[stock.PlaceID]sealCompared // what was seen
	failure error
	busy    bool
	loaded  bool
	read    bool
}

func newOpeningPage(w *Window) *openingPage {
	return &openingPage{w: w, seals: map[stock.PlaceID]sealCompared{}}
}

// notOpened is the banner of a day that is not opened yet, with the way there.
func (w *Window) notOpened() fyne.CanvasObject {
	return kit.NewBanner("day.not-open", kit.Warning, w.text.T("opening.not-open"), w.text.T("opening.not-open.do")).
		With(kit.NewButton("day.open", w.text.T("opening.start"), kit.Filled, func() {
			w.room = closing
			w.shell.mark(closing)
			w.turnTo(newOpeningPage(w))
		}).Key(fyne.KeyF6))
}

func (p *openingPage) leave() {}

func (p *openingPage) newDay() { p.load() }

func (p *openingPage) show() fyne.CanvasObject {
	t := p.w.text
	if !p.loaded {
		p.loaded = true
		p.load()
	}
	head := kit.VStack(kit.SpaceBetween, kit.HStack(kit.SpaceGroups, kit.Heading(t.T("opening.title")),
		upright(kit.Line(p.w.dayWord(juki.DateOf(p.w.Now())))), kit.Filler()))
	if b := p.w.trouble(codeOf(p.failure)); b != nil {
		head.Add(b)
	}
	back := kit.NewButton("opening.back", t.T("second.cancel"), kit.Outlined, func() { p.w.open(closing) }).Key(fyne.KeyEscape)
	if !p.read {
		return kit.Sides(head, kit.HStack(0, back, kit.Filler()), nil, nil, kit.VStack(0))
	}
	body := kit.VStack(kit.SpaceGroups, p.lastDay())
	if sealed := p.sealed(); len(sealed) > 0 {
		body.Add(p.sealPanel(sealed))
	}
	return kit.Sides(inset(head), inset(p.bottom(back)), nil, nil, scrolled(body))
}

func (p *openingPage) bottom(back fyne.CanvasObject) fyne.CanvasObject {
	t := p.w.text
	bottom := kit.HStack(kit.SpaceBetween, back, kit.Filler())
	left := len(p.sealed()) - len(p.seals)
	if left > 0 {
		bottom.Add(upright(kit.Note(t.T("opening.seals.left", "N", p.w.number(left)))))
	}
	begin := kit.NewButton("opening.open", t.T("opening.open"), kit.Filled, p.open).Sized(kit.Main).Key(fyne.KeyF5)
	if p.unclosed() {
		begin = kit.NewButton("opening.exception", t.T("opening.exception"), kit.Filled, p.askException).Sized(kit.Main).Key(fyne.KeyF5)
		if p.ready {
			begin.SetKind(kit.Outlined)
			bottom.Add(kit.NewButton("opening.close-before", t.T("opening.close-before"), kit.Filled, p.closeBefore).Sized(kit.Main).Key(fyne.KeyF6))
		}
	}
	if left > 0 {
		begin.Disable()
	}
	bottom.Add(begin)
	return bottom
}

// unclosed tells whether the last opened day was never closed.
func (p *openingPage) unclosed() bool {
	return !p.day.before.Opened.IsZero() && p.day.before.Closed.IsZero()
}

// lastDay says with what the last day was closed, or that it was not.
func (p *openingPage) lastDay() fyne.CanvasObject {
	t, before := p.w.text, p.day.before
	switch {
	case before.Opened.IsZero():
		return kit.NewBanner("opening.first", kit.Info, t.T("opening.first"), t.T("opening.first.body"))
	case p.unclosed():
		words := t.T("opening.unclosed.body")
		if p.ready {
			words = t.T("opening.unclosed.ready")
		}
		return kit.NewBanner("opening.unclosed", kit.Warning, t.T("opening.unclosed", "Day", p.w.dayWord(before.Day)), words)
	}
	body := kit.VStack(kit.SpaceBetween, kit.Subheading(t.T("opening.before", "Day", p.w.dayWord(before.Day))),
		kit.Line(t.T("opening.before.by", "Time", before.Closed.In(juki.Tokyo()).Format("15:04"), "Name", p.day.name(before.ClosedBy))))
	totals := kit.HStack(kit.SpaceSections)
	for _, line := range p.totals() {
		totals.Add(kit.VStack(kit.SpaceTight, kit.Note(p.w.itemWord(line.item)), kit.NewText(p.w.number(line.n)+p.w.unitWord(line.item), kit.TextStyle{Size: kit.Text28, Bold: true, Keep: true})))
	}
	body.Add(totals)
	return kit.Card(body)
}

// total is how much of an item the last day was closed with.
type total struct {
	item stock.Item
	n    int
}

func (p *openingPage) totals() (lines []total) {
	for _, item := range p.day.figures.Items {
		n, listed := 0, false
		for _, s := range p.kept {
			for _, row := range s.Rows {
				if row.Item == item.ID {
					n, listed = n+row.Book, true
				}
			}
		}
		if listed {
			lines = append(lines, total{item, n})
		}
	}
	return lines
}

func (p *openingPage) load() {
	var v dayView
	var kept []stock.DaySheet
	ready := false
	p.w.do(p, func(ctx context.Context) (err error) {
		if v, err = p.w.readDay(ctx); err != nil || v.before.Opened.IsZero() {
			return err
		}
		if !v.before.Closed.IsZero() {
			kept, err = p.w.Stock.Sheets(ctx, v.before.Day)
			return err
		}
		sheets, err := p.w.Keeper.MakeSheets(ctx, stock.Head{Date: v.before.Day, Terminal: v.terminal, MadeAt: p.w.Now()})
		ready = err == nil
		for _, s := range sheets {
			ready = ready && s.Check() == nil
		}
		return err
	}, func(err error) {
		p.busy = false
		if err != nil {
			p.failure = err
		} else {
			p.day, p.kept, p.ready, p.read = v, kept, ready, true
		}
		if err == nil && !v.today.Opened.IsZero() { // it is opened by now
			p.w.open(closing)
			return
		}
		p.w.redraw()
	})
}

// act does one thing and shows what became of it.
func (p *openingPage) act(f func(context.Context) error, then func()) {
	if p.busy {
		return
	}
	p.busy, p.failure = true, nil
	p.w.do(p, f, func(err error) {
		p.busy, p.failure = false, err
		if err != nil {
			p.w.redraw()
			return
		}
		then()
	})
}

func (p *openingPage) open() {
	p.act(func(ctx context.Context) error { return p.w.Keeper.OpenDay(ctx, "", "") }, p.opened)
}

// opened goes back to the board: the day's work begins there.
func (p *openingPage) opened() { p.w.open(reception) }

// closeBefore closes the last day after all: it was counted whole, and only the last press is missing.
func (p *openingPage) closeBefore() {
	p.w.closeInTwo(p.day.before.Day, func(day juki.Date, witness juki.OperatorID) {
		p.act(func(ctx context.Context) error {
			_, err := p.w.Office.CloseDay(ctx, day, witness)
			return err
		}, p.load)
	})
}

// askException asks why today is opened all the same, and then a second person, who answers for it.
func (p *openingPage) askException() {
	t := p.w.text
	reasons := stock.OpeningExceptions()
	labels := make([]string, len(reasons))
	for i, r := range reasons {
		labels[i] = t.T("exception." + string(r))
	}
	choice := kit.NewRadio("exception.reason", labels)
	p.w.frame.Show(&kit.Dialog{ID: "exception", Title: t.T("exception.title", "Day", p.w.dayWord(p.day.before.Day)),
		Body: kit.VStack(kit.SpaceBetween, choice, kit.Note(t.T("exception.note"))), Confirm: t.T("exception.confirm"), Cancel: t.T("second.cancel"),
		OnConfirm: func() bool {
			if choice.Selected() < 0 {
				return false
			}
			reason := reasons[choice.Selected()]
			p.w.Bridge.Post(func() { p.askSecond(reason) }) // after this dialog is gone
			return true
		}})
}

func (p *openingPage) askSecond(reason stock.Reason) {
	p.w.askSecondPerson(p.w.text.T("exception.second", "Reason", p.w.text.T("exception."+string(reason))), oplog.DayOpened, supervisors(),
		func(ctx context.Context, c confirmation) error { return p.w.Keeper.OpenDay(ctx, reason, c.Operator.ID) },
		func(error) { p.opened() })
}
