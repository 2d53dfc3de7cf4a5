package stock

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

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

// BoxDiscarded is a box that was thrown away: one that was a place, or the shipping box of an arrival list.
type BoxDiscarded struct {
	Place    PlaceID // "" for a shipping box
	Document string  // "" for a place
	By       juki.OperatorID
	Witness  juki.OperatorID
	Time     time.Time
}

// RegistryTx writes it.
type RegistryTx interface {
	PutItem(i Item) error
	// AddPlace registers a shelf or drawer; one that is known already is no error.
	AddPlace(p PlaceID) error
	PutPlace(p Place, by juki.OperatorID, at time.Time) error
	// PutSeal notes the seal number read at a place; "" when the seal was taken off.
	PutSeal(p PlaceID, seal string, by juki.OperatorID, at time.Time) error
	// CloseBox takes a box out of use.
	CloseBox(p PlaceID, by, witness juki.OperatorID, at time.Time) error
	// CloseShippingBox notes that the box of an arrival list was thrown away.
	CloseShippingBox(document string, by, witness juki.OperatorID, at time.Time) error
}

// The forms of an item's id and of a seal's number.
var (
	itemForm = regexp.MustCompile(`^[a-z][a-z0-9]{0,15}(-[a-z0-9]{1,16}){0,3}$`)
	sealForm = regexp.MustCompile(`^[0-9A-Z][0-9A-Z-]{0,19}$`)
)

// maxName is the longest name of an item, a place or a group, in characters.
const maxName = 40

func nameForm(s string) bool {
	return utf8.RuneCountInString(s) <= maxName && !strings.ContainsFunc(s, func(r rune) bool { return unicode.IsControl(r) || r == unicode.ReplacementChar })
}

// RegisterItem registers a kind of thing without code (品目登録), or changes its name and unit. A new id is a word in small letters:
// "form-inquiry". It fails with the Outcomes ItemUnknown (no such word, no name or unit) and ItemMismatch (known with another tracking).
func (k *Keeper) RegisterItem(ctx context.Context, i Item) error {
	i.Name, i.Unit = strings.TrimSpace(i.Name), strings.TrimSpace(i.Unit)
	return k.proceed(ctx, oplog.ItemRegistered, func(p proceeding) error {
		if !i.sound() {
			return juki.Refuse(juki.ItemUnknown)
		}
		known, seen, err := p.ItemOf(i.ID)
		if err != nil {
			return err
		}
		if seen && known.Tracking != i.Tracking {
			return juki.Refuse(juki.ItemMismatch)
		}
		if err := p.PutItem(i); err != nil {
			return err
		}
		return p.record(oplog.ItemRegistered, oplog.Item(i.ID))
	})
}

// sound tells whether an item can be registered so.
func (i Item) sound() bool {
	tracked := i.Tracking == BySerial || i.Tracking == ByRange || i.Tracking == ByQuantity
	return itemForm.MatchString(string(i.ID)) && tracked && i.Name != "" && i.Unit != "" && nameForm(i.Name) && nameForm(i.Unit)
}

// RegisterPlace registers a place, or changes what is known of it; Seal and Closed are not changed by it. It fails with the Outcomes
// PlaceUnknown (no label, no such kind, a box that was thrown away) and PlaceNotEmpty (something lies there, and from now on others would count it).
func (k *Keeper) RegisterPlace(ctx context.Context, place Place) error {
	place.Name, place.Group = strings.TrimSpace(place.Name), strings.TrimSpace(place.Group)
	return k.proceed(ctx, oplog.PlaceRegistered, func(p proceeding) error {
		if !place.sound() {
			return juki.Refuse(juki.PlaceUnknown)
		}
		if err := p.mayRegister(place); err != nil {
			return err
		}
		if err := p.PutPlace(place, p.by, p.now); err != nil {
			return err
		}
		return p.record(oplog.PlaceRegistered, oplog.Place(place.ID))
	})
}

// sound tells whether a place can be registered so.
func (p Place) sound() bool {
	label, err := ParsePlace(string(p.ID))
	return err == nil && label == p.ID && slices.Contains(PlaceKinds(), p.Kind) && nameForm(p.Name) && nameForm(p.Group) && p.Capacity >= 0
}

