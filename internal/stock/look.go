package stock

import (
	"context"
	"time"

	"madoguchi/internal/juki"
)

// Standing is where a serial is and how it came there.
type Standing struct {
	Item    ItemID
	Serial  juki.CardSerial
	At      Position
	Kept    Position   // where it belongs
	Arrived time.Time  // of its first movement
	Since   time.Time  // of the movement that brought it into its state
	Trail   []Movement // newest first; only from Look
}

// Look finds a serial under any item; SerialUnknown when the ledger never saw it.
func (k *Keeper) Look(ctx context.Context, serial juki.CardSerial) (Standing, error) {
	found, err := k.Book.Standings(ctx, serial)
	if err != nil {
		return Standing{}, err
	}
	if len(found) == 0 {
		return Standing{}, juki.Refuse(juki.SerialUnknown)
	}
	s := found[0]
	s.Trail, err = k.Book.Trail(ctx, s.Item, serial)
	return s, err
}

// Range is numbers of a lot that lie together.
type Range struct {
	Item        ItemID
	Lot         string
	First, Last int // both included
	At          Position
}

// Scan is what the one scan field of the stock's screen was given: a card or a place.
type Scan struct {
	Serial juki.CardSerial // "" for a place
	Place  PlaceID         // "" for a card
}

// ParseScan reads it. It fails with the Outcome LabelUnreadable, for a label half read too.
func ParseScan(text string) (Scan, error) {
	if p, err := ParsePlace(text); err == nil {
		return Scan{Place: p}, nil
	}
	if s, err := juki.ParseCardSerial(text); err == nil {
		return Scan{Serial: s}, nil
	}
	return Scan{}, juki.Refuse(juki.LabelUnreadable)
}
