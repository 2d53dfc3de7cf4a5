package clerk

import (
	"context"

	"fyne.io/fyne/v2"

	"madoguchi/app/kit"
	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/stock"
)

// boxPage throws a box away (空箱確認, 第22条第1号): its label scanned or its list chosen, looked into, a second person. Most cards that
// went lost went with a box.
type boxPage struct {
	w       *Window
	station *station
	box     string // the label of a box, or the list that came with one
	list    bool   // box is a list
	lists   []string
	looked  *kit.Checks
	failure error
	loaded  bool
}

func newBoxPage(w *Window) *boxPage {
	p := &boxPage{w: w}
	p.station = w.newStation("boxes.scan", w.text.T("boxes.scan"), w.text.T("boxes.scan.support"), p.scan)
	return p
}

func (p *boxPage) leave() {}

func (p *boxPage) show() fyne.CanvasObject {
	t := p.w.text
	if !p.loaded {
		p.loaded = true
		p.load()
	}
	body := kit.VStack(kit.SpaceGroups, kit.Heading(t.T("boxes.title")), kit.Body(t.T("boxes.body")))
	if b := p.w.trouble(codeOf(p.failure)); b != nil {
		body.Add(b)
	}
	side := kit.VStack(kit.SpaceBetween, p.station.show())
	if len(p.lists) > 0 {
		choice := kit.NewSelect("boxes.list", t.T("boxes.list"), t.T("boxes.list.hint"), p.lists).OnChanged(func(i int) { p.choose(p.lists[i], true) })
		if p.list {
			for i, l := range p.lists {
				if l == p.box {
					choice.Choose(i)
				}
			}
		}
		side.Add(kit.Width(scanWidth, choice))
	}
	body.Add(side)
	end := kit.NewButton("boxes.discard", t.T("boxes.discard"), kit.Filled, p.askSecond).Sized(kit.Main).Key(fyne.KeyF5)
	if p.box != "" {
		p.looked = kit.NewChecks("boxes.looked", []string{t.T("boxes.looked")}, 1)
		p.looked.OnChanged(func() { setEnabled(end, len(p.looked.Selected()) > 0) })
		body.Add(kit.Card(kit.VStack(kit.SpaceBetween, kit.Lead(t.T("boxes.chosen", "Box", p.box)), p.looked)))
	}
	end.Disable()
	bottom := kit.HStack(0, kit.NewButton("boxes.back", t.T("second.cancel"), kit.Outlined, func() { p.w.open(closing) }).Key(fyne.KeyEscape), kit.Filler(), end)
	return kit.Sides(nil, inset(bottom), nil, nil, kit.Scroll(kit.PadXY(kit.SpaceSmall, 0, body)))
}

func setEnabled(b *kit.Button, on bool) {
	if on {
		b.Enable()
	} else {
		b.Disable()
	}
}

// load lists the documents with which cards came lately: their boxes may be thrown away.
func (p *boxPage) load() {
	var lists []string
	p.w.do(p, func(ctx context.Context) error {
		day := juki.DateOf(p.w.Now())
		moves, err := p.w.Stock.Movements(ctx, day.AddDays(-boxDays).Start(), day.AddDays(1).Start())
		seen := map[string]bool{}
		for i := len(moves) - 1; i >= 0; i-- {
			if m := moves[i]; m.Reason == stock.Arrival && m.Document != "" && !seen[m.Document] {
				seen[m.Document] = true
				lists = append(lists, m.Document)
			}
		}
		return err
	}, func(err error) {
		p.lists = lists
		if err != nil {
			p.failure = err
		}
		p.w.redraw()
	})
}

const boxDays = 14 // how long the boxes of an arrival are offered

func (p *boxPage) scan(text string) {
	place, err := stock.ParsePlace(text)
	if err != nil {
		p.station.refused(juki.Refuse(juki.LabelUnreadable))
		return
	}
	p.station.good(p.w.text.T("boxes.scanned", "Box", string(place)))
	p.choose(string(place), false)
}

func (p *boxPage) choose(box string, list bool) {
	p.box, p.list, p.failure = box, list, nil
	p.w.redraw()
}

func (p *boxPage) askSecond() {
	box, list, t := p.box, p.list, p.w.text
	p.w.askSecondPerson(t.T("boxes.second", "Box", box), oplog.BoxDiscarded, nil, func(ctx context.Context, c confirmation) error {
		if list {
			return p.w.Keeper.DiscardShippingBox(ctx, box, true, c.Operator.ID)
		}
		return p.w.Keeper.DiscardBox(ctx, stock.PlaceID(box), true, c.Operator.ID)
	}, func(error) {
		next := newClosingPage(p.w)
		next.done = kit.NewBanner("closing.box", kit.Success, t.T("boxes.done", "Box", box), "")
		p.w.turnTo(next)
	})
}
