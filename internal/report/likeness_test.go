package report

import (
	"image"
	"image/color"
	"math"
	"strconv"
	"testing"
)

// Two renderers never agree in every pixel: rules stand a pixel apart, edges are grey in other steps. These measures are
// blind to that and see a lost rule, a lost sign or a text that stands elsewhere.

// grey turns a preview into greys.
func grey(picture *image.RGBA) *image.Gray {
	g := image.NewGray(picture.Bounds())
	for y := range g.Rect.Dy() {
		for x := range g.Rect.Dx() {
			g.SetGray(x, y, color.GrayModel.Convert(picture.RGBAAt(x, y)).(color.Gray))
		}
	}
	return g
}

// likeness compares the part of two pages in millimetres, both seen from so far that n by n pixels are one: the mean
// difference of the greys, and how well they go together (1: the same picture, 0: nothing in common).
func likeness(a, b *image.Gray, part [4]float64, dpi float64, n int) (difference, correlation float64) {
	perMM := dpi / 25.4
	r := image.Rect(int(part[0]*perMM), int(part[1]*perMM), int(part[2]*perMM), int(part[3]*perMM)).Intersect(a.Rect)
	var count, sa, sb, saa, sbb, sab float64
	for y := r.Min.Y; y+n <= r.Max.Y; y += n {
		for x := r.Min.X; x+n <= r.Max.X; x += n {
			va, vb := block(a, x, y, n), block(b, x, y, n)
			count, difference = count+1, difference+math.Abs(va-vb)
			sa, sb, saa, sbb, sab = sa+va, sb+vb, saa+va*va, sbb+vb*vb, sab+va*vb
		}
	}
	spread := math.Sqrt((saa - sa*sa/count) * (sbb - sb*sb/count))
	if spread < count {
		return difference / count, 1 // both are empty paper, or the difference tells
	}
	return difference / count, (sab - sa*sb/count) / spread
}

// block is the mean grey of n by n pixels.
func block(g *image.Gray, x, y, n int) float64 {
	sum := 0
	for j := range n {
		for _, v := range g.Pix[g.PixOffset(x, y+j):][:n] {
			sum += int(v)
		}
	}
	return float64(sum) / float64(n*n)
}

// worstSpot moves a window of side pixels over both pages and gives where their mean greys differ most.
func worstSpot(a, b *image.Gray, side int) (where image.Point, difference float64) {
	for y := 0; y+side <= a.Rect.Dy(); y += side / 4 {
		for x := 0; x+side <= a.Rect.Dx(); x += side / 4 {
			if d := math.Abs(block(a, x, y, side) - block(b, x, y, side)); d > difference {
				where, difference = image.Pt(x, y), d
			}
		}
	}
	return where, difference
}

// previewOf draws a page on the canvas of the preview, through another canvas if one is given.
func previewOf(t testing.TB, p *Paper, page int, dpi float64, through func(canvas) canvas) *image.Gray {
	t.Helper()
	if through == nil {
		picture, err := p.Image(page, dpi)
		if err != nil {
			t.Fatal(err)
		}
		return grey(picture)
	}
	c := newImageCanvas(p.paper.library, dpi)
	if err := p.paper.drawPage(page-1, through(c)); err != nil {
		t.Fatal(err)
	}
	return grey(c.picture)
}

// printedAt renders the pages of a PDF with an independent program, at twice the resolution and reduced: it sets signs on
// whole pixels.
func printedAt(t testing.TB, pdf []byte, dpi int) (pages []*image.Gray) {
	t.Helper()
	for _, fine := range rendered(t, pdf, "-r", strconv.Itoa(2*dpi)) {
		width, height := fine.Rect.Dx(), fine.Rect.Dy()
		// The last column and row of an odd size are margin.
		page := image.NewGray(image.Rect(0, 0, (width+1)/2, (height+1)/2))
		for y := range page.Rect.Dy() {
			for x := range page.Rect.Dx() {
				page.Pix[page.PixOffset(x, y)] = uint8(block(fine, min(2*x, width-2), min(2*y, height-2), 2))
			}
		}
		pages = append(pages, page)
	}
	return pages
}
