package stock

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"madoguchi/internal/juki"
)

// The ages that the 在庫一覧 counts apart, in days since a card arrived: 90日超, 1年超.
const (
	longAge     = 90
	veryLongAge = 365
)

// StockList makes the 在庫一覧 as it was at a moment: a line for each serial, each run of numbers that lie together, and each quantity,
// by item, state and age. Over90 and Over365 count the cards that wait for their owner, the latter among the former too. Age is 0 and Since unknown
// for plain quantities: nobody knows which of them came when.
func (k *Keeper) StockList(ctx context.Context, head PaperHead, at time.Time) (StockList, error) {
	s := StockList{At: at}
	today := juki.DateOf(at)
	rules := k.RulesOn(today)
	err := k.Book.CardsLying(ctx, at, func(l Lying) error {
		line := StockLine{Item: l.Item, Serial: l.Serial, Quantity: 1, At: l.At}
		line.dated(l.Since, l.Arrived, today)
		line.Due = rules.due(l, today)
		if l.At.State.awaitsOwner() {
			s.Over90 += over(line.Age, longAge)
			s.Over365 += over(line.Age, veryLongAge)
		}
		s.Lines = append(s.Lines, line)
		return nil
	})
	if err != nil {
		return StockList{}, fmt.Errorf("read what lies where: %w", err)
	}
	loose := looseStock{quantities: map[looseKey]int{}, lots: map[lotKey][]piece{}}
	if err := k.Book.LooseMovements(ctx, at, loose.move); err != nil {
		return StockList{}, fmt.Errorf("read what lies where: %w", err)
	}
	s.Lines = append(s.Lines, loose.lines(today)...)
	slices.SortFunc(s.Lines, compareLines)
	n := named{}
	s.States = s.sum(&n)
	s.PaperHead, err = k.head(ctx, head, n)
	return s, err
}

func over(age, limit int) int {
	if age > limit {
		return 1
	}
	return 0
}

// awaitsOwner tells the states in which a card lies in the office until its owner comes for it.
func (s State) awaitsOwner() bool { return s.Deliverable() || s == Returned }

// due is what has to be done with a card that nobody fetched: days count from its first notice, so one never notified is not due; a card
// that was notified again waits for its disposal.
func (r Rules) due(l Lying, today juki.Date) Due {
	if l.Notified.IsZero() || !l.At.State.awaitsOwner() {
		return NothingDue
	}
	days := daysSince(juki.DateOf(l.Notified), today)
	switch {
	case r.DisposalAfter > 0 && days >= r.DisposalAfter:
		return DisposalDue
	case r.RenoticeAfter > 0 && days >= r.RenoticeAfter && l.Renotified.IsZero():
		return RenoticeDue
	}
	return NothingDue
}

// daysSince is how many days passed from a day to another.
func daysSince(from, to juki.Date) int { return int(to.Start().Sub(from.Start()).Hours()) / 24 }

func (l *StockLine) dated(since, arrived time.Time, today juki.Date) {
	l.Since, l.Arrived = juki.DateOf(since), juki.DateOf(arrived)
	l.Age = daysSince(l.Arrived, today)
}

// compareLines orders by item, cards first, then state, age, place and number.
func compareLines(a, b StockLine) int {
	return cmp.Or(compareItems(a.Item, b.Item), cmp.Compare(rank(a.At.State, States()), rank(b.At.State, States())),
		a.Arrived.Compare(b.Arrived), cmp.Compare(a.At.Place, b.At.Place), cmp.Compare(a.Serial, b.Serial), strings.Compare(a.Numbers, b.Numbers))
}

// rank is the place of x in list, and after the end when it is not there.
func rank[T comparable](x T, list []T) int {
	if i := slices.Index(list, x); i >= 0 {
		return i
	}
	return len(list)
}

func compareItems(a, b ItemID) int {
	fixed := []ItemID{MyNumberCards, ResidentCards, ResidentBlanks, StorageMedia}
	return cmp.Or(cmp.Compare(rank(a, fixed), rank(b, fixed)), cmp.Compare(a, b))
}

// sum is the breakdown of the sorted lines by state; it notes what they name.
func (s StockList) sum(n *named) (states []StateCount) {
	places := map[PlaceID]bool{}
	for _, l := range s.Lines {
		last := len(states) - 1
		if last < 0 || states[last].Item != l.Item || states[last].State != l.At.State {
			states = append(states, StateCount{Item: l.Item, State: l.At.State})
			last++
			n.items = append(n.items, l.Item)
		}
		states[last].Count += l.Quantity
		if !places[l.At.Place] {
			places[l.At.Place] = true
			n.place(l.At.Place)
		}
	}
	return states
}
