package store

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"testing"
	"time"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
)

// benchDay is how many records a busy terminal makes on a business day.
const benchDay = 9095

// fillLog makes a log of n records of handovers with its tree. The last day is the last of the period.
func fillLog(b *testing.B, d *DB, n int) (last juki.Date) {
	b.Helper()
	dice := rand.New(rand.NewPCG(3, 4))
	day := juki.Date{Year: 2026, Month: 1, Day: 5}
	for i := 0; i < n; {
		err := d.act(context.Background(), func(t *Tx) error {
			at := day.At(8, 31)
			for k := 0; k < benchDay && i < n; k++ {
				at = at.Add(time.Duration(dice.IntN(6900)) * time.Millisecond)
				if err := t.seal(benchRecord(dice, at, i)); err != nil {
					return err
				}
				i++
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
		last, day = day, juki.StandardHours().NextBusinessDay(day)
	}
	return last
}

// benchRecord is one of the thirty records of a handover, or of what goes on beside it.
func benchRecord(dice *rand.Rand, at time.Time, i int) oplog.Record {
	r := oplog.Record{Time: at, Operator: juki.OperatorID(fmt.Sprintf("S%03d", 1+min(dice.IntN(12), dice.IntN(12)))), Case: juki.CaseNumber(fmt.Sprintf("R08-%06d", 1+i/30%999999))}
	switch k := i % 30; {
	case k == 0:
		r.Event = oplog.HandoverOpened
	case k < 4:
		r.Event, r.Values = oplog.PersonDisplayed, []oplog.Value{oplog.Purpose("handover")}
		if dice.IntN(200) == 0 {
			r.Values = []oplog.Value{oplog.Purpose("audit")}
		}
	case k == 4:
		r.Event, r.Case, r.Values = oplog.PersonSearched, "", []oplog.Value{oplog.Purpose("handover"), oplog.SearchKey("notice"), oplog.Count(oplog.FieldHits, 1)}
	case k == 5:
		r.Event, r.Values = oplog.HandoverPINRefused, []oplog.Value{oplog.PIN(juki.SignaturePIN), oplog.Code(juki.PINGuessable)}
	case k == 6 && dice.IntN(50) == 0:
		r.Event, r.Values = oplog.InspectionRefused, []oplog.Value{oplog.Code(juki.SerialUnknown), oplog.CardTail(juki.CardSerial(fmt.Sprintf("MN%08d", dice.IntN(1e8))))}
	case k < 18:
		r.Event, r.Operator, r.Values = oplog.CardSessionBegun, "", []oplog.Value{oplog.Reader("customer")}
	case k < 29:
		r.Event, r.Values = oplog.HandoverCardTaken, []oplog.Value{oplog.State("take")}
	default:
		r.Event, r.Values = oplog.HandoverCompleted, []oplog.Value{oplog.Item("mynumber-card")}
	}
	return r
}

// BenchmarkLog builds a log of 100 000 records (or of LOG_RECORDS) and reports the 50th and 99th percentile of each kind of search, the time of each
// report over the last month and the last year, and the bytes of a record with its hashes and indexes.
func BenchmarkLog(b *testing.B) {
	n := 100_000
	if text := os.Getenv("LOG_RECORDS"); text != "" {
		n, _ = strconv.Atoi(text)
	}
	o := options(&clock{morning.AddDate(20, 0, 0)})
	o.migrations = nil
	d, err := Open(b.TempDir(), o)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = d.Close() })
	last := fillLog(b, d, n)
	var pages, size int
	if err := d.readers.QueryRow("SELECT page_count, page_size FROM pragma_page_count, pragma_page_size").Scan(&pages, &size); err != nil {
		b.Fatal(err)
	}
	b.Run("size", func(b *testing.B) { b.ReportMetric(float64(pages)*float64(size)/float64(n), "B/record") })
	month := oplog.Search{From: last.AddDays(-30).Start(), Until: last.AddDays(1).Start()}
	for name, s := range map[string]oplog.Search{
		"newest": {}, "operator": {Operator: "S003"}, "case": {Case: "R08-000777"}, "area": {Area: "handover"}, "event": {Event: oplog.HandoverCompleted},
		"code": {Code: juki.PINGuessable}, "purpose, rare": {Purpose: "audit"}, "card": {Card: "1234"}, "operator and event": {Operator: "S011", Event: oplog.HandoverOpened},
		"operator, area, month": {Operator: "S011", Area: "person", From: month.From, Until: month.Until},
		"code and operator":     {Code: juki.SerialUnknown, Operator: "S011"}, "operator and purpose, rare": {Operator: "S011", Purpose: "audit"},
		"program's only": {Operator: "S011", Event: oplog.CardSessionBegun}, // never together: the worst case
	} {
		b.Run(name, func(b *testing.B) {
			var times []time.Duration
			after := oplog.Spot{}
			for b.Loop() {
				start := time.Now()
				page, err := d.SearchLog(b.Context(), s, after, 100)
				if err != nil {
					b.Fatal(err)
				}
				times = append(times, time.Since(start))
				after = oplog.Spot{}
				if page.More && len(times)%20 > 0 { // leaf twenty pages deep
					after = page.Found[len(page.Found)-1].Spot()
				}
			}
			slices.Sort(times)
			b.ReportMetric(float64(times[len(times)/2].Microseconds())/1e3, "p50-ms")
			b.ReportMetric(float64(times[len(times)*99/100].Microseconds())/1e3, "p99-ms")
		})
	}
	for span, days := range map[string]int{"month": 30, "year": 365} {
		for _, id := range oplog.Reports() {
			b.Run(string(id)+" "+span, func(b *testing.B) {
				for b.Loop() {
					if _, err := d.LogReport(b.Context(), id, oplog.Period{First: last.AddDays(-days), Last: last}, oplog.StandardThresholds(), standardHours); err != nil {
						b.Fatal(err)
					}
				}
				b.ReportMetric(float64(b.Elapsed().Milliseconds())/float64(b.N), "ms")
			})
		}
	}
}
