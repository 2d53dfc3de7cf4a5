package clerk

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"madoguchi/app/kit"
	"madoguchi/internal/juki"
	"madoguchi/internal/stock"
)

// stockPage shows what lies where (カード在庫, 第22条第1号): numbers by item, place and state, no list of people. A card that is
// scanned is looked up; a place's label shows what lies there.
type stockPage struct {
	w       *Window
	books   stockBooks
	rows    []figure
	item    stock.ItemID  // shown alone, "" for all
	place   stock.PlaceID // shown alone, "" for all
	station *station
	failure error
	loaded  bool
}

// figure is one line: how many, and how many of them nobody has fetched for long.
type figure struct {
	stock.Balance
	over90, over365 int // the first has the second in it
}

func newStockPage(w *Window) *stockPage {
	p := &stockPage{w: w}
	p.station = w.newStation("stock.scan", w.text.T("stock.scan"), w.text.T("stock.scan.support"), p.scanned)
	return p
}

func (p *stockPage) leave() {}

func (p *stockPage) show() fyne.CanvasObject {
	t := p.w.text
	if !p.loaded {
		p.loaded = true
		p.load()
	}
	head := p.w.stockHead(tabFigures, p.w.trouble(codeOf(p.failure)), halves(p.station.show(), p.filter()))
	table := kit.NewTable("stock.table",
		kit.Column{Title: t.T("stock.item")}, kit.Column{Title: t.T("stock.place")}, kit.Column{Title: t.T("stock.state"), Width: 170},
		kit.Column{Title: t.T("stock.quantity"), Number: true, Width: 120}, kit.Column{Title: t.T("stock.over90"), Number: true, Width: 120},
		kit.Column{Title: t.T("stock.over365"), Number: true, Width: 120})
	shown := p.shown()
	rows := make([][]string, len(shown))
	for i, f := range shown {
		rows[i] = []string{p.w.itemWord(p.books.item(f.Item)), p.w.placeWord(p.books.place(f.At.Place)), p.w.stateWord(f.Item, f.At.State), p.w.number(f.Quantity),
			p.w.some(f.over90), p.w.some(f.over365)}
	}
	table.Unit(t.T("table.unit") + p.sums(shown)).OnSelect(func(row int) { p.w.turnTo(newCellPage(p.w, shown[row].Balance)) })
	table.SetRows(rows)
	return kit.Sides(head, nil, nil, nil, kit.PadXY(0, kit.SpaceInside, table))
}

// filter chooses one item, one place.
func (p *stockPage) filter() fyne.CanvasObject {
	t := p.w.text
	items, places := []string{t.T("stock.all")}, []string{t.T("stock.all")}
	item, place := 0, 0
	for i, it := range p.books.items {
		items = append(items, p.w.itemWord(it))
		if it.ID == p.item {
			item = i + 1
		}
	}
	for i, pl := range p.books.places {
		places = append(places, p.w.placeWord(pl))
		if pl.ID == p.place {
			place = i + 1
		}
	}
	byItem := kit.NewSelect("stock.filter.item", t.T("stock.item"), "", items).Support(t.T("stock.filter")).OnChanged(func(i int) {
		p.item = ""
		if i > 0 {
			p.item = p.books.items[i-1].ID
		}
		p.w.redraw()
	})
	byPlace := kit.NewSelect("stock.filter.place", t.T("stock.place"), "", places).Support(t.T("stock.filter")).OnChanged(func(i int) {
		p.place = ""
		if i > 0 {
			p.place = p.books.places[i-1].ID
		}
		p.w.redraw()
	})
	byItem.Choose(item)
	byPlace.Choose(place)
	filters := kit.VStack(kit.SpaceSmall, kit.Columns(kit.SpaceBetween, byItem, byPlace))
	if due := p.due(); due != nil {
		filters.Add(due)
	}
	return filters
}

const filterWidth = 270 // pixels: the longest name of an item

// due says how many cards nobody has fetched for long; nil when there are none.
func (p *stockPage) due() fyne.CanvasObject {
	t := p.w.text
	over90, over365 := 0, 0
	for _, f := range p.shown() {
		over90 += f.over90
		over365 += f.over365
	}
	if over90 == 0 {
		return nil
	}
	line := kit.HStack(kit.SpaceInside, kit.Line(t.T("stock.due")), kit.NewTag(t.T("stock.due.90", "N", p.w.number(over90)), kit.Warning))
	if over365 > 0 {
		line.Add(kit.NewTag(t.T("stock.due.365", "N", p.w.number(over365)), kit.Error))
	}
	line.Add(kit.Filler())
	return line
}

