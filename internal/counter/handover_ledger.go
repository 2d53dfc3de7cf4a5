package counter

import (
	"time"

	"madoguchi/internal/juki"
	"madoguchi/internal/stock"
)

// moveCard writes the ledger's side of a step (第22条第1号), from where the card is to where it belongs by the ledger, and leaves both
// in h.c. place is the shelf it was taken from or put back on.
func (h *Handover) moveCard(tx Tx, m cardMove, now time.Time) (place stock.PlaceID, err error) {
	at, _, err := tx.Where(stock.MyNumberCards, h.c.Serial)
	if err != nil {
		return "", err
	}
	if h.c.At = at; m == cardStays {
		return "", nil
	}
	kept, _, err := tx.Kept(stock.MyNumberCards, h.c.Serial)
	if err != nil {
		return "", err
	}
	inHand := stock.Position{Place: stock.Counter, State: stock.InHandover}
	mv := stock.Movement{Time: now, Item: stock.MyNumberCards, Serial: h.c.Serial, Case: h.c.Number, By: h.by, From: inHand}
	switch m {
	case cardComesOut:
		if !fetchable(at) {
			return "", juki.Refuse(juki.CaseNotReady) // something else became of it since the handover was opened
		}
		mv.From, mv.To, mv.Reason, place = at, inHand, stock.TakeOut, at.Place
	case cardLeaves:
		mv.To, mv.Reason = stock.Position{Place: stock.Resident, State: stock.Delivered}, stock.Handover
	case cardGoesBack:
		mv.To, mv.Reason, place = kept, stock.PutBack, kept.Place
	}
	if _, err := tx.Move(mv); err != nil {
		return "", err
	}
	if h.c.At = mv.To; m != cardLeaves {
		h.c.Home = kept.Place
	}
	return place, nil
}

// fetchable tells whether a card at a position can be taken out for its owner.
func fetchable(at stock.Position) bool { return at.State.Deliverable() && at.Place.Inside() }

// caseState is what the case list says while the handover is in s. After an abort the ledger has the word: the card may have gone
// another way while it was not yet taken out.
func caseState(s State, at stock.Position) CaseState {
	switch s {
	case HandoverDone:
		return CaseDelivered
	case Aborted, NotOpen:
	default:
		return CaseInHandover
	}
	switch {
	case at.State == stock.Delivered, at.State == stock.Surrendered:
		return CaseDelivered
	case at.State == stock.Arrived, at.State == stock.Inspected, at == stock.Position{Place: stock.Inbox, State: stock.Prepared}:
		return CaseArrived
	}
	return CaseStored
}
