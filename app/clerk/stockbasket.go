package clerk

import (
	"context"
	"errors"
	"slices"

	"fyne.io/fyne/v2"

	"madoguchi/app/kit"
	"madoguchi/internal/juki"
	"madoguchi/internal/stock"
)

// basket is the cards that were scanned for one act, before it is entered: nothing is in the ledger yet. All are of one item.
type basket struct {
	w       *Window
	page    page
	station *station
	act     stock.Act
	item    stock.ItemID // "" until the first card says it
	fixed   bool         // the item was chosen before
	books   stockBooks
	cards   []stock.Standing // in the order they were scanned
	asking  map[juki.CardSerial]bool
	changed func()
}

func (w *Window) newBasket(on page, s *station, act stock.Act, item stock.ItemID, b stockBooks, changed func()) *basket {
	return &basket{w: w, page: on, station: s, act: act, item: item, fixed: item != "", books: b, asking: map[juki.CardSerial]bool{}, changed: changed}
}

// take looks a scanned card up and lays it in, when the act may take it from where it lies.
func (b *basket) take(serial juki.CardSerial) {
	t := b.w.text
	if b.asking[serial] || slices.ContainsFunc(b.cards, func(c stock.Standing) bool { return c.Serial == serial }) {
		b.station.bad(t.T("stock.scan.twice", "Tail", tail(serial)))
		return
	}
	b.asking[serial] = true
	var found stock.Standing
	books, early := b.books, !b.books.read // a quick hand scans before the page has read them
	b.station.inTurn(b.page, func(ctx context.Context) (err error) {
		if early {
			if books, err = b.w.readStockBooks(ctx); err != nil {
				return err
			}
		}
		found, err = b.w.Keeper.Look(ctx, serial)
		return err
	}, func(err error) {
		delete(b.asking, serial)
		if early {
			b.books = books
		}
		if errors.Is(err, juki.Refuse(juki.SerialUnknown)) && b.item != "" && len(b.act.At) == 1 && !b.act.At[0].Inside() && b.act.At[0] != stock.Gone {
			found, err = stock.Standing{Item: b.item, Serial: serial, At: stock.Position{Place: b.act.At[0], State: b.act.From[0]}}, nil // comes from outside
		}
		if err == nil {
			err = b.fits(found)
		}
		if err != nil {
			b.station.refused(err)
			b.changed()
			return
		}
		b.item = found.Item
		b.cards = append(b.cards, found)
		taken := "stock.scan.taken"
		if found.Item == stock.StorageMedia {
			taken = "stock.scan.taken.medium"
		}
		b.station.good(t.T(taken, "Tail", tail(serial), "Place", b.w.placeWord(b.books.place(found.At.Place))))
		b.changed()
	})
}

func (b *basket) fits(found stock.Standing) error {
	if b.item != "" && found.Item != b.item {
		return juki.Refuse(juki.ItemMismatch)
	}
	return b.act.Takes(b.books.item(found.Item), found.At, b.books.counted(found.At.Place))
}

func (b *basket) serials() []juki.CardSerial {
	list := make([]juki.CardSerial, len(b.cards))
	for i, c := range b.cards {
		list[i] = c.Serial
	}
	return list
}

// dropLast takes the last card out again.
func (b *basket) dropLast() {
	if n := len(b.cards); n > 0 {
		b.station.good(b.w.text.T("stock.scan.dropped", "Tail", tail(b.cards[n-1].Serial)))
		b.without([]juki.CardSerial{b.cards[n-1].Serial})
		b.changed()
	}
}

// without takes cards out of the basket; an empty one takes cards of any item again.
func (b *basket) without(serials []juki.CardSerial) {
	b.cards = slices.DeleteFunc(b.cards, func(c stock.Standing) bool { return slices.Contains(serials, c.Serial) })
	if len(b.cards) == 0 && !b.fixed {
		b.item = ""
	}
}

// table lists the cards, the last one first.
func (b *basket) table() fyne.CanvasObject {
	t := b.w.text
	table := kit.NewTable("basket", kit.Column{Title: t.T("stock.number"), Number: true, Width: 70}, kit.Column{Title: b.w.serialTitle(b.item), Width: 140},
		kit.Column{Title: t.T("stock.lies")}, kit.Column{Title: t.T("stock.state"), Width: 150})
	rows := make([][]string, len(b.cards))
	for i := range b.cards {
		n := len(b.cards) - 1 - i
		c := b.cards[n]
		rows[i] = []string{b.w.number(n + 1), tail(c.Serial), b.w.placeWord(b.books.place(c.At.Place)), b.w.stateWord(c.Item, c.At.State)}
	}
	unit := t.T("stock.unit")
	if b.item != "" && len(b.cards) > 0 {
		unit = b.w.unitWord(b.books.item(b.item)) + "  " + b.w.itemWord(b.books.item(b.item))
	}
	table.Unit(unit).SetRows(rows)
	return table
}

// dropButton takes the last scan back.
func (b *basket) dropButton() *kit.Button {
	return unless(len(b.cards) > 0, kit.NewButton("basket.drop", b.w.text.T("stock.scan.drop"), kit.TextOnly, b.dropLast))
}

// leaving goes back; with cards that were scanned and not entered it asks first. Nothing is lost but the list.
func (b *basket) leaving(back func()) {
	t := b.w.text
	if len(b.cards) == 0 {
		back()
		return
	}
	b.w.frame.Show(&kit.Dialog{ID: "basket.leave", Title: t.T("stock.leave.title"), Body: kit.Body(t.T("stock.leave", "N", b.w.number(len(b.cards)))),
		Confirm: t.T("stock.leave.confirm"), Cancel: t.T("stock.leave.cancel"), OnConfirm: func() bool {
			b.w.Bridge.Post(back)
			return true
		}})
}

// enter asks for the second person where the rules want one, and then does an act; then is told how it ended, on the UI thread. busy is
// true while it is done: not while the second person is asked, who may as well go back.
func (w *Window) enter(on page, busy *bool, reason stock.Reason, what string, b stockBooks, work func(ctx context.Context, witness juki.OperatorID) error, then func(error)) {
	if !b.read { // the scan was quicker than the page: without the rules nobody knows whether they want two people
		*busy = true
		w.do(on, func(ctx context.Context) (err error) {
			b, err = w.readStockBooks(ctx)
			return err
		}, func(err error) {
			*busy = false
			if err != nil {
				then(err)
				return
			}
			w.enter(on, busy, reason, what, b, work, then)
		})
		return
	}
	if !b.rules.NeedsWitness(reason) {
		*busy = true
		w.do(on, func(ctx context.Context) error { return work(ctx, "") }, func(err error) {
			*busy = false
			then(err)
		})
		return
	}
	w.askWitness(what, eventOf(reason), nil, func(ctx context.Context, c confirmation) error { return work(ctx, c.Operator.ID) }, func(err error) {
		if w.page == on {
			then(err)
		}
	})
}
