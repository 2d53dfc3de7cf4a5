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
