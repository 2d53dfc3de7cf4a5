package clerk

import (
	"context"
	"errors"

	"fyne.io/fyne/v2"

	"madoguchi/app/kit"
	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/stock"
)

// preparePage prepares a day's cards by scanning alone: the label of the box or shelf they go to, then each card.
type preparePage struct {
	w       *Window
	day     juki.Date
	to      stock.PlaceID // where they go; "" until it is scanned
	view    pickView
	station *station
	chosen  juki.CardSerial
	failure error
	loaded  bool
	read    bool

	table   *kit.Table // these change in place: the page is not built anew for a scan
	left    *kit.Text
	missing *kit.Button
}

func newPreparePage(w *Window, day juki.Date) *preparePage {
	p := &preparePage{w: w, day: day}
	p.station = w.newStation("prepare.scan", w.text.T("prepare.scan"), w.text.T("prepare.scan.support"), p.scanned)
	return p
}

func (p *preparePage) leave() {}

func (p *preparePage) show() fyne.CanvasObject {
	t := p.w.text
	if !p.loaded {
		p.loaded = true
		p.load()
	}
	lead := t.T("prepare.lead.place")
	if p.to != "" {
		lead = t.T("prepare.lead.cards", "Place", p.w.placeWord(p.view.books.place(p.to)))
	}
	p.left = kit.NewText("", kit.TextStyle{Size: kit.Text20, Bold: true, Keep: true}).WithID("prepare.left")
	head := kit.VStack(kit.SpaceBetween, kit.HStack(kit.SpaceBetween, kit.Heading(t.T("prepare.title", "Day", p.w.dayWord(p.day))), kit.Filler(), p.left), kit.Lead(lead))
	if b := p.w.trouble(codeOf(p.failure)); b != nil {
		head.Add(b)
	}
	head.Add(p.station.show())
	back := kit.NewButton("prepare.back", t.T("prepare.end"), kit.Outlined, func() { p.w.turnTo(newPicksPageOn(p.w, p.day, "")) }).Key(fyne.KeyEscape)
	p.missing = unless(false, kit.NewButton("prepare.missing", t.T("picks.missing"), kit.Outlined, p.askMissing))
	if p.to == "" {
		return kit.Sides(head, bottom(back), nil, nil, kit.PadXY(0, kit.SpaceInside, p.w.placeTable("prepare.places", p.view.books.here(), p.takePlace)))
	}
	p.table = p.w.pickTable("prepare.table").OnSelect(func(row int) { p.choose(p.view.list[row]) })
	p.fill()
	return kit.Sides(head, bottom(back, p.missing), nil, nil, kit.PadXY(0, kit.SpaceInside, p.table))
}

// fill puts the day's list into the table, as it is now.
func (p *preparePage) fill() {
	t := p.w.text
	if p.table != nil {
		p.table.SetRows(p.w.pickRows(p.view))
	}
	p.left.SetText(t.T("prepare.left", "Done", p.w.number(p.view.done()), "All", p.w.number(len(p.view.list))))
	p.chosen = ""
	p.missing.Disable()
}

func (p *preparePage) choose(a stock.Appointment) {
	p.chosen = a.Serial
	setEnabled(p.missing, p.w.mayDo(oplog.IncidentOpened) && lies(a))
	p.station.field.Focus()
}

func (p *preparePage) load() {
	var view pickView
	p.w.do(p, func(ctx context.Context) (err error) {
		view, err = p.w.readPicks(ctx, p.day)
		return err
	}, func(err error) {
		p.failure, p.view, p.read = err, view, err == nil
		p.w.redraw()
	})
}

func (p *preparePage) scanned(text string) {
	scan, err := stock.ParseScan(text)
	switch {
	case !p.read:
		p.station.bad(p.w.text.T("stock.busy"))
	case err != nil:
		p.station.refused(err)
	case scan.Place != "":
		p.takePlace(scan.Place)
	case p.to == "":
		p.station.bad(p.w.text.T("prepare.place-first"))
	default:
		p.pick(scan.Serial)
	}
}

// takePlace is where the cards go from now on.
func (p *preparePage) takePlace(place stock.PlaceID) {
	if p.view.books.place(place).Kind == stock.Fixed || !p.view.books.counted(place) {
		p.station.refused(juki.Refuse(juki.PlaceUnknown))
		return
	}
	p.to = place
	p.station.good(p.w.text.T("prepare.place", "Place", p.w.placeWord(p.view.books.place(place))))
	p.w.redraw()
}

func (p *preparePage) pick(serial juki.CardSerial) {
	var a stock.Appointment
	to := p.to
	p.station.inTurn(p, func(ctx context.Context) (err error) {
		a, err = p.w.Keeper.Pick(ctx, p.day, serial, to)
		return err
	}, func(err error) {
		t := p.w.text
		switch {
		case err == nil:
			p.picked(a)
		case errors.Is(err, juki.Refuse(juki.StateNotAllowed)) && a.At.State == stock.Picked:
			p.station.bad(t.T("prepare.twice", "Tail", tail(serial), "Place", p.w.placeWord(p.view.books.place(a.At.Place))))
		default:
			p.station.refused(err)
		}
	})
}

// picked ticks a card off and says so.
func (p *preparePage) picked(a stock.Appointment) {
	t := p.w.text
	for i := range p.view.list {
		if p.view.list[i].Serial == a.Serial {
			p.view.list[i].At = a.At
		}
	}
	p.fill()
	said := t.T("prepare.picked", "Tail", tail(a.Serial), "Time", clockWord(a.Minute))
	if p.view.done() == len(p.view.list) {
		said = t.T("prepare.all", "Tail", tail(a.Serial))
	}
	p.station.good(said)
}

func (p *preparePage) askMissing() {
	if a, ok := p.view.of(p.chosen); ok {
		p.w.askMissing(p, a, p.view.books, func(i stock.Incident, err error) {
			if err != nil {
				p.station.refused(err)
				return
			}
			p.w.tellLost(i)
			p.load()
		})
	}
}
