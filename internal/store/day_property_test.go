package store

import (
	"testing"

	"pgregory.net/rapid"

	"madoguchi/internal/juki"
	"madoguchi/internal/stock"
)

// sum is a group's item over a sheet.
type sum struct {
	group string
	item  stock.ItemID
}

// Whatever moves on whatever days, closed or left open: on every sheet Book = Yesterday + In − Out, row by row and reason by reason; what a
// group was closed with it is opened with; and the sheet of a day says the same however much later it is made.
func TestEachDayBeginsWithWhatTheOneBeforeEndedWith(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		f := openOffice(t, t.TempDir())
		defer f.Close()
		f.addItem(t, paper)
		f.register(t, stock.Place{ID: shelfB, Kind: stock.Safe, Group: "金庫"})
		before, was := map[sum]int{}, map[juki.Date][]stock.DaySheet{}
		for n := range rapid.IntRange(1, 4).Draw(r, "days") {
			day := workday.AddDays(n)
			f.clock.at = day.At(10, 0)
			if err := f.keep.OpenDay(t.Context(), stock.ClosingForgotten, colleague); err != nil && n > 0 {
				r.Fatal(err)
			}
			f.moveAtRandom(r, t)
			sheets := f.sheets(t, day)
			before = sheetsHold(r, sheets, before)
			was[day] = sheets
			if rapid.Bool().Draw(r, "closed") {
				f.closeDay(t)
			}
		}
		for day, sheets := range was {
			for i, late := range f.sheets(t, day) {
				for _, row := range late.Rows {
					early := rowOf(sheets[i], row.Item, row.Place) // a place counted empty since has a row of nothing
					if row.Book != early.Book || row.Yesterday != early.Yesterday || row.In != early.In {
						r.Fatalf("%s: %+v became %+v", day, early, row)
					}
				}
			}
		}
		if _, err := f.CheckAll(t.Context()); err != nil {
			r.Fatal(err)
		}
	})
}

// rowOf is the row of an item at a place, a row of nothing when the sheet has none.
func rowOf(s stock.DaySheet, item stock.ItemID, place stock.PlaceID) stock.SheetRow {
	for _, row := range s.Rows {
		if row.Item == item && row.Place == place {
			return row
		}
	}
	return stock.SheetRow{}
}

// moveAtRandom moves cards and forms between the groups, in and out, wherever they are.
func (f *office) moveAtRandom(r *rapid.T, t *testing.T) {
	places := []stock.Position{lies(shelfA, stock.Stored), lies(shelfB, stock.Stored), lies(shelfC, stock.Notified), lies(stock.Missing, stock.Sought), lies(stock.Resident, stock.Delivered)}
	for range rapid.IntRange(0, 8).Draw(r, "moves") {
		to := rapid.SampledFrom(places).Draw(r, "to")
		m := stock.Movement{Item: stock.MyNumberCards, To: to, Reason: rapid.SampledFrom([]stock.Reason{stock.Move, stock.Arrival, stock.Found}).Draw(r, "reason")}
		if rapid.Bool().Draw(r, "form") {
			m.Item, m.Quantity = paper, rapid.IntRange(1, 5).Draw(r, "quantity")
			m.From = rapid.SampledFrom(append(places, lies(stock.Issuer, stock.AtIssuer))).Draw(r, "from")
		} else {
			m.Serial = serialOf(rapid.IntRange(1, 5).Draw(r, "serial"))
			m.From = lies(stock.Issuer, stock.AtIssuer)
			if at, err := f.book.Positions(t.Context(), m.Serial); err == nil && len(at) > 0 {
				m.From = at[0].At
			}
		}
		_, _ = f.move(t, m) // what the ledger refuses has not happened
	}
}

// sheetsHold checks the sheets of a day and gives what they were closed with.
func sheetsHold(r *rapid.T, sheets []stock.DaySheet, before map[sum]int) map[sum]int {
	opening, closing := map[sum]int{}, map[sum]int{}
	for _, s := range sheets {
		states := map[stock.ItemID]int{}
		for _, state := range s.States {
			states[state.Item] += state.Count
		}
		for _, row := range s.Rows {
			in, out := 0, 0
			for _, n := range row.InBy {
				in += n
			}
			for _, n := range row.OutBy {
				out += n
			}
			if row.Book != row.Yesterday+row.In-row.Out || in != row.In || out != row.Out {
				r.Fatalf("%s: %+v", s.Date, row)
			}
			opening[sum{s.Group, row.Item}] += row.Yesterday
			closing[sum{s.Group, row.Item}] += row.Book
			states[row.Item] -= row.Book
		}
		for item, left := range states {
			if left != 0 {
				r.Fatalf("%s: the states of %s are %d more than the rows", s.Date, item, left)
			}
		}
	}
	for key, n := range before {
		if opening[key] != n {
			r.Fatalf("%+v closed with %d, opened with %d", key, n, opening[key])
		}
	}
	for key, n := range opening {
		if before[key] != n {
			r.Fatalf("%+v closed with %d, opened with %d", key, before[key], n)
		}
	}
	return closing
}
