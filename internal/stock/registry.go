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
	// BoxesDiscarded lists the boxes thrown away in a time, oldest first (空箱確認).
	BoxesDiscarded(ctx context.Context, from, to time.Time) ([]BoxDiscarded, error)
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
	op, err := k.operator(oplog.ItemRegistered)
	if err != nil {
		return err
	}
	i.Name, i.Unit = strings.TrimSpace(i.Name), strings.TrimSpace(i.Unit)
	tracked := i.Tracking == BySerial || i.Tracking == ByRange || i.Tracking == ByQuantity
	if !itemForm.MatchString(string(i.ID)) || !tracked || i.Name == "" || i.Unit == "" || !nameForm(i.Name) || !nameForm(i.Unit) {
		return juki.Refuse(juki.ItemUnknown)
	}
	return k.Book.Act(ctx, func(tx BookTx) error {
		known, seen, err := tx.ItemOf(i.ID)
		if err != nil {
			return err
		}
		if seen && known.Tracking != i.Tracking {
			return juki.Refuse(juki.ItemMismatch)
		}
		if err := tx.PutItem(i); err != nil {
			return err
		}
		return tx.Append(oplog.Record{Time: k.Now(), Event: oplog.ItemRegistered, Operator: op, Values: []oplog.Value{oplog.Item(i.ID)}})
	})
}

// RegisterPlace registers a place, or changes what is known of it; Seal and Closed are not changed by it. It fails with the Outcomes
// PlaceUnknown (no label, no such kind, a box that was thrown away) and PlaceNotEmpty (something lies there, and from now on others would count it).
func (k *Keeper) RegisterPlace(ctx context.Context, p Place) error {
	op, err := k.operator(oplog.PlaceRegistered)
	if err != nil {
		return err
	}
	p.Name, p.Group = strings.TrimSpace(p.Name), strings.TrimSpace(p.Group)
	label, err := ParsePlace(string(p.ID))
	if err != nil || label != p.ID || !slices.Contains(PlaceKinds(), p.Kind) || !nameForm(p.Name) || !nameForm(p.Group) || p.Capacity < 0 {
		return juki.Refuse(juki.PlaceUnknown)
	}
	return k.Book.Act(ctx, func(tx BookTx) error {
		if err := k.mayRegister(tx, p); err != nil {
			return err
		}
		now := k.Now()
		if err := tx.PutPlace(p, op, now); err != nil {
			return err
		}
		return tx.Append(oplog.Record{Time: now, Event: oplog.PlaceRegistered, Operator: op, Values: []oplog.Value{oplog.Place(p.ID)}})
	})
}

func (k *Keeper) mayRegister(tx BookTx, p Place) error {
	known, seen, err := tx.PlaceOf(p.ID)
	switch {
	case err != nil:
		return err
	case seen && known.Closed:
		return juki.Refuse(juki.PlaceUnknown)
	case !seen || p.CountedAt(k.Terminal) || !known.CountedAt(k.Terminal):
		return nil
	}
	return empty(tx, p.ID)
}

// empty refuses with PlaceNotEmpty while something lies at a place or belongs there: a card in 前日準備 or 交付 comes back to it.
func empty(tx BookTx, p PlaceID) error {
	holds, err := tx.Holds(p)
	if err == nil && holds {
		err = juki.Refuse(juki.PlaceNotEmpty)
	}
	return err
}

// registered finds a place that the city registered; PlaceUnknown for the fixed ones, for one not registered and for a box thrown away.
func registered(tx BookTx, id PlaceID) (Place, error) {
	p, known, err := tx.PlaceOf(id)
	if err == nil && (!known || p.Closed || id.IsFixed()) {
		err = juki.Refuse(juki.PlaceUnknown)
	}
	return p, err
}

// SetSeal notes the number of the seal (封印番号) now on a place; "" when it was taken off. It fails with the Outcomes PlaceUnknown and
// LabelUnreadable (no such number: 1 to 20 digits, capital letters, hyphens).
func (k *Keeper) SetSeal(ctx context.Context, p PlaceID, seal string) error {
	op, err := k.operator(oplog.SealChanged)
	if err != nil {
		return err
	}
	if seal = juki.Label(seal); seal != "" && !sealForm.MatchString(seal) {
		return juki.Refuse(juki.LabelUnreadable)
	}
	return k.Book.Act(ctx, func(tx BookTx) error {
		if _, err := registered(tx, p); err != nil {
			return err
		}
		now := k.Now()
		if err := tx.PutSeal(p, seal, op, now); err != nil {
			return err
		}
		return tx.Append(oplog.Record{Time: now, Event: oplog.SealChanged, Operator: op, Values: []oplog.Value{oplog.Place(p)}})
	})
}

// discarding is what the log names an act that a profile may ask two people for.
const discarding Reason = "box-discarded"

// DiscardBox throws a box away (空箱確認): refused with PlaceNotEmpty while the ledger has anything in it or a card that is out belongs in it;
// looked says that the clerk looked inside (BoxNotLookedInto). Only boxes are thrown away: StepNotAllowed for a safe, a shelf, a drawer.
func (k *Keeper) DiscardBox(ctx context.Context, p PlaceID, looked bool, witness juki.OperatorID) error {
	return k.discard(ctx, looked, witness, func(tx BookTx, op juki.OperatorID, now time.Time) ([]oplog.Value, error) {
		box, err := registered(tx, p)
		if err != nil {
			return nil, err
		}
		if box.Kind != Box {
			return nil, juki.Refuse(juki.StepNotAllowed)
		}
		if err := empty(tx, p); err != nil {
			return nil, err
		}
		return []oplog.Value{oplog.Place(p)}, tx.CloseBox(p, op, witness, now)
	})
}

// DiscardShippingBox throws the box of an arrival list away: refused with PlaceNotEmpty while a card of that list is not inspected, and with
// StepNotAllowed when nothing came with that list.
func (k *Keeper) DiscardShippingBox(ctx context.Context, document string, looked bool, witness juki.OperatorID) error {
	return k.discard(ctx, looked, witness, func(tx BookTx, op juki.OperatorID, now time.Time) ([]oplog.Value, error) {
		came, waiting, err := tx.CameWith(document)
		switch {
		case err != nil:
			return nil, err
		case came == 0:
			return nil, juki.Refuse(juki.StepNotAllowed)
		case waiting > 0:
			return nil, juki.Refuse(juki.PlaceNotEmpty)
		}
		return []oplog.Value{oplog.Place(Inbox)}, tx.CloseShippingBox(document, op, witness, now)
	})
}

func (k *Keeper) discard(ctx context.Context, looked bool, witness juki.OperatorID,
	throw func(BookTx, juki.OperatorID, time.Time) ([]oplog.Value, error)) error {
	op, err := k.operator(oplog.BoxDiscarded)
	if err != nil {
		return err
	}
	switch {
	case !looked:
		return juki.Refuse(juki.BoxNotLookedInto)
	case witness == op:
		return juki.Refuse(juki.SamePersonTwice)
	case witness == "" && k.rules(k.today()).NeedsWitness(discarding):
		return juki.Refuse(juki.WitnessMissing)
	}
	return k.Book.Act(ctx, func(tx BookTx) error {
		now := k.Now()
		values, err := throw(tx, op, now)
		if err != nil {
			return err
		}
		if witness != "" {
			values = append(values, oplog.Witness(witness))
		}
		return tx.Append(oplog.Record{Time: now, Event: oplog.BoxDiscarded, Operator: op, Values: values})
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
