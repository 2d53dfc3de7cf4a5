package stock

import (
	"context"
	"regexp"
	"time"

	"madoguchi/internal/juki"
)

// Book is the stored ledger. package store implements it.
type Book interface {
	// Act runs f in one durable transaction. It refuses to commit when f appended no record.
	Act(ctx context.Context, f func(BookTx) error) error
	Ledger
	Counts
	PaperShelf
	Disposals
	Incidents
	Appointments
}

// BookTx is a transaction on the whole ledger: movements, places, counts, sheets.
type BookTx interface {
	Tx
	PaperTx
	DisposalTx
	IncidentTx
	AppointmentTx
	// AddPlace registers a shelf or drawer; one that is known already is no error.
	AddPlace(p PlaceID) error
	// AddItem registers a form (帳票) counted by number; one that is known already is no error.
	AddItem(i ItemID) error
	// BeginCount opens a count of one place. It fails with Outcome CountOpen while another count of the place is open,
	// and with PlaceUnknown.
	BeginCount(place PlaceID, by juki.OperatorID, at time.Time) (CountID, error)
	// EndCount closes a count; nothing can be added to it any more. It fails with Outcome StepNotAllowed when it is not open.
	EndCount(id CountID, at time.Time) error
	// Explain stores why a count differs from the ledger.
	Explain(e Explanation) error
	// KeepSheet stores the day's sheet as it will be printed, now and ever after.
	KeepSheet(s DaySheet) error
}

// Ledger is what can be read of movements and balances. All methods show committed acts only.
type Ledger interface {
	// Places lists the inside places: the fixed ones, then the shelves by their id.
	Places(ctx context.Context) ([]PlaceID, error)
	// Balances sums all movements before a moment: what lies where in which state, inside places only, never 0.
	Balances(ctx context.Context, before time.Time) ([]Balance, error)
	// Contents lists the serials that lie inside at a moment.
	Contents(ctx context.Context, before time.Time) ([]Content, error)
	// Movements lists the movements from a moment up to, not with, another, in the order they were entered.
	Movements(ctx context.Context, from, to time.Time) ([]Movement, error)
}

// Counts is what can be read of counts, and the one thing written without a record of its own: what was just counted.
type Counts interface {
	// NoteCounted stores one scanned serial, or the number of a form, durably and at once: a crash loses nothing that was counted.
	// again is true when the serial was scanned before in this count. It fails with Outcome StepNotAllowed when the count is not open.
	NoteCounted(ctx context.Context, id CountID, line CountLine) (again bool, err error)
	// OpenCounts lists the counts that are not ended, oldest first: after a crash they go on.
	OpenCounts(ctx context.Context) ([]Count, error)
	// EndedCounts lists the counts begun on a day and ended, in the order they ended, with their lines.
	EndedCounts(ctx context.Context, day juki.Date) ([]Count, error)
	// CountOf reads one count with its lines.
	CountOf(ctx context.Context, id CountID) (Count, error)
	// Explanations lists the explanations of a day, oldest first.
	Explanations(ctx context.Context, day juki.Date) ([]Explanation, error)
	// Sheet is the last sheet kept for a day; ok is false when there is none.
	Sheet(ctx context.Context, day juki.Date) (s DaySheet, ok bool, err error)
}

// Balance is how much of an item lies at a place in a state.
type Balance struct {
	Item     ItemID
	At       Position
	Quantity int
}

// Content is one serial and where it lies.
type Content struct {
	Item   ItemID
	Serial juki.CardSerial
	At     Position
}

var shelfForm = regexp.MustCompile(`^[A-Z]{1,2}-[0-9]{2}(-[0-9]{2})?$`)

// ParsePlace reads the label of a shelf as it is scanned or typed: "A-01", "AB-12-03". It fails with Outcome PlaceUnknown.
func ParsePlace(text string) (PlaceID, error) {
	label := juki.Label(text)
	if !shelfForm.MatchString(label) {
		return "", juki.Refuse(juki.PlaceUnknown)
	}
	return PlaceID(label), nil
}