func (p *stockPage) shown() []figure {
	return slices.DeleteFunc(slices.Clone(p.rows), func(f figure) bool {
		return p.item != "" && f.Item != p.item || p.place != "" && f.At.Place != p.place
	})
}

// sums are how many of each item the lines come to.
func (p *stockPage) sums(rows []figure) string {
	sum := map[stock.ItemID]int{}
	for _, f := range rows {
		sum[f.Item] += f.Quantity
	}
	var parts []string
	for _, i := range p.books.items {
		if n, there := sum[i.ID]; there {
			parts = append(parts, p.w.itemWord(i)+" "+p.w.number(n)+p.w.unitWord(i))
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return p.w.text.T("stock.sum", "Sums", strings.Join(parts, p.w.text.T("stock.and")))
}

func (p *stockPage) load() {
	var books stockBooks
	var rows []figure
	p.w.do(p, func(ctx context.Context) (err error) {
		if books, err = p.w.readStockBooks(ctx); err == nil {
			rows, err = p.w.figures(ctx, books)
		}
		return err
	}, func(err error) {
		p.failure, p.books, p.rows = err, books, rows
		p.w.redraw()
	})
}

// figures reads what lies where now, in the order of the papers; nothing while somebody counts.
func (w *Window) figures(ctx context.Context, b stockBooks) ([]figure, error) {
	if err := w.Keeper.Sighted(ctx); err != nil {
		return nil, err
	}
	balances, err := w.Stock.Balances(ctx, w.upToNow())
	if err != nil {
		return nil, err
	}
	cards, err := w.Stock.Cards(ctx)
	if err != nil {
		return nil, err
	}
	late := map[stock.Balance][2]int{}
	for _, c := range cards {
		age := w.waiting(c)
		key := stock.Balance{Item: c.Item, At: c.At}
		n := late[key]
		if age > longWait {
			n[0]++
		}
		if age > yearWait {
			n[1]++
		}
		late[key] = n
	}
	rows := make([]figure, len(balances))
	for i, bal := range balances {
		n := late[stock.Balance{Item: bal.Item, At: bal.At}]
		rows[i] = figure{bal, n[0], n[1]}
	}
	item := func(id stock.ItemID) int {
		return slices.IndexFunc(b.items, func(i stock.Item) bool { return i.ID == id })
	}
	place := func(id stock.PlaceID) int {
		return slices.IndexFunc(b.places, func(p stock.Place) bool { return p.ID == id })
	}
	slices.SortStableFunc(rows, func(x, y figure) int {
		return cmp.Or(cmp.Compare(item(x.Item), item(y.Item)), cmp.Compare(place(x.At.Place), place(y.At.Place)), cmp.Compare(stateOrder(x.At.State), stateOrder(y.At.State)))
	})
	return rows, nil
}

// From how many days on a card that nobody fetched is shown as waiting for long (未交付90日超・1年超).
const (
	longWait = 90
	yearWait = 365
)

// waiting is for how many days a card has waited for its owner; 0 for one that nobody will get.
func (w *Window) waiting(c stock.Standing) int {
	switch c.At.State {
	case stock.Arrived, stock.Inspected, stock.Prepared, stock.Stored, stock.Notified, stock.Renotified, stock.Picked, stock.InHandover, stock.Returned, stock.BeingSent:
		return days(juki.DateOf(c.Arrived), juki.DateOf(w.Now()))
	}
	return 0
}

// days is how many days lie between two dates.
func days(from, to juki.Date) int {
	return int(to.At(12, 0).Sub(from.At(12, 0)).Hours() / 24)
}

// some is a number, and nothing for none: a column of zeros is not read.
func (w *Window) some(n int) string {
	if n == 0 {
		return ""
	}
	return w.number(n)
}

// scanned looks a card up, or shows what lies at a place.
func (p *stockPage) scanned(text string) {
	scan, err := stock.ParseScan(text)
	switch {
	case err != nil:
		p.station.refused(err)
	case scan.Place != "" && !p.books.read:
		p.station.bad(p.w.text.T("stock.busy"))
	case scan.Place != "":
		if !slices.ContainsFunc(p.books.places, func(pl stock.Place) bool { return pl.ID == scan.Place }) {
			p.station.refused(juki.Refuse(juki.PlaceUnknown))
			break
		}
		p.place = scan.Place
		p.station.good(p.w.text.T("stock.scan.place", "Place", string(scan.Place)))
	default:
		p.w.turnTo(newLookPage(p.w, scan.Serial))
		return
	}
	p.w.redraw()
}
