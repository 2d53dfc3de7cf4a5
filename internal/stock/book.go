package stock

import (
	"context"
	"regexp"
	"time"

	"madoguchi/internal/juki"
)

// Book is the stored ledger; package store implements it. It is the sum of what each part of this package reads, declared where it is used.
type Book interface {
	// Act runs f in one durable transaction. It refuses to commit when f appended no record.
	Act(ctx context.Context, f func(BookTx) error) error
	Ledger       // movements and what lies where
	Trails       // single things: where they are and how they came there
	Registry     // items and places
	Days         // business days and the figures of one
	Counts       // counts, their explanations, the sheets kept
	Transfers    // things on their way to another terminal or back
	Disposals    // decided, approved, done
	Incidents    // and the steps of their plan
	Emergencies  // stops of the terminal and what was done after them
	Appointments // who comes for which card on a day
	PaperShelf   // the papers that were stored
	SpareShelf   // copies of them to be destroyed
	PaperFigures // what the papers of a period are made of
	PaperDays    // the days of such a period
}

// BookTx is a transaction on the whole ledger: what each part of this package reads and writes inside an act.
type BookTx interface {
	Tx            // moves things and records it: all that package counter needs
	EntryTx       // what an act has to know of the things it moves
	RegistryTx    // items, places, seals, boxes thrown away
	DayTx         // opens and closes a day
	StatementTx   // states what lies where
	CountTx       // counts, their explanations, the day's sheets
	TransferTx    // sends, receives, ends
	DisposalTx    // decides, judges, ends
	IncidentTx    // opens, does a step, closes
	EmergencyTx   // begins, does a step, ends
	AppointmentTx // makes and cancels
	PaperTx       // stores papers and what became of printing them
	SpareTx       // registers and destroys spare prints
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
