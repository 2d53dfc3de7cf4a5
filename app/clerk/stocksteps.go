package clerk

import (
	"strings"

	"fyne.io/fyne/v2"

	"madoguchi/app/kit"
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
		return scanning(head, p.station, p.w.placeTable("enter.places", p.books.here(), p.chosen), foot)
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
		p.basket.leaving(func() {
			p.basket = nil
			p.previous()
		})
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
		row.Add(kit.NewButton("enter.state."+string(b.At.State), p.w.stateWord(b.Item, b.At.State)+"  "+p.w.number(b.Quantity)+p.w.unitWord(p.item), kit.Outlined, func() {
			p.entry.FromState = b.At.State
			p.next()
		}).Sized(kit.Main))
	}
	row.Add(kit.Filler())
	return kit.VStack(0, kit.PadXY(0, kit.SpaceGroups, row), kit.Filler())
}
