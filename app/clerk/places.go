package clerk

import (
	"context"

	"fyne.io/fyne/v2"

	"madoguchi/app/kit"
	"madoguchi/internal/oplog"
	"madoguchi/internal/stock"
)

// placesPage lists the places with what is known of them and how much lies there (場所・品目).
type placesPage struct {
	w       *Window
	books   stockBooks
	lies    map[stock.PlaceID]int // cards and blanks: what a capacity is for
	blind   bool                  // somebody counts: how much lies where is not shown
	said    string
	failure error
	loaded  bool
}

func newPlacesPage(w *Window) *placesPage { return &placesPage{w: w} }

func (p *placesPage) leave() {}

func (p *placesPage) show() fyne.CanvasObject {
	t := p.w.text
	if !p.loaded {
		p.loaded = true
		p.load()
	}
	head := p.w.stockHead(tabPlaces, p.w.trouble(codeOf(p.failure)), said(p.said))
	head.Add(kit.HStack(kit.SpaceBetween, kit.Subheading(t.T("places.title")), kit.Filler(),
		kit.NewButton("places.items", t.T("places.items"), kit.Outlined, func() { p.w.turnTo(newItemsPage(p.w)) }),
		kit.NewButton("places.boxes", t.T("places.boxes"), kit.Outlined, func() { p.w.turnTo(newBoxPage(p.w)) })))
	table := kit.NewTable("places.table", kit.Column{Title: t.T("places.id"), Width: 120}, kit.Column{Title: t.T("places.name")}, kit.Column{Title: t.T("places.kind"), Width: 170},
		kit.Column{Title: t.T("places.group"), Width: 150}, kit.Column{Title: t.T("places.lies"), Number: true, Width: 130}, kit.Column{Title: t.T("places.capacity"), Number: true, Width: 110},
		kit.Column{Title: t.T("places.seal"), Width: 130})
	places := p.registered()
	rows := make([][]string, len(places))
	for i, pl := range places {
		kind := p.w.kindWord(pl.Kind)
		if pl.Closed {
			kind = t.T("places.closed")
		}
		lies := p.w.some(p.lies[pl.ID])
		if p.blind {
			lies = "―" // somebody counts
		}
		rows[i] = []string{string(pl.ID), pl.Name, kind, pl.Group, lies, p.w.some(pl.Capacity), pl.Seal}
	}
	table.Unit(t.T("table.unit")).OnSelect(func(row int) {
		form := newPlacePage(p.w, p.books, places[row])
		p.w.Bridge.Post(func() { p.w.turnTo(form) })
	})
	table.SetRows(rows)
	labels := unless(len(p.labelled()) > 0 && p.w.mayDo(oplog.SheetMade), kit.NewButton("places.labels", t.T("places.labels"), kit.Outlined,
		func() { p.w.turnTo(newLabelsPage(p.w, p.labelled())) }).Sized(kit.Main).Key(fyne.KeyF6))
	add := unless(p.w.mayDo(oplog.PlaceRegistered) && p.books.read, kit.NewButton("places.add", t.T("places.add"), kit.Filled,
		func() { p.w.turnTo(newPlacePage(p.w, p.books, stock.Place{})) }).Sized(kit.Main).Key(fyne.KeyF5))
	return kit.Sides(head, bottom(p.w.backTo(func() { p.w.openStock(tabFigures) }), labels, add), nil, nil, kit.PadXY(0, kit.SpaceInside, table))
}

// registered are the places that the city registered.
func (p *placesPage) registered() (list []stock.Place) {
	for _, pl := range p.books.places {
		if pl.Kind != stock.Fixed {
			list = append(list, pl)
		}
	}
	return list
}

// labelled are those that can have a label.
func (p *placesPage) labelled() (list []stock.Place) {
	for _, pl := range p.registered() {
		if !pl.Closed {
			list = append(list, pl)
		}
	}
	return list
}

func (p *placesPage) load() {
	var books stockBooks
	lies, blind := map[stock.PlaceID]int{}, false
	p.w.do(p, func(ctx context.Context) (err error) {
		if books, err = p.w.readStockBooks(ctx); err != nil {
			return err
		}
		if blind, err = p.w.Keeper.Blind(ctx); err != nil || blind {
			return err
		}
		balances, err := p.w.Stock.Balances(ctx, p.w.upToNow())
		for _, b := range balances {
			if books.item(b.Item).Tracking != stock.ByQuantity {
				lies[b.At.Place] += b.Quantity
			}
		}
		return err
	}, func(err error) {
		p.failure, p.books, p.lies, p.blind = err, books, lies, blind
		p.w.redraw()
	})
}

// labelsPage chooses places whose labels are printed.
type labelsPage struct {
	w       *Window
	places  []stock.Place
	checks  *kit.Checks
	failure error
}

func newLabelsPage(w *Window, places []stock.Place) *labelsPage {
	p := &labelsPage{w: w, places: places}
	words := make([]string, len(places))
	for i, pl := range places {
		words[i] = w.placeWord(pl)
	}
	p.checks = kit.NewChecks("labels", words, labelColumns)
	p.checks.OnChanged(w.redraw)
	return p
}

const labelColumns = 3

func (p *labelsPage) leave() {}

func (p *labelsPage) show() fyne.CanvasObject {
	t := p.w.text
	n := len(p.checks.Selected())
	head := p.w.stockHead(tabPlaces, kit.Lead(t.T("labels.lead")), p.w.trouble(codeOf(p.failure)))
	all := kit.NewButton("labels.all", t.T("labels.all"), kit.Outlined, func() { p.make(p.ids(p.places)) })
	made := unless(n > 0, kit.NewButton("labels.print", t.T("labels.print", "N", p.w.number(n)), kit.Filled, p.chosen).Sized(kit.Main).Key(fyne.KeyF5))
	return kit.Sides(head, bottom(p.w.backTo(func() { p.w.openStock(tabPlaces) }), all, made), nil, nil, kit.Scroll(kit.Pad(kit.SpaceInside, p.checks)))
}

func (p *labelsPage) chosen() {
	var list []stock.Place
	for _, i := range p.checks.Selected() {
		list = append(list, p.places[i])
	}
	p.make(p.ids(list))
}

func (p *labelsPage) ids(places []stock.Place) (ids []stock.PlaceID) {
	for _, pl := range places {
		ids = append(ids, pl.ID)
	}
	return ids
}

func (p *labelsPage) make(ids []stock.PlaceID) {
	p.w.makePaper(p, PaperRequest{Kind: stock.PaperLabels, Places: ids}, func(err error) {
		p.failure = err
		p.w.redraw()
	})
}
