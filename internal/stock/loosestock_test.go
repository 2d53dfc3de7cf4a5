package stock

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"madoguchi/internal/juki"
)

// Ranges are split and joined as numbers of a lot move; a model that knows each number by itself says the same.
func TestRangesFollowTheirNumbers(t *testing.T) {
	shelves := []Position{{Issuer, AtIssuer}, {"A-01", Unused}, {"A-02", Unused}, {"A-01", Spoiled}, {Disposed, Destroyed}}
	type known struct {
		at             Position
		since, arrived int
	}
	rapid.Check(t, func(r *rapid.T) {
		s := looseStock{quantities: map[looseKey]int{}, lots: map[lotKey][]piece{}}
		model := map[int]known{}
		base := juki.Date{Year: 2026, Month: 11, Day: 1}
		for day := range rapid.IntRange(1, 20).Draw(r, "moves") {
			m := Movement{Time: base.AddDays(day).At(9, 0), Item: ResidentBlanks, Lot: "L1", To: rapid.SampledFrom(shelves).Draw(r, "to")}
			m.First = rapid.IntRange(1, 12).Draw(r, "first")
			m.Last = rapid.IntRange(m.First, 12).Draw(r, "last")
			m.From = shelves[0]
			if k, ok := model[m.First]; ok {
				m.From = k.at
			}
			movable := true // the ledger refuses numbers that are not all there
			for n := m.First; n <= m.Last; n++ {
				k, inside := model[n]
				movable = movable && (inside && k.at == m.From || !inside && !m.From.Place.Inside())
			}
			if !movable || m.From == m.To {
				continue
			}
			for n := m.First; n <= m.Last; n++ {
				k, inside := model[n]
				if !inside {
					k = known{since: day, arrived: day}
				} else if k.at.State != m.To.State {
					k.since = day
				}
				k.at = m.To
				model[n] = k
				if !m.To.Place.Inside() {
					delete(model, n)
				}
			}
			if err := s.move(m); err != nil {
				r.Fatal(err)
			}
		}
		got := map[int]known{}
		for _, p := range s.lots[lotKey{ResidentBlanks, "L1"}] {
			for n := p.first; n <= p.last; n++ {
				if _, twice := got[n]; twice {
					r.Fatalf("number %d lies at two places", n)
				}
				day := func(at time.Time) int { return daysSince(base, juki.DateOf(at)) }
				got[n] = known{p.at, day(p.since), day(p.arrived)}
			}
		}
		if diff := cmp.Diff(model, got, cmp.AllowUnexported(known{})); diff != "" {
			r.Fatal(diff)
		}
	})
}

func TestWhatALineSaysOfItsThings(t *testing.T) {
	card := func(n int) Movement { return Movement{Serial: juki.CardSerial(fmt.Sprintf("49000%03d", n))} }
	numbers := func(lot string, first, last int) Movement { return Movement{Lot: lot, First: first, Last: last} }
	for want, list := range map[string][]Movement{
		"": {{Quantity: 5}}, "*0001": {card(1)}, "*0001ほか2": {card(1), card(2), card(3)}, "L1 1–100": {numbers("L1", 1, 100)}, "L1 7": {numbers("L1", 7, 7)},
		"L1 1–150": {numbers("L1", 1, 100), numbers("L1", 101, 150)}, "L1 1–100ほか1": {numbers("L1", 1, 100), numbers("L1", 102, 150)}, "L1 1–2ほか2": {numbers("L1", 1, 2), numbers("L2", 3, 4), numbers("L1", 3, 4)},
	} {
		var text thingsText
		for _, m := range list {
			text.add(m)
		}
		if got := text.String(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
