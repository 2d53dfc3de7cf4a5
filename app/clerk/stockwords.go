package clerk

import (
	"slices"

	"madoguchi/internal/juki"
	"madoguchi/internal/stock"
)

// The words of the ledger in the clerk's language. What the city registered is called as the city calls it.

func (w *Window) itemWord(i stock.Item) string {
	for _, fixed := range stock.FixedItems() {
		if fixed.ID == i.ID && (i.Name == fixed.Name || i.Name == "") {
			return w.text.T("stock.item." + string(i.ID))
		}
	}
	return i.Name
}

// placeWord is a place as it is called: its label, and its name where it has one.
func (w *Window) placeWord(p stock.Place) string {
	switch {
	case p.ID == "":
		return ""
	case p.ID.IsFixed():
		return w.text.T("stock.place." + string(p.ID))
	case p.Name == "" || p.Name == string(p.ID):
		return string(p.ID)
	}
	return string(p.ID) + "  " + p.Name
}

// stateWord is a state in the words for an item: see stock.ItemID.StateWord.
func (w *Window) stateWord(i stock.ItemID, s stock.State) string {
	if i == stock.StorageMedia && s == stock.Unused {
		return w.text.T("stock.state.in-use")
	}
	return w.text.T("stock.state." + string(s))
}

// serialTitle is what the number is called by which a thing of an item is told apart: a card has its maker's, a medium the office's own.
func (w *Window) serialTitle(i stock.ItemID) string {
	if i == stock.StorageMedia {
		return w.text.T("stock.medium-number")
	}
	return w.text.T("stock.serial")
}

// actWord is the reason of a movement (事由), and what the act is called.
func (w *Window) actWord(r stock.Reason) string { return w.text.T("stock.reason." + string(r)) }

func (w *Window) kindWord(k stock.PlaceKind) string { return w.text.T("stock.kind." + string(k)) }

// unitWord is what things are counted in.
func (w *Window) unitWord(i stock.Item) string {
	for _, fixed := range stock.FixedItems() {
		if fixed.ID == i.ID && fixed.Unit == i.Unit {
			if i.ID == stock.StorageMedia {
				return w.text.T("stock.unit.pieces")
			}
			return w.text.T("stock.unit")
		}
	}
	return " " + i.Unit
}

// things says what a movement or an entry is about, without a whole serial.
func (w *Window) things(serial juki.CardSerial, lot string, first, last, quantity int) string {
	switch {
	case serial != "":
		return tail(serial)
	case lot != "":
		return lot + " " + numbers(first, last)
	}
	return w.number(quantity)
}

// numbers are those of a lot: with five digits as they are printed on blanks and forms, more where they are longer.
func numbers(first, last int) string {
	return padded(first) + "–" + padded(last)
}

func padded(n int) string {
	s := plain(n)
	for len(s) < 5 {
		s = "0" + s
	}
	return s
}

// stateOrder is where a state stands in the breakdown.
func stateOrder(s stock.State) int { return slices.Index(stock.States(), s) }
