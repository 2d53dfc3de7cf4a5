package stock

import (
	"context"

	"madoguchi/internal/juki"
)

// Things names what an act is about: serials, or numbers of a lot, or a quantity.
type Things struct {
	Item     ItemID
	Serials  []juki.CardSerial
	Lot      string
	First    int
	Last     int
	Quantity int
}

// Entry is an act as it was scanned and chosen (入力).
type Entry struct {
	Reason    Reason
	Things    Things
	From      PlaceID         // of things without serial; serials are where the ledger says
	FromState State           // of things without serial, when they lie there in several states; "" takes the only one
	To        PlaceID         // the place scanned, where the act asks for one
	Document  string          // 根拠文書
	Witness   juki.OperatorID // who confirmed it, where the rules ask for two people
}

// Enter enters an act: one movement for each serial, range or quantity, and the records, in one transaction; all of it or nothing.
// It fails with the Outcomes NotLoggedIn, PostMissing, DayNotOpen, DayClosed, ActUnknown, SerialUnknown, NotAtPlace, StateNotAllowed,
// PlaceUnknown, PlaceFull, DocumentMissing, WitnessMissing, SamePersonTwice, ResidentCardIssueEnded, StepNotAllowed.
func (k *Keeper) Enter(ctx context.Context, e Entry) ([]Movement, error) {
	return nil, juki.Refuse(juki.StepNotAllowed)
}

// Reverse takes a movement back by the opposite one (反対仕訳); the thing must lie where that movement brought it. Never on a closed
// day's figures: the reversal is a movement of today.
func (k *Keeper) Reverse(ctx context.Context, movement int64, witness juki.OperatorID) (Movement, error) {
	return Movement{}, juki.Refuse(juki.StepNotAllowed)
}

// Move puts cards on another place (場所替え): scan the card, scan the place. The same as Enter with Reason Move.
func (k *Keeper) Move(ctx context.Context, item ItemID, serials []juki.CardSerial, to PlaceID) ([]Movement, error) {
	return k.Enter(ctx, Entry{Reason: Move, Things: Things{Item: item, Serials: serials}, To: to})
}

// Standing is where a serial is and how it came there.
type Standing struct {
	Item   ItemID
	Serial juki.CardSerial
	At     Position
	Kept   Position
	Trail  []Movement // newest first
}

// Look finds a serial under any item; SerialUnknown when the ledger never saw it.
func (k *Keeper) Look(ctx context.Context, serial juki.CardSerial) (Standing, error) {
	return Standing{}, juki.Refuse(juki.SerialUnknown)
}
