package stock

import (
	"cmp"
	"slices"
	"time"

	"madoguchi/internal/juki"
)

// looseStock is what lies inside of things without a serial, found by going through their movements.
type looseStock struct {
	quantities map[looseKey]int
	lots       map[lotKey][]piece
}

type looseKey struct {
	item ItemID
	at   Position
}

type lotKey struct {
	item ItemID
	lot  string
}

// piece is consecutive numbers of a lot that lie together and came together.
type piece struct {
	first, last    int
	at             Position
	since, arrived time.Time
}

// move takes one more movement, in the order they were entered.
func (s looseStock) move(m Movement) error {
	if m.Lot == "" {
		s.quantities[looseKey{m.Item, m.From}] -= m.Quantity
		s.quantities[looseKey{m.Item, m.To}] += m.Quantity
		return nil
	}
	key := lotKey{m.Item, m.Lot}
	stay, moved := cut(s.lots[key], m)
	if m.To.Place.Inside() {
		for _, p := range moved {
			if p.at.State != m.To.State {
				p.since = m.Time
			}
			p.at = m.To
			stay = append(stay, p)
		}
	}
	s.lots[key] = joined(stay)
	return nil
}

// cut takes the numbers of a movement out of the pieces. Numbers that no piece has come from outside.
func cut(pieces []piece, m Movement) (stay, moved []piece) {
	next := m.First // the first number not found yet
	fresh := func(last int) {
		if next <= last {
			moved = append(moved, piece{first: next, last: last, at: m.From, since: m.Time, arrived: m.Time})
		}
	}
	for _, p := range pieces { // by their numbers
		if p.last < m.First || p.first > m.Last || p.at != m.From {
			stay = append(stay, p)
			continue
		}
		before, after, taken := p, p, p
		before.last, after.first = m.First-1, m.Last+1
		taken.first, taken.last = max(p.first, m.First), min(p.last, m.Last)
		if before.first <= before.last {
			stay = append(stay, before)
		}
		if after.first <= after.last {
			stay = append(stay, after)
		}
		fresh(taken.first - 1)
		moved, next = append(moved, taken), taken.last+1
	}
	fresh(m.Last)
	return stay, moved
}

// joined sorts pieces by their numbers and puts together what goes on.
func joined(pieces []piece) (list []piece) {
	slices.SortFunc(pieces, func(a, b piece) int { return cmp.Compare(a.first, b.first) })
	for _, p := range pieces {
		if n := len(list); n > 0 && list[n-1].last+1 == p.first && list[n-1].at == p.at && list[n-1].arrived.Equal(p.arrived) && list[n-1].since.Equal(p.since) {
			list[n-1].last = p.last
			continue
		}
		list = append(list, p)
	}
	return list
}

// lines are the lines of a list, in no order.
func (s looseStock) lines(today juki.Date) (list []StockLine) {
	for key, n := range s.quantities {
		if n != 0 && key.at.Place.Inside() {
			list = append(list, StockLine{Item: key.item, Quantity: n, At: key.at})
		}
	}
	for key, pieces := range s.lots {
		for _, p := range pieces {
			line := StockLine{Item: key.item, Numbers: numbersText(key.lot, p.first, p.last), Quantity: p.last - p.first + 1, At: p.at}
			line.dated(p.since, p.arrived, today)
			list = append(list, line)
		}
	}
	return list
}
