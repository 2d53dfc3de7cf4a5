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

func (i ink) rgba() color.RGBA { return color.RGBA{uint8(i.r), uint8(i.g), uint8(i.b), 0xFF} }
