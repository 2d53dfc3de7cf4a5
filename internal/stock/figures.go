package stock

import (
	"cmp"
	"slices"
	"time"

	"madoguchi/internal/juki"
)

// DayFigures is what a day's sheets are made of, all of it read at one moment.
type DayFigures struct {
	Day       DayState
	Items     []Item
	Places    []Place   // inside ones: the fixed ones, then the others by id
	Opening   []Balance // before the day
	Closing   []Balance // at its end, or now
	Flows     []Flow    // what went from place to place on the day
	Touched   map[PlaceID]Touch
	Counts    []CountResult // begun on the day and ended, in the order they ended
	Explained []Explanation // of the day, oldest first
	Transfers []TransferNumber
	Incidents []IncidentNumber
	Discarded []BoxDiscarded // on the day
	Last      int64          // the last movement of all
}

// Flow is how much of an item went from a place to another for a reason.
type Flow struct {
	Item     ItemID
	From, To PlaceID
	Reason   Reason
	Quantity int
}

// Touch is when something last came to a place or left it.
type Touch struct {
	Last     int64      // the last movement of the day that did
	After    time.Time  // of the first movement after the day that did; zero for none
	Reported []Reported // the cards of the place that became 所在不明, on the day and since; they are in neither of the two
}

// Reported is a card that was reported missing from a place: nothing left it then, the ledger only says what a count had seen.
type Reported struct {
	Movement int64
	Time     time.Time
	Item     ItemID
	Serial   juki.CardSerial
}

// spoils tells whether what came or went makes a count say nothing any more. That a card is missing which the count had not found spoils it not.
func (t Touch) spoils(c CountResult) bool {
	if t.Last > c.After || !t.After.IsZero() && !t.After.After(c.Ended) {
		return true
	}
	return slices.ContainsFunc(t.Reported, func(r Reported) bool {
		unknown := juki.DateOf(r.Time) != c.Day() && r.Time.After(c.Ended) // nobody could know it on the day
		return r.Movement > c.After && !unknown && !slices.Contains(c.of(r.Item).Missing, r.Serial)
	})
}

// still are the serials of an item, missing by a count, that the ledger had at the place at the end of the day: one reported meanwhile is accounted for.
func (t Touch) still(item ItemID, missing []juki.CardSerial, day juki.Date) []juki.CardSerial {
	var left []juki.CardSerial
	for _, serial := range missing {
		if !slices.ContainsFunc(t.Reported, func(r Reported) bool { return r.Item == item && r.Serial == serial && juki.DateOf(r.Time) == day }) {
			left = append(left, serial)
		}
	}
	return left
}

// pair is the counts of one place that say something: nil where there is none.
type pair struct{ first, second *CountResult }

// deciding is the count whose numbers hold: the second person's, when there is one.
func (p pair) deciding() *CountResult {
	if p.second != nil {
		return p.second
	}
	return p.first
}

// standing keeps the last count of each place and round, and only when nothing came or went there since it began: after that the number
// counted says nothing about what lies there. A second count by the person of the first is none.
func (f DayFigures) standing() map[PlaceID]pair {
	last := map[PlaceID]pair{}
	for i := range f.Counts {
		c := &f.Counts[i]
		if f.Touched[c.Place].spoils(*c) {
			continue
		}
		p := last[c.Place]
		if c.Round == 2 {
			p.second = c
		} else {
			p.first = c
		}
		last[c.Place] = p
	}
	for place, p := range last {
		if p.first == nil || p.second != nil && p.second.By == p.first.By {
			p.second = nil
			last[place] = p
		}
	}
	return last
}

// place is what is known of a place; an unknown one has the zero kind and is counted nowhere.
func (f DayFigures) place(id PlaceID) Place {
	for _, p := range f.Places {
		if p.ID == id {
			return p
		}
	}
	return Place{ID: id, Closed: true}
}

// cell is an item at a place.
type cell struct {
	item  ItemID
	place PlaceID
}

// rows are the day's figures over all groups: one row for each item and place where something lies, lay, moved or was counted.
func (f DayFigures) rows(terminal string) []SheetRow {
	cells := cells{}
	for _, b := range f.Opening {
		cells.at(b.Item, b.At.Place).Yesterday += b.Quantity
	}
	for _, flow := range f.Flows {
		cells.flow(flow)
	}
	standing := f.standing()
	for place, p := range standing { // a place that nothing was booked for may have been counted all the same
		if c := p.deciding(); c != nil {
			for _, found := range c.Found {
				cells.at(found.Item, place)
			}
		}
	}
	places := map[PlaceID]Place{}
	for _, p := range f.Places {
		places[p.ID] = p
	}
	rows := make([]SheetRow, 0, len(cells))
	for _, row := range cells {
		row.Book = row.Yesterday + row.In - row.Out
		if row.Yesterday == 0 && row.Book == 0 && row.In == 0 && row.Out == 0 && standing[row.Place].first == nil {
			continue // it lay there in two states that make nothing together
		}
		row.Uncountable = !places[row.Place].CountedAt(terminal)
		f.compare(row, standing[row.Place])
		rows = append(rows, *row)
	}
	slices.SortFunc(rows, f.order())
	return rows
}

