package clerk

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"

	"madoguchi/app/kit"
	"madoguchi/internal/stock"
)

const (
	placeWidth = 210 // pixels: the longest name of a place
	stateWidth = 190 // the longest state
)

// list is the places in their groups, each with how far its counting has come.
func (p *closingPage) list() fyne.CanvasObject {
	list := kit.VStack(kit.SpaceTight)
	groups, byGroup := p.day.places()
	for _, g := range groups {
		title := g
		if g == "" {
			title = p.w.text.T("closing.own")
		}
		list.Add(kit.PadXY(0, kit.SpaceInside, kit.Subheading(title)))
		for _, place := range byGroup[g] {
			list.Add(p.placeLine(place))
			list.Add(kit.Ruling())
		}
	}
	return list
}

func (p *closingPage) placeLine(c countedPlace) fyne.CanvasObject {
	t := p.w.text
	line := kit.HStack(kit.SpaceBetween, kit.Width(placeWidth, kit.Line(p.w.placeWord(c.Place))),
		kit.Width(stateWidth, kit.HStack(0, upright(kit.NewTag(t.T("closing.state."+string(c.state)), toneOf(c.state))), kit.Filler())),
		kit.NewText(p.detail(c), kit.TextStyle{}), kit.Filler())
	if !p.day.running() {
		return kit.Height(kit.Size(kit.HeightRow), line)
	}
	id := string(c.ID)
	switch c.state {
	case differs, explained, disagree:
		line.Add(kit.NewButton("closing.look."+id, t.T("closing.look"), kit.Outlined, func() { p.w.turnTo(newResultPage(p.w, c.ID)) }).Sized(kit.InTable))
		return kit.Height(kit.Size(kit.HeightRow), line)
	case waitsOther:
		again := kit.NewButton("closing.count."+id, t.T("closing.recount"), kit.TextOnly, func() { p.begin(c.Place, true) }).Sized(kit.InTable)
		line.Add(again)
		return kit.Height(kit.Size(kit.HeightRow), line)
	case beingCounted:
		line.Add(kit.NewButton("closing.count."+id, p.resumeWord(c), kit.Outlined, func() { p.resume(c) }).Sized(kit.InTable))
		return kit.Height(kit.Size(kit.HeightRow), line)
	}
	line.Add(kit.NewButton("closing.count."+id, t.T("closing.count."+countWord(c.state)), kit.Outlined, func() { p.begin(c.Place, false) }).Sized(kit.InTable))
	return kit.Height(kit.Size(kit.HeightRow), line)
}

// alone tells whether an open count is another person's who counts alone: it can only be ended.
func (p *closingPage) alone(c countedPlace) bool { return p.day.second && c.open.By != p.day.me }

func (p *closingPage) resumeWord(c countedPlace) string {
	if p.alone(c) {
		return p.w.text.T("closing.give-up")
	}
	return p.w.text.T("closing.resume")
}

// resume goes on with a count that a crash, a lock or another room interrupted; the next person may take it over, unless each
// counts alone.
func (p *closingPage) resume(c countedPlace) {
	if !p.alone(c) {
		p.w.turnTo(newCountingPage(p.w, c.open, c.Place, p.day.figures.Items))
		return
	}
	t := p.w.text
	p.w.frame.Show(&kit.Dialog{ID: "giveup", Title: t.T("closing.give-up.title", "Place", p.w.placeWord(c.Place)),
		Body:    kit.Body(t.T("closing.give-up.body", "Name", p.day.name(c.open.By))),
		Confirm: t.T("closing.give-up"), Cancel: t.T("second.cancel"), OnConfirm: func() bool {
			p.w.do(p, func(ctx context.Context) error {
				_, err := p.w.Keeper.EndCount(ctx, c.open.ID)
				return err
			}, func(err error) {
				p.failure = err
				p.load()
			})
			return true
		}})
}

func countWord(s placeState) string {
	switch s {
	case uncounted, optional:
		return "first"
	case waitsForMe:
		return "second"
	}
	return "again"
}

// detail is what may be said of a place: figures only after its last count, and who is at it.
func (p *closingPage) detail(c countedPlace) string {
	t := p.w.text
	switch c.state {
	case beingCounted:
		return p.day.name(c.open.By)
	case waitsForMe, waitsOther:
		return t.T("closing.first-by", "Name", p.day.name(p.day.firstBy(c.ID)))
	case agrees:
		return p.found(c.rows)
	case differs, explained:
		return p.difference(c.rows)
	}
	return ""
}

// found is what was counted of each item.
func (p *closingPage) found(rows []stock.SheetRow) string {
	var parts []string
	for _, r := range rows {
		if len(rows) > 1 {
			parts = append(parts, p.w.itemWord(p.day.item(r.Item))+" "+p.w.number(decided(r)))
		} else {
			parts = append(parts, p.w.number(decided(r))+p.w.unitWord(p.day.item(r.Item)))
		}
	}
	return strings.Join(parts, p.w.text.T("closing.and"))
}

func (p *closingPage) difference(rows []stock.SheetRow) string {
	for _, r := range rows {
		switch {
		case !r.Differs():
		case r.Incident != "":
			return p.w.differenceOf(r) + "  " + string(r.Incident)
		default:
			return p.w.differenceOf(r) + "  " + p.w.differenceWord(r.Reason)
		}
	}
	return ""
}

// decided is the number that holds: the second person's where there is one.
func decided(r stock.SheetRow) int {
	if r.SecondOK {
		return r.Second
	}
	return r.Counted
}

// item is what is known of an item.
func (v dayView) item(id stock.ItemID) stock.Item {
	for _, i := range v.figures.Items {
		if i.ID == id {
			return i
		}
	}
	return stock.Item{ID: id, Name: id.Japanese()}
}

// placeWord is what a place of the day is called.
func (v dayView) placeWord(w *Window, id stock.PlaceID) string {
	for _, p := range v.figures.Places {
		if p.ID == id {
			return w.placeWord(p)
		}
	}
	return w.placeWord(stock.Place{ID: id})
}

func toneOf(s placeState) kit.Tone {
	switch s {
	case agrees, explained:
		return kit.Success
	case differs, disagree:
		return kit.Error
	case uncounted, beingCounted:
		return kit.Warning
	}
	return kit.Info
}

// differenceOf is how much a count differs; cards that were swapped differ by none in number.
func (w *Window) differenceOf(r stock.SheetRow) string {
	if r.Difference == 0 {
		return w.text.T("closing.swapped", "Missing", w.number(len(r.Missing)), "Surplus", w.number(len(r.Surplus)))
	}
	return w.text.T("closing.difference", "Difference", signed(r.Difference))
}

// differenceWord is why a count differs; "" while nobody has said.
func (w *Window) differenceWord(r stock.DifferenceReason) string {
	if r == stock.NoDifference {
		return ""
	}
	return w.text.T("difference." + string(r))
}
