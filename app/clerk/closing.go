package clerk

import (
	"context"

	"fyne.io/fyne/v2"

	"madoguchi/app/kit"
	"madoguchi/internal/juki"
	"madoguchi/internal/stock"
)

// closingPage is the day's count and reconciliation (日次締め, 第22条第1号): count each place blind, explain what differs,
// make the sheet.
type closingPage struct {
	w        *Window
	sheet    stock.DaySheet
	counting *stock.Count
	scan     *kit.Field
	last     string // what the last scan did, in words
	good     bool
	failure  error
	path     string // of the sheet just made
	loaded   bool
}

func newClosingPage(w *Window) *closingPage { return &closingPage{w: w} }

func (p *closingPage) leave() {}

func (p *closingPage) show() fyne.CanvasObject {
	if !p.loaded {
		p.loaded = true
		p.load()
	}
	if p.counting != nil {
		return p.showCount()
	}
	return p.showDay()
}

// showDay lists the places: counted or not, and what differs. What the ledger says of a place stands here only after it was counted.
func (p *closingPage) showDay() fyne.CanvasObject {
	t := p.w.text
	today := juki.DateOf(p.w.Now())
	head := kit.VStack(kit.SpaceBetween, kit.HStack(kit.SpaceGroups, kit.Heading(t.T("room.closing")), kit.Line(today.WarekiDay()), kit.Filler()))
	if b := p.w.trouble(codeOf(p.failure)); b != nil {
		head.Add(b)
	}
	if p.path != "" {
		head.Add(kit.NewBanner("closing.made", kit.Success, t.T("closing.made"), p.path))
	}
	head.Add(kit.Body(t.T("closing.body")))
	list := kit.VStack(kit.SpaceInside)
	for _, row := range p.sheet.Rows {
		list.Add(p.placeLine(row))
		list.Add(kit.Ruling())
	}
	make := kit.NewButton("closing.make", t.T("closing.make"), kit.Filled, p.makeSheet).Sized(kit.Main).Key(fyne.KeyF5)
	if len(p.sheet.Rows) == 0 || p.sheet.Check() != nil {
		make.Disable()
	}
	bottom := kit.HStack(kit.SpaceBetween, kit.Note(p.whatIsLeft()), kit.Filler(), make)
	return kit.Sides(head, bottom, nil, nil, kit.PadXY(0, kit.SpaceBetween, kit.Scroll(list)))
}

// whatIsLeft says why the sheet cannot be made yet.
func (p *closingPage) whatIsLeft() string {
	if err := p.sheet.Check(); err != nil {
		return p.w.text.T("code." + string(codeOf(err)) + ".do")
	}
	return p.w.text.T("closing.ready")
}

func (p *closingPage) placeLine(row stock.SheetRow) fyne.CanvasObject {
	t := p.w.text
	line := kit.HStack(kit.SpaceGroups, kit.Width(placeWidth, kit.Line(row.Item.Japanese())), kit.Width(placeWidth, kit.Line(row.Place.Japanese())))
	switch {
	case !row.CountedOK:
		line.Add(upright(kit.NewTag(t.T("closing.uncounted"), kit.Warning)))
	case !row.Differs():
		line.Add(upright(kit.NewTag(t.T("closing.agrees", "N", p.w.number(row.Counted)), kit.Success)))
	default:
		line.Add(upright(kit.NewTag(t.T("closing.differs", "Book", p.w.number(row.Book), "Counted", p.w.number(row.Counted), "Difference", signed(row.Difference)), kit.Error)))
		line.Add(kit.Line(row.Reason.Japanese()))
	}
	line.Add(kit.Filler())
	if row.Differs() && row.Reason == stock.NoDifference {
		line.Add(kit.NewButton("closing.explain."+string(row.Place), t.T("closing.explain"), kit.Outlined, func() { p.askReason(row) }).Sized(kit.InTable))
	}
	line.Add(kit.NewButton("closing.count."+string(row.Place), t.T("closing.count"), kit.Outlined, func() { p.begin(row.Place) }).Sized(kit.InTable))
	return line
}

// upright keeps a tag at its own height in a higher line.
func upright(o fyne.CanvasObject) fyne.CanvasObject {
	return kit.VStack(0, kit.Filler(), o, kit.Filler())
}

const placeWidth = 200 // pixels: the longest item and place names

// showCount is one place being counted: scan every card; the number the ledger expects is not shown.
func (p *closingPage) showCount() fyne.CanvasObject {
	t := p.w.text
	if p.scan == nil {
		p.scan = kit.NewField("closing.scan", t.T("handover.scan")).Support(t.T("closing.scan.support")).Scanner(p.scanned)
	}
	p.w.Bridge.Post(p.scan.Focus)
	body := kit.VStack(kit.SpaceGroups,
		kit.Heading(t.T("closing.counting", "Place", p.counting.Place.Japanese())),
		kit.Lead(t.T("closing.lead")),
		kit.Width(scanWidth, p.scan),
		kit.NewText(t.T("count.cards", "N", p.counting.Counted(stock.MyNumberCards)), kit.TextStyle{Size: kit.Text48, Bold: true}).WithID("closing.number"))
	p.w.addScanResult(body, "closing.last", p.last, p.good, p.failure)
	bottom := kit.HStack(kit.SpaceBetween, kit.Filler(), kit.NewButton("closing.end", t.T("closing.end"), kit.Filled, p.end).Sized(kit.Main).Key(fyne.KeyF5))
	return kit.Sides(nil, bottom, nil, nil, body)
}

