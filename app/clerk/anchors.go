package clerk

import (
	"context"
	"time"

	"madoguchi/internal/juki"
)

// Anchors are what holds the operation history from outside the terminal: checkpoints that cards sign and people carry away, and
// archives that are delivered.
type Anchors interface {
	// Cosigners are the ids of the operators whose cards have signed the checkpoint on a closed day's sheets.
	Cosigners(ctx context.Context, day juki.Date) ([]string, error)
	// Cosign has the card in the operator reader sign that checkpoint; pin is the card's own and is wiped. See session.CardPINWrong.
	Cosign(ctx context.Context, day juki.Date, pin []byte) error
	// CarryCheckpoint writes the signed head into a small file to be carried away.
	CarryCheckpoint(ctx context.Context) (path string, records int64, err error)
	// AnchorState tells what anchors there are.
	AnchorState(ctx context.Context) (AnchorState, error)
	// DeliverNow asks for a delivery as soon as possible and returns at once.
	DeliverNow()
}

// AnchorState is what the page 控え・引渡し shows.
type AnchorState struct {
	VerifierKey string
	CarryFolder string
	Cosign      bool     // asked for at closing
	Cosigners   []string // verifier keys
	CosignedAt  time.Time
	CosignedBy  string // "" when no card has signed yet
	Delivery    Delivery
}

// Delivery is how the archives stand that are put into a folder, and their receipts.
type Delivery struct {
	Set       bool // there is a folder; without one nothing is said
	Folder    string
	Delivered DeliveredLog // the last one that was put there
	Confirmed DeliveredLog // the last one whose receipt was read back
	Code      juki.Code    // what is wrong, "" for nothing
	Late      int          // business days without a receipt; 0 while that is no trouble
	Busy      bool
}

// DeliveredLog is one delivery: how many records, and when; the zero value for none.
type DeliveredLog struct {
	At   time.Time
	Size int64
}
