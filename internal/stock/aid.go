package stock

import (
	"cmp"
	"context"

	"madoguchi/internal/juki"
)

// trailLength is how many of its last movements a search is told of a serial: enough to see who had it and where.
const trailLength = 5

// Trail is what the books know of one serial.
type Trail struct {
	Serial  juki.CardSerial
	At      Position   // where the ledger has it; the zero Position for one it never saw
	Moves   []Movement // its last ones, newest first
	Counted []PlaceID  // where it was counted on the day: a missing card that lies elsewhere shows here
}

// SearchAid is what helps to find out why a count differs: who had the cards last, what else was handled at the place on the day, and the boxes
// that were thrown away.
type SearchAid struct {
	Missing    []Trail    // the ledger has them here, the count has not
	Surplus    []Trail    // counted here, the ledger has them elsewhere or nowhere
	Neighbours []Movement // of the day, to the place and from it, newest first
	Discarded  []string   // boxes of the day, as DaySheet.Discarded of all groups
}

// neighbourCount is how many movements of a place a search is told at most.
const neighbourCount = 50

// Aid gathers what is known about the difference of a row of today's sheet.
func (k *Keeper) Aid(ctx context.Context, row SheetRow) (a SearchAid, err error) {
	day := k.today()
	if a.Missing, err = k.Book.LookFor(ctx, row.Item, row.Missing, day, trailLength); err != nil {
		return a, err
	}
	if a.Surplus, err = k.Book.LookFor(ctx, row.Item, row.Surplus, day, trailLength); err != nil {
		return a, err
	}
	if a.Neighbours, err = k.Book.Handled(ctx, row.Place, day, neighbourCount); err != nil {
		return a, err
	}
	f, err := k.Book.Figures(ctx, day)
	for _, d := range f.Discarded {
		a.Discarded = append(a.Discarded, cmp.Or(string(d.Place), d.Document))
	}
	return a, err
}
