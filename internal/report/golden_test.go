package report

import (
	"bytes"
	"flag"
	"fmt"
	"image"
	"path/filepath"
	"testing"

	"madoguchi/internal/golden"
)

// updating tells whether the golden files are rewritten; package golden owns the flag.
func updating() bool {
	f := flag.Lookup("update")
	return f != nil && f.Value.String() == "true"
}

func TestPapersReadAsReviewed(t *testing.T) {
	for name := range papers() {
		t.Run(name, func(t *testing.T) {
			golden.Text(t, filepath.Join("testdata", name+".txt"), layoutText(t, pdfOf(t, name)))
		})
	}
}

func TestPapersLookAsReviewed(t *testing.T) {
	t.Parallel()
	const dpi = 72
	for name := range papers() {
		t.Run(name, func(t *testing.T) {
			pages := pictures(t, pdfOf(t, name), dpi)
			for i, page := range pages {
				file := filepath.Join("testdata", fmt.Sprintf("%s-%d.png", name, i+1))
				if updating() {
					writePNG(t, file, page)
					continue
				}
				if where, differ := tilesDiffer(readGray(t, file), page); differ {
					t.Errorf("page %d differs from %s around %v (go test -update after looking at it)", i+1, file, where)
				}
			}
			if beyond, _ := filepath.Glob(filepath.Join("testdata", fmt.Sprintf("%s-%d.png", name, len(pages)+1))); len(beyond) > 0 {
				t.Errorf("the paper has %d pages, testdata has more", len(pages))
			}
		})
	}
}

// tilesDiffer compares the greys of small tiles: renderers differ in single pixels, a lost figure changes a whole tile.
func tilesDiffer(want, got *image.Gray) (image.Point, bool) {
	const tile, tolerance = 4, 16
	if want.Bounds() != got.Bounds() {
		return image.Point{}, true
	}
	for y := 0; y+tile <= got.Bounds().Dy(); y += tile {
		for x := 0; x+tile <= got.Bounds().Dx(); x += tile {
			sum := 0
			for j := range tile {
				for i := range tile {
					sum += int(want.GrayAt(x+i, y+j).Y) - int(got.GrayAt(x+i, y+j).Y)
				}
			}
			if mean := sum / (tile * tile); mean > tolerance || mean < -tolerance {
				return image.Pt(x, y), true
			}
		}
	}
	return image.Point{}, false
}

// A digit that changes must be seen by the comparison: otherwise the golden pictures prove nothing.
func TestOneOtherDigitIsSeenInThePicture(t *testing.T) {
	s := plainSheet()
	s.Rows[1].Book = 1302
	var b bytes.Buffer
	if err := DaySheet(&b, s, Options{}); err != nil {
		t.Fatal(err)
	}
	changed, reviewed := pictures(t, b.Bytes(), 72), pictures(t, pdfOf(t, "sheet-plain"), 72)
	if _, differ := tilesDiffer(reviewed[0], changed[0]); !differ {
		t.Error("1,301 and 1,302 look the same")
	}
}

func TestSameSheetGivesSameBytes(t *testing.T) {
	for name := range papers() {
		if first, second := pdfOf(t, name), pdfOf(t, name); !bytes.Equal(first, second) {
			t.Errorf("%s: two runs gave different bytes", name)
		}
	}
}

// The PDF bears the time of the sheet, never that of printing: 17:32 in Tokyo is 08:32 UTC.
func TestPDFIsDatedByItsSheet(t *testing.T) {
	for _, key := range []string{"/CreationDate", "/ModDate"} {
		if !bytes.Contains(pdfOf(t, "sheet-reprint"), []byte(key+" (D:20261124083200)")) {
			t.Errorf("%s is not the sheet's time", key)
		}
		if !bytes.Contains(pdfOf(t, "sheet-empty"), []byte(key+" (D:19700101000000)")) {
			t.Errorf("%s of a sheet without a time is not fixed", key)
		}
	}
}

// Two windows may print at once; the PDF library alone would race on the font's bytes.
func TestPapersPrintedAtOnce(t *testing.T) {
	want := pdfOf(t, "sheet-plain")
	done := make(chan []byte)
	for range 4 {
		go func() {
			var b bytes.Buffer
			if err := DaySheet(&b, plainSheet(), Options{}); err != nil {
				t.Error(err)
			}
			done <- b.Bytes()
		}()
	}
	for range 4 {
		if !bytes.Equal(<-done, want) {
			t.Error("printing at once gave different bytes")
		}
	}
}

func TestPDFIsSound(t *testing.T) {
	for name := range papers() {
		file := filepath.Join(t.TempDir(), "paper.pdf")
		writeFile(t, file, pdfOf(t, name))
		tool(t, nil, "qpdf", "--check", file)
	}
}
