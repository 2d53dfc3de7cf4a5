package clerk

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"

	"madoguchi/app/kit"
	"madoguchi/internal/juki"
	"madoguchi/internal/stock"
)

// showStep is the present decision under the head, with the way on where it is not made by choosing.
func (p *enterPage) showStep(head *fyne.Container) fyne.CanvasObject {
	back := p.w.backTo(p.back)
	switch p.step {
	case stepItem:
		return kit.Sides(head, bottom(back), nil, nil, kit.PadXY(0, kit.SpaceInside, p.itemTable()))
	case stepWay:
		return kit.Sides(head, bottom(back), nil, nil, p.wayButtons())
	case stepCards:
		return scanning(head, p.station, p.basket.table(), bottom(back, p.basket.dropButton(), p.onward(len(p.basket.cards) > 0, p.haveCards)))
	case stepRange:
		fields := kit.HStack(kit.SpaceBetween, kit.Width(filterWidth, p.fields.lot), kit.Width(filterWidth, p.fields.first), kit.Width(filterWidth, p.fields.last), kit.Filler())
		return kit.Sides(head, bottom(back, p.onward(true, p.haveRange)), nil, nil, kit.VStack(0, kit.PadXY(0, kit.SpaceGroups, fields), kit.Filler()))
	case stepFrom, stepPlace:
		foot := bottom(back)
		if p.step == stepPlace && p.act.Goes == stock.ChosenOrHere && !p.comesByMail() {
			foot = bottom(back, kit.NewButton("enter.here", p.w.text.T("enter.here"), kit.Outlined, func() { p.chosen("") }))
		}
		return scanning(head, p.station, p.w.placeTable("enter.places", p.offered(), p.chosen), foot)
	case stepState:
		return kit.Sides(head, bottom(back), nil, nil, p.stateButtons())
	case stepQuantity:
		p.fields.quantity.Support(p.quantitySupport())
		return kit.Sides(head, bottom(back, p.onward(true, p.haveQuantity)), nil, nil, kit.VStack(0, kit.PadXY(0, kit.SpaceGroups, kit.Width(filterWidth, p.fields.quantity)), kit.Filler()))
	case stepDocument:
		return kit.Sides(head, bottom(back, p.onward(true, p.haveDocument)), nil, nil, kit.VStack(0, kit.PadXY(0, kit.SpaceGroups, kit.Width(scanWidth, p.fields.document)), kit.Filler()))
	}
	save := kit.NewButton("enter.save", p.w.text.T("enter.save"), kit.Filled, p.enter).Sized(kit.Main).Key(fyne.KeyF5)
	return kit.Sides(head, bottom(back, save), nil, nil, kit.VStack(0, kit.PadXY(0, kit.SpaceGroups, p.summary()), kit.Filler()))
}

// back is one decision back; cards that were scanned are asked about where they would be lost.
func (p *enterPage) back() {
	if p.step == stepCards {
		p.basket.leaving(p.previous)
		return
	}
	p.previous()
}

func (p *enterPage) onward(ready bool, on func()) *kit.Button {
	return unless(ready, kit.NewButton("enter.next", p.w.text.T("enter.next"), kit.Filled, on).Sized(kit.Main).Key(fyne.KeyF5))
}

// itemTable offers the items the act is for.
func (p *enterPage) itemTable() fyne.CanvasObject {
	t := p.w.text
	table := kit.NewTable("enter.items", kit.Column{Title: t.T("stock.item")}, kit.Column{Title: t.T("items.tracking"), Width: 260}, kit.Column{Title: t.T("items.unit"), Width: 100})
	rows := make([][]string, len(p.items))
	for i, item := range p.items {
		rows[i] = []string{p.w.itemWord(item), t.T("items.tracking." + string(item.Tracking)), strings.TrimSpace(p.w.unitWord(item))}
	}
	table.Unit(t.T("table.unit")).OnSelect(func(row int) {
		p.item = p.items[row]
		p.w.Bridge.Post(p.next)
	})
	table.SetRows(rows)
	return table
}

