package clerk

import (
	"context"
	"slices"

	"fyne.io/fyne/v2"

	"madoguchi/app/kit"
	"madoguchi/internal/juki"
	"madoguchi/internal/stock"
)

// receivePage takes a transfer in (移送の受入れ): scan the slip, then each card that came, then the place where they lie from now on.
// What is not there is received as short, with an incident for each.
type receivePage struct {
	w       *Window
	books   stockBooks
	station *station
	slip    stock.Transfer // zero until it was scanned
	came    map[string]bool
	open    []stock.Things // of the slip, what was not received yet
	loose   []loosePart    // forms and blanks among it
	short   bool           // the clerk said that things are missing
	working bool
	failure error
}

func newReceivePage(w *Window, b stockBooks) *receivePage {
	p := &receivePage{w: w, books: b, came: map[string]bool{}}
	p.station = w.newStation("receive.scan", w.text.T("receive.scan"), w.text.T("receive.scan.support"), p.scanned)
	return p
}

func (p *receivePage) leave() {}

func (p *receivePage) show() fyne.CanvasObject {
	t := p.w.text
	back := p.w.backTo(p.back)
	if p.slip.Number == "" {
		head := p.w.stockHead(tabTransfers, kit.Lead(t.T("receive.lead.slip")), p.w.trouble(codeOf(p.failure)))
		return scanning(head, p.station, kit.VStack(0), bottom(back))
	}
	left := p.left()
	lead := t.T("receive.lead.cards")
	if p.short || left == 0 {
		lead = t.T("receive.lead.place")
	}
	head := p.w.stockHead(tabTransfers, kit.Lead(lead), p.w.trouble(codeOf(p.failure)))
	from, to := p.w.ends(p.books, p.slip)
	so := kit.HStack(kit.SpaceGroups, kit.NewText(t.T("receive.count", "N", p.w.number(len(p.waited())-left), "All", p.w.number(len(p.waited()))),
		kit.TextStyle{Size: kit.Text24, Bold: true, Keep: true}).WithID("receive.count"), kit.VStack(0, kit.Note(string(p.slip.Number)),
		kit.Note(t.T("receive.way", "From", from, "To", to))), kit.Filler())
	foot := bottom(back, p.shortButton(left))
	beside := p.cardTable()
	if p.short || left == 0 {
		suggested := kit.NewButton("receive.here", t.T("receive.here", "Place", p.w.placeWord(p.books.place(p.slip.To))), kit.Filled, func() { p.receive(p.slip.To) }).Sized(kit.Main).Key(fyne.KeyF5)
		foot = bottom(back)
		if p.books.counted(p.slip.To) {
			foot = bottom(back, suggested)
		}
	}
	under := fyne.CanvasObject(kit.VStack(0))
	if len(p.loose) > 0 {
		under = looseFields(t.T("receive.loose"), p.loose)
	}
	return scanningOver(head, p.station, under, kit.Sides(so, nil, nil, nil, kit.PadXY(0, kit.SpaceInside, beside)), foot)
}

// shortButton is the way on when not everything came.
func (p *receivePage) shortButton(left int) *kit.Button {
	return unless(left < len(p.waited()) || len(p.loose) > 0, kit.NewButton("receive.short", p.w.text.T("receive.short", "N", p.w.number(left)), kit.Outlined, p.askShort))
}

// askShort makes sure that what is missing is missing.
func (p *receivePage) askShort() {
	t := p.w.text
	p.w.frame.Show(&kit.Dialog{ID: "receive.short.ask", Title: t.T("receive.short.title"), Body: kit.Body(t.T("receive.short.body", "N", p.w.number(p.left()))),
		Confirm: t.T("receive.short.confirm"), Cancel: t.T("second.cancel"), OnConfirm: func() bool {
			p.short = true
			p.station.good(t.T("receive.short.place"))
			p.w.redraw()
			return true
		}})
}

func (p *receivePage) back() {
	if p.short {
		p.short = false
		p.w.redraw()
		return
	}
	p.w.openStock(tabTransfers)
}

// waited are the cards of the slip that are still on their way.
func (p *receivePage) waited() (lines []thingLine) {
	for _, l := range thingLines(p.open) {
		if len(l.Serials) > 0 {
			lines = append(lines, l)
		}
	}
	return lines
}

func (p *receivePage) left() (n int) {
	for _, l := range p.waited() {
		if !p.came[l.key()] {
			n++
		}
	}
	return n
}

