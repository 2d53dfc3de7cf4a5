package store

import (
	"errors"
	"fmt"
	"maps"
	"testing"

	"pgregory.net/rapid"

	"madoguchi/internal/juki"
	"madoguchi/internal/stock"
)

// anyActs is a terminal where anything is entered, and what a person with a notebook would have written beside it.
type anyActs struct {
	*desk
	cards   map[juki.CardSerial]stock.Position // only the things that were seen
	items   map[juki.CardSerial]stock.ItemID
	numbers map[int]stock.Position // of the one lot
	forms   map[stock.Position]int
	entered []stock.Movement // what can be taken back
	took    map[int64]bool
	pool    []juki.CardSerial // what is scanned in this run
}

// Whatever is entered in whatever order, right or wrong: no card is created, lost or in two places, book = sum of movements, the movements
// rebuild what is kept beside them, every movement has its record, and a refused act leaves nothing.
func TestAnySequenceOfActsKeepsTheLedgerWhole(t *testing.T) {
	t.Parallel()
	d := openStock(t)
	d.as(chief, juki.DataProtectionManager, func() {
		d.must(t, d.Keeper.RegisterItem(t.Context(), stock.Item{ID: "other-card", Name: "見本のカード", Tracking: stock.BySerial, Unit: "枚"}))
	})
	d.who, d.post = chief, juki.DataProtectionManager
	opened, err := d.OpenIncident(t.Context(), stock.Incident{Kind: stock.CountDiffers, Item: paper}) // under which things are lost
	if err != nil || opened.Number != anyPaper {
		t.Fatal(opened.Number, err)
	}
	a := &anyActs{desk: d, cards: map[juki.CardSerial]stock.Position{}, items: map[juki.CardSerial]stock.ItemID{}, numbers: map[int]stock.Position{}, forms: map[stock.Position]int{}, took: map[int64]bool{}}
	done := map[stock.Reason]int{}
	rapid.Check(t, func(r *rapid.T) {
		a.freshCards(t)
		for range rapid.IntRange(5, 12).Draw(r, "acts") {
			before := d.traces(t)
			moved, err := a.anything(r, t)
			if err != nil {
				if after := d.traces(t); fmt.Sprint(before) != fmt.Sprint(after) {
					r.Fatalf("a refused act (%v) left something: %v, %v", err, before, after)
				}
				continue
			}
			for _, m := range moved {
				done[m.Reason]++
				a.write(r, m)
				if n := d.recordsOfMovement(t, m.ID); n != 1 {
					r.Fatalf("movement %d has %d records", m.ID, n)
				}
			}
		}
		a.compare(r, t)
	})
	if len(done) < 16 {
		t.Errorf("only %d different acts worked: %v", len(done), done)
	}
}

// freshCards brings a card onto a shelf and one into the inbox: those of the runs before have come to their ends.
func (a *anyActs) freshCards(t *testing.T) {
	n := 1000 + len(a.cards)
	a.arrive(t, shelfA, n)
	a.take(t, a.preview(t, arrivalList(n+1)))
	a.pool = []juki.CardSerial{serialOf(n), serialOf(n + 1), serialOf(n), serialOf(n + 1), serialOf(1 + n%7), serialOf(8 + n%7)}
	for _, i := range []int{n, n + 1} {
		a.cards[serialOf(i)], a.items[serialOf(i)] = a.at(t, i), stock.MyNumberCards
	}
}

// anything enters something: most often what makes sense where the thing lies, sometimes anything at all.
func (a *anyActs) anything(r *rapid.T, t *testing.T) ([]stock.Movement, error) {
	switch rapid.IntRange(0, 9).Draw(r, "kind of act") {
	case 9:
		return a.takeBack(r, t)
	case 7, 8:
		return a.Enter(t.Context(), a.nonsense(r))
	}
	return a.Enter(t.Context(), a.sensible(r))
}

const anyPaper = "J08-000001" // of an incident, and as good as any other for a delivery

