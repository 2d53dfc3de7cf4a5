package clerk

import (
	"context"

	"fyne.io/fyne/v2"

	"madoguchi/app/kit"
	"madoguchi/internal/stock"
)

// stockPage shows what lies where (カード在庫, 第22条第1号): numbers by item, place and state, no list of people.
type stockPage struct {
	w       *Window
	rows    []stock.Balance
	failure error
	loaded  bool
}

func newStockPage(w *Window) *stockPage { return &stockPage{w: w} }

func (p *stockPage) leave() {}

func (p *stockPage) show() fyne.CanvasObject {
	t := p.w.text
	if !p.loaded {
		p.loaded = true
		p.load()
	}
	table := kit.NewTable("stock.table",
		kit.Column{Title: t.T("stock.item")}, kit.Column{Title: t.T("stock.place")}, kit.Column{Title: t.T("stock.state")},
		kit.Column{Title: t.T("stock.quantity"), Number: true})
	rows := make([][]string, len(p.rows))
	for i, b := range p.rows {
		rows[i] = []string{b.Item.Japanese(), b.At.Place.Japanese(), b.At.State.Japanese(), p.w.number(b.Quantity)}
	}
	table.Unit(t.T("table.unit")).SetRows(rows)
	head := kit.VStack(kit.SpaceBetween, kit.Heading(t.T("room.stock")), kit.Body(t.T("stock.body")))
	if b := p.w.trouble(codeOf(p.failure)); b != nil {
		head.Add(b)
	}
	return kit.Sides(head, nil, nil, nil, kit.PadXY(0, kit.SpaceBetween, table))
}

func (p *stockPage) load() {
	var rows []stock.Balance
	p.w.do(p, func(ctx context.Context) (err error) {
		rows, err = p.w.Stock.Balances(ctx, p.w.Now().Add(1)) // up to and with this moment
		return err
	}, func(err error) {
		p.failure, p.rows = err, rows
		p.w.redraw()
	})
}
