package clerk

import (
	"context"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"

	"madoguchi/app/kit"
	"madoguchi/internal/juki"
	"madoguchi/internal/stock"
)

// sendPage sends things to another place (移送の送出し): scan the cards, say how many forms and which blanks, choose where they go.
type sendPage struct {
	w       *Window
	books   stockBooks
	station *station
	basket  *basket
	from    stock.PlaceID // of the first card, or of a label that was scanned
	lying   []loosePart   // forms and blanks that lie there
	choose  bool          // the things are named: now the place
	things  []stock.Things
	sending bool
	failure error
}

// loosePart is a form or blanks at a place, with the field that says how much of it is sent.
type loosePart struct {
	item  stock.Item
	rng   stock.Range // of blanks
	n     int         // of a form
	field *kit.Field
}

func newSendPage(w *Window, b stockBooks) *sendPage {
	p := &sendPage{w: w, books: b}
	p.station = w.newStation("send.scan", w.text.T("send.scan"), w.text.T("send.scan.support"), p.scanned)
	act, _ := stock.ActOf(stock.TransferSend)
	p.basket = w.newBasket(p, p.station, act, "", b, p.changed)
	return p
}

func (p *sendPage) leave() {}

func (p *sendPage) show() fyne.CanvasObject {
	t := p.w.text
	lead := t.T("send.lead.things")
	if p.choose {
		lead = t.T("send.lead.place")
	}
	head := p.w.stockHead(tabTransfers, kit.Lead(lead), p.w.trouble(codeOf(p.failure)))
	if p.choose {
		back := p.w.backTo(func() { p.choose, p.failure = false, nil; p.w.redraw() })
		return scanning(head, p.station, p.w.placeTable("send.places", p.offered(), p.send), bottom(back))
	}
	back := p.w.backTo(func() { p.basket.leaving(func() { p.w.openStock(tabTransfers) }) })
	next := unless(p.from != "", kit.NewButton("send.next", t.T("enter.next"), kit.Filled, p.named).Sized(kit.Main).Key(fyne.KeyF5))
	return scanningOver(head, p.station, p.looseFields(), p.basket.table(), bottom(back, p.basket.dropButton(), next))
}

// looseFields asks how much of each form and which blanks are sent.
func (p *sendPage) looseFields() fyne.CanvasObject {
	if len(p.lying) == 0 {
		return kit.VStack(0)
	}
	return looseFields(p.w.text.T("send.loose", "Place", p.w.placeWord(p.books.place(p.from))), p.lying)
}

// looseFields are the fields of forms and blanks under a title.
func looseFields(title string, parts []loosePart) fyne.CanvasObject {
	list := kit.VStack(kit.SpaceBetween, kit.Label(title))
	for _, part := range parts {
		list.Add(part.field)
	}
	return kit.Scroll(kit.Pad(kit.SpaceInside, list))
}

// changed follows the basket: its first card says from where things are sent.
func (p *sendPage) changed() {
	if n := len(p.basket.cards); n > 0 && p.from == "" {
		p.takeFrom(p.basket.cards[0].At.Place)
	} else if n > 0 && p.basket.cards[n-1].At.Place != p.from {
		p.basket.cards = p.basket.cards[:n-1] // one slip is from one place
		p.station.refused(juki.Refuse(juki.NotAtPlace))
	}
	p.w.redraw()
}

// takeFrom fixes the place that things are sent from, and reads what else lies there.
func (p *sendPage) takeFrom(place stock.PlaceID) {
	p.from, p.lying = place, nil
	var parts []loosePart
	p.w.do(p, func(ctx context.Context) error {
		balances, err := p.w.Stock.Balances(ctx, p.w.upToNow())
		if err != nil {
			return err
		}
		for _, b := range balances {
			item := p.books.item(b.Item)
			if b.At.Place == place && b.At.State != stock.AwaitingDisposal && item.Tracking == stock.ByQuantity && b.Quantity > 0 {
				parts = append(parts, loosePart{item: item, n: b.Quantity})
			}
		}
		for _, item := range p.books.items {
			if item.Tracking != stock.ByRange {
				continue
			}
			ranges, err := p.w.Stock.Ranges(ctx, item.ID)
			if err != nil {
				return err
			}
			for _, r := range ranges {
				if r.At.Place == place && r.At.State != stock.AwaitingDisposal {
					parts = append(parts, loosePart{item: item, rng: r})
				}
			}
		}
		return nil
	}, func(err error) {
		p.failure = err
		for i := range parts {
			parts[i].field = p.looseField("send.loose."+plain(i), parts[i])
		}
		p.lying = parts
		p.w.redraw()
	})
}

