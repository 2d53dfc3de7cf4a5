package report

import (
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
)

func TestSheetOfThreeHundredPlaces(t *testing.T) {
	s := threeHundredPlaces()
	pages := strings.Split(strings.TrimSuffix(layoutText(t, pdfFrom(t, "day", sample{s, Options{}})), "\f"), "\f")
	if len(pages) < 6 || len(pages) > 20 {
		t.Errorf("%d pages", len(pages))
	}
	for i, page := range pages {
		if !strings.Contains(page, fmt.Sprintf("%d/%d ページ", i+1, len(pages))) || !strings.Contains(page, "締め済") {
			t.Errorf("page %d does not say which it is, or that the day is closed", i+1)
		}
	}
	all := strings.Join(pages, "")
	for _, place := range s.Places {
		if strings.Count(all, string(place.ID)+" ") != 1 || strings.Count(all, place.Seal) != 1 {
			t.Errorf("%s or its seal %s does not stand there once", place.ID, place.Seal)
		}
	}
	if !strings.Contains(all, "60,129") { // 300 × 200 + 43 × 3
		t.Error("the total is not there")
	}
}

// Whatever is in the ledger is in the list, once: nothing is lost between pages.
func TestListOfTenThousandLinesIsWhole(t *testing.T) {
	s := sampleList(10_000)
	text := streamText(t, pdfFrom(t, "list", sample{s, Options{}}))
	seen := map[string]int{}
	for _, field := range strings.Fields(text) {
		seen[field]++
	}
	for _, line := range s.Lines {
		if line.Serial != "" && seen[string(line.Serial)] != 1 {
			t.Fatalf("%s stands there %d times", line.Serial, seen[string(line.Serial)])
		}
	}
}

// BenchmarkListOfTenThousandLines says how long the largest paper takes and how much memory it holds at its highest.
func BenchmarkListOfTenThousandLines(b *testing.B) {
	s := sampleList(10_000)
	b.ReportAllocs()
	for b.Loop() {
		p, err := Compose(s, Options{})
		if err != nil {
			b.Fatal(err)
		}
		if err := p.WritePDF(io.Discard); err != nil {
			b.Fatal(err)
		}
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		b.ReportMetric(float64(m.HeapInuse)/1e6, "MB-heap")
		b.ReportMetric(float64(m.Sys)/1e6, "MB-sys")
		runtime.KeepAlive(p)
	}
}
