package stock

import (
	"context"

	"madoguchi/internal/juki"
)

// EntryTx is what an act of the ledger asks inside its transaction.
type EntryTx interface {
	// ItemOf is an item as it is registered; ok is false for an unknown one.
	ItemOf(id ItemID) (i Item, ok bool, err error)
	// ItemsOf lists the items under which a serial is known.
	ItemsOf(serial juki.CardSerial) ([]ItemID, error)
	// CaseOf is the case of a card, "" for none.
	CaseOf(item ItemID, serial juki.CardSerial) (juki.CaseNumber, error)
	// RangesAt lists, in the order of the numbers, the pieces of a lot that have a number from first to last.
	RangesAt(item ItemID, lot string, first, last int) ([]Range, error)
	// Lying is what the ledger has of an item at a place, by state.
	Lying(item ItemID, place PlaceID) ([]Balance, error)
	// Holds tells whether anything lies at a place, or belongs there while it is in 前日準備, 交付中 or 所在不明.
	Holds(place PlaceID) (bool, error)
	// CameWith is how many cards came with an arrival list, and how many of them are not inspected yet.
	CameWith(document string) (came, waiting int, err error)
	// MovementOf reads one movement; ok is false when there is none with that number.
	MovementOf(id int64) (m Movement, ok bool, err error)
}

// Trails is what can be read of single things.
type Trails interface {
	// Standings is where a serial is, under each item it is known by, without its trail.
	Standings(ctx context.Context, serial juki.CardSerial) ([]Standing, error)
	// Cards lists all serials that lie inside now, by item, place and serial, without their trails.
	Cards(ctx context.Context) ([]Standing, error)
	// Trail lists the movements of a serial, newest first.
	Trail(ctx context.Context, item ItemID, serial juki.CardSerial) ([]Movement, error)
	// Ranges lists the numbers of an item that lie inside now, by lot and number.
	Ranges(ctx context.Context, item ItemID) ([]Range, error)
}
