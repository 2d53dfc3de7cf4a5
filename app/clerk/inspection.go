package clerk

import (
	"context"

	"fyne.io/fyne/v2"

	"madoguchi/app/kit"
	"madoguchi/internal/counter"
	"madoguchi/internal/juki"
	"madoguchi/internal/stock"
)

// inspectionPage scans each arrived card against the list and onto its shelf (検品・棚入れ). The shelf stays until another is chosen.
type inspectionPage struct {
	w       *Window
	shelf   stock.PlaceID
	station *station
	waiting int
	done    int
	failure error // of reading how many wait
	loaded  bool
}

func newInspectionPage(w *Window) *inspectionPage {
	p := &inspectionPage{w: w}
	if len(w.Terminal.Shelves) > 0 {
		p.shelf = w.Terminal.Shelves[0]
	}
	p.station = w.newStation("inspection.scan", w.text.T("handover.scan"), w.text.T("handover.scan.support", "Place", string(p.shelf)), p.scanned)
	return p
}

func (p *inspectionPage) leave() {}

func (p *inspectionPage) show() fyne.CanvasObject {
	t := p.w.text
	if !p.loaded {
		p.loaded = true
		p.load()
	}
	shelves := kit.HStack(kit.SpaceInside, kit.Label(t.T("inspection.shelf")))
	for _, s := range p.w.Terminal.Shelves {
		kind := kit.Outlined
		if s == p.shelf {
			kind = kit.Filled
		}
		shelves.Add(kit.NewButton("inspection.shelf."+string(s), string(s), kind, func() { p.shelf = s; p.w.redraw() }).Sized(kit.InTable))
	}
	shelves.Add(kit.Filler())
	body := kit.VStack(kit.SpaceGroups, kit.Heading(t.T("inspection.title")), kit.Lead(t.T("inspection.lead", "Place", string(p.shelf))), shelves,
		p.station.show())
	if b := p.w.trouble(codeOf(p.failure)); b != nil {
		body.Add(b)
	}
	body.Add(kit.NewText(t.T("inspection.left", "Done", p.w.number(p.done), "Left", p.w.number(p.waiting)), kit.TextStyle{Size: kit.Text24}).WithID("inspection.left"))
	bottom := kit.HStack(0, kit.Filler(), kit.NewButton("inspection.end", t.T("inspection.end"), kit.Filled, func() { p.w.open(arrivals) }).Sized(kit.Main).Key(fyne.KeyF5))
	return kit.Sides(nil, bottom, nil, nil, body)
}

func (p *inspectionPage) load() {
	var waiting int
	p.w.do(p, func(ctx context.Context) (err error) {
		waiting, err = p.w.Desk.Book.CountIn(ctx, counter.CaseArrived)
		return err
	}, func(err error) {
		p.failure, p.waiting = err, waiting
		p.w.redraw()
	})
}

func (p *inspectionPage) scanned(text string) {
	t := p.w.text
	serial, err := juki.ParseCardSerial(text)
	if err != nil {
		p.station.bad(t.T("handover.scan.error"))
		return
	}
	shelf := p.shelf
	p.station.inTurn(p, func(ctx context.Context) error {
		_, err := p.w.Desk.Inspect(ctx, serial, shelf)
		return err
	}, func(err error) {
		if err != nil {
			p.station.refused(err)
		} else {
			p.done++
			p.station.good(t.T("inspection.shelved", "Tail", tail(serial), "Place", string(shelf)))
		}
		p.load()
	})
}
