package clerk

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"

	"madoguchi/app/kit"
	"madoguchi/internal/oplog"
	"madoguchi/internal/stock"
)

// itemsPage lists the kinds of things the ledger knows (品目).
type itemsPage struct {
	w       *Window
	books   stockBooks
	said    string
	failure error
	loaded  bool
}

func newItemsPage(w *Window) *itemsPage { return &itemsPage{w: w} }

func (p *itemsPage) leave() {}

func (p *itemsPage) show() fyne.CanvasObject {
	t := p.w.text
	if !p.loaded {
		p.loaded = true
		p.load()
	}
	head := p.w.stockHead(tabPlaces, p.w.trouble(codeOf(p.failure)), said(p.said))
	head.Add(kit.HStack(kit.SpaceBetween, kit.Subheading(t.T("items.title")), kit.Filler(),
		kit.NewButton("items.places", t.T("items.places"), kit.Outlined, func() { p.w.openStock(tabPlaces) })))
	table := kit.NewTable("items.table", kit.Column{Title: t.T("items.name")}, kit.Column{Title: t.T("items.id"), Width: 260}, kit.Column{Title: t.T("items.tracking"), Width: 260},
		kit.Column{Title: t.T("items.unit"), Width: 100})
	rows := make([][]string, len(p.books.items))
	for i, item := range p.books.items {
		rows[i] = []string{p.w.itemWord(item), string(item.ID), t.T("items.tracking." + string(item.Tracking)), strings.TrimSpace(p.w.unitWord(item))}
	}
	table.Unit(t.T("table.unit")).OnSelect(func(row int) {
		form := newItemPage(p.w, p.books.items[row])
		p.w.Bridge.Post(func() { p.w.turnTo(form) })
	})
	table.SetRows(rows)
	add := unless(p.w.mayDo(oplog.ItemRegistered), kit.NewButton("items.add", t.T("items.add"), kit.Filled,
		func() { p.w.turnTo(newItemPage(p.w, stock.Item{})) }).Sized(kit.Main).Key(fyne.KeyF5))
	return kit.Sides(head, bottom(p.w.backTo(func() { p.w.openStock(tabPlaces) }), add), nil, nil, kit.PadXY(0, kit.SpaceInside, table))
}

func (p *itemsPage) load() {
	p.w.withBooks(p, func(b stockBooks, err error) { p.failure, p.books = err, b })
}

// itemPage registers a kind of thing without code (品目登録), or changes its name and unit.
type itemPage struct {
	w              *Window
	item           stock.Item // as it is registered; without an id while it is new
	name, id, unit *kit.Field
	tracking       *kit.Select
	failure        error
}

func newItemPage(w *Window, item stock.Item) *itemPage {
	t := w.text
	var trackings []string
	chosen := -1
	for i, tr := range itemTrackings() {
		trackings = append(trackings, t.T("items.tracking."+string(tr)))
		if tr == item.Tracking {
			chosen = i
		}
	}
	p := &itemPage{w: w, item: item,
		name:     kit.NewField("item.name", t.T("items.name")).Support(t.T("items.name.support")),
		id:       kit.NewField("item.id", t.T("items.id")).Support(t.T("items.id.support")),
		unit:     kit.NewField("item.unit", t.T("items.unit")).Support(t.T("items.unit.support")),
		tracking: kit.NewSelect("item.tracking", t.T("items.tracking"), t.T("places.choose"), trackings).Support(t.T("items.tracking.support"))}
	p.name.SetText(item.Name)
	p.unit.SetText(item.Unit)
	p.tracking.Choose(chosen)
	return p
}

func itemTrackings() []stock.Tracking {
	return []stock.Tracking{stock.ByQuantity, stock.ByRange, stock.BySerial}
}

func (p *itemPage) leave() {}

func (p *itemPage) show() fyne.CanvasObject {
	t := p.w.text
	title, first, second := t.T("items.new"), fyne.CanvasObject(p.id), fyne.CanvasObject(p.tracking)
	if p.item.ID != "" {
		title = p.w.itemWord(p.item) + "  " + string(p.item.ID)
		first, second = kit.VStack(kit.SpaceInside, kit.Label(t.T("items.tracking")), kit.Body(t.T("items.tracking."+string(p.item.Tracking)))), kit.VStack(0)
	}
	head := p.w.stockHead(tabPlaces, kit.Heading(title), p.w.trouble(codeOf(p.failure)))
	grid := kit.VStack(kit.SpaceGroups, kit.Columns(kit.SpaceGroups, p.name, p.unit), kit.Columns(kit.SpaceGroups, first, second))
	save := unless(p.w.mayDo(oplog.ItemRegistered), kit.NewButton("item.save", t.T(saveWord(p.item.ID == "")), kit.Filled, p.save).Sized(kit.Main).Key(fyne.KeyF5))
	return kit.Sides(head, bottom(p.w.backTo(func() { p.w.turnTo(newItemsPage(p.w)) }), save), nil, nil, kit.PadXY(0, kit.SpaceInside, kit.Scroll(kit.Pad(kit.SpaceInside, grid))))
}

func (p *itemPage) save() {
	t, item := p.w.text, p.item
	item.Name, item.Unit = strings.TrimSpace(p.name.Text()), strings.TrimSpace(p.unit.Text())
	if p.item.ID == "" {
		item.ID = stock.ItemID(strings.ToLower(strings.TrimSpace(p.id.Text())))
		p.tracking.SetError("")
		if p.tracking.Selected() < 0 {
			p.tracking.SetError(t.T("items.tracking.error"))
			p.w.redraw()
			return
		}
		item.Tracking = itemTrackings()[p.tracking.Selected()]
	}
	p.name.SetError("")
	if item.Name == "" {
		p.name.SetError(t.T("items.name.error"))
		p.w.redraw()
		return
	}
	p.w.do(p, func(ctx context.Context) error { return p.w.Keeper.RegisterItem(ctx, item) }, func(err error) {
		if err != nil {
			p.failure = err
			p.w.redraw()
			return
		}
		list := newItemsPage(p.w)
		list.said = t.T("items.saved", "Name", item.Name)
		p.w.turnTo(list)
	})
}