var anyPlaces = []stock.PlaceID{"", shelfA, shelfB, boxA, safe, stock.Missing, branch, "Z-99"}

func (a *anyActs) nonsense(r *rapid.T) stock.Entry {
	e := stock.Entry{Reason: rapid.SampledFrom(stock.Acts()).Draw(r, "act").Reason, To: rapid.SampledFrom(anyPlaces).Draw(r, "to"),
		Document: rapid.SampledFrom([]string{"", "納品書", anyPaper}).Draw(r, "document"), Witness: rapid.SampledFrom([]juki.OperatorID{"", second}).Draw(r, "witness")}
	switch rapid.IntRange(0, 3).Draw(r, "things") {
	case 0:
		first := rapid.IntRange(1, 40).Draw(r, "first")
		e.Things = numbers(first, first+rapid.IntRange(-1, 8).Draw(r, "more"))
	case 1:
		e.Things = forms(rapid.IntRange(0, 9).Draw(r, "quantity"))
		e.From = rapid.SampledFrom(anyPlaces).Draw(r, "from")
		e.FromState = rapid.SampledFrom([]stock.State{"", stock.Unused, stock.Spoiled}).Draw(r, "from state")
	default:
		e.Things.Item = rapid.SampledFrom([]stock.ItemID{stock.MyNumberCards, stock.MyNumberCards, stock.ResidentCards, "other-card"}).Draw(r, "item")
		for range rapid.IntRange(1, 3).Draw(r, "cards") {
			e.Things.Serials = append(e.Things.Serials, rapid.SampledFrom(a.pool).Draw(r, "card"))
		}
	}
	return e
}

// sensible picks a thing and an act that may take it where the notebook has it.
func (a *anyActs) sensible(r *rapid.T) stock.Entry {
	e := stock.Entry{Document: anyPaper, Witness: second, To: rapid.SampledFrom([]stock.PlaceID{shelfA, shelfB, shelfC, safe}).Draw(r, "to")}
	item, at := stock.Item{ID: stock.MyNumberCards, Tracking: stock.BySerial}, lies(stock.Issuer, stock.AtIssuer)
	switch rapid.IntRange(0, 4).Draw(r, "thing") {
	case 0:
		item = stock.Item{ID: blanks, Tracking: stock.ByRange}
		n := rapid.IntRange(1, 40).Draw(r, "number")
		if lain, seen := a.numbers[n]; seen {
			at = lain
		}
		last := n
		for more := rapid.IntRange(0, 9).Draw(r, "more"); more > 0; more-- {
			if lain, seen := a.numbers[last+1]; !seen && at.Place != stock.Issuer || seen && lain != at {
				break
			}
			last++
		}
		e.Things = numbers(n, last)
	case 1:
		item = stock.Item{ID: paper, Tracking: stock.ByQuantity}
		for lain, n := range a.forms {
			if n > 0 && lain.Place.Inside() && lain.Place.IsFixed() == rapid.Bool().Draw(r, "missing") {
				at, e.From, e.FromState = lain, lain.Place, lain.State
				break
			}
		}
		e.Things = forms(rapid.IntRange(1, 4).Draw(r, "quantity"))
	default:
		serial := rapid.SampledFrom(a.pool).Draw(r, "card")
		if lain, seen := a.cards[serial]; seen {
			at, item.ID = lain, a.items[serial]
		} else {
			item.ID = rapid.SampledFrom([]stock.ItemID{stock.ResidentCards, "other-card"}).Draw(r, "item")
			if item.ID == stock.ResidentCards {
				at = lies(stock.Resident, stock.Delivered)
			}
		}
		e.Things = stock.Things{Item: item.ID, Serials: []juki.CardSerial{serial}}
	}
	var possible []stock.Reason
	for _, act := range stock.Acts() {
		if !act.Elsewhere && act.Takes(item, at, at.Place == stock.Inbox || !at.Place.IsFixed()) == nil {
			possible = append(possible, act.Reason)
		}
	}
	if len(possible) == 0 {
		return a.nonsense(r)
	}
	if e.Reason = rapid.SampledFrom(possible).Draw(r, "act"); e.Reason == stock.CountAdjust && at.Place != stock.Missing {
		e.To = stock.Missing
	}
	return e
}

