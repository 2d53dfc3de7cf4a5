package stock

import (
	"slices"

	"madoguchi/internal/juki"
)

// match finds what was scanned among what is still in transit: taken is received now, rest is missing.
func match(t Transfer, scanned []Things) (taken, rest []Movement, err error) {
	rest = slices.Clone(t.open())
	for _, named := range scanned {
		if !named.sound() {
			return nil, nil, juki.Refuse(juki.TransferDiffers)
		}
		for _, one := range named.each() {
			got, left := pick(rest, one)
			if count(got) != one.howMany() {
				return nil, nil, juki.Refuse(juki.TransferDiffers)
			}
			taken, rest = append(taken, got...), left
		}
	}
	if len(taken) == 0 {
		return nil, nil, juki.Refuse(juki.TransferDiffers)
	}
	return taken, rest, nil
}

// pick takes things out of movements: whole ones, and parts of ranges and quantities.
func pick(from []Movement, t Things) (got, left []Movement) {
	wanted := t.Quantity
	for _, m := range from {
		switch {
		case m.Item != t.Item || m.Lot != t.Lot || (m.Serial == "") != (len(t.Serials) == 0):
			left = append(left, m)
		case m.Serial != "":
			if m.Serial == t.one() {
				got = append(got, m)
			} else {
				left = append(left, m)
			}
		case m.Lot != "":
			got, left = split(m, t.First, t.Last, got, left)
		default:
			part := min(wanted, m.Quantity)
			wanted -= part
			got, left = put(got, m, part), put(left, m, m.Quantity-part)
		}
	}
	return got, left
}

func put(list []Movement, m Movement, quantity int) []Movement {
	if quantity == 0 {
		return list
	}
	m.Quantity = quantity
	return append(list, m)
}

// split cuts the numbers first to last out of a range.
func split(m Movement, first, last int, got, left []Movement) ([]Movement, []Movement) {
	add := func(list []Movement, first, last int) []Movement {
		if first > last {
			return list
		}
		piece := m
		piece.First, piece.Last = first, last
		return append(list, piece)
	}
	got = add(got, max(m.First, first), min(m.Last, last))
	left = add(left, m.First, min(m.Last, first-1))
	left = add(left, max(m.First, last+1), m.Last)
	return got, left
}

// open is what is still in transit, as movements of the sender.
func (t Transfer) open() []Movement {
	rest := t.Sends
	for _, taken := range t.Taken {
		_, rest = pick(rest, Things{Item: taken.Item, Serials: serialsOf([]Movement{taken}), Lot: taken.Lot, First: taken.First, Last: taken.Last, Quantity: taken.Quantity})
	}
	return rest
}

// StillOpen works out Things and Open from Sends and Taken. Package store calls it when it has read these.
func (t *Transfer) StillOpen() {
	t.Things, t.Open = thingsOf(t.Sends), nil
	if t.Received.IsZero() {
		t.Open = thingsOf(t.open())
	}
}

func serialsOf(moves []Movement) (list []juki.CardSerial) {
	for _, m := range moves {
		if m.Serial != "" {
			list = append(list, m.Serial)
		}
	}
	return list
}

func count(moves []Movement) (n int) {
	for _, m := range moves {
		n += m.Number()
	}
	return n
}
