package stock

import (
	"context"
	"fmt"
	"slices"

	"madoguchi/internal/juki"
)

// MonthSheet makes the 月次集計: what came into the office and left it by reason, item by item, and day by day for the chart, up to today.
// Handed is what was handed over or delivered by mail, also when it was taken back later: that is In, as 訂正. A day differs when a count of
// its kept sheets did, of whatever item. It fails with Outcome RowBadDate for a month that is none.
func (k *Keeper) MonthSheet(ctx context.Context, head PaperHead, year, month int) (MonthSheet, error) {
	first := juki.Date{Year: year, Month: month, Day: 1}
	if !first.Valid() {
		return MonthSheet{}, juki.Refuse(juki.RowBadDate)
	}
	m := monthFigures{MonthSheet: MonthSheet{Year: year, Month: month}, differs: map[dayItem]bool{}}
	last := first.AddDays(31)
	last = last.AddDays(-last.Day)
	opening, crossings, err := k.Book.Crossings(ctx, first, last)
	if err != nil {
		return MonthSheet{}, fmt.Errorf("sum up %d-%02d: %w", year, month, err)
	}
	if err := k.Book.SheetsBetween(ctx, first, last, m.count); err != nil {
		return MonthSheet{}, fmt.Errorf("read the sheets of %d-%02d: %w", year, month, err)
	}
	days, err := k.Book.DaysBetween(ctx, first, last)
	if err != nil {
		return MonthSheet{}, fmt.Errorf("read the days of %d-%02d: %w", year, month, err)
	}
	if today := k.today(); today.Before(last) {
		last = today
	}
	m.items(opening, crossings)
	m.chart(first, last, crossings, days)
	n := named{}
	for _, i := range m.Items {
		n.items = append(n.items, i.Item)
	}
	m.PaperHead, err = k.head(ctx, head, n)
	return m.MonthSheet, err
}

// monthFigures is the sheet while it is made.
type monthFigures struct {
	MonthSheet
	differs map[dayItem]bool
}

type dayItem struct {
	day  juki.Date
	item ItemID
}

// count notes the items whose count differed.
func (m *monthFigures) count(s DaySheet) error {
	for _, row := range s.Rows {
		if row.Differs() {
			m.differs[dayItem{s.Date, row.Item}] = true
		}
	}
	return nil
}

// item is the line of an item; a new one when there is none.
func (m *monthFigures) item(id ItemID) *MonthItem {
	for i := range m.Items {
		if m.Items[i].Item == id {
			return &m.Items[i]
		}
	}
	m.Items = append(m.Items, MonthItem{Item: id, In: map[Reason]int{}, Out: map[Reason]int{}})
	return &m.Items[len(m.Items)-1]
}

func (m *monthFigures) items(opening []ItemCount, crossings []Crossing) {
	for _, o := range opening {
		i := m.item(o.Item)
		i.Opening, i.Closing = o.Count, o.Count
	}
	for _, c := range crossings {
		i := m.item(c.Item)
		if c.In {
			i.In[c.Reason] += c.Count
			i.Closing += c.Count
		} else {
			i.Out[c.Reason] += c.Count
			i.Closing -= c.Count
		}
	}
	for d := range m.differs {
		m.item(d.item).Differs++
	}
	slices.SortFunc(m.Items, func(a, b MonthItem) int { return compareItems(a.Item, b.Item) })
}

// chart fills the days.
func (m *monthFigures) chart(first, last juki.Date, crossings []Crossing, days []DayState) {
	book := m.item(MyNumberCards).Opening
	for day := first; !day.After(last); day = day.AddDays(1) {
		d := MonthDay{Day: day}
		for _, c := range crossings {
			if c.Day == day && c.Item == MyNumberCards {
				d.add(c)
			}
		}
		for _, s := range days {
			if s.Day == day {
				d.Opened, d.Closed = !s.Opened.IsZero(), !s.Closed.IsZero()
			}
		}
		for differs := range m.differs {
			d.Differs = d.Differs || differs.day == day
		}
		book += d.In - d.Out
		d.Book = book
		m.Days = append(m.Days, d)
	}
}

func (d *MonthDay) add(c Crossing) {
	switch {
	case c.In:
		d.In += c.Count
	case c.Reason == Handover || c.Reason == MailDelivered:
		d.Out, d.Handed = d.Out+c.Count, d.Handed+c.Count
	default:
		d.Out += c.Count
	}
}
