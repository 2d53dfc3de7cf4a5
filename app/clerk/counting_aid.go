package clerk

import (
	"strings"

	"fyne.io/fyne/v2"

	"madoguchi/app/kit"
	"madoguchi/internal/juki"
	"madoguchi/internal/stock"
)

// mostShown is how many serials of a difference are shown with their movements; the sheet has all.
const mostShown = 20

// rowPanel is the difference of one item: the figures, the serials, and what helps to find them.
func (p *resultPage) rowPanel(row stock.SheetRow) fyne.CanvasObject {
	t := p.w.text
	item := p.day.item(row.Item)
	panel := kit.VStack(kit.SpaceBetween, kit.HStack(kit.SpaceGroups, kit.Subheading(p.w.itemWord(item)), kit.Filler(), p.whatWasSaid(row)), p.figures(row))
	if row.Disagree {
		panel.Add(kit.NewBanner("result.disagree", kit.Error, t.T("result.disagree"), t.T("result.disagree.do")))
		return kit.Card(panel)
	}
	aid := p.aid[row.Item]
	if len(aid.Missing)+len(aid.Surplus) > 0 {
		panel.Add(kit.Columns(kit.SpaceGroups,
			p.trails(row.Item, t.T("result.missing", "N", p.w.number(len(aid.Missing))), aid.Missing),
			p.trails(row.Item, t.T("result.surplus", "N", p.w.number(len(aid.Surplus))), aid.Surplus)))
	} else if len(aid.Neighbours) > 0 {
		panel.Add(p.neighbours(aid.Neighbours))
	}
	if len(aid.Discarded) > 0 {
		panel.Add(kit.NewBanner("result.boxes", kit.Warning, t.T("result.boxes"), strings.Join(aid.Discarded, p.w.text.T("closing.and"))))
	}
	return kit.Card(panel)
}

// figures are the numbers, and whose they are.
func (p *resultPage) figures(row stock.SheetRow) fyne.CanvasObject {
	t := p.w.text
	figure := func(label string, words string) fyne.CanvasObject {
		return kit.VStack(kit.SpaceTight, kit.Note(label), kit.NewText(words, kit.TextStyle{Size: kit.Text28, Bold: true, Keep: true}))
	}
	line := kit.HStack(kit.SpaceSections)
	if !row.Disagree { // the ledger's number is not told while the two persons do not agree
		line.Add(figure(t.T("result.book"), p.w.number(row.Book)))
	}
	line.Add(figure(t.T("result.counted"), p.w.number(row.Counted)))
	if row.SecondOK {
		line.Add(figure(t.T("result.second"), p.w.number(row.Second)))
	}
	if !row.Disagree {
		line.Add(figure(t.T("result.difference"), signed(row.Difference)))
	}
	return line
}

// whatWasSaid is the reason or the incident, once there is one.
func (p *resultPage) whatWasSaid(row stock.SheetRow) fyne.CanvasObject {
	switch {
	case row.Incident != "":
		return upright(kit.NewTag(p.w.text.T("result.is-incident", "Number", string(row.Incident)), kit.Warning))
	case row.Reason != stock.NoDifference:
		return upright(kit.NewTag(p.w.differenceWord(row.Reason), kit.Success))
	}
	return upright(kit.NewTag(p.w.text.T("closing.state.differs"), kit.Error))
}

// trails are the serials of one side of the difference, each with who had it last, when and where.
func (p *resultPage) trails(item stock.ItemID, title string, trails []stock.Trail) fyne.CanvasObject {
	t := p.w.text
	list := kit.VStack(kit.SpaceInside, kit.Label(title))
	for i, trail := range trails {
		if i == mostShown {
			list.Add(kit.Note(t.T("result.more", "N", p.w.number(len(trails)-mostShown))))
			break
		}
		one := kit.VStack(kit.SpaceTight, kit.HStack(kit.SpaceBetween, kit.NewText(tail(trail.Serial), kit.TextStyle{Size: kit.Text20, Bold: true, Keep: true}),
			upright(kit.Line(p.lies(item, trail))), kit.Filler()))
		for _, m := range trail.Moves {
			one.Add(kit.Note(p.movement(m)))
		}
		list.Add(one)
		list.Add(kit.Ruling())
	}
	return list
}

// lies is where the ledger has a serial, or where it was counted on this day.
func (p *resultPage) lies(item stock.ItemID, trail stock.Trail) string {
	t := p.w.text
	for _, place := range trail.Counted {
		if place != p.place {
			return t.T("result.counted-at", "Place", p.day.placeWord(p.w, place))
		}
	}
	if trail.At.Place == "" {
		return t.T("result.never-seen")
	}
	return t.T("result.book-at", "Place", p.day.placeWord(p.w, trail.At.Place), "State", p.w.stateWord(item, trail.At.State))
}

// movement is one line of a trail: when, what, from where to where, by whom.
func (p *resultPage) movement(m stock.Movement) string {
	at := m.Time.In(juki.Tokyo())
	return p.w.text.T("result.movement", "Time", at.Format("2006-01-02 15:04"), "Reason", p.w.actWord(m.Reason),
		"From", p.day.placeWord(p.w, m.From.Place), "To", p.day.placeWord(p.w, m.To.Place), "Name", p.day.name(m.By))
}

// neighbours are what else was handled at the place on the day: for forms and blanks, which have no trail of their own.
func (p *resultPage) neighbours(moves []stock.Movement) fyne.CanvasObject {
	list := kit.VStack(kit.SpaceTight, kit.Label(p.w.text.T("result.neighbours")))
	for i, m := range moves {
		if i == mostShown {
			break
		}
		list.Add(kit.Note(p.movement(m) + "  " + p.w.number(m.Number())))
	}
	return list
}