// cardTable lists the cards of the slip: those that came, and those that were not scanned yet first.
func (p *receivePage) cardTable() fyne.CanvasObject {
	t := p.w.text
	lines := p.waited()
	slices.SortStableFunc(lines, func(a, b thingLine) int {
		switch {
		case p.came[a.key()] == p.came[b.key()]:
			return 0
		case p.came[a.key()]:
			return 1
		}
		return -1
	})
	table := kit.NewTable("receive.cards", kit.Column{Title: t.T("stock.serial"), Width: 160}, kit.Column{Title: t.T("stock.item")}, kit.Column{Title: t.T("receive.state"), Width: 220})
	rows := make([][]string, len(lines))
	for i, l := range lines {
		state := t.T("receive.waiting")
		if p.came[l.key()] {
			state = t.T("receive.came")
		}
		rows[i] = []string{l.word(p.w), p.w.itemWord(p.books.item(l.Item)), state}
	}
	table.Unit(t.T("stock.unit")).SetRows(rows)
	return table
}

func (p *receivePage) scanned(text string) {
	if p.slip.Number == "" {
		slip, err := stock.ParseSlip(text)
		if err != nil {
			p.station.refused(err)
			p.w.redraw()
			return
		}
		p.read(slip)
		p.w.redraw()
		return
	}
	scan, err := stock.ParseScan(text)
	switch {
	case p.working:
		p.station.bad(p.w.text.T("stock.busy"))
	case err != nil:
		p.station.refused(err)
	case scan.Place != "" && (p.short || p.left() == 0):
		p.receive(scan.Place)
	case scan.Place != "":
		p.station.bad(p.w.text.T("receive.cards-first", "N", p.w.number(p.left())))
	default:
		p.card(scan.Serial)
	}
}

// card ticks a card of the slip off.
func (p *receivePage) card(serial juki.CardSerial) {
	t := p.w.text
	at := slices.IndexFunc(p.waited(), func(l thingLine) bool { return l.Serials[0] == serial })
	switch {
	case at < 0:
		p.station.bad(t.T("receive.not-on-slip", "Tail", tail(serial)))
	case p.came[p.waited()[at].key()]:
		p.station.bad(t.T("stock.scan.twice", "Tail", tail(serial)))
	default:
		p.came[p.waited()[at].key()] = true
		p.station.good(t.T("receive.ticked", "Tail", tail(serial)))
	}
	p.w.redraw()
}

// read takes a slip. One that names no terminal may be for another one with a place of the same label: that is asked first.
func (p *receivePage) read(slip stock.Transfer) {
	t := p.w.text
	if !slip.Unnamed() || slip.Terminal == p.books.terminal {
		p.take(slip)
		return
	}
	_, to := p.w.ends(p.books, slip)
	p.w.frame.Show(&kit.Dialog{ID: "receive.unnamed.ask", Title: t.T("receive.unnamed.title"),
		Body:    kit.Body(t.T("receive.unnamed.body", "Number", string(slip.Number), "Terminal", slip.Terminal, "To", to)),
		Confirm: t.T("receive.unnamed.confirm"), Cancel: t.T("second.cancel"), OnConfirm: func() bool {
			p.take(slip)
			p.w.redraw()
			return true
		}})
}

// take asks for what is on a slip. Of one of which a part came before only the rest is asked for.
func (p *receivePage) take(slip stock.Transfer) {
	p.slip = slip
	p.await(slip.Things)
	p.station.good(p.w.text.T("receive.slip", "Number", string(slip.Number)))
	var known stock.Transfer
	p.w.do(p, func(ctx context.Context) (err error) {
		known, err = p.w.Keeper.Transfer(ctx, slip)
		return err
	}, func(err error) {
		if err == nil { // else it is new here, and all of it is on its way
			p.await(known.Open)
			p.w.redraw()
		}
	})
}

// await asks for things.
func (p *receivePage) await(open []stock.Things) {
	t := p.w.text
	p.open, p.loose = open, nil
	for _, l := range thingLines(open) {
		if len(l.Serials) > 0 {
			continue
		}
		part := loosePart{item: p.books.item(l.Item), n: l.count(), rng: stock.Range{Item: l.Item, Lot: l.Lot, First: l.First, Last: l.Last}}
		id := "receive.loose." + plain(len(p.loose))
		if l.Lot != "" {
			part.field = kit.NewField(id, p.w.itemWord(part.item)+"  "+l.Lot).Support(t.T("receive.loose.range", "Numbers", numbers(l.First, l.Last)))
		} else {
			part.field = kit.NewField(id, p.w.itemWord(part.item)).Support(t.T("receive.loose.number", "N", p.w.number(part.n), "Unit", p.w.unitWord(part.item)))
		}
		p.loose = append(p.loose, part)
	}
}