// wayButtons asks which way an adjustment goes.
func (p *enterPage) wayButtons() fyne.CanvasObject {
	way := func(id string, surplus bool) fyne.CanvasObject {
		return kit.NewButton("enter.way."+id, p.w.text.T("enter.way."+id), kit.Outlined, func() {
			p.surplus = surplus
			p.entry.From, p.entry.To, p.states = "", "", nil
			if surplus {
				p.entry.From = stock.Missing
			}
			p.next()
		}).Sized(kit.Main)
	}
	return kit.VStack(0, kit.PadXY(0, kit.SpaceGroups, kit.HStack(kit.SpaceBetween, way("short", false), way("surplus", true), kit.Filler())), kit.Filler())
}

// stateButtons asks in which state the things are taken that lie at a place in several.
func (p *enterPage) stateButtons() fyne.CanvasObject {
	row := kit.HStack(kit.SpaceBetween)
	for _, b := range p.states {
		row.Add(kit.NewButton("enter.state."+string(b.At.State), p.w.stateWord(b.At.State)+"  "+p.w.number(b.Quantity)+p.w.unitWord(p.item), kit.Outlined, func() {
			p.entry.FromState = b.At.State
			p.next()
		}).Sized(kit.Main))
	}
	row.Add(kit.Filler())
	return kit.VStack(0, kit.PadXY(0, kit.SpaceGroups, row), kit.Filler())
}

// offered are the places that can be chosen at this step.
func (p *enterPage) offered() []placeChoice {
	var list []placeChoice
	for _, pl := range p.books.here() {
		list = append(list, placeChoice{pl, ""})
	}
	return list
}

func (p *enterPage) comesByMail() bool {
	return p.basket != nil && slices.ContainsFunc(p.basket.cards, func(c stock.Standing) bool { return c.At.Place == stock.Mail })
}

func (p *enterPage) scanned(text string) {
	scan, err := stock.ParseScan(text)
	switch {
	case err != nil:
		p.station.refused(err)
	case p.step == stepCards && scan.Serial != "":
		p.basket.take(scan.Serial)
	case p.step == stepCards:
		p.station.bad(p.w.text.T("move.cards-first"))
	case scan.Place == "":
		p.station.bad(p.w.text.T("enter.place-first"))
	default:
		p.chosen(scan.Place)
	}
}

// chosen takes a place that was scanned or chosen from the list; "" leaves the things where they are.
func (p *enterPage) chosen(place stock.PlaceID) {
	if place != "" && !slices.ContainsFunc(p.books.here(), func(pl stock.Place) bool { return pl.ID == place }) {
		p.station.refused(juki.Refuse(juki.PlaceUnknown))
		return
	}
	if p.step == stepFrom {
		p.takenFrom(place)
		return
	}
	p.entry.To = place
	if place != "" {
		p.w.sound(true)
	}
	p.next()
}

// takenFrom looks what lies at the place that may be taken: nothing, something, or the same in several states.
func (p *enterPage) takenFrom(place stock.PlaceID) {
	var balances []stock.Balance
	p.w.do(p, func(ctx context.Context) (err error) {
		balances, err = p.w.Stock.Balances(ctx, p.w.upToNow())
		return err
	}, func(err error) {
		p.states, p.entry.FromState = nil, ""
		for _, b := range balances {
			if b.Item == p.item.ID && b.At.Place == place && p.act.Takes(p.item, b.At, true) == nil {
				p.states = append(p.states, b)
			}
		}
		switch {
		case err != nil:
			p.station.refused(err)
		case len(p.states) == 0:
			p.station.bad(p.w.text.T("enter.nothing-there", "Place", p.w.placeWord(p.books.place(place))))
		default:
			p.entry.From = place
			p.w.sound(true)
			p.next()
			return
		}
		p.w.redraw()
	})
}

func (p *enterPage) haveCards() {
	p.entry.Things = stock.Things{Item: p.item.ID, Serials: p.basket.serials()}
	p.next()
}

// whole reads a number that somebody typed; ok is false, and the field says so, for anything else.
func (p *enterPage) whole(f *kit.Field, least int) (n int, ok bool) {
	n, err := strconv.Atoi(strings.ReplaceAll(juki.Label(f.Text()), ",", ""))
	f.SetError("")
	if err != nil || n < least || n > mostCounted*10 {
		f.SetError(p.w.text.T("enter.number.error"))
		return 0, false
	}
	return n, true
}

