package clerk

import (
	"context"
	"slices"
	"strings"

	"madoguchi/internal/juki"
	"madoguchi/internal/stock"
)

// scannedThings are what came: the cards that were scanned, and the forms and blanks by their number.
func (p *receivePage) scannedThings() (things []stock.Things, short []stock.Incident, ok bool) {
	byItem := map[stock.ItemID]int{}
	for _, l := range p.waited() {
		if !p.came[l.key()] {
			continue
		}
		at, known := byItem[l.Item]
		if !known {
			at = len(things)
			byItem[l.Item] = at
			things = append(things, stock.Things{Item: l.Item})
		}
		things[at].Serials = append(things[at].Serials, l.Serials[0])
	}
	ok = true
	for _, part := range p.loose {
		came, right := part.read()
		none := strings.TrimSpace(juki.Label(part.field.Text())) == "0"
		part.field.SetError("")
		if !none && (!right || came.Item == "") {
			part.field.SetError(p.w.text.T("enter.number.error"))
			ok = false
			continue
		}
		if !none {
			things = append(things, came)
		}
		if missing := part.n - thingsCount([]stock.Things{came}); none || missing > 0 {
			short = append(short, stock.Incident{Kind: stock.TransferShort, Item: part.item.ID, Difference: -missing})
		}
	}
	return things, short, ok
}

// receive takes in what came at a place, and opens an incident for each thing that did not.
func (p *receivePage) receive(to stock.PlaceID) {
	things, short, ok := p.scannedThings()
	if !ok {
		p.w.redraw()
	}
	if !ok || p.working {
		return
	}
	if len(short) > 0 && !p.short {
		p.askShort()
		return
	}
	slip := p.slip
	var got stock.Transfer
	var opened int
	p.working = true
	p.w.do(p, func(ctx context.Context) error {
		missing, err := p.w.Keeper.Receive(ctx, slip, things, to)
		if err != nil {
			return err
		}
		for _, s := range missing {
			short = append(short, stock.Incident{Kind: stock.TransferShort, Item: itemOf(slip.Things, s), Serial: s, Difference: -1})
		}
		for _, i := range short {
			i.Place = to
			if _, err := p.w.Keeper.OpenIncident(ctx, i); err != nil {
				return err
			}
			opened++
		}
		got, err = p.w.Keeper.Transfer(ctx, slip)
		return err
	}, func(err error) {
		p.working = false
		if err != nil {
			p.station.refused(err)
			p.w.redraw()
			return
		}
		p.w.sound(opened == 0)
		p.finished(got, opened)
	})
}

func (p *receivePage) finished(got stock.Transfer, opened int) {
	one := newTransferPage(p.w, p.books, got)
	one.said = p.w.text.T("receive.done")
	if got.Terminal == p.books.terminal {
		one.said = p.w.text.T("receive.done.own") // nobody waits for a receipt
	}
	if opened > 0 {
		one.said, one.warned = p.w.text.T("receive.done.short", "N", p.w.number(opened)), true
	}
	p.w.turnTo(one)
}

// itemOf is the item under which a serial stands on a slip.
func itemOf(things []stock.Things, s juki.CardSerial) stock.ItemID {
	for _, t := range things {
		if slices.Contains(t.Serials, s) {
			return t.Item
		}
	}
	return stock.MyNumberCards
}
