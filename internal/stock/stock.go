// Package stock is the ledger of cards and forms (カード・帳票の受払, 第22条第1号): double-entry movements that are
// never changed, counts, and the day's reconciliation. Balances are sums; a wrong entry gets a reversing entry.
//
// The way in:
//
//   - The ledger: stock.go has Movement and the transaction that enters one; item.go, place.go, state.go and reason.go the words it is
//     written in, registry.go how a city registers more of them. book.go lists all that is stored; package store stores it.
//   - The acts: acttable.go says of every reason what it may move, from where to where, and acts.go applies that. Keeper (keeper.go) is
//     what the screens call. Each act runs in proceeding.go: who may, which day, which second person, movements and records in one
//     transaction. Enter (enter.go, entering.go, entering_things.go) does the acts by hand, Reverse (reverse.go) takes one back,
//     look.go says where a thing is.
//   - The day (day.go): opened, counted, closed (closing.go). What begins something needs a day that runs; what has happened is refused
//     only by a closed day, whose movements digest.go seals.
//   - Counts (count.go, counting.go): blind, by two people. figures.go and reconcile.go hold them against the ledger and make the day's
//     sheet (sheet.go); a difference has a reason (difference.go, explanation.go) or an incident, and aid.go helps to find what is missing.
//   - Procedures that take several acts: transfers between terminals (transfer.go and beside it; slip.go is what the two ends read of
//     each other), disposal (disposal.go, disposable.go), incidents (incident.go), appointments and the cards picked for them (appointment.go).
//   - Papers: papers.go lists them, a file each works them out (ledgersheet.go, stocklist.go, monthsheet.go, papersheets.go), papershelf.go
//     stores their figures before anything is printed.
package stock

import (
	"time"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
)

// ItemID names an item of the ledger (品目): "mynumber-card", or a form's id.
type ItemID string

// PlaceID names a place: a label "A-01" as it stands on the shelf, or one of the fixed places.
type PlaceID string

// State is what condition the thing is in at its place.
type State string

// Position is where and in what state something is.
type Position struct {
	Place PlaceID
	State State
}

// Movement is one line of the ledger. It moves one serial, or the numbers First to Last of a lot, or a quantity.
type Movement struct {
	ID       int64 // given by the ledger
	Time     time.Time
	Item     ItemID
	Serial   juki.CardSerial
	Lot      string // of a number range; then First and Last are set, both included
	First    int
	Last     int
	Quantity int // of a thing without serial or number; 0 with either
	From, To Position
	Reason   Reason
	Case     juki.CaseNumber // "" when none
	Document string          // 根拠文書: a list's or slip's number, "" when none
	By       juki.OperatorID
	Witness  juki.OperatorID // second person where the rule asks
	Reverses int64           // the movement this one takes back, 0 for none
	Origin   string          // "" for our own; else the terminal and number of the movement this is a copy of (移送の相手方)
}

// Number is how many things a movement moves.
func (m Movement) Number() int {
	switch {
	case m.Serial != "":
		return 1
	case m.Lot != "":
		return m.Last - m.First + 1
	}
	return m.Quantity
}

// Tx is the part of a transaction that moves things. Moving and recording are one transaction.
type Tx interface {
	oplog.Tx
	// Move enters m. It fails with Outcome NotAtPlace when the book says that the serial (the numbers, so many of a form) is not at
	// m.From, with PlaceUnknown when a place is not registered, and with DayClosed when the day of m.Time is closed.
	Move(m Movement) (id int64, err error)
	// Where is the position of a serial; ok is false for an unknown one.
	Where(item ItemID, serial juki.CardSerial) (pos Position, ok bool, err error)
	// Kept is where a serial belongs: the last position it had that was none of 前日準備, 交付中, 移送・郵送中 and 所在不明. ok is false for an unknown one.
	Kept(item ItemID, serial juki.CardSerial) (pos Position, ok bool, err error)
	// PlaceOf is a place as it is registered, the fixed ones included; ok is false for an unknown one.
	PlaceOf(id PlaceID) (p Place, ok bool, err error)
	// CardsAt is how many cards and blanks lie at a place: what its capacity is for.
	CardsAt(place PlaceID) (int, error)
	// DayState tells whether a business day is opened and closed.
	DayState(day juki.Date) (DayState, error)
}