func (p *enterPage) haveRange() {
	lot := juki.Label(p.fields.lot.Text())
	p.fields.lot.SetError("")
	if lot == "" {
		p.fields.lot.SetError(p.w.text.T("enter.lot.error"))
	}
	first, firstOK := p.whole(p.fields.first, 0)
	last, lastOK := p.whole(p.fields.last, 0)
	if lot == "" || !firstOK || !lastOK {
		return
	}
	if last < first {
		p.fields.last.SetError(p.w.text.T("enter.last.error"))
		return
	}
	p.entry.Things = stock.Things{Item: p.item.ID, Lot: lot, First: first, Last: last}
	p.next()
}

func (p *enterPage) quantitySupport() string {
	for _, b := range p.states {
		if len(p.states) == 1 || b.At.State == p.entry.FromState {
			return p.w.text.T("enter.quantity.there", "N", p.w.number(b.Quantity), "Unit", p.w.unitWord(p.item))
		}
	}
	return p.w.text.T("enter.quantity.support", "Unit", strings.TrimSpace(p.w.unitWord(p.item)))
}

func (p *enterPage) haveQuantity() {
	n, ok := p.whole(p.fields.quantity, 1)
	if !ok {
		return
	}
	p.entry.Things = stock.Things{Item: p.item.ID, Quantity: n}
	p.next()
}

func (p *enterPage) haveDocument() {
	text := strings.TrimSpace(p.fields.document.Text())
	p.fields.document.SetError("")
	if text == "" {
		p.fields.document.SetError(p.w.text.T("enter.document.error"))
		return
	}
	p.entry.Document = text
	p.next()
}

// summary is the whole entry before it is entered.
func (p *enterPage) summary() fyne.CanvasObject {
	t := p.w.text
	list := kit.VStack(kit.SpaceInside)
	line := func(name, value string) {
		if value != "" {
			list.Add(kit.HStack(kit.SpaceBetween, kit.Width(groupWidth, kit.Note(name)), kit.NewText(value, kit.TextStyle{Size: kit.Text18, Bold: true})))
		}
	}
	line(t.T("stock.reason"), p.choice.word(p.w))
	line(t.T("stock.item"), p.w.itemWord(p.item))
	line(t.T("stock.quantity"), p.thingsWord())
	line(t.T("stock.from"), p.fromWord())
	line(t.T("stock.to"), p.w.placeWord(p.books.place(p.goesTo())))
	line(t.T("stock.document"), p.entry.Document)
	if p.books.rules.NeedsWitness(p.act.Reason) {
		list.Add(kit.Note(t.T("enter.witness")))
	}
	return kit.Panel(list)
}

// thingsWord is how many, and the numbers of a lot.
func (p *enterPage) thingsWord() string {
	th := p.entry.Things
	switch {
	case len(th.Serials) == 1:
		return tail(th.Serials[0])
	case len(th.Serials) > 1:
		return p.w.number(len(th.Serials)) + p.w.unitWord(p.item)
	case th.Lot != "":
		return p.w.number(th.Last-th.First+1) + p.w.unitWord(p.item) + "  " + th.Lot + " " + numbers(th.First, th.Last)
	}
	return p.w.number(th.Quantity) + p.w.unitWord(p.item)
}

func (p *enterPage) fromWord() string {
	switch {
	case p.entry.From != "":
		return p.w.placeWord(p.books.place(p.entry.From))
	case len(p.act.At) == 1 && p.act.At[0] != stock.Counted:
		return p.w.placeWord(stock.Place{ID: p.act.At[0], Kind: stock.Fixed})
	}
	return ""
}

// goesTo is where the things go; "" when they stay.
func (p *enterPage) goesTo() stock.PlaceID {
	switch p.act.Goes {
	case stock.Chosen, stock.ChosenOrHere:
		if p.act.Reason == stock.CountAdjust && !p.surplus {
			return stock.Missing
		}
		return p.entry.To
	case stock.KeptPlace:
		return ""
	}
	return p.act.Goes
}

// summaryLine is the entry in one line, for the witness and for the banner.
func (p *enterPage) summaryLine() string {
	line := p.choice.word(p.w) + "  " + p.w.itemWord(p.item) + "  " + p.thingsWord()
	if to := p.goesTo(); to != "" {
		line += "  → " + p.w.placeWord(p.books.place(to))
	}
	return line
}
