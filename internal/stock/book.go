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
	Trails
	Registry
	Counts
	Days
	PaperShelf
	PaperFigures
	PaperDays
	Transfers
	Disposals
	Incidents
	Appointments
}

// BookTx is a transaction on the whole ledger: movements, places, counts, sheets.
type BookTx interface {
	Tx
	EntryTx
	RegistryTx
	DayTx
	PaperTx
	TransferTx
	DisposalTx
	IncidentTx
	AppointmentTx
	// AddPlace registers a shelf or drawer; one that is known already is no error.
	AddPlace(p PlaceID) error
	CountTx
	// KeepSheet stores the day's sheet as it will be printed, now and ever after.
	KeepSheet(s DaySheet) error
}

// Ledger is what can be read of movements and balances. All methods show committed acts only.
type Ledger interface {
	// Places lists the inside places: the fixed ones, then the shelves by their id.
	Places(ctx context.Context) ([]PlaceID, error)
	// Balances sums all movements before a moment: what lies where in which state, inside places only, never 0.
	Balances(ctx context.Context, before time.Time) ([]Balance, error)
	// Movements lists the movements from a moment up to, not with, another, in the order they were entered.
	Movements(ctx context.Context, from, to time.Time) ([]Movement, error)
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
