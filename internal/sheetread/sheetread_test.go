package sheetread_test

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"golang.org/x/image/draw"
	"golang.org/x/image/math/f64"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/report"
	"madoguchi/internal/sheetread"
	"madoguchi/internal/stock"
)

func checkpoint(t testing.TB, terminal string) string {
	t.Helper()
	key, err := oplog.NewTerminalKey("28225.madoguchi/"+terminal, bytes.Repeat([]byte{7}, oplog.SeedSize))
	if err != nil {
		t.Fatal(err)
	}
	var nothing oplog.Frontier
	c, err := oplog.NewSealer(key).Checkpoint(0, &nothing)
	if err != nil {
		t.Fatal(err)
	}
	return c.Text
}

func sheet(t testing.TB) (stock.DaySheet, string) {
	text := checkpoint(t, "terminal-01")
	made := time.Date(2026, 11, 24, 17, 15, 0, 0, time.FixedZone("JST", 9*60*60))
	return stock.DaySheet{Date: juki.DateOf(made), Terminal: "terminal-01", City: "朝来市", Office: "市民課", MadeAt: made, Checkpoint: text}, text
}

func wantFound(t *testing.T, what string, file []byte, want ...string) {
	t.Helper()
	if got, err := sheetread.Checkpoints(file); err != nil || !slices.Equal(got, want) {
		t.Errorf("%s: %q %v", what, got, err)
	}
}

// The PDF that the counter writes has the checkpoint as text too; where the keywords are gone only a picture of it helps.
func TestTheSheetAsPDF(t *testing.T) {
	s, text := sheet(t)
	var pdf bytes.Buffer
	if err := report.DaySheet(&pdf, s, report.Options{}); err != nil {
		t.Fatal(err)
	}
	if !sheetread.Is(pdf.Bytes()) {
		t.Error("not taken for a sheet")
	}
	wantFound(t, "our PDF", pdf.Bytes(), text)
	if _, err := sheetread.Checkpoints(bytes.Replace(pdf.Bytes(), []byte("/Keywords"), []byte("/Keyw0rds"), 1)); !errors.Is(err, sheetread.ErrNothingFound) {
		t.Errorf("without keywords: %v", err)
	}
}

// page is the first page of the sheet as a scanner with dpi points an inch would see it.
func page(t testing.TB, dpi float64) (image.Image, string) {
	t.Helper()
	s, text := sheet(t)
	d, err := report.Compose(s, report.Options{})
	if err != nil {
		t.Fatal(err)
	}
	picture, err := d.Image(d.Pages(), dpi)
	if err != nil {
		t.Fatal(err)
	}
	return picture, text
}

func encoded(t testing.TB, picture image.Image, quality int) []byte {
	t.Helper()
	var out bytes.Buffer
	var err error
	if quality == 0 {
		err = png.Encode(&out, picture)
	} else {
		err = jpeg.Encode(&out, picture, &jpeg.Options{Quality: quality})
	}
	if err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// spoiled is what printing and scanning do to a page: it lies askew, smaller, grey on grey, with grain.
func spoiled(picture image.Image, grain int) image.Image {
	const sin, cos, scale = 0.03, 0.9995, 0.93
	to := image.NewGray(picture.Bounds())
	draw.Draw(to, to.Bounds(), image.NewUniform(color.Gray{230}), image.Point{}, draw.Src)
	draw.ApproxBiLinear.Transform(to, f64.Aff3{scale * cos, -scale * sin, 60, scale * sin, scale * cos, 10}, picture, picture.Bounds(), draw.Src, nil)
	random := rand.New(rand.NewPCG(1, 2))
	for i, v := range to.Pix {
		to.Pix[i] = uint8(min(255, max(0, 40+int(v)*7/10+random.IntN(2*grain+1)-grain)))
	}
	return to
}

func TestTheSheetAsAPicture(t *testing.T) {
	for _, dpi := range []float64{150, 300} {
		clean, text := page(t, dpi)
		wantFound(t, fmt.Sprint("PNG ", dpi), encoded(t, clean, 0), text)
		scan := encoded(t, spoiled(clean, 25), 80)
		wantFound(t, fmt.Sprint("scan ", dpi), scan, text)
		pdf := slices.Concat([]byte("%PDF-1.4\n1 0 obj\n<</Subtype/Image/Filter/DCTDecode>>stream\n"), scan, []byte("\nendstream\n"))
		wantFound(t, fmt.Sprint("scan to PDF ", dpi), pdf, text)
	}
}

// Office machines put keywords of their own into a scan, or empty ones: its pictures are looked at all the same, also beside the
// counter's own keywords.
func TestAScanWithKeywords(t *testing.T) {
	clean, text := page(t, 150)
	scan := encoded(t, clean, 90)
	for _, keywords := range []string{"()", "(scan)", "(scan, A4 \\(300 dpi\\))", "(\xfe\xff\x8a\x18)", "()/Title (x)/Keywords ()"} {
		wantFound(t, keywords, slices.Concat([]byte("%PDF-1.4\n1 0 obj\n<</Keywords "+keywords+"/Producer (Office Scanner)>>\nstream\n"), scan, []byte("\nendstream\n")), text)
	}
	own := checkpoint(t, "terminal-02")
	both := []string{text, own}
	slices.Sort(both)
	wantFound(t, "our keywords and a scan", slices.Concat([]byte("%PDF-1.4\n<</Keywords ("+own+")>>\nstream\n"), scan), both...)
}

// An album of two sheets gives both.
func TestTwoScansInOnePDF(t *testing.T) {
	clean, text := page(t, 150)
	scan := encoded(t, clean, 90)
	if got, err := sheetread.Checkpoints(slices.Concat([]byte("%PDF-1.4\n"), scan, scan)); err != nil || !slices.Equal(got, []string{text}) {
		t.Errorf("%q %v", got, err)
	}
}

func TestFilesThatAreNoSheet(t *testing.T) {
	blank := image.NewGray(image.Rect(0, 0, 800, 1100))
	huge := encoded(t, image.NewGray(image.Rect(0, 0, 1, 1)), 0)
	copy(huge[16:], []byte{0x7f, 0xff, 0xff, 0xff, 0x7f, 0xff, 0xff, 0xff}) // the size in the header alone
	for name, file := range map[string][]byte{
		"nothing": nil, "text": []byte("hello"), "blank": encoded(t, blank, 0), "half a picture": encoded(t, blank, 0)[:60],
		"huge": huge, "empty PDF": []byte("%PDF-1.4\n"), "open keywords": []byte("%PDF-1.4\n/Keywords (\xfe\xff\\"), "larger than allowed": make([]byte, sheetread.MaxBytes+1),
	} {
		if got, err := sheetread.Checkpoints(file); err == nil {
			t.Errorf("%s: %q", name, got)
		}
	}
}

func FuzzCheckpoints(f *testing.F) {
	s, text := sheet(f)
	var pdf bytes.Buffer
	if err := report.DaySheet(&pdf, s, report.Options{}); err != nil {
		f.Fatal(err)
	}
	at := bytes.Index(pdf.Bytes(), []byte("/Keywords"))
	f.Add(append([]byte("%PDF-1.4\n"), pdf.Bytes()[at:at+700]...))
	f.Add([]byte("%PDF-1.4\n/Keywords (" + text + ")"))
	f.Add(encoded(f, image.NewGray(image.Rect(0, 0, 30, 30)), 0))
	f.Fuzz(func(t *testing.T, file []byte) {
		if texts, err := sheetread.Checkpoints(file); (err == nil) != (len(texts) > 0) {
			t.Fatalf("%q %v", texts, err)
		}
	})
}
