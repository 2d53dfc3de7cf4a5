package clerk

import (
	"context"
	"slices"
	"time"

	"fyne.io/fyne/v2"

	"madoguchi/app/kit"
	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/stock"
)

// cellPage is one line of the figures in its parts: each card by the end of its number, or the numbers of a lot, and for what has no
// serial the movements that made the figure.
type cellPage struct {
	w       *Window
	at      stock.Balance
	books   stockBooks
	cards   []stock.Standing
	ranges  []stock.Range
	moves   []stock.Movement // newest first
	said    string
	failure error
	loaded  bool
}

// movesShown is how far back the movements of a form are shown.
const movesShown = 92 * 24 * time.Hour

func newCellPage(w *Window, at stock.Balance) *cellPage { return &cellPage{w: w, at: at} }

func (p *cellPage) leave() {}

func (p *cellPage) show() fyne.CanvasObject {
	if !p.loaded {
		p.loaded = true
		p.load()
		return kit.Sides(p.w.stockHead(tabFigures), bottom(p.w.backTo(p.back)), nil, nil, kit.VStack(0))
	}
	item := p.books.item(p.at.Item)
	title := p.w.itemWord(item) + "  " + p.w.placeWord(p.books.place(p.at.At.Place)) + "  " + p.w.stateWord(p.at.Item, p.at.At.State)
	head := p.w.stockHead(tabFigures, kit.Subheading(title), p.w.trouble(codeOf(p.failure)), said(p.said))
	foot := bottom(p.w.backTo(p.back))
	if item.Tracking == stock.BySerial {
		return kit.Sides(head, foot, nil, nil, kit.PadXY(0, kit.SpaceInside, p.cardTable()))
	}
	if item.Tracking == stock.ByRange {
		head.Add(kit.Body(p.rangeWords()))
	}
	if newest, ok := p.newest(); ok {
		foot = bottom(p.w.backTo(p.back), p.w.reverseButton(p, newest, p.books, p.w.text.T("stock.reverse.newest"), p.done))
	}
	return kit.Sides(head, foot, nil, nil, kit.PadXY(0, kit.SpaceInside, p.w.movesTable("cell.moves", p.moves, p.books, true)))
}

// cardTable lists the cards; choosing one shows all of it.
func (p *cellPage) cardTable() fyne.CanvasObject {
	t := p.w.text
	table := kit.NewTable("cell.cards", kit.Column{Title: p.w.serialTitle(p.at.Item)}, kit.Column{Title: t.T("stock.arrived")}, kit.Column{Title: t.T("stock.since")},
		kit.Column{Title: t.T("stock.waiting"), Number: true}, kit.Column{Title: t.T("stock.due.column")})
	rows := make([][]string, len(p.cards))
	for i, c := range p.cards {
		age := p.w.waiting(c)
		due := ""
		switch {
		case age > yearWait:
			due = t.T("stock.over365")
		case age > longWait:
			due = t.T("stock.over90")
		}
		rows[i] = []string{tail(c.Serial), juki.DateOf(c.Arrived).String(), juki.DateOf(c.Since).String(), p.w.some(age), due}
	}
	table.Unit(t.T("table.unit")).OnSelect(func(row int) { p.w.turnTo(newLookPage(p.w, p.cards[row].Serial)) })
	table.SetRows(rows)
	return table
}

func (p *cellPage) rangeWords() string {
	words := ""
	for _, r := range p.ranges {
		if words != "" {
			words += p.w.text.T("stock.and")
		}
		words += r.Lot + " " + numbers(r.First, r.Last)
	}
	return words
}

// newest is the last movement of the item at the place, when it can be taken back.
func (p *cellPage) newest() (stock.Movement, bool) {
	if len(p.moves) == 0 || !reversible(p.moves[0]) {
		return stock.Movement{}, false
	}
	return p.moves[0], true
}

