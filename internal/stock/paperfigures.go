package stock

import (
	"context"
	"slices"
	"time"

	"madoguchi/internal/juki"
)

// PaperFigures is what the papers of a period are made of. Rows are given one by one as they are read: a list of thousands is never held twice.
// An error of each stops the reading and comes back.
type PaperFigures interface {
	// ItemMovements gives the movements of an item from a moment up to, not with, another, by time, that the 受払簿 lists: see
	// LedgerSheet. opening is how much of the item was inside before.
	ItemMovements(ctx context.Context, item ItemID, from, to time.Time, each func(Movement) error) (opening int, err error)
	// CardsLying gives every serial that lay inside at a moment, in no order.
	CardsLying(ctx context.Context, at time.Time, each func(Lying) error) error
	// LooseMovements gives all movements of things without a serial before a moment, in the order they were entered.
	LooseMovements(ctx context.Context, before time.Time, each func(Movement) error) error
	// Crossings sums what came into the office and left it from a day to another, both included.
	Crossings(ctx context.Context, from, to juki.Date) (opening []ItemCount, list []Crossing, err error)
}

// PaperDays is what is known of the days of a period, both ends included.
type PaperDays interface {
	// DaysBetween lists the days that were opened: Day, Opened and Closed of each.
	DaysBetween(ctx context.Context, from, to juki.Date) ([]DayState, error)
	// SheetsBetween gives the last sheet kept of each day and place group.
	SheetsBetween(ctx context.Context, from, to juki.Date, each func(DaySheet) error) error
}

// Lying is one serial inside, and since when.
type Lying struct {
	Content
	Since      time.Time // in this state
	Arrived    time.Time
	Notified   time.Time // first 交付通知; zero for none
	Renotified time.Time // last 再通知; zero for none
}

// ItemCount is how much of an item was inside.
type ItemCount struct {
	Item  ItemID
	Count int
}

// Crossing is what came into the office, or left it, on a day for a reason.
type Crossing struct {
	Day    juki.Date
	Item   ItemID
	Reason Reason
	In     bool
	Count  int
}

// named collects whom and what a paper names, so that its head holds no more than that.
type named struct {
	people []juki.OperatorID
	items  []ItemID
	places []PlaceID
}

func (n *named) person(list ...juki.OperatorID) { n.people = append(n.people, list...) }
func (n *named) place(list ...PlaceID)          { n.places = append(n.places, list...) }

// head completes what a paper says of where it comes from. What is known of items and places is read when the caller did not say.
func (k *Keeper) head(ctx context.Context, h PaperHead, n named) (_ PaperHead, err error) {
	if h.Terminal == "" {
		h.Terminal = k.Terminal
	}
	if h.MadeAt.IsZero() {
		h.MadeAt = k.Now()
	}
	if h.MadeBy == "" {
		h.MadeBy, _ = k.Operator()
	}
	if h.Items == nil {
		if h.Items, err = k.Book.Items(ctx); err != nil {
			return h, err
		}
	}
	if h.Places == nil {
		if h.Places, err = k.Book.AllPlaces(ctx); err != nil {
			return h, err
		}
	}
	h.Items = slices.DeleteFunc(slices.Clone(h.Items), func(i Item) bool { return !slices.Contains(n.items, i.ID) })
	h.Places = slices.DeleteFunc(slices.Clone(h.Places), func(p Place) bool { return !slices.Contains(n.places, p.ID) })
	names := map[juki.OperatorID]string{}
	for _, id := range append(n.people, h.MadeBy) {
		if name, ok := h.Names[id]; ok {
			names[id] = name
		}
	}
	h.Names = names
	return h, nil
}

// period checks that a paper's period is one, and gives its two ends as moments: from the first, up to the second.
func period(from, to juki.Date) (start, end time.Time, err error) {
	if !from.Valid() || !to.Valid() || to.Before(from) {
		return start, end, juki.Refuse(juki.RowBadDate)
	}
	return from.Start(), to.AddDays(1).Start(), nil
}
