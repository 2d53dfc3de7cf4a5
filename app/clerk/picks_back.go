package clerk

import (
	"context"

	"fyne.io/fyne/v2"

	"madoguchi/app/kit"
	"madoguchi/internal/juki"
	"madoguchi/internal/stock"
)

// unpickPage puts prepared cards back where they belong (前日準備の戻し): those for which nobody comes any more, each by a scan.
type unpickPage struct {
	w       *Window
	day     juki.Date // shown when this is done
	books   stockBooks
	idle    []stock.Standing
	station *station
	said    string
	failure error
	loaded  bool
	read    bool
	busy    bool
}

func newUnpickPage(w *Window, day juki.Date, said string) *unpickPage {
	p := &unpickPage{w: w, day: day, said: said}
	p.station = w.newStation("unpick.scan", w.text.T("unpick.scan"), w.text.T("unpick.scan.support"), p.scanned)
	return p
}

func (p *unpickPage) leave() {}

func (p *unpickPage) show() fyne.CanvasObject {
	t := p.w.text
	if !p.loaded {
		p.loaded = true
		p.load()
	}
	head := kit.VStack(kit.SpaceBetween, kit.Heading(t.T("unpick.title")))
	if p.said != "" {
		head.Add(kit.NewBanner("unpick.said", kit.Success, p.said, ""))
	}
	if b := p.w.trouble(codeOf(p.failure)); b != nil {
		head.Add(b)
	}
	head.Add(kit.Lead(t.T("unpick.lead")))
	head.Add(p.station.show())
	table := kit.NewTable("unpick.table", kit.Column{Title: t.T("stock.serial"), Width: 140}, kit.Column{Title: t.T("stock.lies")}, kit.Column{Title: t.T("unpick.to")})
	rows := make([][]string, len(p.idle))
	for i, c := range p.idle {
		rows[i] = []string{tail(c.Serial), p.w.placeWord(p.books.place(c.At.Place)), p.w.placeWord(p.books.place(c.Kept.Place))}
	}
	table.Unit(t.T("stock.unit")).SetRows(rows)
	back := kit.NewButton("unpick.back", t.T("prepare.end"), kit.Outlined, func() { p.w.turnTo(newPicksPageOn(p.w, p.day, "")) }).Key(fyne.KeyEscape)
	return kit.Sides(head, bottom(back), nil, nil, kit.PadXY(0, kit.SpaceInside, table))
}

func (p *unpickPage) load() {
	var books stockBooks
	var idle []stock.Standing
	p.w.do(p, func(ctx context.Context) (err error) {
		if books, err = p.w.readStockBooks(ctx); err == nil {
			idle, err = p.w.idlePicks(ctx)
		}
		return err
	}, func(err error) {
		p.failure, p.books, p.idle, p.read = err, books, idle, err == nil
		p.w.redraw()
	})
}

// scanned puts one card back. Where it belongs the ledger knows.
func (p *unpickPage) scanned(text string) {
	scan, err := stock.ParseScan(text)
	if err != nil || scan.Serial == "" {
		p.station.refused(juki.Refuse(juki.LabelUnreadable))
		return
	}
	c, known := stock.Standing{}, false
	for _, one := range p.idle {
		if one.Serial == scan.Serial {
			c, known = one, true
		}
	}
	switch {
	case p.busy || !p.read:
		p.station.bad(p.w.text.T("stock.busy"))
		return
	case !known:
		p.station.bad(p.w.text.T("unpick.not-idle", "Tail", tail(scan.Serial)))
		return
	}
	place := p.w.placeWord(p.books.place(c.Kept.Place))
	p.w.enter(p, &p.busy, stock.Unpick, p.w.text.T("unpick.done", "Tail", tail(c.Serial), "Place", place), p.books, func(ctx context.Context, witness juki.OperatorID) error {
		_, err := p.w.Keeper.Enter(ctx, stock.Entry{Reason: stock.Unpick, Things: stock.Things{Item: c.Item, Serials: []juki.CardSerial{c.Serial}}, Witness: witness})
		return err
	}, func(err error) {
		if err != nil {
			p.station.refused(err)
			return
		}
		p.said = ""
		p.station.good(p.w.text.T("unpick.done", "Tail", tail(c.Serial), "Place", place))
		p.load()
	})
}
