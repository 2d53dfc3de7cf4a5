package clerk

import (
	"context"

	"madoguchi/internal/juki"
	"madoguchi/internal/stock"
)

// scan notes one scanned serial, and answers as soon as it is stored.
func (p *countingPage) scan(text string) {
	if place, err := stock.ParsePlace(text); err == nil {
		p.scannedPlace(place)
		return
	}
	serial, err := juki.ParseCardSerial(text)
	if err != nil { // a label half read
		p.station.refused(juki.Refuse(juki.LabelUnreadable))
		return
	}
	var noted stock.Noted
	id := p.count.ID
	p.station.inTurn(p, func(ctx context.Context) (err error) {
		noted, err = p.w.Keeper.NoteCounted(ctx, id, stock.CountLine{Serial: serial})
		return err
	}, func(err error) {
		if err != nil {
			p.station.refused(err)
			return
		}
		p.answer(serial, noted)
	})
}

// scannedPlace answers the label of a place: a way to be sure to stand before the right shelf.
func (p *countingPage) scannedPlace(place stock.PlaceID) {
	if place == p.place.ID {
		p.station.good(p.w.text.T("counting.here", "Place", string(place)))
		return
	}
	p.station.bad(p.w.text.T("counting.not-here", "Scanned", string(place), "Place", p.w.placeWord(p.place)))
}

// answer says what a scan was. Each trouble has words of its own; the card is counted all the same, but for one counted before.
func (p *countingPage) answer(serial juki.CardSerial, n stock.Noted) {
	t := p.w.text
	end := tail(serial)
	if !n.Again {
		p.scanned++
		p.showNumber()
	}
	switch {
	case n.Again:
		p.station.bad(t.T("counting.again", "Tail", end))
	case n.Stranger == stock.NeverSeen:
		p.station.bad(t.T("counting.never-seen", "Tail", end))
	case n.Stranger == stock.LeftForGood:
		p.station.bad(t.T("counting.left", "Tail", end))
	case n.Elsewhere != "":
		p.station.bad(t.T("counting.elsewhere", "Tail", end, "Place", p.w.placeWord(stock.Place{ID: n.Elsewhere})))
	case n.Item != stock.MyNumberCards:
		p.station.bad(t.T("counting.other-item", "Tail", end, "Item", p.w.itemWord(stock.Item{ID: n.Item, Name: n.Item.Japanese()})))
	default:
		p.station.good(t.T("closing.counted", "Tail", end))
	}
}