func (p proceeding) mayRegister(place Place) error {
	known, seen, err := p.PlaceOf(place.ID)
	switch {
	case err != nil:
		return err
	case seen && known.Closed:
		return juki.Refuse(juki.PlaceUnknown)
	case !seen || place.CountedAt(p.terminal) || !known.CountedAt(p.terminal):
		return nil
	}
	return p.empty(place.ID)
}

// empty refuses with PlaceNotEmpty while something lies at a place or belongs there: a card in 前日準備 or 交付 comes back to it.
func (p proceeding) empty(place PlaceID) error {
	holds, err := p.Holds(place)
	if err == nil && holds {
		err = juki.Refuse(juki.PlaceNotEmpty)
	}
	return err
}

// SetSeal notes the number of the seal (封印番号) now on a place; "" when it was taken off. It fails with the Outcomes PlaceUnknown and
// LabelUnreadable (no such number: 1 to 20 digits, capital letters, hyphens).
func (k *Keeper) SetSeal(ctx context.Context, place PlaceID, seal string) error {
	seal = juki.Label(seal)
	return k.proceed(ctx, oplog.SealChanged, func(p proceeding) error {
		if seal != "" && !sealForm.MatchString(seal) {
			return juki.Refuse(juki.LabelUnreadable)
		}
		if _, err := p.registered(place); err != nil {
			return err
		}
		if err := p.PutSeal(place, seal, p.by, p.now); err != nil {
			return err
		}
		return p.record(oplog.SealChanged, oplog.Place(place))
	})
}

// DiscardBox throws a box away (空箱確認): refused with PlaceNotEmpty while the ledger has anything in it or a card that is out belongs in it;
// looked says that the clerk looked inside (BoxNotLookedInto). Only boxes are thrown away: StepNotAllowed for a safe, a shelf, a drawer.
func (k *Keeper) DiscardBox(ctx context.Context, place PlaceID, looked bool, witness juki.OperatorID) error {
	return k.discard(ctx, place, looked, witness, func(p proceeding) error {
		box, err := p.registered(place)
		if err != nil {
			return err
		}
		if box.Kind != Box {
			return juki.Refuse(juki.StepNotAllowed)
		}
		if err := p.empty(place); err != nil {
			return err
		}
		return p.CloseBox(place, p.by, witness, p.now)
	})
}

// DiscardShippingBox throws the box of an arrival list away: refused with PlaceNotEmpty while a card of that list is not inspected, and with
// StepNotAllowed when nothing came with that list.
func (k *Keeper) DiscardShippingBox(ctx context.Context, document string, looked bool, witness juki.OperatorID) error {
	return k.discard(ctx, Inbox, looked, witness, func(p proceeding) error {
		came, waiting, err := p.CameWith(document)
		switch {
		case err != nil:
			return err
		case came == 0:
			return juki.Refuse(juki.StepNotAllowed)
		case waiting > 0:
			return juki.Refuse(juki.PlaceNotEmpty)
		}
		return p.CloseShippingBox(document, p.by, witness, p.now)
	})
}

// discard records that a box was thrown away from a place, by throw. What lies in a box that is gone nobody finds again: it is begun on a day
// that runs, and a second person has looked into it, whatever the profile says (DayNotOpen, DayClosed, WitnessMissing, SamePersonTwice).
func (k *Keeper) discard(ctx context.Context, place PlaceID, looked bool, witness juki.OperatorID, throw func(proceeding) error) error {
	return k.proceed(ctx, oplog.BoxDiscarded, func(p proceeding) error {
		if err := p.begins(); err != nil {
			return err
		}
		if !looked {
			return juki.Refuse(juki.BoxNotLookedInto)
		}
		if err := p.second(witness, true); err != nil {
			return err
		}
		if err := throw(p); err != nil {
			return err
		}
		return p.record(oplog.BoxDiscarded, witnessed([]oplog.Value{oplog.Place(place)}, witness)...)
	})
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