type cells map[cell]*SheetRow

func (c cells) at(item ItemID, place PlaceID) *SheetRow {
	key := cell{item, place}
	if c[key] == nil {
		c[key] = &SheetRow{Item: item, Place: place}
	}
	return c[key]
}

func (c cells) flow(f Flow) {
	if f.From.Inside() {
		row := c.at(f.Item, f.From)
		row.Out += f.Quantity
		row.OutBy = plus(row.OutBy, f)
	}
	if f.To.Inside() {
		row := c.at(f.Item, f.To)
		row.In += f.Quantity
		row.InBy = plus(row.InBy, f)
	}
}

func plus(by map[Reason]int, f Flow) map[Reason]int {
	if by == nil {
		by = map[Reason]int{}
	}
	by[f.Reason] += f.Quantity
	return by
}

// compare puts the counts beside the ledger's number, with the reason given for just this difference.
func (f DayFigures) compare(row *SheetRow, counts pair) {
	c := counts.deciding()
	if c == nil {
		return
	}
	first, found := f.finding(*counts.first, row.Item), f.finding(*c, row.Item)
	row.CountedOK, row.Counted = true, first.Counted
	if counts.second != nil {
		row.SecondOK, row.Second = true, found.Counted
		row.Disagree = first.Counted != found.Counted || !slices.Equal(first.Missing, found.Missing) || !slices.Equal(first.Surplus, found.Surplus)
	}
	row.Difference = found.Counted - row.Book
	row.Missing, row.Surplus = found.Missing, found.Surplus
	if !row.Differs() {
		return
	}
	since := c.Ended
	if !row.Disagree {
		since = counts.first.Ended // the second person found the same: what was said of it holds
	}
	for _, e := range f.Explained {
		if e.Item == row.Item && e.Place == row.Place && e.Difference == row.Difference && !e.Time.Before(since) {
			row.Reason, row.Note, row.Incident = e.Reason, e.Note, e.Incident
		}
	}
}

// finding is what a count found of an item, without the missing cards that the ledger does not have there any more.
func (f DayFigures) finding(c CountResult, item ItemID) Finding {
	found := c.of(item)
	found.Missing = f.Touched[c.Place].still(item, found.Missing, f.Day.Day)
	return found
}

// order is by item, the fixed ones first, then by place: the fixed ones, then the others.
func (f DayFigures) order() func(a, b SheetRow) int {
	items, places := map[ItemID]int{}, map[PlaceID]int{}
	for i, item := range f.Items {
		items[item.ID] = i - len(f.Items) // before those that nobody knows
	}
	for i, p := range f.Places {
		places[p.ID] = i - len(f.Places)
	}
	return func(a, b SheetRow) int {
		return cmp.Or(cmp.Compare(items[a.Item], items[b.Item]), cmp.Compare(a.Item, b.Item),
			cmp.Compare(places[a.Place], places[b.Place]), cmp.Compare(a.Place, b.Place))
	}
}

// states is the breakdown (内訳) at the end of the day of the places of a group, in the order of States.
func (f DayFigures) states(groups map[PlaceID]string, group string) []StateCount {
	sums := map[StateCount]int{}
	for _, b := range f.Closing {
		if groups[b.At.Place] == group {
			sums[StateCount{Item: b.Item, State: b.At.State}] += b.Quantity
		}
	}
	var states []StateCount
	for s, n := range sums {
		if n != 0 {
			s.Count = n
			states = append(states, s)
		}
	}
	order, rowOrder := States(), f.order()
	rank := func(s State) int {
		if i := slices.Index(order, s); i >= 0 {
			return i
		}
		return len(order)
	}
	slices.SortFunc(states, func(a, b StateCount) int {
		return cmp.Or(rowOrder(SheetRow{Item: a.Item}, SheetRow{Item: b.Item}), cmp.Compare(rank(a.State), rank(b.State)), cmp.Compare(a.State, b.State))
	})
	return states
}

// labels are the boxes thrown away, as the sheet prints them; those that were places of another group are on that group's sheet.
func (f DayFigures) labels(groups map[PlaceID]string, group string) []string {
	var labels []string
	for _, d := range f.Discarded {
		if groups[d.Place] == group {
			labels = append(labels, cmp.Or(string(d.Place), d.Document))
		}
	}
	return labels
}

// same tells whether two rows say the same: an empty list and none are the same.
func (r SheetRow) same(o SheetRow) bool {
	numbers := func(r SheetRow) [6]int { return [6]int{r.Yesterday, r.In, r.Out, r.Counted, r.Second, r.Difference} }
	words := func(r SheetRow) [5]string {
		return [5]string{string(r.Item), string(r.Place), string(r.Reason), string(r.Incident), r.Note}
	}
	yesno := func(r SheetRow) [4]bool { return [4]bool{r.CountedOK, r.SecondOK, r.Uncountable, r.Disagree} }
	return numbers(r) == numbers(o) && words(r) == words(o) && yesno(r) == yesno(o) && slices.Equal(r.Missing, o.Missing) && slices.Equal(r.Surplus, o.Surplus)
}
