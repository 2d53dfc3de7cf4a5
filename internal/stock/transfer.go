package stock

import (
	"context"
	"time"

	"madoguchi/internal/juki"
)

// TransferNumber names a transfer: "T08-000012" of one terminal.
type TransferNumber string

// Transfer is things on their way from one end to the other (移送). They are in transit until the other end has received them.
type Transfer struct {
	Number   TransferNumber
	Terminal string // that sent it
	From, To PlaceID
	Things   []Things
	Sent     time.Time
	SentBy   juki.OperatorID
	Received time.Time // zero while in transit
	By       juki.OperatorID
	Back     bool // it came back to where it was sent from
}

// Transfers is what can be read of them.
type Transfers interface {
	// OpenTransfers lists those in transit, oldest first, sent from here or announced by a slip.
	OpenTransfers(ctx context.Context) ([]Transfer, error)
	// TransferOf reads one.
	TransferOf(ctx context.Context, n TransferNumber) (Transfer, error)
}

// Send takes things from their places and sends them to a place (another terminal's drawer, a branch, a shelf): in transit from now on.
func (k *Keeper) Send(ctx context.Context, things []Things, from, to PlaceID, witness juki.OperatorID) (Transfer, error) {
	return Transfer{}, juki.Refuse(juki.StepNotAllowed)
}

// Slip is the text of a transfer's QR code, in one line of printable ASCII that a keyboard scanner types: everything the other end needs without a network.
func (t Transfer) Slip() string { return "" }

// ParseSlip reads it; SlipBroken when it is not whole.
func ParseSlip(text string) (Transfer, error) { return Transfer{}, juki.Refuse(juki.StepNotAllowed) }

// Receive takes a transfer in at this end: what was scanned must be what the slip says, else TransferDiffers and nothing is moved
// (missing lists what was not there: it stays in transit and becomes an incident by the caller).
func (k *Keeper) Receive(ctx context.Context, slip Transfer, scanned []Things, to PlaceID) (missing []juki.CardSerial, err error) {
	return nil, juki.Refuse(juki.StepNotAllowed)
}

// Receipt is the text of the QR code that the receiving end prints; Confirm reads it at the sending end, where the transfer then ends.
func (t Transfer) Receipt() string { return "" }

// Confirm ends a transfer at the end that sent it, by the receipt of the other end.
func (k *Keeper) Confirm(ctx context.Context, receipt string) (Transfer, error) {
	return Transfer{}, juki.Refuse(juki.StepNotAllowed)
}
