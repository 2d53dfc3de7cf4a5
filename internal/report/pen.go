package report

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf16"

	"github.com/jung-kurt/gofpdf"
	"golang.org/x/image/font/sfnt"

	"madoguchi/assets/fonts"
)

// pen draws on the pages of one PDF. It is the only code that hands text to gofpdf, and hands over nothing but characters
// of the Basic Multilingual Plane that the embedded face has. gofpdf's own wrapping (MultiCell, SplitText) loses
// characters of Japanese text and is not used.
type pen struct{ pdf *gofpdf.Fpdf }

const faceName = "bizud"

// newPen opens an A4 document whose bytes depend on its contents only.
func newPen(title, author string, madeAt time.Time) *pen {
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
	return &pen{pdf: pdf}
}

// write draws glyphs from x along the baseline y. Runs of ordinary characters go out as one text.
func (n *pen) write(x, y float64, s style, glyphs []glyph) error {
	n.use(s)
	var run strings.Builder
	start, at := x, x
	flush := func() {
		if run.Len() > 0 {
			n.pdf.Text(start, y, run.String())
			run.Reset()
		}
	}
	for _, g := range glyphs {
		if g.kind == typed {
			if run.Len() == 0 {
				start = at
			}
			run.WriteRune(g.plain)
		} else {
			flush()
			if err := n.special(at, y, s, g); err != nil {
				return err
			}
		}
		at += g.width * s.em()
	}
	flush()
	return n.pdf.Error()
}

func (n *pen) use(s style) {
	weight := ""
	if s.bold {
		weight = "B"
	}
	n.pdf.SetFont(faceName, weight, s.points)
	n.pdf.SetTextColor(s.ink.r, s.ink.g, s.ink.b)
	n.pdf.SetFillColor(s.ink.r, s.ink.g, s.ink.b)
}

// special draws a glyph that the embedded face cannot type, inside a span whose ActualText is the characters as they
// came: searching, copying and pdftotext give those.
func (n *pen) special(x, y float64, s style, g glyph) error {
	n.pdf.RawWriteStr("/Span <</ActualText <" + actualText(g.text) + ">>> BDC")
	defer n.pdf.RawWriteStr("EMC")
	// An extractor places a span by the characters in it: one that does not show, as wide as what is drawn.
	n.pdf.RawWriteStr(fmt.Sprintf("3 Tr %.1f Tz", 100*g.width))
	n.pdf.Text(x, y, "一")
	n.pdf.RawWriteStr("0 Tr 100 Tz")
	if g.kind == missing {
		return n.geta(x, y, s, g)
	}
	if err := n.outline(x, y, s, g.face, g.id); err != nil {
		return err
	}
	if g.kind == substituted {
		width := (g.width - markScale) * s.em()
		n.dottedLine(x, y+0.16*s.em(), width, s)
		return n.small(x+width, y-0.42*s.em(), s, markScale, string(substituteMark))
	}
	return nil
}

// geta draws 〓 and the code point behind it.
func (n *pen) geta(x, y float64, s style, g glyph) error {
	if err := n.small(x, y, s, 1, string(getaMark)); err != nil {
		return err
	}
	return n.small(x+s.em(), y, s, codeScale, g.code())
}

// small draws marks as outlines: as text they would be extracted beside the characters they stand for.
func (n *pen) small(x, y float64, s style, scale float64, text string) error {
	l, err := openLibrary()
	if err != nil {
		return err
	}
	s.points *= scale
	for _, r := range text {
		id, _ := l.regular.glyph(r)
		if err := n.outline(x, y, s, l.regular, id); err != nil {
			return err
		}
		x += l.regular.advance(id) * s.em()
	}
	return nil
}

// outline fills the contours of a glyph.
func (n *pen) outline(x, y float64, s style, face *typeface, id sfnt.GlyphIndex) error {
	segments, err := face.outline(id)
	if err != nil {
		return err
	}
	scale := s.em() / float64(face.perEm)
	open := false
	for _, segment := range segments {
		var c [6]float64
		for i, q := range segment.Args {
			c[2*i], c[2*i+1] = x+float64(q.X)*scale, y+float64(q.Y)*scale
		}
		switch segment.Op {
		case sfnt.SegmentOpMoveTo:
			if open {
				n.pdf.ClosePath()
			}
			n.pdf.MoveTo(c[0], c[1])
			open = true
		case sfnt.SegmentOpLineTo:
			n.pdf.LineTo(c[0], c[1])
		case sfnt.SegmentOpQuadTo:
			n.pdf.CurveTo(c[0], c[1], c[2], c[3])
		case sfnt.SegmentOpCubeTo:
			n.pdf.CurveBezierCubicTo(c[0], c[1], c[2], c[3], c[4], c[5])
		}
	}
	if open {
		n.pdf.ClosePath()
		n.pdf.DrawPath("F")
	}
	return nil
}

// dottedLine underlines a substituted glyph.
func (n *pen) dottedLine(x, y, width float64, s style) {
	n.pdf.SetDashPattern([]float64{0.3, 0.3}, 0)
	n.line(x, y, x+width, y, 0.25, s.ink)
	n.pdf.SetDashPattern(nil, 0)
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

func (n *pen) line(x1, y1, x2, y2, thickness float64, c ink) {
	n.pdf.SetDrawColor(c.r, c.g, c.b)
	n.pdf.SetLineWidth(thickness)
	n.pdf.Line(x1, y1, x2, y2)
}

func (n *pen) box(x, y, w, h, thickness float64, c ink) {
	n.pdf.SetDrawColor(c.r, c.g, c.b)
	n.pdf.SetLineWidth(thickness)
	n.pdf.Rect(x, y, w, h, "D")
}

func (n *pen) fill(x, y, w, h float64, c ink) {
	n.pdf.SetFillColor(c.r, c.g, c.b)
	n.pdf.Rect(x, y, w, h, "F")
}

// qr fills all modules as one path: rectangles painted one by one would show hairlines where they touch.
func (n *pen) qr(x, y float64, q qrModules) {
	n.pdf.SetFillColor(0, 0, 0)
	side := q.size() / float64(q.modules)
	var path strings.Builder
	for _, r := range q.dark {
		fmt.Fprintf(&path, "%.4f %.4f %.4f %.4f re\n",
			(x+float64(r.x)*side)/point, (pageHeight-y-float64(r.y)*side)/point, float64(r.w)*side/point, -float64(r.h)*side/point)
	}
	n.pdf.RawWriteStr(path.String() + "f")
}

// slanted draws text across the middle of the page, under everything else.
func (n *pen) slanted(s style, glyphs []glyph, degrees float64) error {
	n.pdf.TransformBegin()
	n.pdf.TransformRotate(degrees, pageWidth/2, pageHeight/2)
	err := n.write(pageWidth/2-widthOf(glyphs)*s.em()/2, pageHeight/2+0.38*s.em(), s, glyphs)
	n.pdf.TransformEnd()
	return err
}
