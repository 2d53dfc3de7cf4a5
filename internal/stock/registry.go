package stock

import (
	"context"
	"time"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
)

// Registry is what the ledger knows of items and places. Registering again changes name, group, capacity; the kind of an item and
// its tracking stay. All of it is kept: the newest row counts.
type Registry interface {
	// Items lists the items, the fixed ones first.
	Items(ctx context.Context) ([]Item, error)
	// AllPlaces lists all inside places: the fixed ones, then the others by id.
	AllPlaces(ctx context.Context) ([]Place, error)
}

// RegistryTx writes it.
type RegistryTx interface {
	PutItem(i Item) error
	PutPlace(p Place, by juki.OperatorID, at time.Time) error
	// PutSeal notes the seal number read at a place; "" when the seal was taken off.
	PutSeal(p PlaceID, seal string, by juki.OperatorID, at time.Time) error
	// CloseBox takes a box out of use.
	CloseBox(p PlaceID, by, witness juki.OperatorID, at time.Time) error
}

// RegisterItem registers a kind of thing without code (品目登録). A new id is a word in small letters: "form-inquiry".
func (k *Keeper) RegisterItem(ctx context.Context, i Item) error {
	return juki.Refuse(juki.StepNotAllowed)
}

// RegisterPlace registers a place, or changes what is known of it.
func (k *Keeper) RegisterPlace(ctx context.Context, p Place) error {
	return juki.Refuse(juki.StepNotAllowed)
}

// SetSeal notes the number of the seal (封印番号) now on a place.
func (k *Keeper) SetSeal(ctx context.Context, p PlaceID, seal string) error {
	return juki.Refuse(juki.StepNotAllowed)
}

// DiscardBox throws a box away (空箱確認): refused with PlaceNotEmpty while the ledger has anything in it; looked says that the clerk looked inside.
func (k *Keeper) DiscardBox(ctx context.Context, p PlaceID, looked bool, witness juki.OperatorID) error {
	return juki.Refuse(juki.StepNotAllowed)
}

// DiscardShippingBox throws the box of an arrival list away: refused with PlaceNotEmpty while a card of that list is not inspected.
func (k *Keeper) DiscardShippingBox(ctx context.Context, document string, looked bool, witness juki.OperatorID) error {
	return juki.Refuse(juki.StepNotAllowed)
}

// RegisterPlaces adds shelves to the ledger and records it as a change of settings.
func RegisterPlaces(ctx context.Context, b Book, by juki.OperatorID, now time.Time, places ...PlaceID) error {
	return b.Act(ctx, func(tx BookTx) error {
		for _, p := range places {
			if err := tx.AddPlace(p); err != nil {
				return err
			}
		}
		return tx.Append(oplog.Record{Time: now, Event: oplog.SettingsChanged, Operator: by, Values: []oplog.Value{oplog.Setting("places")}})
	})
}
