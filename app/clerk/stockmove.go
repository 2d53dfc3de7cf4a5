package clerk

import (
	"context"

	"fyne.io/fyne/v2"

	"madoguchi/app/kit"
	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/stock"
)

// movePage moves cards by scanning alone (場所替え): the cards, then the label of the place where they lie from now on.
type movePage struct {
	w       *Window
	books   stockBooks
	station *station
	basket  *basket
	failure error
	moving  bool
	loaded  bool
}

func newMovePage(w *Window) *movePage {
	p := &movePage{w: w}
	p.station = w.newStation("move.scan", w.text.T("move.scan"), w.text.T("move.scan.support"), p.scanned)
	act, _ := stock.ActOf(stock.Move)
	p.basket = w.newBasket(p, p.station, act, "", p.books, w.redraw)
	return p
}

func (p *movePage) leave() {}

func (p *movePage) show() fyne.CanvasObject {
	t := p.w.text
	if !p.loaded {
		p.loaded = true
		p.load()
	}
	back := p.w.backTo(func() { p.basket.leaving(func() { p.w.openStock(tabFigures) }) })
	if !p.w.mayDo(oplog.StockMoved) {
		return kit.Sides(p.w.stockHead(tabMove, p.w.trouble(juki.PostMissing)), bottom(back), nil, nil, kit.VStack(0))
	}
	lead := t.T("move.lead.cards")
	if len(p.basket.cards) > 0 {
		lead = t.T("move.lead.place")
	}
	head := p.w.stockHead(tabMove, kit.Lead(lead), p.w.trouble(codeOf(p.failure)))
	return scanning(head, p.station, p.basket.table(), bottom(back, p.basket.dropButton()))
}

func (p *movePage) load() {
	p.w.withBooks(p, func(b stockBooks, err error) { p.failure, p.books, p.basket.books = err, b, b })
}

func (p *movePage) scanned(text string) {
	scan, err := stock.ParseScan(text)
	switch {
	case p.moving:
		p.station.bad(p.w.text.T("stock.busy"))
	case err != nil:
		p.station.refused(err)
	case scan.Serial != "":
		p.basket.take(scan.Serial)
	default:
		p.station.afterScans(p, func() { p.placed(scan.Place) })
	}
}

// placed takes the place when the cards scanned before it are in the basket.
func (p *movePage) placed(to stock.PlaceID) {
	switch {
	case p.moving:
		p.station.bad(p.w.text.T("stock.busy"))
	case len(p.basket.cards) == 0:
		p.station.bad(p.w.text.T("move.cards-first"))
	default:
		p.move(to)
	}
}

// move enters the movement; when it is refused the cards stay in the list, so that another place can be scanned.
func (p *movePage) move(to stock.PlaceID) {
	t, item, serials := p.w.text, p.basket.item, p.basket.serials()
	books := p.basket.books // those of the first card, when the scans were quicker than the page
	kind := books.item(item)
	things := p.w.itemWord(kind) + " " + p.w.number(len(serials)) + p.w.unitWord(kind)
	what := t.T("move.what", "Things", things, "Place", p.w.placeWord(books.place(to)))
	p.w.enter(p, &p.moving, stock.Move, what, books, func(ctx context.Context, witness juki.OperatorID) error {
		_, err := p.w.Keeper.Enter(ctx, stock.Entry{Reason: stock.Move, Things: stock.Things{Item: item, Serials: serials}, To: to, Witness: witness})
		return err
	}, func(err error) {
		if err != nil {
			p.station.refused(err)
		} else {
			p.station.good(t.T("move.done", "Things", things, "Place", p.w.placeWord(books.place(to))))
			p.basket.without(serials) // one scanned behind the place waits for the next
		}
		p.w.redraw()
	})
}