func (p *cellPage) load() {
	var next cellPage
	p.w.do(p, func(ctx context.Context) (err error) {
		if next.books, err = p.w.readStockBooks(ctx); err != nil {
			return err
		}
		switch next.books.item(p.at.Item).Tracking {
		case stock.BySerial:
			next.cards, err = p.w.Stock.Cards(ctx)
			return err
		case stock.ByRange:
			if next.ranges, err = p.w.Stock.Ranges(ctx, p.at.Item); err != nil {
				return err
			}
		}
		now := p.w.Now()
		next.moves, err = p.w.Stock.Movements(ctx, now.Add(-movesShown), p.w.upToNow())
		return err
	}, func(err error) {
		p.failure, p.books = err, next.books
		p.cards = slices.DeleteFunc(next.cards, func(c stock.Standing) bool { return c.Item != p.at.Item || c.At != p.at.At })
		p.ranges = slices.DeleteFunc(next.ranges, func(r stock.Range) bool { return r.At != p.at.At })
		p.moves = slices.DeleteFunc(next.moves, func(m stock.Movement) bool {
			return m.Item != p.at.Item || m.From.Place != p.at.At.Place && m.To.Place != p.at.At.Place
		})
		slices.Reverse(p.moves)
		p.w.redraw()
	})
}

func (p *cellPage) done() {
	p.said = p.w.text.T("stock.reversed")
	p.load()
}

func (p *cellPage) back() { p.w.openStock(tabFigures) }

// reversible tells whether a movement is one that this room takes back; the rule is the ledger's.
func reversible(m stock.Movement) bool { return m.Reversible() }

// reverseButton takes a movement back after another person has confirmed it; only a supervisor is offered it.
func (w *Window) reverseButton(on page, m stock.Movement, b stockBooks, label string, done func()) *kit.Button {
	t := w.text
	what := t.T("stock.reverse.what", "Reason", w.actWord(m.Reason), "Things", w.things(m.Serial, m.Lot, m.First, m.Last, m.Quantity),
		"From", w.placeWord(b.place(m.From.Place)), "To", w.placeWord(b.place(m.To.Place)))
	return unless(w.mayDo(oplog.StockReversed), kit.NewButton("stock.reverse", label, kit.Outlined, func() {
		w.askSecondPerson(what, oplog.StockReversed, nil, func(ctx context.Context, c confirmation) error {
			_, err := w.Keeper.Reverse(ctx, m.ID, c.Operator.ID)
			return err
		}, func(error) {
			if w.page == on {
				done()
			}
		})
	}))
}

// movesTable lists movements: when, why, from where, to where, who, by which document.
func (w *Window) movesTable(id string, moves []stock.Movement, b stockBooks, things bool) *kit.Table {
	t := w.text
	columns := []kit.Column{{Title: t.T("stock.time"), Width: 150}, {Title: t.T("stock.reason"), Width: 140}, {Title: t.T("stock.from")}, {Title: t.T("stock.to")},
		{Title: t.T("stock.by"), Width: 150}, {Title: t.T("stock.witness"), Width: 80}, {Title: t.T("stock.document"), Width: 120}}
	if things {
		columns = slices.Insert(columns, 2, kit.Column{Title: t.T("stock.quantity"), Number: true, Width: 170})
	}
	rows := make([][]string, len(moves))
	for i, m := range moves {
		rows[i] = []string{m.Time.In(juki.Tokyo()).Format("2006-01-02 15:04"), w.actWord(m.Reason), w.positionWord(b, m.Item, m.From), w.positionWord(b, m.Item, m.To), b.staff(m.By), string(m.Witness), m.Document}
		if things {
			rows[i] = slices.Insert(rows[i], 2, w.things("", m.Lot, m.First, m.Last, m.Quantity))
		}
	}
	table := kit.NewTable(id, columns...).Unit(t.T("table.unit"))
	table.SetRows(rows)
	return table
}

// positionWord is a place with the state of what lies there.
func (w *Window) positionWord(b stockBooks, item stock.ItemID, at stock.Position) string {
	place, state := w.placeWord(b.place(at.Place)), w.stateWord(item, at.State)
	if place == state {
		return place
	}
	return place + w.text.T("stock.in-state", "State", state)
}
