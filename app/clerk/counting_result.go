package clerk

import (
	"context"

	"fyne.io/fyne/v2"

	"madoguchi/app/kit"
	"madoguchi/internal/stock"
)

// resultPage is what the count of one place found: what is missing, what is too much, and what is known of each (照合結果).
type resultPage struct {
	w       *Window
	place   stock.PlaceID
	day     dayView
	here    countedPlace
	aid     map[stock.ItemID]stock.SearchAid
	failure error
	busy    bool
	loaded  bool
	read    bool
}

func newResultPage(w *Window, place stock.PlaceID) *resultPage {
	return &resultPage{w: w, place: place}
}

func (p *resultPage) leave() {}

func (p *resultPage) show() fyne.CanvasObject {
	t := p.w.text
	if !p.loaded {
		p.loaded = true
		p.load()
	}
	back := kit.NewButton("result.back", t.T("result.back"), kit.Outlined, func() { p.w.open(closing) }).Key(fyne.KeyEscape)
	if !p.read {
		body := kit.VStack(kit.SpaceGroups)
		if b := p.w.trouble(codeOf(p.failure)); b != nil {
			body.Add(b)
		}
		return kit.Sides(body, kit.HStack(0, back, kit.Filler()), nil, nil, kit.VStack(0))
	}
	head := kit.VStack(kit.SpaceBetween, kit.Heading(t.T("result.title", "Place", p.w.placeWord(p.here.Place))))
	if b := p.w.trouble(codeOf(p.failure)); b != nil {
		head.Add(b)
	}
	body := kit.VStack(kit.SpaceGroups)
	for _, row := range p.here.rows {
		if row.Differs() || row.Disagree {
			body.Add(p.rowPanel(row))
		}
	}
	if len(body.Objects) == 0 {
		body.Add(kit.NewBanner("result.agrees", kit.Success, t.T("counted.agrees", "Place", p.w.placeWord(p.here.Place)), ""))
	}
	return kit.Sides(inset(head), inset(p.bottom(back)), nil, nil, scrolled(body))
}

// bottom are the three things that can be done about a difference: count again, say why, make it an incident.
func (p *resultPage) bottom(back fyne.CanvasObject) fyne.CanvasObject {
	t := p.w.text
	row, left := p.next()
	if !p.day.running() {
		return kit.HStack(0, back, kit.Filler())
	}
	kind := kit.Outlined
	if left && row.Disagree {
		kind = kit.Filled
	}
	again := kit.NewButton("result.recount", t.T("result.recount"), kind, p.recount).Key(fyne.KeyF6)
	bottom := kit.HStack(kit.SpaceBetween, back, kit.Filler(), again)
	if left && !row.Disagree {
		bottom.Add(kit.NewButton("result.incident", t.T("result.incident"), kit.Outlined, func() { p.askIncident(row) }).Key(fyne.KeyF7))
		bottom.Add(kit.NewButton("closing.explain."+string(p.place), t.T("closing.explain"), kit.Filled, func() { p.askReason(row) }).Sized(kit.Main).Key(fyne.KeyF5))
	}
	return bottom
}

// next is the first row of which nobody has said yet why it differs.
func (p *resultPage) next() (stock.SheetRow, bool) {
	for _, r := range p.here.rows {
		if (r.Differs() || r.Disagree) && r.Reason == stock.NoDifference && r.Incident == "" {
			return r, true
		}
	}
	return stock.SheetRow{}, false
}

func (p *resultPage) load() {
	var v dayView
	var here countedPlace
	aid := map[stock.ItemID]stock.SearchAid{}
	p.w.do(p, func(ctx context.Context) (err error) {
		if v, err = p.w.readDay(ctx); err != nil {
			return err
		}
		here = v.place(p.place)
		for _, row := range here.rows {
			if !row.Differs() {
				continue
			}
			if aid[row.Item], err = p.w.Keeper.Aid(ctx, row); err != nil {
				return err
			}
		}
		return nil
	}, func(err error) {
		p.busy = false
		if err != nil {
			p.failure = err
		} else {
			p.day, p.here, p.aid, p.read = v, here, aid, true
		}
		p.w.redraw()
	})
}

// place finds a place of the day.
func (v dayView) place(id stock.PlaceID) countedPlace {
	groups, byGroup := v.places()
	for _, g := range groups {
		for _, p := range byGroup[g] {
			if p.ID == id {
				return p
			}
		}
	}
	return countedPlace{Place: stock.Place{ID: id}}
}

func (p *resultPage) recount() {
	if p.busy {
		return
	}
	p.busy = true
	p.w.beginCount(p, p.here.Place, p.day.figures.Items, false, p.failed)
}

func (p *resultPage) failed(err error) {
	p.busy, p.failure = false, err
	p.w.redraw()
}

// act does one thing about the difference and shows what became of it.
func (p *resultPage) act(f func(context.Context) error) {
	if p.busy {
		return
	}
	p.busy, p.failure = true, nil
	p.w.do(p, f, func(err error) {
		if err != nil {
			p.failed(err)
			return
		}
		p.load()
	})
}

// askReason asks why a place differs; without a reason the day is not closed.
func (p *resultPage) askReason(row stock.SheetRow) {
	t := p.w.text
	reasons := stock.DifferenceReasons()
	labels := make([]string, len(reasons))
	for i, r := range reasons {
		labels[i] = p.w.differenceWord(r)
	}
	choice := kit.NewRadio("explain.reason", labels)
	note := kit.NewField("explain.note", t.T("explain.note")).Support(t.T("explain.note.support")).Covered(p.w.curtain, "note")
	p.w.frame.Show(&kit.Dialog{ID: "explain", Title: t.T("explain.title", "Place", p.w.placeWord(p.here.Place)),
		Body: kit.VStack(kit.SpaceBetween, choice, note), Confirm: t.T("explain.confirm"), Cancel: t.T("second.cancel"),
		OnConfirm: func() bool {
			if choice.Selected() < 0 {
				return false
			}
			e := stock.Explanation{Item: row.Item, Place: row.Place, Difference: row.Difference, Reason: reasons[choice.Selected()], Note: note.Text()}
			p.act(func(ctx context.Context) error { return p.w.Keeper.Explain(ctx, e) })
			return true
		}})
}

// askIncident makes a difference an incident (第24条): missing cards are looked for from then on, the steps wait in the room 事故, and the day can be closed.
func (p *resultPage) askIncident(row stock.SheetRow) {
	t := p.w.text
	p.w.frame.Show(&kit.Dialog{ID: "incident", Title: t.T("result.incident.title", "Place", p.w.placeWord(p.here.Place)),
		Body: kit.Body(t.T("result.incident.body")), Confirm: t.T("result.incident"), Cancel: t.T("second.cancel"), Danger: true,
		OnConfirm: func() bool {
			p.act(func(ctx context.Context) error {
				_, err := p.w.Keeper.ReportDifference(ctx, row, p.day.figures.Day.Day)
				return err
			})
			return true
		}})
}
