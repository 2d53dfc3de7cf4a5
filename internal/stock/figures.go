package stock

import (
	"cmp"
	"context"
	"slices"

	"madoguchi/internal/juki"
)

// figures is what a day's rows are made of.
type figures struct {
	places    []PlaceID
	opening   []Balance // before the day
	closing   []Balance // at its end
	moves     []Movement
	contents  []Content // at its end
	counts    map[PlaceID]Count
	explained []Explanation
}

// readFigures reads a day. Movements that come in while it reads belong to a later sheet: what was read first decides.
func readFigures(ctx context.Context, b Book, day juki.Date) (f figures, err error) {
	start, end := day.Start(), day.AddDays(1).Start()
	if f.places, err = b.Places(ctx); err != nil {
		return f, err
	}
	if f.opening, err = b.Balances(ctx, start); err != nil {
		return f, err
	}
	if f.moves, err = b.Movements(ctx, start, end); err != nil {
		return f, err
	}
	if f.closing, err = b.Balances(ctx, end); err != nil {
		return f, err
	}
	if f.contents, err = b.Contents(ctx, end); err != nil {
		return f, err
	}
	if f.explained, err = b.Explanations(ctx, day); err != nil {
		return f, err
	}
	counts, err := b.EndedCounts(ctx, day)
	if err != nil {
		return f, err
	}
	f.counts = f.valid(counts)
	return f, nil
}

// valid keeps the last count of each place, and only when nothing came or went there since it began: after that
// the number counted says nothing about what lies there now.
func (f figures) valid(counts []Count) map[PlaceID]Count {
	last := map[PlaceID]Count{}
	for _, c := range counts {
		last[c.Place] = c
	}
	for _, m := range f.moves {
		for _, place := range []PlaceID{m.From.Place, m.To.Place} {
			if c, ok := last[place]; ok && m.From.Place != m.To.Place && m.ID > c.After {
				delete(last, place)
			}
		}
	}
	return last
}

// cell is an item at a place.
type cell struct {
	item  ItemID
	place PlaceID
}

// rows are the day's figures: one row for each item and place where something lies, lay, moved or was counted.
func (f figures) rows() []SheetRow {
	byCell := map[cell]*SheetRow{}
	at := func(item ItemID, place PlaceID) *SheetRow {
		key := cell{item, place}
		if byCell[key] == nil {
			byCell[key] = &SheetRow{Item: item, Place: place}
		}
		return byCell[key]
	}
	for _, b := range f.opening {
		at(b.Item, b.At.Place).Yesterday += b.Quantity
	}
	for _, m := range f.moves {
		if m.From.Place == m.To.Place {
			continue // a change of state is neither in nor out
		}
		if m.From.Place.Inside() {
			at(m.Item, m.From.Place).Out += m.Number()
		}
		if m.To.Place.Inside() {
			at(m.Item, m.To.Place).In += m.Number()
		}
	}
	for place, count := range f.counts {
		at(MyNumberCards, place) // a place counted empty has a row too
		for _, line := range count.Lines {
			at(line.Item, place)
		}
	}
	rows := make([]SheetRow, 0, len(byCell))
	for _, row := range byCell {
		row.Book = row.Yesterday + row.In - row.Out
		f.compare(row)
		rows = append(rows, *row)
	}
	slices.SortFunc(rows, f.order)
	return rows
}

// compare puts the count beside the ledger's number, with the reason given for just this difference.
func (f figures) compare(row *SheetRow) {
	count, ok := f.counts[row.Place]
	if !ok {
		return
	}
	row.CountedOK, row.Counted = true, count.Counted(row.Item)
	row.Difference = row.Counted - row.Book
	row.Missing, row.Surplus = f.serials(row.Item, row.Place, count)
	if !row.Differs() {
		return
	}
	for _, e := range f.explained {
		if e.Item == row.Item && e.Place == row.Place && e.Difference == row.Difference && !e.Time.Before(count.Ended) {
			row.Reason, row.Note = e.Reason, e.Note
		}
	}
}

// serials are the cards the ledger has at the place and the count has not, and the other way round.
func (f figures) serials(item ItemID, place PlaceID, count Count) (missing, surplus []juki.CardSerial) {
	counted := map[juki.CardSerial]bool{}
	for _, line := range count.Lines {
		if line.Item == item && line.Serial != "" {
			counted[line.Serial] = true
		}
	}
	for _, c := range f.contents {
		if c.Item != item || c.At.Place != place {
			continue
		}
		if !counted[c.Serial] {
			missing = append(missing, c.Serial)
		}
		delete(counted, c.Serial)
	}
	for serial := range counted {
		surplus = append(surplus, serial)
	}
	slices.Sort(missing)
	slices.Sort(surplus)
	return missing, surplus
}

// order is by item, cards first, then by place: the fixed ones, then the shelves.
func (f figures) order(a, b SheetRow) int {
	return cmp.Or(
		cmp.Compare(rank(a.Item, []ItemID{MyNumberCards, ResidentCards}), rank(b.Item, []ItemID{MyNumberCards, ResidentCards})),
		cmp.Compare(a.Item, b.Item),
		cmp.Compare(rank(a.Place, f.places), rank(b.Place, f.places)),
		cmp.Compare(a.Place, b.Place),
	)
}

// rank is the place of x in list, and after the end when it is not there.
func rank[T comparable](x T, list []T) int {
	if i := slices.Index(list, x); i >= 0 {
		return i
	}
	return len(list)
}

// states is the breakdown (内訳) at the end of the day.
func (f figures) states() []StateCount {
	var states []StateCount
	for _, b := range f.closing {
		i := slices.IndexFunc(states, func(s StateCount) bool { return s.Item == b.Item && s.State == b.At.State })
		if i < 0 {
			states = append(states, StateCount{Item: b.Item, State: b.At.State})
			i = len(states) - 1
		}
		states[i].Count += b.Quantity
	}
	order := []State{Arrived, Stored, InHandover}
	slices.SortFunc(states, func(a, b StateCount) int {
		return cmp.Or(f.order(SheetRow{Item: a.Item}, SheetRow{Item: b.Item}), cmp.Compare(rank(a.State, order), rank(b.State, order)))
	})
	return states
}
