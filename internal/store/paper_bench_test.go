package store

import (
	"runtime"
	"testing"
	"time"

	"madoguchi/internal/juki"
	"madoguchi/internal/stock"
)

// years fills the ledger with 100,000 cards and 1,000,000 movements over 700 days: each card arrives, goes from shelf to shelf, and is handed
// over, but for the last tenth of them.
func (f *office) years(b *testing.B) {
	b.Helper()
	const cards, steps = 100_000, 10
	start := workday.AddDays(-700).At(9, 0).UnixMilli()
	err := f.act(b.Context(), func(t *Tx) error {
		at := make([]stock.Position, cards)
		for n := range cards * steps {
			card, step := n%cards, n/cards
			from, to, reason := at[card], lies([]stock.PlaceID{shelfA, shelfB, shelfC}[(card+step)%3], stock.Stored), stock.Move
			switch {
			case step == 0:
				from, to, reason = issuer, inbox, stock.Arrival
			case step == 4:
				to.State, reason = stock.Notified, stock.Notice
			case step > 4 && step < steps-1:
				to.State = stock.Notified
			case step == steps-1 && card < cards*9/10:
				to, reason = handed, stock.Handover
			}
			at[card] = to
			_, err := t.exec(`INSERT INTO movement (ts, item, serial, quantity, from_place, from_state, to_place, to_state, reason, case_no, document, by_op, witness)
				VALUES (?, 'mynumber-card', ?, 1, ?, ?, ?, ?, ?, '', '', 'S001', '')`, start+int64(n)*60_480, string(serialOf(card)), string(from.Place), string(from.State),
				string(to.Place), string(to.State), string(reason))
			if err != nil {
				return err
			}
		}
		return t.Append(sampleRecordAt(f.tick()))
	})
	if err != nil {
		b.Fatal(err)
	}
}

// BenchmarkPapers takes the figures of the long papers on 100,000 cards and 1,000,000 movements. It reports milliseconds and megabytes
// allocated in all, which is more than ever were held; the budget for 10,000 lines is 3 s and 150 MB.
func BenchmarkPapers(b *testing.B) {
	f := openOffice(b, b.TempDir())
	f.clock.at = workday.At(17, 0)
	f.years(b)
	k := f.keeper()
	papers := map[string]func() (int, error){
		"stock list": func() (int, error) {
			s, err := k.StockList(b.Context(), stock.PaperHead{}, f.tick())
			return len(s.Lines), err
		},
		"stock list of last year": func() (int, error) {
			s, err := k.StockList(b.Context(), stock.PaperHead{}, workday.AddDays(-100).Start())
			return len(s.Lines), err
		},
		"ledger": func() (int, error) {
			s, err := k.LedgerSheet(b.Context(), stock.PaperHead{}, stock.MyNumberCards, workday.AddDays(-700), workday.AddDays(-693))
			return len(s.Lines), err
		},
		"month": func() (int, error) {
			last := juki.DateOf(workday.AddDays(-20).Start())
			s, err := k.MonthSheet(b.Context(), stock.PaperHead{}, last.Year, last.Month)
			return len(s.Days), err
		},
	}
	for name, paper := range papers {
		b.Run(name, func(b *testing.B) {
			var took time.Duration
			var before, after runtime.MemStats
			lines := 0
			for b.Loop() {
				runtime.ReadMemStats(&before)
				start := time.Now()
				n, err := paper()
				if err != nil {
					b.Fatal(err)
				}
				took, lines = time.Since(start), n
				runtime.ReadMemStats(&after)
			}
			b.ReportMetric(float64(took.Milliseconds()), "ms")
			b.ReportMetric(float64(after.TotalAlloc-before.TotalAlloc)/(1<<20), "MB")
			b.ReportMetric(float64(lines), "lines")
		})
	}
}
