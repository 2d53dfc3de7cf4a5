package store

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"madoguchi/internal/juki"
	"madoguchi/internal/stock"
)

// countForever goes on with the open count of the shelf, card by card, and tells of each on standard output once it is noted.
func countForever(t *testing.T, dir string) {
	f := openAgain(t, dir, &clock{workday.At(10, 0)})
	open, err := f.book.OpenCounts(t.Context())
	if err != nil || len(open) != 1 {
		fmt.Println("refused", len(open), err)
		return
	}
	for n := len(open[0].Lines) + 1; ; n++ {
		noted, err := f.keep.NoteCounted(t.Context(), open[0].ID, stock.CountLine{Serial: serialOf(n)})
		if err != nil || noted.Again {
			fmt.Println("refused", noted, err)
			return
		}
		fmt.Println("done", serialOf(n))
	}
}

// The counter is killed again and again in the middle of a count: no card that was answered for is lost, none is there twice, and the count
// goes on where it was.
func TestKilledWhileCountingNoScannedCardIsLost(t *testing.T) {
	t.Parallel()
	kills := 60
	if testing.Short() {
		kills = 8
	}
	dir := t.TempDir()
	f := openOffice(t, dir)
	f.arrive(t, shelfA, upTo(50)...)
	c, err := f.keep.BeginCount(t.Context(), shelfA)
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(60, 3))
	scanned := 0
	for k := range kills {
		scanned = max(scanned, killedAfterScans(t, dir, 1+random.IntN(8), time.Duration(random.IntN(2000))*time.Microsecond))
		scanned = linesAfterKill(t, dir, k, scanned)
	}
	f = openAgain(t, dir, &clock{workday.At(11, 0)})
	rows, err := f.keep.EndCount(t.Context(), c.ID)
	if err != nil || len(rows) != 1 || rows[0].Counted != scanned || len(rows[0].Surplus) != max(scanned-50, 0) || len(rows[0].Missing) != max(50-scanned, 0) {
		t.Errorf("%d scanned: counted %d, %d missing, %d too many, %v", scanned, rows[0].Counted, len(rows[0].Missing), len(rows[0].Surplus), err)
	}
	if _, err := f.CheckAll(t.Context()); err != nil {
		t.Error(err)
	}
	t.Logf("%d kills, %d cards", kills, scanned)
}

// killedAfterScans lets a child count until it has answered some scans, kills it a moment later and gives the number of the last card.
func killedAfterScans(t *testing.T, dir string, scans int, moment time.Duration) (last int) {
	t.Helper()
	c := startChild(t, "count", dir)
	for answered := 0; c.lines.Scan(); {
		serial, ok := strings.CutPrefix(c.lines.Text(), "done ")
		if !ok {
			t.Fatalf("the counting process: %q", c.lines.Text())
		}
		if _, err := fmt.Sscanf(serial, "4900000%d", &last); err != nil {
			t.Fatal(err)
		}
		if answered++; answered == scans {
			time.Sleep(moment)
			if err := c.Process.Kill(); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := c.Wait(); err == nil {
		t.Fatal("the counting process ended by itself")
	}
	return last
}

// linesAfterKill checks that the cards from 1 on are there, each once, at least up to the last answered one, and gives how many they are.
func linesAfterKill(t *testing.T, dir string, k, answered int) int {
	t.Helper()
	f := openAgain(t, dir, &clock{workday.At(10, 30)})
	defer f.Close()
	open, err := f.book.OpenCounts(t.Context())
	if err != nil || len(open) != 1 {
		t.Fatalf("kill %d: %d open counts, %v", k, len(open), err)
	}
	for i, line := range open[0].Lines {
		if line.Serial != serialOf(i+1) || line.Item != stock.MyNumberCards || line.Time.Before(workday.At(10, 0)) || juki.DateOf(line.Time) != workday {
			t.Fatalf("kill %d: line %d is %+v", k, i, line)
		}
	}
	if len(open[0].Lines) < answered {
		t.Fatalf("kill %d: %d cards of %d answered ones", k, len(open[0].Lines), answered)
	}
	return len(open[0].Lines)
}
