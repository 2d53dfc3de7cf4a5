package report

import (
	"bytes"
	"image"
	"math"
	"strings"
	"sync"
	"testing"
)

// parts of the page that are looked at each by itself, in millimetres: left, top, right, bottom.
var parts = map[string][4]float64{
	"page":         {0, 0, pageWidth, pageHeight},
	"title":        {leftEdge, topEdge, leftEdge + 60, topEdge + 20},
	"seal boxes":   {130, topEdge - 2, rightEdge + 2, 45},
	"upper table":  {leftEdge - 2, 80, rightEdge + 2, 130},
	"lower table":  {leftEdge - 2, 130, rightEdge + 2, 180},
	"lower left":   {leftEdge, 180, 145, bottomEdge},
	"lower right":  {145, 180, rightEdge + 2, bottomEdge},
	"foot":         {leftEdge, bottomEdge, rightEdge, pageHeight},
	"outer margin": {0, 0, leftEdge - 2, pageHeight},
}

// unlike says where a preview differs from an independent rendering of the PDF, both at 200 dpi. Rules stand up to a pixel
// apart, so the greys of a good preview differ by 2.4 at most, their correlation is 0.98 at least, and a window of 1 mm
// differs by 26 at most; another digit makes a difference of 70.
func unlike(want, got *image.Gray) (where []string) {
	const dpi, farAway = 200, 8 // 8 pixels as one: as seen at 25 dpi
	if want.Rect != got.Rect {
		return []string{"size"}
	}
	for name, part := range parts {
		if difference, correlation := likeness(want, got, part, dpi, farAway); difference > 3 || correlation < 0.97 {
			where = append(where, name)
		}
	}
	if at, difference := worstSpot(want, got, farAway); difference > 45 {
		where = append(where, "spot at "+at.String())
	}
	return where
}

func TestPreviewShowsWhatIsPrinted(t *testing.T) {
	t.Parallel()
	for name := range papers() {
		t.Run(name, func(t *testing.T) {
			p, printed := compose(t, name), printedAt(t, pdfOf(t, name), 200)
			if p.Pages() != len(printed) {
				t.Fatalf("%d pages, the PDF has %d", p.Pages(), len(printed))
			}
			for i, page := range printed {
				if where := unlike(page, previewOf(t, p, i+1, 200, nil)); where != nil {
					t.Errorf("page %d is not what the PDF shows: %v", i+1, where)
				}
			}
		})
	}
}

func TestCodeOnTheScreenGivesTheCheckpoint(t *testing.T) {
	for _, name := range []string{"sheet-plain", "sheet-reprint"} {
		p := compose(t, name)
		picture, err := p.Image(p.Pages(), 150) // the code stands at the end
		if err != nil {
			t.Fatal(err)
		}
		if got := scan(t, picture); got != plainSheet().Checkpoint+"\n" {
			t.Errorf("%s: read %q", name, got)
		}
	}
}

// Two windows may show one paper while it is printed.
func TestPreviewsDrawnAtOnce(t *testing.T) {
	p := compose(t, "sheet-reprint")
	want, err := p.Image(1, 50)
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for range 3 {
		all.Go(func() {
			if got, err := p.Image(1, 50); err != nil || !bytes.Equal(got.Pix, want.Pix) {
				t.Errorf("another picture, or %v", err)
			}
			if err := p.WritePDF(&bytes.Buffer{}); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
}

func TestPreviewOfWhatThereIsNot(t *testing.T) {
	p := compose(t, "sheet-plain")
	for _, c := range []struct {
		page int
		dpi  float64
	}{{0, 96}, {-1, 96}, {2, 96}, {1, 0}, {1, -96}, {1, 1e9}, {1, math.NaN()}} {
		if picture, err := p.Image(c.page, c.dpi); err == nil || picture != nil {
			t.Errorf("page %d at %v dpi was drawn", c.page, c.dpi)
		}
	}
	if _, err := Compose("a text", Options{}); err == nil {
		t.Error("a text is no paper")
	}
}

// A panic while drawing must neither end the program nor tell a name.
func TestPanicOfThePreviewIsAnErrorWithoutNames(t *testing.T) {
	p := compose(t, "sheet-plain")
	p.paper.pages[0] = append(p.paper.pages[0], func(*pen) error { panic("cannot draw 見本 太郎") })
	if picture, err := p.Image(1, 96); err == nil || picture != nil || strings.Contains(err.Error(), "太郎") {
		t.Errorf("got %v", err)
	}
}