func (a *anyActs) takeBack(r *rapid.T, t *testing.T) ([]stock.Movement, error) {
	if len(a.entered) == 0 {
		return nil, errors.New("nothing was entered yet")
	}
	m := rapid.SampledFrom(a.entered[max(0, len(a.entered)-5):]).Draw(r, "taken back")
	back, err := a.Reverse(t.Context(), m.ID, second)
	if err != nil {
		return nil, err
	}
	if a.took[m.ID] {
		r.Fatalf("movement %d was taken back twice", m.ID)
	}
	a.took[m.ID] = true
	return []stock.Movement{back}, nil
}

// write enters a movement into the notebook, which refuses what cannot be.
func (a *anyActs) write(r *rapid.T, m stock.Movement) {
	if m.Reverses == 0 {
		a.entered = append(a.entered, m)
	}
	switch {
	case m.Serial != "":
		if at, seen := a.cards[m.Serial]; seen && at != m.From || !seen && m.From.Place.Inside() {
			r.Fatalf("%s of a card from %v, where it is not", m.Reason, m.From)
		}
		a.cards[m.Serial], a.items[m.Serial] = m.To, m.Item
	case m.Lot != "":
		for n := m.First; n <= m.Last; n++ {
			if at, seen := a.numbers[n]; seen && at != m.From || !seen && m.From.Place != stock.Issuer {
				r.Fatalf("%s of number %d from %v, where it is not", m.Reason, n, m.From)
			}
			a.numbers[n] = m.To
		}
	default:
		a.forms[m.From] -= m.Quantity
		a.forms[m.To] += m.Quantity
		if left := a.forms[m.From]; left < 0 && m.From.Place.Inside() && m.From.Place != stock.Missing {
			r.Fatalf("%s leaves %d of a form in %v", m.Reason, left, m.From)
		}
	}
}

// compare holds the ledger against the notebook.
func (a *anyActs) compare(r *rapid.T, t *testing.T) {
	want := map[stock.Position]int{}
	serials := map[juki.CardSerial]stock.Position{}
	for s, at := range a.cards {
		if want[at]++; at.Place.Inside() {
			serials[s] = at
		}
	}
	for _, at := range a.numbers {
		want[at]++
	}
	for at, n := range a.forms {
		want[at] += n
	}
	maps.DeleteFunc(want, func(at stock.Position, n int) bool { return n == 0 || !at.Place.Inside() })
	tomorrow := workday.AddDays(1).Start()
	balances, err := a.book.Balances(t.Context(), tomorrow)
	if err != nil {
		r.Fatal(err)
	}
	got := map[stock.Position]int{}
	for _, b := range balances {
		got[b.At] += b.Quantity
	}
	maps.DeleteFunc(got, func(_ stock.Position, n int) bool { return n == 0 })
	if !maps.Equal(got, want) {
		r.Fatalf("the book has %v, want %v", got, want)
	}
	lying := map[juki.CardSerial]stock.Position{}
	for _, c := range contents(t, a.book, tomorrow) {
		if _, twice := lying[c.Serial]; twice {
			r.Fatal("a card is in two places")
		}
		lying[c.Serial] = c.At
	}
	if !maps.Equal(lying, serials) {
		r.Fatalf("inside lie %v, want %v", lying, serials)
	}
	ranges, err := a.book.Ranges(t.Context(), blanks)
	if err != nil {
		r.Fatal(err)
	}
	for _, p := range ranges {
		for n := p.First; n <= p.Last; n++ {
			if a.numbers[n] != p.At {
				r.Fatalf("number %d lies in %v, want %v", n, p.At, a.numbers[n])
			}
		}
	}
	a.compareCases(r, t)
	if err := a.Rebuild(t.Context()); err != nil {
		r.Fatal(err)
	}
}
