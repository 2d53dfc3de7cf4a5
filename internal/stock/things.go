package stock

import (
	"regexp"
	"slices"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
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

// maxThings is the most of a form or of a range that one movement moves: what a record can say.
const maxThings = 9_999_999

var lotForm = regexp.MustCompile(`^[0-9A-Z]([0-9A-Z-]{0,18}[0-9A-Z])?$`)

// fit tells whether things are named as their item is told apart, and in no other way.
func (t Things) fit(tracking Tracking) bool {
	numbered, counted := t.Lot != "", t.Quantity != 0
	switch tracking {
	case BySerial:
		return len(t.Serials) > 0 && !numbered && !counted
	case ByRange:
		return len(t.Serials) == 0 && !counted && lotForm.MatchString(t.Lot) && 0 <= t.First && t.First <= t.Last && t.Last-t.First < maxThings
	case ByQuantity:
		return len(t.Serials) == 0 && !numbered && 0 < t.Quantity && t.Quantity <= maxThings
	}
	return false
}

// each splits things into what one movement, or one case of disposal, is about.
func (t Things) each() []Things {
	if len(t.Serials) == 0 {
		return []Things{t}
	}
	var list []Things
	for _, serial := range t.Serials {
		list = append(list, Things{Item: t.Item, Serials: []juki.CardSerial{serial}})
	}
	return list
}

// one is the serial of one thing, "" for numbers and quantities.
func (t Things) one() juki.CardSerial {
	if len(t.Serials) != 1 {
		return ""
	}
	return t.Serials[0]
}

// howMany is how many things these are.
func (t Things) howMany() int {
	switch {
	case len(t.Serials) > 0:
		return len(t.Serials)
	case t.Lot != "":
		return t.Last - t.First + 1
	}
	return t.Quantity
}

// sound tells whether t names something, in one way only.
func (t Things) sound() bool {
	ways := 0
	for _, named := range []bool{len(t.Serials) > 0, t.Lot != "", t.Quantity != 0} {
		if named {
			ways++
		}
	}
	sorted := slices.Sorted(slices.Values(t.Serials))
	return t.Item != "" && ways == 1 && t.howMany() > 0 && len(slices.Compact(sorted)) == len(t.Serials) && !slices.Contains(t.Serials, "")
}

// movement is the movement of one thing of each.
func (t Things) movement() Movement {
	return Movement{Item: t.Item, Serial: t.one(), Lot: t.Lot, First: t.First, Last: t.Last, Quantity: t.Quantity}
}

// noted is what the record says of one thing of each: the end of its serial, or how many it is.
func (t Things) noted() []oplog.Value {
	list := []oplog.Value{oplog.Item(t.Item)}
	if serial := t.one(); serial != "" {
		return append(list, oplog.CardTail(serial))
	}
	return append(list, oplog.Count(oplog.FieldCounted, t.howMany()))
}
