package store

import (
	"fmt"
	"testing"

	"madoguchi/internal/juki"
	"madoguchi/internal/stock"
)

// crowd fills the ledger as years do: 300 shelves, 100,000 cards, 1,000,000 movements, the last 3,000 of them today.
func (f *office) crowd(b *testing.B) {
	b.Helper()
	const places, cards, movements, today = 300, 100_000, 1_000_000, 3_000
	shelf := func(n int) string { return fmt.Sprintf("%c-%02d-%02d", 'C'+n/60, n/10%6, n%10) }
	err := f.act(b.Context(), func(t *Tx) error {
		for n := range places {
			if err := t.AddPlace(stock.PlaceID(shelf(n))); err != nil {
				return err
			}
		}
		long := workday.AddDays(-700).Start().UnixMilli()
		for n := range movements {
			card, round := n%cards, n/cards
			from, state, reason := shelf((card+round-1+places)%places), "stored", "move"
			if round == 0 {
				from, state, reason = "issuer", "at-issuer", "arrival"
			}
			ts := long + int64(n)
			if n >= movements-today {
				ts = workday.At(9, 30).UnixMilli() + int64(n-movements+today)
			}
			_, err := t.exec(`INSERT INTO movement (ts, item, serial, quantity, from_place, from_state, to_place, to_state, reason, case_no, document, by_op, witness)
				VALUES (?, 'mynumber-card', ?, 1, ?, ?, ?, 'stored', ?, '', '', 'S001', '')`, ts, string(serialOf(card)), from, state, shelf((card+round)%places), reason)
			if err != nil {
				return err
			}
		}
		f.clock.at = workday.At(17, 0)
		// Every shelf is counted twice, by scanner.
		for round := 1; round <= 2; round++ {
			for n := range places {
				id, err := t.BeginCount(stock.PlaceID(shelf(n)), round, []juki.OperatorID{"", clerk, colleague}[round], f.tick())
				if err != nil {
					return err
				}
				if _, err := t.exec("INSERT INTO count_line (count, item, serial, quantity, ts) SELECT ?, item, serial, 0, 0 FROM card_at WHERE place = ?", int64(id), shelf(n)); err != nil {
					return err
				}
				if _, err := t.EndCount(id, f.tick()); err != nil {
					return err
				}
			}
		}
		return t.Append(sampleRecordAt(f.tick()))
	})
	if err != nil {
		b.Fatal(err)
	}
	f.rules.SecondCount = true
}

// The day's sheet of 300 places over 100,000 cards and 1,000,000 movements, the closing, and one scan of a count.
func BenchmarkTheDay(b *testing.B) {
	f := openOffice(b, b.TempDir())
	f.crowd(b)
	b.Run("sheet", func(b *testing.B) {
		for b.Loop() {
			if s := f.sheet(b); len(s.Rows) != 300 || s.Check() != nil {
				b.Fatalf("%d rows, %v", len(s.Rows), s.Check())
			}
		}
	})
	b.Run("scan", func(b *testing.B) {
		c, err := f.keep.BeginCount(b.Context(), shelfA)
		if err != nil {
			b.Fatal(err)
		}
		for n := 0; b.Loop(); n++ {
			if _, err := f.keep.NoteCounted(b.Context(), c.ID, stock.CountLine{Serial: serialOf(n)}); err != nil {
				b.Fatal(err)
			}
		}
		if _, err := f.keep.EndCount(b.Context(), c.ID); err != nil {
			b.Fatal(err)
		}
	})
	f.rules.SecondCount = false
	b.Run("begin and end of a count", func(b *testing.B) {
		for b.Loop() {
			f.count(b, shelfB)
		}
	})
}