func (p *closingPage) load() {
	var sheet stock.DaySheet
	var open []stock.Count
	p.w.do(p, func(ctx context.Context) (err error) {
		now := p.w.Now()
		sheet, err = stock.MakeSheet(ctx, p.w.Stock, stock.Head{Date: juki.DateOf(now), MadeAt: now})
		if err != nil {
			return err
		}
		open, err = p.w.Stock.OpenCounts(ctx)
		return err
	}, func(err error) {
		p.failure, p.sheet = err, sheet
		if len(open) > 0 { // a count that a crash or a lock interrupted goes on where it was
			p.counting = &open[0]
		}
		p.w.redraw()
	})
}

func (p *closingPage) begin(place stock.PlaceID) {
	p.last, p.path = "", ""
	p.act(func(ctx context.Context, by juki.OperatorID) error {
		_, err := stock.BeginCount(ctx, p.w.Stock, by, p.w.Now(), place)
		return err
	})
}

// act runs one step of the count as the operator who is logged in, and shows the day anew.
func (p *closingPage) act(f func(context.Context, juki.OperatorID) error) {
	p.w.do(p, func(ctx context.Context) error {
		op, err := p.w.Session.Require()
		if err != nil {
			return err
		}
		return f(ctx, op.ID)
	}, func(err error) {
		if err != nil {
			p.failure = err
			p.w.redraw()
			return
		}
		p.load()
	})
}

func (p *closingPage) scanned(text string) {
	t := p.w.text
	p.scan.SetText("")
	serial, err := juki.ParseCardSerial(text)
	if err != nil {
		p.last, p.good = t.T("handover.scan.error"), false
		p.w.redraw()
		return
	}
	again := false
	line := stock.CountLine{Item: stock.MyNumberCards, Serial: serial, Time: p.w.Now()}
	id := p.counting.ID
	p.w.do(p, func(ctx context.Context) (err error) {
		again, err = p.w.Stock.NoteCounted(ctx, id, line)
		return err
	}, func(err error) {
		p.failure = err
		switch {
		case err != nil:
		case again:
			p.last, p.good = t.T("closing.again", "Tail", tail(serial)), false
		default:
			p.counting.Lines = append(p.counting.Lines, line)
			p.last, p.good = t.T("closing.counted", "Tail", tail(serial)), true
		}
		p.w.redraw()
	})
}

func (p *closingPage) end() {
	id := p.counting.ID
	p.counting, p.scan, p.last = nil, nil, ""
	p.act(func(ctx context.Context, by juki.OperatorID) error {
		_, err := stock.EndCount(ctx, p.w.Stock, by, p.w.Now(), id)
		return err
	})
}

// askReason asks why a place differs; without a reason the sheet is not made.
func (p *closingPage) askReason(row stock.SheetRow) {
	t := p.w.text
	reasons := stock.DifferenceReasons()
	labels := make([]string, len(reasons))
	for i, r := range reasons {
		labels[i] = r.Japanese()
	}
	choice := kit.NewRadio("explain.reason", labels)
	note := kit.NewField("explain.note", t.T("explain.note")).Support(t.T("explain.note.support"))
	p.w.frame.Show(&kit.Dialog{ID: "explain", Title: t.T("explain.title", "Place", row.Place.Japanese()),
		Body: kit.VStack(kit.SpaceBetween, choice, note), Confirm: t.T("explain.confirm"), Cancel: t.T("second.cancel"),
		OnConfirm: func() bool {
			if choice.Selected() < 0 {
				return false
			}
			reason, text := reasons[choice.Selected()], note.Text()
			p.act(func(ctx context.Context, by juki.OperatorID) error {
				now := p.w.Now()
				return stock.Explain(ctx, p.w.Stock, stock.Explanation{Day: juki.DateOf(now), Item: row.Item, Place: row.Place,
					Difference: row.Difference, Reason: reason, Note: text, By: by, Time: now})
			})
			return true
		}})
}

func (p *closingPage) makeSheet() {
	var path string
	p.w.do(p, func(ctx context.Context) (err error) {
		path, err = p.w.Office.MakeSheet(ctx, juki.DateOf(p.w.Now()))
		return err
	}, func(err error) {
		p.failure, p.path = err, ""
		if err == nil {
			p.path = path
		}
		p.w.redraw()
	})
}

func signed(n int) string {
	if n > 0 {
		return "+" + plain(n)
	}
	return plain(n)
}
