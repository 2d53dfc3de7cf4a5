package photo_test

import (
	"context"
	"image"
	"os"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"madoguchi/hardware"
	"madoguchi/hardware/sim"
	"madoguchi/internal/juki"
	"madoguchi/internal/photo"
)

// timedGlass is a simulated scanner that remembers when it gave its picture.
type timedGlass struct {
	*sim.Scanner
	mu   sync.Mutex
	gave time.Time
}

// Scan implements hardware.Scanner.
func (g *timedGlass) Scan(ctx context.Context, area hardware.ScanArea, progress func(float64)) (*hardware.Scan, error) {
	got, err := g.Scanner.Scan(ctx, area, progress)
	g.mu.Lock()
	g.gave = time.Now()
	g.mu.Unlock()
	return got, err
}

func (g *timedGlass) last() time.Time {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.gave
}

// BenchmarkPhoto does whole photo acts with a drawn photo at the resolution of the counter. It tells how long after the scanner's end the preview
// is painted (sheet, cut and print, as large as the clerk's page shows them; p50 and worst, the record on the disk included), and how
// much memory the process has after the first acts and after all of them, when what is free went back to the system.
func BenchmarkPhoto(b *testing.B) {
	s := newScene(b)
	g := &timedGlass{Scanner: sim.NewScanner(10 * time.Millisecond)}
	changed := make(chan struct{}, 1)
	photos := photo.New(photo.Deps{Book: s.book, Scanner: func() hardware.Scanner { return g }, Trouble: trouble,
		Resident: func() photo.Resident { return s.resident }, Registrar: s.registrar, Second: func(juki.Date) bool { return false },
		Operator: func() (juki.OperatorID, juki.Post) { return clerkID, juki.Operator }, Now: s.now})
	sheet, cut, print := image.NewRGBA(image.Rect(0, 0, 267, 330)), image.NewRGBA(image.Rect(0, 0, 180, 231)), image.NewRGBA(image.Rect(0, 0, 120, 150))
	var took []float64
	act := func() {
		a, err := photos.Begin(context.Background(), s.adult, func() {
			select {
			case changed <- struct{}{}:
			default:
			}
		})
		s.must(err)
		defer a.Close()
		s.must(a.Scan(context.Background()))
		for a.View().State != photo.Framing {
			<-changed
		}
		if !a.PaintSheet(sheet) || !a.PaintCut(cut) || !a.PaintPrinted(print) {
			b.Fatal("nothing was painted")
		}
		took = append(took, float64(time.Since(g.last()).Microseconds())/1e3)
		s.upTo(a, photo.Registered)
	}
	for range 10 {
		act()
	}
	took = nil
	debug.FreeOSMemory()
	before := memoryMB(b)
	b.ResetTimer()
	for range b.N {
		act()
	}
	b.StopTimer()
	debug.FreeOSMemory()
	slices.Sort(took)
	b.ReportMetric(took[len(took)/2], "preview-p50-ms")
	b.ReportMetric(took[min(len(took)-1, len(took)*95/100)], "preview-p95-ms")
	b.ReportMetric(before, "before-MB")
	b.ReportMetric(memoryMB(b), "after-MB")
}

// memoryMB is what the process has in memory, in MB (10⁶ bytes).
func memoryMB(b *testing.B) float64 {
	b.Helper()
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		b.Fatal(err)
	}
	for line := range strings.Lines(string(status)) {
		if rest, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			kib, _ := strconv.ParseFloat(strings.Fields(rest)[0], 64)
			return kib * 1024 / 1e6
		}
	}
	b.Fatal("no VmRSS")
	return 0
}
