package report

import (
	"bytes"
	"image"
	"math"
	"strings"
	"sync"
	"testing"

	"golang.org/x/image/font/sfnt"
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

// faulty is a canvas that does one thing wrong.
type faulty struct {
	canvas
	textOf    func(x, y float64, text string) (float64, float64, string)
	styleOf   func(style) style
	noGlyphs  bool
	noRules   bool
	noBoxes   bool
	noTints   bool
	noQR      bool
	notTurned bool
}

func (f *faulty) text(x, y float64, text string) error {
	if f.textOf != nil {
		x, y, text = f.textOf(x, y, text)
	}
	return f.canvas.text(x, y, text)
}

func (f *faulty) use(s style) {
	if f.styleOf != nil {
		s = f.styleOf(s)
	}
	f.canvas.use(s)
}

func (f *faulty) glyph(x, y, em float64, face *typeface, id sfnt.GlyphIndex) error {
	if f.noGlyphs {
		return nil
	}
	return f.canvas.glyph(x, y, em, face, id)
}

func (f *faulty) line(x1, y1, x2, y2, thickness, dash float64, c ink) {
	if !f.noRules {
		f.canvas.line(x1, y1, x2, y2, thickness, dash, c)
	}
}

func (f *faulty) box(x, y, w, h, thickness float64, c ink) {
	if !f.noBoxes {
		f.canvas.box(x, y, w, h, thickness, c)
	}
}

func (f *faulty) fill(x, y, w, h float64, c ink) {
	if !f.noTints {
		f.canvas.fill(x, y, w, h, c)
	}
}

func (f *faulty) qr(x, y float64, q qrModules) {
	if !f.noQR {
		f.canvas.qr(x, y, q)
	}
}

func (f *faulty) turned(degrees, x, y float64, draw func() error) error {
	if f.notTurned {
		degrees = 0
	}
	return f.canvas.turned(degrees, x, y, draw)
}

// A comparison that finds nothing proves nothing: each of these faults must be found.
func TestFaultsOfThePreviewAreFound(t *testing.T) {
	replace := func(from, to string) func(x, y float64, text string) (float64, float64, string) {
		return func(x, y float64, text string) (float64, float64, string) {
			return x, y, strings.Replace(text, from, to, 1)
		}
	}
	printed := map[string]*image.Gray{}
	for _, name := range []string{"sheet-plain", "sheet-names", "sheet-empty", "sheet-reprint"} {
		printed[name] = printedAt(t, pdfOf(t, name), 200)[0]
	}
	for _, c := range []struct {
		fault, paper string
		canvas       faulty
	}{
		{"one digit is another", "sheet-plain", faulty{textOf: replace("1,284", "1,294")}},
		{"one sign is missing", "sheet-plain", faulty{textOf: replace("到着・検品", "到着検品")}},
		{"one kanji is missing", "sheet-plain", faulty{textOf: replace("端末01", "　末01")}},
		{"a row's text is missing", "sheet-plain", faulty{textOf: replace("窓口手元", "")}},
		{"rare glyphs are missing", "sheet-names", faulty{noGlyphs: true}},
		{"rules are missing", "sheet-plain", faulty{noRules: true}},
		{"boxes are missing", "sheet-plain", faulty{noBoxes: true}},
		{"tints are missing", "sheet-empty", faulty{noTints: true}},
		{"the code is missing", "sheet-plain", faulty{noQR: true}},
		{"the watermark is straight", "sheet-reprint", faulty{notTurned: true}},
		{"texts stand 0.5 mm to the right", "sheet-plain", faulty{textOf: func(x, y float64, text string) (float64, float64, string) { return x + 0.5, y, text }}},
		{"texts stand 0.5 mm lower", "sheet-plain", faulty{textOf: func(x, y float64, text string) (float64, float64, string) { return x, y + 0.5, text }}},
		{"texts are 5 % larger", "sheet-plain", faulty{styleOf: func(s style) style { s.points *= 1.05; return s }}},
		{"bold is lost", "sheet-plain", faulty{styleOf: func(s style) style { s.bold = false; return s }}},
		{"soft texts are black", "sheet-plain", faulty{styleOf: func(s style) style { s.ink = black; return s }}},
	} {
		t.Run(c.fault, func(t *testing.T) {
			preview := previewOf(t, compose(t, c.paper), 1, 200, func(sound canvas) canvas {
				c.canvas.canvas = sound
				return &c.canvas
			})
			if unlike(printed[c.paper], preview) == nil {
				t.Error("nobody noticed")
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

func TestRulesAreCrispAndNeverLost(t *testing.T) {
	l, err := openLibrary()
	if err != nil {
		t.Fatal(err)
	}
	for _, dpi := range []float64{20, 50, 72, 96, 97.3, 120, 144, 300} {
		for _, at := range []float64{50, 50.1, 50.13, 50.25} {
			c := newImageCanvas(l, dpi)
			c.line(20, at, 40, at, 0.15, 0, black)
			c.line(at+50, 20, at+50, 40, 0.15, 0, black)
			c.box(20, at+50, 20, 20, 0.15, black)
			if !crisp(c.picture) {
				t.Errorf("%v dpi, %v mm: grey, or too little ink", dpi, at)
			}
		}
	}
}

// crisp: every pixel is either ink or paper, and there is as much ink as six rules of 20 mm need at least.
func crisp(picture *image.RGBA) bool {
	dark, perMM := 0, float64(picture.Rect.Dx())/pageWidth
	for i := 0; i < len(picture.Pix); i += 4 {
		switch picture.Pix[i] {
		case 0:
			dark++
		case 0xFF:
		default:
			return false
		}
	}
	return float64(dark) > 6*(20*perMM-3)
}

func TestDottedLineHasGaps(t *testing.T) {
	l, err := openLibrary()
	if err != nil {
		t.Fatal(err)
	}
	c := newImageCanvas(l, 300)
	c.line(20, 20, 26.1, 20, 0.3, 0.3, black) // 11 dashes begin in it
	dashes, y := 0, 236                       // 20 mm
	for x := 1; x < c.picture.Rect.Dx(); x++ {
		if c.picture.RGBAAt(x-1, y).R > 127 && c.picture.RGBAAt(x, y).R <= 127 {
			dashes++
		}
	}
	if dashes != 11 {
		t.Errorf("%d dashes", dashes)
	}
}
