package report

import (
	"image"
	"image/color"
	"image/draw"
	"math"

	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/f64"
	"golang.org/x/image/vector"
)

// imageCanvas draws one page as a picture. Glyphs come from the same faces and stand where the PDF has them; rules and
// tints are moved to whole pixels and are never thinner than one, so that a table is as crisp on the screen as on paper.
type imageCanvas struct {
	picture *image.RGBA
	library *library
	raster  vector.Rasterizer
	buffer  sfnt.Buffer
	pixels  f64.Aff3 // from millimetres to pixels
	style   style
	path    []step // of the shape being drawn; kept for its memory
}

var _ canvas = (*imageCanvas)(nil)

// step is a piece of a contour in pixels.
type step struct {
	op   sfnt.SegmentOp
	args [3][2]float32
}

// newImageCanvas opens a white A4 page.
func newImageCanvas(l *library, dpi float64) *imageCanvas {
	perMM := dpi / 25.4
	size := image.Rect(0, 0, int(math.Ceil(pageWidth*perMM)), int(math.Ceil(pageHeight*perMM)))
	c := &imageCanvas{picture: image.NewRGBA(size), library: l, pixels: f64.Aff3{perMM, 0, 0, 0, perMM, 0}}
	for i := range c.picture.Pix {
		c.picture.Pix[i] = 0xFF
	}
	return c
}

func (c *imageCanvas) use(s style) { c.style = s }

func (c *imageCanvas) text(x, y float64, text string) error {
	face := c.library.regular
	if c.style.bold {
		face = c.library.bold
	}
	em := c.style.em()
	for _, r := range text {
		id, _ := face.glyph(r)
		if err := c.glyph(x, y, em, face, id); err != nil {
			return err
		}
		x += face.advance(id) * em
	}
	return nil
}

func (c *imageCanvas) glyph(x, y, em float64, face *typeface, id sfnt.GlyphIndex) error {
	segments, err := face.outline(&c.buffer, id)
	if err != nil {
		return err
	}
	scale := em / float64(face.perEm)
	for _, segment := range segments {
		s := step{op: segment.Op}
		for i, q := range segment.Args {
			s.args[i] = c.at(x+float64(q.X)*scale, y+float64(q.Y)*scale)
		}
		c.path = append(c.path, s)
	}
	c.paint(c.style.ink)
	return nil
}

// instead has nothing to do: a picture has no characters to search or copy.
func (c *imageCanvas) instead(_, _ float64, _ glyph, draw func() error) error { return draw() }

func (c *imageCanvas) line(x1, y1, x2, y2, thickness, dash float64, colour ink) {
	switch {
	case dash > 0 || !c.upright() || x1 != x2 && y1 != y2:
		c.strokes(x1, y1, x2, y2, thickness, dash)
		c.paint(colour)
	case x1 == x2:
		left, right := c.across(x1, thickness, 0)
		top, bottom := c.along(y1, y2, 1)
		c.solid(image.Rect(left, top, right, bottom), colour)
	default:
		left, right := c.along(x1, x2, 0)
		top, bottom := c.across(y1, thickness, 1)
		c.solid(image.Rect(left, top, right, bottom), colour)
	}
}

// strokes adds the dashes of a line, or the whole line, to the path.
func (c *imageCanvas) strokes(x1, y1, x2, y2, thickness, dash float64) {
	length := math.Hypot(x2-x1, y2-y1)
	if length == 0 {
		return
	}
	dx, dy := (x2-x1)/length, (y2-y1)/length // along the line
	nx, ny := -dy*thickness/2, dx*thickness/2
	period := length
	if dash > 0 {
		period = dash
	}
	for from := 0.0; from < length; from += 2 * period {
		to := min(from+period, length)
		ax, ay, bx, by := x1+dx*from, y1+dy*from, x1+dx*to, y1+dy*to
		c.corners([4][2]float32{c.at(ax+nx, ay+ny), c.at(bx+nx, by+ny), c.at(bx-nx, by-ny), c.at(ax-nx, ay-ny)})
	}
}

func (c *imageCanvas) box(x, y, w, h, thickness float64, colour ink) {
	if !c.upright() {
		c.line(x, y, x+w, y, thickness, 0, colour)
		c.line(x+w, y, x+w, y+h, thickness, 0, colour)
		c.line(x+w, y+h, x, y+h, thickness, 0, colour)
		c.line(x, y+h, x, y, thickness, 0, colour)
		return
	}
	left, inLeft := c.across(x, thickness, 0)
	inRight, right := c.across(x+w, thickness, 0)
	top, inTop := c.across(y, thickness, 1)
	inBottom, bottom := c.across(y+h, thickness, 1)
	c.solid(image.Rect(left, top, right, inTop), colour)
	c.solid(image.Rect(left, inBottom, right, bottom), colour)
	c.solid(image.Rect(left, top, inLeft, bottom), colour)
	c.solid(image.Rect(inRight, top, right, bottom), colour)
}

func (c *imageCanvas) fill(x, y, w, h float64, colour ink) {
	if !c.upright() {
		c.rectangle(x, y, w, h)
		c.paint(colour)
		return
	}
	left, right := c.along(x, x+w, 0)
	top, bottom := c.along(y, y+h, 1)
	c.solid(image.Rect(left, top, right, bottom), colour)
}

// qr fills all modules as one path, as the PDF does: no hairlines where they touch.
func (c *imageCanvas) qr(x, y float64, q qrModules) {
	side := q.size() / float64(q.modules)
	for _, r := range q.dark {
		c.rectangle(x+float64(r.x)*side, y+float64(r.y)*side, float64(r.w)*side, float64(r.h)*side)
	}
	c.paint(black)
}

