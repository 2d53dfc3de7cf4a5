package clerk

import (
	"context"

	"fyne.io/fyne/v2"

	"madoguchi/app/kit"
	"madoguchi/internal/juki"
	"madoguchi/internal/stock"
)

// closingPage is the room of the day's count and reconciliation (日次締め, 第22条第1号): every place counted blind, what differs
// explained, the day closed.
type closingPage struct {
	w       *Window
	day     dayView
	read    bool // day was read
	failure error
	done    *kit.Banner       // what was done just now; nil for nothing
	sheets  []stock.PaperInfo // made when the day was closed
	busy    bool              // something is being done: a second press does nothing more
	loaded  bool
}

func newClosingPage(w *Window) *closingPage { return &closingPage{w: w} }

func (p *closingPage) leave() {}

func (p *closingPage) newDay() { p.load() }

func (p *closingPage) show() fyne.CanvasObject {
	if !p.loaded {
		p.loaded = true
		p.load()
	}
	return kit.Sides(inset(p.head()), inset(p.bottom()), nil, p.checklist(), scrolled(p.list()))
}

// head says which day it is and what was done last.
func (p *closingPage) head() *fyne.Container {
	t := p.w.text
	head := kit.VStack(kit.SpaceBetween, kit.HStack(kit.SpaceGroups, kit.Heading(t.T("room.closing")),
		upright(kit.Line(p.w.dayWord(juki.DateOf(p.w.Now())))), kit.Filler()))
	if b := p.w.trouble(codeOf(p.failure)); b != nil {
		head.Add(b)
	}
	if p.done != nil {
		head.Add(p.done)
	}
	if !p.read {
		return head
	}
	switch {
	case p.day.today.Opened.IsZero():
		head.Add(p.w.notOpened())
	case !p.day.today.Closed.IsZero():
		head.Add(p.closedBanner())
		if b := p.cosignBanner(); b != nil {
			head.Add(b)
		}
	default:
		head.Add(kit.Body(t.T("closing.body")))
	}
	return head
}

// bottom are the ways on: the look at the sheet before the day is closed, a box that was emptied, and the close.
func (p *closingPage) bottom() fyne.CanvasObject {
	t := p.w.text
	if !p.read || !p.day.running() {
		return kit.VStack(0)
	}
	end := kit.NewButton("closing.close", t.T("closing.close"), kit.Filled, p.askClose).Sized(kit.Main).Key(fyne.KeyF5)
	if p.mayNotClose() != "" {
		end.Disable()
	}
	look := kit.NewButton("closing.make", t.T("closing.make"), kit.Outlined, p.makeSheet).Key(fyne.KeyF7)
	if n := p.day.tally(); n[uncounted]+n[beingCounted]+n[waitsForMe]+n[waitsOther]+n[disagree] > 0 { // a count is blind
		look.Disable()
	}
	return kit.HStack(kit.SpaceBetween, look,
		kit.NewButton("closing.boxes", t.T("closing.boxes"), kit.Outlined, func() { p.w.turnTo(newBoxPage(p.w)) }).Key(fyne.KeyF8),
		kit.Filler(), end)
}

func (p *closingPage) load() { p.loadThen(func() {}) }

// loadThen reads the day anew, shows it, and goes on.
func (p *closingPage) loadThen(then func()) {
	var v dayView
	p.w.do(p, func(ctx context.Context) (err error) {
		v, err = p.w.readDay(ctx)
		return err
	}, func(err error) {
		p.busy = false
		if err != nil {
			p.failure = err
		} else {
			p.day, p.read = v, true
		}
		p.w.redraw()
		then()
	})
}

// begin opens a count of a place and goes there; again counts once more what one has counted oneself.
func (p *closingPage) begin(place stock.Place, again bool) {
	if p.busy {
		return
	}
	p.busy = true
	p.w.beginCount(p, place, p.day.figures.Items, again, func(err error) {
		p.busy, p.failure = false, err
		p.w.redraw()
	})
}

// makeSheet shows how the day's sheet would look now (途中の照合表).
func (p *closingPage) makeSheet() {
	if p.busy {
		return
	}
	p.busy, p.failure, p.done = true, nil, nil
	p.w.makePaper(p, PaperRequest{Kind: stock.PaperDaily, Day: juki.DateOf(p.w.Now())}, func(err error) {
		p.busy, p.failure = false, err
		p.w.redraw()
	})
}

// scrolled is the long middle of a page, with room for the ring of the keyboard and the scroll bar; inset puts what stands above
// and below in line with it.
func scrolled(o fyne.CanvasObject) fyne.CanvasObject {
	return kit.PadXY(0, kit.SpaceBetween, kit.Scroll(kit.PadXY(kit.SpaceSmall, kit.SpaceInside, o)))
}

func inset(o fyne.CanvasObject) fyne.CanvasObject { return kit.PadXY(kit.SpaceSmall, 0, o) }

func signed(n int) string {
	if n > 0 {
		return "+" + plain(n)
	}
	return plain(n)
}

// upright keeps a tag at its own height in a higher line.
func upright(o fyne.CanvasObject) fyne.CanvasObject {
	return kit.VStack(0, kit.Filler(), o, kit.Filler())
}
