package report

import (
	"fmt"
	"io"
	"strings"
	"sync"
	"time"
	"unicode/utf16"

	"github.com/jung-kurt/gofpdf"
	"golang.org/x/image/font/sfnt"

	"madoguchi/assets/fonts"
)

// pdfCanvas draws on the pages of one PDF. gofpdf's own wrapping (MultiCell, SplitText) loses characters of Japanese
// text and is not used.
type pdfCanvas struct{ pdf *gofpdf.Fpdf }

var _ canvas = pdfCanvas{}

const faceName = "bizud"

// newPDFCanvas opens an A4 document whose bytes depend on its contents only.
func newPDFCanvas(title, author string, madeAt time.Time) pdfCanvas {
	pdf := gofpdf.New("P", "mm", "A4", "")
	if madeAt.IsZero() {
		madeAt = time.Unix(0, 0) // gofpdf would put today's time in
	}
	pdf.SetCreationDate(madeAt.UTC())
	pdf.SetModificationDate(madeAt.UTC())
	pdf.SetCatalogSort(true)
	pdf.SetProducer("Madoguchi", true)
	pdf.SetTitle(title, true)
	pdf.SetAuthor(author, true)
	pdf.SetAutoPageBreak(false, 0)
	pdf.SetMargins(0, 0, 0)
	pdf.AddUTF8FontFromBytes(faceName, "", fonts.PaperRegular)
	pdf.AddUTF8FontFromBytes(faceName, "B", fonts.PaperBold)
	return pdfCanvas{pdf}
}

// press lets one PDF be made at a time: gofpdf v1.16.2 has a data race on the bytes of a font.
var press sync.Mutex

// printPages hands the pages to gofpdf. gofpdf panics on what it cannot do; here that becomes an error.
func printPages(w io.Writer, p *paper) (err error) {
	press.Lock()
	defer press.Unlock()
	defer giveUp("make the PDF", &err)
	c := newPDFCanvas(p.title, p.author, p.madeAt)
	if p.keywords != "" {
		c.pdf.SetKeywords(p.keywords, true)
	}
	for i := range p.pages {
		c.pdf.AddPage()
		if err := p.drawPage(i, c); err != nil {
			return err
		}
	}
	if err := c.pdf.Output(w); err != nil {
		return fmt.Errorf("write the PDF: %w", err)
	}
	return nil
}

func (c pdfCanvas) use(s style) {
	weight := ""
	if s.bold {
		weight = "B"
	}
	c.pdf.SetFont(faceName, weight, s.points)
	c.pdf.SetTextColor(s.ink.r, s.ink.g, s.ink.b)
	c.pdf.SetFillColor(s.ink.r, s.ink.g, s.ink.b)
}

func (c pdfCanvas) text(x, y float64, text string) error {
	c.pdf.Text(x, y, text)
	return c.pdf.Error()
}

// instead draws inside a span whose ActualText is the characters as they came: searching, copying and pdftotext give
// those.
func (c pdfCanvas) instead(x, y float64, g glyph, draw func() error) error {
	c.pdf.RawWriteStr("/Span <</ActualText <" + actualText(g.text) + ">>> BDC")
	defer c.pdf.RawWriteStr("EMC")
	// An extractor places a span by the characters in it: one that does not show, as wide as what is drawn.
	c.pdf.RawWriteStr(fmt.Sprintf("3 Tr %.1f Tz", 100*g.width))
	c.pdf.Text(x, y, "一")
	c.pdf.RawWriteStr("0 Tr 100 Tz")
	return draw()
}

// actualText is a text string of PDF in hexadecimal: UTF-16BE with its mark (ISO 32000-1, 7.9.2.2).
func actualText(text string) string {
	var b strings.Builder
	b.WriteString("FEFF")
	for _, unit := range utf16.Encode([]rune(text)) {
		fmt.Fprintf(&b, "%04X", unit)
	}
	return b.String()
}

func (c pdfCanvas) glyph(x, y, em float64, face *typeface, id sfnt.GlyphIndex) error {
	segments, err := face.outline(nil, id)
	if err != nil {
		return err
	}
	scale := em / float64(face.perEm)
	open := false
	for _, segment := range segments {
		var a [6]float64
		for i, q := range segment.Args {
			a[2*i], a[2*i+1] = x+float64(q.X)*scale, y+float64(q.Y)*scale
		}
		switch segment.Op {
		case sfnt.SegmentOpMoveTo:
			if open {
				c.pdf.ClosePath()
			}
			c.pdf.MoveTo(a[0], a[1])
			open = true
		case sfnt.SegmentOpLineTo:
			c.pdf.LineTo(a[0], a[1])
		case sfnt.SegmentOpQuadTo:
			c.pdf.CurveTo(a[0], a[1], a[2], a[3])
		case sfnt.SegmentOpCubeTo:
			c.pdf.CurveBezierCubicTo(a[0], a[1], a[2], a[3], a[4], a[5])
		}
	}
	if open {
		c.pdf.ClosePath()
		c.pdf.DrawPath("F")
	}
	return nil
}

func (c pdfCanvas) line(x1, y1, x2, y2, thickness, dash float64, colour ink) {
	if dash > 0 {
		c.pdf.SetDashPattern([]float64{dash, dash}, 0)
		defer c.pdf.SetDashPattern(nil, 0)
	}
	c.pdf.SetDrawColor(colour.r, colour.g, colour.b)
	c.pdf.SetLineWidth(thickness)
	c.pdf.Line(x1, y1, x2, y2)
}

func (c pdfCanvas) box(x, y, w, h, thickness float64, colour ink) {
	c.pdf.SetDrawColor(colour.r, colour.g, colour.b)
	c.pdf.SetLineWidth(thickness)
	c.pdf.Rect(x, y, w, h, "D")
}

func (c pdfCanvas) fill(x, y, w, h float64, colour ink) {
	c.pdf.SetFillColor(colour.r, colour.g, colour.b)
	c.pdf.Rect(x, y, w, h, "F")
}

// qr fills all modules as one path: rectangles painted one by one would show hairlines where they touch.
func (c pdfCanvas) qr(x, y float64, q qrModules) {
	c.pdf.SetFillColor(0, 0, 0)
	side := q.size() / float64(q.modules)
	var path strings.Builder
	for _, r := range q.dark {
		fmt.Fprintf(&path, "%.4f %.4f %.4f %.4f re\n",
			(x+float64(r.x)*side)/point, (pageHeight-y-float64(r.y)*side)/point, float64(r.w)*side/point, -float64(r.h)*side/point)
	}
	c.pdf.RawWriteStr(path.String() + "f")
}

func (c pdfCanvas) turned(degrees, x, y float64, draw func() error) error {
	c.pdf.TransformBegin()
	defer c.pdf.TransformEnd()
	c.pdf.TransformRotate(degrees, x, y)
	return draw()
}
