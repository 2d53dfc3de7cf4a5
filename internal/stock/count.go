package stock

import (
	"context"
	"time"

	"madoguchi/internal/juki"
)

// CountID names a count (実査) of one place.
type CountID int64

// Count is one count of one place. It is blind: while it is open nobody is shown what the ledger says.
type Count struct {
	ID           CountID
	Place        PlaceID
	Round        int // 1, or 2 for the second person's
	By           juki.OperatorID
	Began, Ended time.Time   // Ended is zero while the count is open
	After        int64       // the last movement entered before the count began
	Lines        []CountLine // in the order they were counted
}

// Day is the business day a count belongs to: the one it was begun on, also when it ends after midnight.
func (c Count) Day() juki.Date { return juki.DateOf(c.Began) }

// CountLine is one thing counted: a serial, or the number of a form (the last number of an item counts).
type CountLine struct {
	Item     ItemID
	Serial   juki.CardSerial
	Quantity int // of a form or of blanks; 0 with a serial
	Time     time.Time
}

// Counted is how many of an item were counted: different serials, or the last number given.
func (c Count) Counted(item ItemID) int {
	serials := map[juki.CardSerial]bool{}
	number := 0
	for _, line := range c.Lines {
		switch {
		case line.Item != item:
		case line.Serial != "":
			serials[line.Serial] = true
		default:
			number = line.Quantity
		}
	}
	return len(serials) + number
}

// Finding is what an ended count says of one item: it is worked out once, when the count ends, and kept.
type Finding struct {
	Item             ItemID
	Book, Counted    int
	Missing, Surplus []juki.CardSerial // in order
}

// CountResult is an ended count, without its lines, and what it found.
type CountResult struct {
	Count
	Found []Finding
}

// of is what was found of an item; an item that neither lay there nor was counted is found nil times.
func (r CountResult) of(item ItemID) Finding {
	for _, f := range r.Found {
		if f.Item == item {
			return f
		}
	}
	return Finding{Item: item}
}

// Counts is what can be read of counts, and the one thing written without a record of its own: what was just counted.
type Counts interface {
	// NoteCounted stores one scanned serial, or the number of a form, durably and at once: a crash loses nothing that was counted.
	// again is true when the serial was scanned before in this count. It fails with Outcome StepNotAllowed when the count is not open,
	// and with ItemUnknown.
	NoteCounted(ctx context.Context, id CountID, line CountLine) (again bool, err error)
	// CountHead reads a count without its lines; CountMissing when there is none.
	CountHead(ctx context.Context, id CountID) (Count, error)
	// OpenCounts lists the counts that are not ended, oldest first: after a crash they go on.
	OpenCounts(ctx context.Context) ([]Count, error)
	// EndedCounts lists the counts begun on a day and ended, in the order they ended, with their lines.
	EndedCounts(ctx context.Context, day juki.Date) ([]Count, error)
	// Explanations lists the explanations of a day, oldest first.
	Explanations(ctx context.Context, day juki.Date) ([]Explanation, error)
	// Sheet is the last sheet kept for a day, of the terminal's own places; ok is false when there is none.
	Sheet(ctx context.Context, day juki.Date) (s DaySheet, ok bool, err error)
	// Sheets are the last sheets kept for a day, one for each group of places, the terminal's own first.
	Sheets(ctx context.Context, day juki.Date) ([]DaySheet, error)
	// Positions is where the ledger has a serial, under whichever items it knows it; at most one is inside.
	Positions(ctx context.Context, serial juki.CardSerial) ([]Content, error)
	// LookFor gives the positions and last movements of serials of an item, and where they were counted on a day.
	LookFor(ctx context.Context, item ItemID, serials []juki.CardSerial, day juki.Date, limit int) ([]Trail, error)
	// Handled lists the movements of a day that brought something to a place or took it away, newest first.
	Handled(ctx context.Context, place PlaceID, day juki.Date, limit int) ([]Movement, error)
}

// CountTx writes them.
type CountTx interface {
	// BeginCount opens a count of one place. It fails with Outcome CountOpen while another count of the place is open,
	// and with PlaceUnknown.
	BeginCount(place PlaceID, round int, by juki.OperatorID, at time.Time) (CountID, error)
	// EndCount closes a count, works out what it found and keeps that; nothing can be added to it any more. It fails with Outcome
	// StepNotAllowed when it is not open.
	EndCount(id CountID, at time.Time) (CountResult, error)
	// KeepSheet stores the day's sheet as it will be printed, now and ever after.
	KeepSheet(s DaySheet) error
	// Explain stores why a count differs from the ledger.
	Explain(e Explanation) error
	// IncidentOpen tells whether an incident is known and not closed.
	IncidentOpen(n IncidentNumber) (bool, error)
}
