package report

import (
	"fmt"
	"io"
	"strings"
	"time"
)

// A4 portrait in millimetres. The left margin leaves room for the two holes of a file (綴じ代).
const (
	pageWidth, pageHeight = 210.0, 297.0
	leftEdge, rightEdge   = 22.0, 196.0
	topEdge, bottomEdge   = 14.0, 281.0 // below it stands the foot
	contentWidth          = rightEdge - leftEdge
)

// ink is a colour of the paper. Everything must also be clear on a monochrome printer.
type ink struct{ r, g, b int }

var (
	black     = ink{0, 0, 0}
	white     = ink{255, 255, 255}
	soft      = ink{77, 77, 77}
	warning   = ink{160, 0, 0}
	ruling    = ink{140, 140, 140}
	frame     = ink{40, 40, 40}
	tint      = ink{240, 240, 240}
	headTint  = ink{226, 226, 226}
	watermark = ink{228, 228, 228}
)

// style is how text looks: points, weight, colour.
type style struct {
	points float64
	bold   bool
	ink    ink
}

// millimetres per point.
const point = 25.4 / 72

// em is the side of a kanji in millimetres.
func (s style) em() float64 { return s.points * point }

// operation draws something on a page when the PDF or the preview is made. It may be called many times, also at once by
// several goroutines, and must not change anything but the canvas.
type operation func(*pen) error

// paper collects what stands on which page. It measures by itself; the canvas comes in only at the end, when the number
// of pages is known.
type paper struct {
	library    *library
	pages      [][]operation
	oddGlyphs  []glyph // substituted and missing glyphs, each once, in the order of appearance
	oddSeen    map[string]bool
	title      string
	author     string
	keywords   string // of the PDF, for programs: the signed checkpoint that the sheet shows as a QR code
	madeAt     time.Time
	everyPage  func(page, pages int) // draws the foot and the marks of a page; uses the paper's own methods
	background func()
	marked     bool    // every page bears 再印刷 or 研修用 at its top
	marksMore  float64 // what one more mark takes
	finished   bool    // foot and marks are on every page; nothing is added any more
}

func newPaper(title, author string, madeAt time.Time) (*paper, error) {
	l, err := openLibrary()
	if err != nil {
		return nil, err
	}
	return &paper{library: l, title: title, author: author, madeAt: madeAt, oddSeen: map[string]bool{}}, nil
}

// turnPage begins a new page.
func (p *paper) turnPage() { p.pages = append(p.pages, nil) }

func (p *paper) draw(op operation) {
	last := len(p.pages) - 1
	p.pages[last] = append(p.pages[last], op)
}

// width of a text in millimetres.
func (p *paper) width(s style, text string) float64 {
	return widthOf(p.library.glyphsOf(text, s.bold)) * s.em()
}

// wrap breaks text for a column of the given width in millimetres.
func (p *paper) wrap(s style, text string, width float64) [][]glyph {
	return p.library.wrap(text, width/s.em(), s.bold)
}

// text writes one line with its left end at x and its baseline at y.
func (p *paper) text(x, y float64, s style, text string) {
	p.glyphs(x, y, s, p.library.glyphsOf(text, s.bold))
}

// textRight writes one line with its right end at x.
func (p *paper) textRight(x, y float64, s style, text string) {
	p.text(x-p.width(s, text), y, s, text)
}

// textCentre writes one line with its middle at x.
func (p *paper) textCentre(x, y float64, s style, text string) {
	p.text(x-p.width(s, text)/2, y, s, text)
}

// paragraph writes wrapped lines downwards, the first baseline at y, and gives the baseline after the last.
func (p *paper) paragraph(x, y, width float64, s style, text string) float64 {
	for _, line := range p.wrap(s, text, width) {
		p.glyphs(x, y, s, line)
		y += s.em() * lineSpacing
	}
	return y
}

// lineSpacing is the distance of baselines in ems.
const lineSpacing = 1.45

func (p *paper) glyphs(x, y float64, s style, glyphs []glyph) {
	for _, g := range glyphs {
		if (g.kind == substituted || g.kind == missing) && !p.oddSeen[g.text] {
			p.oddSeen[g.text] = true
			p.oddGlyphs = append(p.oddGlyphs, g)
		}
	}
	if text, ok := plainText(glyphs); ok { // a long list is kept as text: glyphs take ten times the memory
		p.draw(func(n *pen) error {
			n.use(s)
			if text == "" {
				return nil
			}
			return n.text(x, y, text)
		})
		return
	}
	p.draw(func(n *pen) error { return n.write(x, y, s, glyphs) })
}

// plainText is the text of glyphs that the embedded face all has.
func plainText(glyphs []glyph) (string, bool) {
	var b strings.Builder
	for _, g := range glyphs {
		if g.kind != typed {
			return "", false
		}
		b.WriteRune(g.plain)
	}
	return b.String(), true
}

// line draws a straight rule of the given thickness in millimetres.
func (p *paper) line(x1, y1, x2, y2, thickness float64, c ink) {
	p.draw(func(n *pen) error { n.line(x1, y1, x2, y2, thickness, 0, c); return nil })
}

// fill paints a rectangle.
func (p *paper) fill(x, y, w, h float64, c ink) {
	p.draw(func(n *pen) error { n.fill(x, y, w, h, c); return nil })
}

// box draws the outline of a rectangle.
func (p *paper) box(x, y, w, h, thickness float64, c ink) {
	p.draw(func(n *pen) error { n.box(x, y, w, h, thickness, c); return nil })
}

// qr draws a code with its top left corner, quiet zone included, at x, y.
func (p *paper) qr(x, y float64, q qrModules) {
	p.draw(func(n *pen) error { n.qr(x, y, q); return nil })
}

// writeTo makes the PDF: first what lies under the text, then the pages, then foot and marks with the number of pages.
func (p *paper) writeTo(w io.Writer) error {
	p.finish()
	return printPages(w, p)
}

// finish adds to each page what needs the number of pages. Only the first call does something.
func (p *paper) finish() {
	if p.finished {
		return
	}
	p.finished = true
	bodies := p.pages
	for i, body := range bodies {
		p.pages = [][]operation{nil}
		if p.background != nil {
			p.background()
		}
		p.pages[0] = append(p.pages[0], body...)
		if p.everyPage != nil {
			p.everyPage(i+1, len(bodies))
		}
		bodies[i] = p.pages[0]
	}
	p.pages = bodies
}

// drawPage replays what stands on a page, counted from 0.
func (p *paper) drawPage(page int, c canvas) error {
	for _, op := range p.pages[page] {
		if err := op(&pen{c}); err != nil {
			return fmt.Errorf("draw page %d: %w", page+1, err)
		}
	}
	return nil
}

// giveUp turns a panic of a drawing library into an error. The panic's own text is left out: it could hold a piece of
// what was printed.
func giveUp(what string, err *error) {
	if trouble := recover(); trouble != nil {
		*err = fmt.Errorf("%s: the drawing library stopped (%T)", what, trouble)
	}
}
