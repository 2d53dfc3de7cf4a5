package report

import (
	"image"
	"strings"
	"testing"

	"golang.org/x/image/font/sfnt"
)

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
	t.Parallel()
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
