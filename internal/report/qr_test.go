package report

import (
	"bytes"
	"image"
	"image/color"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	qrcode "github.com/skip2/go-qrcode"
	"pgregory.net/rapid"
)

func writeFile(t testing.TB, file string, data []byte) {
	t.Helper()
	if err := os.WriteFile(file, data, 0o600); err != nil {
		t.Fatal(err)
	}
}

// scan reads the QR code in a picture with an independent reader.
func scan(t *testing.T, picture image.Image) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "scan.pgm")
	writeGrey(t, file, picture)
	return string(tool(t, nil, "zbarimg", "-q", "--raw", "-Sdisable", "-Sqrcode.enable", file))
}

func TestPrintedQRGivesTheCheckpoint(t *testing.T) {
	t.Parallel()
	for _, size := range []int{0, 1842, 1_000_000_000} {
		s := plainSheet()
		s.Checkpoint = sampleCheckpoint(size)
		var b bytes.Buffer
		if err := DaySheet(&b, s, Options{}); err != nil {
			t.Fatal(err)
		}
		for _, dpi := range []int{150, 300} {
			// The reader ends what it read with a line break of its own.
			if got := scan(t, firstPicture(t, b.Bytes(), dpi)); got != s.Checkpoint+"\n" {
				t.Errorf("%d dpi: read %q, printed %q", dpi, got, s.Checkpoint)
			}
		}
	}
}

func TestCrookedNoisyCopyStillGivesTheCheckpoint(t *testing.T) {
	t.Parallel()
	pages := pictures(t, pdfOf(t, "sheet-reprint"), 200)
	page := pages[len(pages)-1] // the code stands at the end
	for _, degrees := range []float64{1, -1, 2.5} {
		if got := scan(t, poorCopy(page, degrees)); got != differingSheet().Checkpoint+"\n" {
			t.Errorf("turned by %v°: read %q", degrees, got)
		}
	}
}

// poorCopy turns a page and adds the blur, the grain and the grey of a copier.
func poorCopy(page *image.Gray, degrees float64) *image.Gray {
	grain := rand.New(rand.NewPCG(1, 2))
	sin, cos := math.Sincos(degrees * math.Pi / 180)
	bounds := page.Bounds()
	cx, cy := float64(bounds.Dx())/2, float64(bounds.Dy())/2
	copied := image.NewGray(bounds)
	for y := range bounds.Dy() {
		for x := range bounds.Dx() {
			dx, dy := float64(x)-cx, float64(y)-cy
			grey := 40 + 0.78*between(page, cx+dx*cos-dy*sin, cy+dx*sin+dy*cos) + grain.NormFloat64()*15
			copied.SetGray(x, y, color.Gray{Y: uint8(min(max(grey, 0), 255))})
		}
	}
	return copied
}

// between is the grey between four pixels; outside the page it is white.
func between(page *image.Gray, x, y float64) float64 {
	left, top := math.Floor(x), math.Floor(y)
	var sum float64
	for j := range 2 {
		for i := range 2 {
			at, grey := image.Pt(int(left)+i, int(top)+j), 255.0
			if at.In(page.Bounds()) {
				grey = float64(page.GrayAt(at.X, at.Y).Y)
			}
			sum += grey * (1 - math.Abs(x-left-float64(i))) * (1 - math.Abs(y-top-float64(j)))
		}
	}
	return sum
}

func TestQRIsLargeEnoughToScan(t *testing.T) {
	code, err := encodeQR(sampleCheckpoint(1842))
	if err != nil {
		t.Fatal(err)
	}
	if code.size() < 38 || code.size()/float64(code.modules) < 0.5 {
		t.Errorf("%.1f mm for %d modules", code.size(), code.modules)
	}
}

func TestTextTooLongForAQRIsRefused(t *testing.T) {
	s := plainSheet()
	s.Checkpoint = strings.Repeat("x", 5000)
	var b bytes.Buffer
	if err := DaySheet(&b, s, Options{}); err == nil || b.Len() > 0 {
		t.Errorf("err %v, %d bytes written", err, b.Len())
	}
}

func TestMergedModulesCoverExactlyTheDarkOnes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		code, err := qrcode.New(rapid.StringN(1, 200, 400).Draw(t, "text"), qrcode.Medium)
		if err != nil {
			t.Fatal(err)
		}
		bitmap := code.Bitmap()
		times := make([][]int, len(bitmap))
		for y := range times {
			times[y] = make([]int, len(bitmap[y]))
		}
		for _, r := range mergeModules(bitmap) {
			for y := r.y; y < r.y+r.h; y++ {
				for x := r.x; x < r.x+r.w; x++ {
					times[y][x]++
				}
			}
		}
		for y := range bitmap {
			for x, dark := range bitmap[y] {
				if want := map[bool]int{true: 1}[dark]; times[y][x] != want {
					t.Fatalf("module %d,%d is covered %d times, want %d", x, y, times[y][x], want)
				}
			}
		}
	})
}
