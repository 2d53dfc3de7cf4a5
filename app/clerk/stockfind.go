package clerk

import (
	"context"

	"fyne.io/fyne/v2"

	"madoguchi/app/kit"
	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/stock"
)

// lookPage shows one card by its serial (照会): where it lies, where it belongs, and how it came there. It shows no person: for that
// there is the reception, with a purpose (第19条第3号).
type lookPage struct {
	w       *Window
	books   stockBooks
	serial  juki.CardSerial
	found   stock.Standing // zero while it is looked for
	station *station
	said    string
	loaded  bool
}

func newLookPage(w *Window, serial juki.CardSerial) *lookPage {
	p := &lookPage{w: w, serial: serial}
	p.station = w.newStation("stock.scan", w.text.T("stock.look"), w.text.T("stock.look.support"), p.scanned)
	return p
}

func (p *lookPage) leave() {}

func (p *lookPage) show() fyne.CanvasObject {
	if !p.loaded {
		p.loaded = true
		p.load(p.serial)
	}
	head := p.w.stockHead(tabFigures, said(p.said))
	back := p.w.backTo(func() { p.w.openStock(tabFigures) })
	if p.found.Serial == "" {
		head.Add(halves(p.station.show(), kit.VStack(0)))
		return kit.Sides(head, bottom(back), nil, nil, kit.VStack(0))
	}
	head.Add(halves(p.station.show(), p.facts()))
	missing := unless(p.mayBeMissing(), kit.NewButton("stock.missing", p.w.text.T("picks.missing"), kit.Outlined, p.askMissing))
	foot := bottom(back, missing)
	if trail := p.found.Trail; len(trail) > 0 {
		if reversible(trail[0]) {
			foot = bottom(back, missing, p.w.reverseButton(p, trail[0], p.books, p.w.text.T("stock.reverse"), p.reversed))
		} else {
			foot = bottom(back, missing, kit.Note(p.w.text.T("stock.reverse.elsewhere")))
		}
	}
	return kit.Sides(head, foot, nil, nil, kit.PadXY(0, kit.SpaceInside, p.w.movesTable("look.trail", p.found.Trail, p.books, false)))
}

// facts is the card in short.
func (p *lookPage) facts() fyne.CanvasObject {
	t, f := p.w.text, p.found
	fact := func(name, value string) fyne.CanvasObject {
		return kit.VStack(0, kit.Note(name), kit.NewText(value, kit.TextStyle{Size: kit.Text18, Bold: true, Keep: true}))
	}
	state := kit.HStack(kit.SpaceInside, kit.NewText(p.w.stateWord(f.Item, f.At.State), kit.TextStyle{Size: kit.Text18, Bold: true, Keep: true}))
	switch age := p.w.waiting(f); {
	case age > yearWait:
		state.Add(kit.NewTag(t.T("stock.over365"), kit.Error))
	case age > longWait:
		state.Add(kit.NewTag(t.T("stock.over90"), kit.Warning))
	}
	state.Add(kit.Filler())
	return kit.Panel(kit.VStack(kit.SpaceBetween,
		kit.Columns(kit.SpaceBetween, fact(p.w.serialTitle(f.Item), tail(f.Serial)), fact(t.T("stock.item"), p.w.itemWord(p.books.item(f.Item))),
			kit.VStack(0, kit.Note(t.T("stock.state")), state)),
		kit.Columns(kit.SpaceBetween, fact(t.T("stock.lies"), p.w.placeWord(p.books.place(f.At.Place))), fact(t.T("stock.belongs"), p.w.placeWord(p.books.place(f.Kept.Place))),
			fact(t.T("stock.since"), juki.DateOf(f.Since).String()))))
}

func (p *lookPage) scanned(text string) {
	scan, err := stock.ParseScan(text)
	if err != nil || scan.Serial == "" {
		p.station.refused(juki.Refuse(juki.LabelUnreadable))
		return
	}
	p.said = ""
	p.load(scan.Serial)
}

func (p *lookPage) load(serial juki.CardSerial) {
	p.serial = serial
	var books stockBooks
	var found stock.Standing
	p.w.do(p, func(ctx context.Context) (err error) {
		if books, err = p.w.readStockBooks(ctx); err == nil {
			found, err = p.w.Keeper.Look(ctx, serial)
		}
		return err
	}, func(err error) {
		if p.serial != serial { // another card was scanned meanwhile
			return
		}
		p.books, p.found = books, found
		if err != nil {
			p.found = stock.Standing{}
			p.station.refused(err)
		} else {
			p.station.good(p.w.text.T("stock.look.found", "Tail", tail(serial)))
		}
		p.w.redraw()
	})
}

func (p *lookPage) reversed() {
	p.said = p.w.text.T("stock.reversed")
	p.load(p.found.Serial)
}

// mayBeMissing tells whether the card lies where somebody here can look for it.
func (p *lookPage) mayBeMissing() bool {
	return p.w.mayDo(oplog.IncidentOpened) && p.books.counted(p.found.At.Place) && p.found.At.State != stock.InHandover
}

// askMissing: what is not where the ledger has it becomes an incident at once (第24条).
func (p *lookPage) askMissing() {
	f := p.found
	p.w.confirmMissing(p.w.text.T("stock.missing.what", "Tail", tail(f.Serial), "Place", p.w.placeWord(p.books.place(f.At.Place))), func() {
		var opened stock.Incident
		p.w.do(p, func(ctx context.Context) (err error) {
			opened, err = p.w.Keeper.ReportMissing(ctx, f.Item, f.Serial)
			return err
		}, func(err error) {
			if err != nil {
				p.station.refused(err)
				return
			}
			p.load(f.Serial)
			p.w.tellLost(opened)
		})
	})
}
