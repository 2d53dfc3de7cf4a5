package clerk

import (
	"cmp"
	"context"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"

	"madoguchi/app/kit"
	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/stock"
)

// placePage registers a place, or changes what is known of one, and notes its seal (封印番号).
type placePage struct {
	w       *Window
	books   stockBooks
	place   stock.Place // as it is registered; without an id while it is new
	fields  placeFields
	said    string
	failure error
}

type placeFields struct {
	id, name, group, capacity, terminal, seal *kit.Field
	kind                                      *kit.Select
}

func newPlacePage(w *Window, b stockBooks, place stock.Place) *placePage {
	t := w.text
	p := &placePage{w: w, books: b, place: place}
	var kinds []string
	chosen := -1
	for i, k := range stock.PlaceKinds() {
		kinds = append(kinds, w.kindWord(k))
		if k == place.Kind {
			chosen = i
		}
	}
	p.fields = placeFields{
		id:       kit.NewField("place.id", t.T("places.id")).Support(t.T("places.id.support")),
		name:     kit.NewField("place.name", t.T("places.name")).Support(t.T("places.name.support")),
		group:    kit.NewField("place.group", t.T("places.group")).Support(t.T("places.group.support")),
		capacity: kit.NewField("place.capacity", t.T("places.capacity")).Support(t.T("places.capacity.support")),
		terminal: kit.NewField("place.terminal", t.T("places.terminal")).Support(t.T("places.terminal.support")),
		seal:     kit.NewField("place.seal", t.T("places.seal")).Support(t.T("places.seal.support")),
		kind:     kit.NewSelect("place.kind", t.T("places.kind"), t.T("places.choose"), kinds).Support(t.T("places.kind.support")),
	}
	p.fields.name.SetText(place.Name)
	p.fields.group.SetText(place.Group)
	p.fields.terminal.SetText(place.Terminal)
	p.fields.seal.SetText(place.Seal)
	p.fields.kind.Choose(chosen)
	if place.Capacity > 0 {
		p.fields.capacity.SetText(plain(place.Capacity))
	}
	return p
}

func (p *placePage) leave() {}

func (p *placePage) isNew() bool { return p.place.ID == "" }

func (p *placePage) show() fyne.CanvasObject {
	t, f := p.w.text, p.fields
	title := t.T("places.new")
	if !p.isNew() {
		title = p.w.placeWord(p.place)
	}
	head := p.w.stockHead(tabPlaces, kit.Heading(title), p.w.trouble(codeOf(p.failure)), said(p.said))
	first := fyne.CanvasObject(f.id)
	if !p.isNew() {
		first = f.name
	}
	grid := kit.VStack(kit.SpaceGroups, kit.Columns(kit.SpaceGroups, first, f.kind, f.group))
	if p.isNew() {
		grid.Add(kit.Columns(kit.SpaceGroups, f.name, f.capacity, f.terminal))
	} else {
		grid.Add(kit.Columns(kit.SpaceGroups, f.capacity, f.terminal, kit.VStack(0)))
		seal := kit.HStack(kit.SpaceBetween, kit.Width(filterWidth, f.seal), kit.VStack(0, kit.Filler(), p.sealButton()), kit.Filler())
		grid.Add(kit.Panel(seal))
	}
	may := p.w.mayDo(oplog.PlaceRegistered) && !p.place.Closed
	buttons := []fyne.CanvasObject{p.w.backTo(func() { p.w.openStock(tabPlaces) })}
	if !p.isNew() {
		label := kit.NewButton("place.label", t.T("places.label"), kit.Outlined, p.label)
		buttons = append(buttons, unless(!p.place.Closed && p.w.mayDo(oplog.SheetMade), label))
		if p.place.Kind == stock.Box {
			discard := kit.NewButton("place.discard", t.T("places.discard"), kit.Outlined, func() { p.w.turnTo(newBoxPage(p.w)) })
			buttons = append(buttons, unless(!p.place.Closed && p.w.mayDo(oplog.BoxDiscarded), discard))
		}
	}
	save := kit.NewButton("place.save", t.T(saveWord(p.isNew())), kit.Filled, p.save).Sized(kit.Main).Key(fyne.KeyF5)
	return kit.Sides(head, bottom(append(buttons, unless(may, save))...), nil, nil, kit.PadXY(0, kit.SpaceInside, kit.Scroll(kit.Pad(kit.SpaceInside, grid))))
}

func saveWord(isNew bool) string {
	if isNew {
		return "places.save.new"
	}
	return "places.save"
}

func (p *placePage) sealButton() *kit.Button {
	return unless(!p.place.Closed && p.w.mayDo(oplog.SealChanged), kit.NewButton("place.seal.note", p.w.text.T("places.seal.note"), kit.Outlined, p.noteSeal))
}

// read takes the place out of the fields; ok is false, and the fields say why, when something is not right yet.
func (p *placePage) read() (pl stock.Place, ok bool) {
	t, f := p.w.text, p.fields
	pl, ok = p.place, true
	wrong := func(bad bool, set func(string), key string) {
		set("")
		if bad {
			set(t.T(key))
			ok = false
		}
	}
	if p.isNew() {
		id, err := stock.ParsePlace(f.id.Text())
		wrong(err != nil, f.id.SetError, "places.id.error")
		if err == nil {
			wrong(p.books.place(id).Kind != stock.Fixed, f.id.SetError, "places.id.known")
		}
		pl.ID = id
	}
	kind := f.kind.Selected()
	wrong(kind < 0, f.kind.SetError, "places.kind.error")
	if kind >= 0 {
		pl.Kind = stock.PlaceKinds()[kind]
	}
	pl.Name, pl.Group, pl.Terminal, pl.Capacity = f.name.Text(), f.group.Text(), strings.TrimSpace(f.terminal.Text()), 0
	if text := strings.ReplaceAll(juki.Label(f.capacity.Text()), ",", ""); text != "" {
		n, err := strconv.Atoi(text)
		wrong(err != nil || n < 1 || n > mostCounted, f.capacity.SetError, "enter.number.error")
		pl.Capacity = n
	} else {
		f.capacity.SetError("")
	}
	if pl.Kind == stock.Drawer {
		pl.Terminal = cmp.Or(pl.Terminal, p.books.terminal)
	}
	return pl, ok
}

func (p *placePage) save() {
	pl, ok := p.read()
	if !ok {
		p.w.redraw() // the fields have become higher
		return
	}
	p.w.do(p, func(ctx context.Context) error { return p.w.Keeper.RegisterPlace(ctx, pl) }, func(err error) {
		if err != nil {
			p.failure = err
			p.w.redraw()
			return
		}
		list := newPlacesPage(p.w)
		list.said = p.w.text.T("places.saved", "Place", string(pl.ID))
		p.w.turnTo(list)
	})
}

func (p *placePage) noteSeal() {
	seal := juki.Label(p.fields.seal.Text())
	p.w.do(p, func(ctx context.Context) error { return p.w.Keeper.SetSeal(ctx, p.place.ID, seal) }, func(err error) {
		p.failure, p.said = err, ""
		if err == nil {
			p.place.Seal = seal
			p.said = p.w.text.T("places.seal.noted")
		}
		p.w.redraw()
	})
}

func (p *placePage) label() {
	p.w.makePaper(p, PaperRequest{Kind: stock.PaperLabels, Places: []stock.PlaceID{p.place.ID}}, func(err error) {
		p.failure = err
		p.w.redraw()
	})
}