func (p *sendPage) looseField(id string, part loosePart) *kit.Field {
	t := p.w.text
	if part.rng.Lot != "" {
		return kit.NewField(id, p.w.itemWord(part.item)+"  "+part.rng.Lot).Support(t.T("send.loose.range", "Numbers", numbers(part.rng.First, part.rng.Last)))
	}
	return kit.NewField(id, p.w.itemWord(part.item)).Support(t.T("send.loose.number", "N", p.w.number(part.n), "Unit", p.w.unitWord(part.item)))
}

// offered are the places things can be sent to: all that the city registered, here and elsewhere, but where they lie.
func (p *sendPage) offered() (list []stock.Place) {
	for _, pl := range p.books.places {
		if pl.Kind != stock.Fixed && !pl.Closed && pl.ID != p.from {
			list = append(list, pl)
		}
	}
	return list
}

// named reads what is to be sent and asks where to.
func (p *sendPage) named() {
	p.things = nil
	if len(p.basket.cards) > 0 {
		p.things = append(p.things, stock.Things{Item: p.basket.item, Serials: p.basket.serials()})
	}
	ok := true
	for _, part := range p.lying {
		things, right := part.read()
		part.field.SetError("")
		if !right {
			part.field.SetError(p.w.text.T("enter.number.error"))
			ok = false
		} else if things.Item != "" {
			p.things = append(p.things, things)
		}
	}
	if !ok {
		p.w.redraw()
		return
	}
	if len(p.things) == 0 {
		p.station.bad(p.w.text.T("send.nothing"))
		return
	}
	p.choose = true
	p.w.redraw()
}

// read is what of a part is sent: the zero Things for nothing; right is false for what is no number or not there.
func (l loosePart) read() (things stock.Things, right bool) {
	text := strings.ReplaceAll(juki.Label(l.field.Text()), ",", "")
	if text == "" {
		return things, true
	}
	if l.rng.Lot == "" {
		n, err := strconv.Atoi(text)
		return stock.Things{Item: l.item.ID, Quantity: n}, err == nil && 0 < n && n <= l.n
	}
	from, to, both := strings.Cut(text, "-")
	if !both {
		to = from
	}
	first, err1 := strconv.Atoi(strings.TrimSpace(from))
	last, err2 := strconv.Atoi(strings.TrimSpace(to))
	right = err1 == nil && err2 == nil && l.rng.First <= first && first <= last && last <= l.rng.Last
	return stock.Things{Item: l.item.ID, Lot: l.rng.Lot, First: first, Last: last}, right
}

func (p *sendPage) scanned(text string) {
	scan, err := stock.ParseScan(text)
	switch {
	case p.sending:
		p.station.bad(p.w.text.T("stock.busy"))
	case err != nil:
		p.station.refused(err)
	case p.choose && scan.Place != "":
		p.send(scan.Place)
	case p.choose:
		p.station.bad(p.w.text.T("enter.place-first"))
	case scan.Serial != "":
		p.basket.take(scan.Serial)
	case len(p.basket.cards) > 0:
		p.station.bad(p.w.text.T("send.from-fixed", "Place", p.w.placeWord(p.books.place(p.from))))
	case !p.books.counted(scan.Place):
		p.station.refused(juki.Refuse(juki.PlaceUnknown))
	default:
		p.station.good(p.w.text.T("send.from", "Place", p.w.placeWord(p.books.place(scan.Place))))
		p.takeFrom(scan.Place)
	}
}

// send puts the things in transit and shows the transfer, whose slip goes with them.
func (p *sendPage) send(to stock.PlaceID) {
	what := p.w.text.T("send.what", "N", p.w.number(thingsCount(p.things)), "From", p.w.placeWord(p.books.place(p.from)), "To", p.w.placeWord(p.books.place(to)))
	things, from := p.things, p.from
	var sent stock.Transfer
	p.w.enter(p, &p.sending, stock.TransferSend, what, p.books, func(ctx context.Context, witness juki.OperatorID) (err error) {
		sent, err = p.w.Keeper.Send(ctx, things, from, to, witness)
		return err
	}, func(err error) {
		if err != nil {
			p.station.refused(err)
			p.w.redraw()
			return
		}
		p.w.sound(true)
		one := newTransferPage(p.w, p.books, sent)
		one.said = p.w.text.T("send.done")
		p.w.turnTo(one)
	})
}