func (c *imageCanvas) turned(degrees, x, y float64, draw func() error) error {
	before := c.pixels
	defer func() { c.pixels = before }()
	sin, cos := math.Sincos(degrees * math.Pi / 180)
	c.pixels = multiply(before, f64.Aff3{cos, sin, x - x*cos - y*sin, -sin, cos, y + x*sin - y*cos})
	return draw()
}

// multiply gives the transformation that does second, then first.
func multiply(first, second f64.Aff3) f64.Aff3 {
	return f64.Aff3{
		first[0]*second[0] + first[1]*second[3], first[0]*second[1] + first[1]*second[4], first[0]*second[2] + first[1]*second[5] + first[2],
		first[3]*second[0] + first[4]*second[3], first[3]*second[1] + first[4]*second[4], first[3]*second[2] + first[4]*second[5] + first[5],
	}
}

// upright tells whether rules of the page are rules of the picture.
func (c *imageCanvas) upright() bool { return c.pixels[1] == 0 && c.pixels[3] == 0 }

func (c *imageCanvas) at(x, y float64) [2]float32 {
	m := &c.pixels
	return [2]float32{float32(m[0]*x + m[1]*y + m[2]), float32(m[3]*x + m[4]*y + m[5])}
}

// pixel is a coordinate of an upright canvas in pixels; axis 0 is x, 1 is y.
func (c *imageCanvas) pixel(v float64, axis int) float64 {
	return c.pixels[4*axis]*v + c.pixels[2+3*axis]
}

// along gives the whole pixels from one end to the other, at least one.
func (c *imageCanvas) along(from, to float64, axis int) (first, end int) {
	first = int(math.Round(c.pixel(min(from, to), axis)))
	return first, max(first+1, int(math.Round(c.pixel(max(from, to), axis))))
}

// across gives the whole pixels of a rule about its middle, at least one.
func (c *imageCanvas) across(middle, thickness float64, axis int) (first, end int) {
	whole := max(1, math.Round(c.pixels[4*axis]*thickness))
	first = int(math.Round(c.pixel(middle, axis) - whole/2))
	return first, first + int(whole)
}

func (c *imageCanvas) solid(r image.Rectangle, colour ink) {
	draw.Draw(c.picture, r, image.NewUniform(colour.rgba()), image.Point{}, draw.Src)
}

// rectangle adds a rectangle to the path.
func (c *imageCanvas) rectangle(x, y, w, h float64) {
	c.corners([4][2]float32{c.at(x, y), c.at(x+w, y), c.at(x+w, y+h), c.at(x, y+h)})
}

// corners adds a closed shape of four corners to the path.
func (c *imageCanvas) corners(corners [4][2]float32) {
	op := sfnt.SegmentOpMoveTo
	for _, corner := range corners {
		c.path = append(c.path, step{op, [3][2]float32{corner}})
		op = sfnt.SegmentOpLineTo
	}
}

// paint fills the path and begins a new one. Only the part of the picture that the path touches is gone through.
func (c *imageCanvas) paint(colour ink) {
	r := extent(c.path).Intersect(c.picture.Bounds())
	if !r.Empty() {
		c.raster.Reset(r.Dx(), r.Dy())
		trace(&c.raster, c.path, float32(r.Min.X), float32(r.Min.Y))
		c.raster.Draw(c.picture, r, image.NewUniform(colour.rgba()), image.Point{})
	}
	c.path = c.path[:0]
}

// trace hands the path to the rasteriser, moved so that left, top becomes its corner.
func trace(z *vector.Rasterizer, path []step, left, top float32) {
	for i, s := range path {
		a := &s.args
		for j := range a {
			a[j][0], a[j][1] = a[j][0]-left, a[j][1]-top
		}
		switch s.op {
		case sfnt.SegmentOpMoveTo:
			if i > 0 {
				z.ClosePath()
			}
			z.MoveTo(a[0][0], a[0][1])
		case sfnt.SegmentOpLineTo:
			z.LineTo(a[0][0], a[0][1])
		case sfnt.SegmentOpQuadTo:
			z.QuadTo(a[0][0], a[0][1], a[1][0], a[1][1])
		case sfnt.SegmentOpCubeTo:
			z.CubeTo(a[0][0], a[0][1], a[1][0], a[1][1], a[2][0], a[2][1])
		}
	}
	z.ClosePath()
}

// extent is the pixels that a path can touch: a curve stays within its control points.
func extent(path []step) image.Rectangle {
	if len(path) == 0 {
		return image.Rectangle{}
	}
	low, high := path[0].args[0], path[0].args[0]
	for _, s := range path {
		for _, q := range s.args[:pointsOf(s.op)] {
			low[0], low[1] = min(low[0], q[0]), min(low[1], q[1])
			high[0], high[1] = max(high[0], q[0]), max(high[1], q[1])
		}
	}
	floor := func(v float32) int { return int(math.Floor(float64(v))) }
	return image.Rect(floor(low[0]), floor(low[1]), floor(high[0])+1, floor(high[1])+1)
}

// pointsOf is how many points a step has.
func pointsOf(op sfnt.SegmentOp) int {
	switch op {
	case sfnt.SegmentOpQuadTo:
		return 2
	case sfnt.SegmentOpCubeTo:
		return 3
	}
	return 1
}

func (i ink) rgba() color.RGBA { return color.RGBA{uint8(i.r), uint8(i.g), uint8(i.b), 0xFF} }
