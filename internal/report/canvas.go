package report

import "golang.org/x/image/font/sfnt"

// canvas is what a page is drawn on: the PDF that is printed, or the picture that the clerk sees before. Both draw the
// same commands, so the preview cannot say anything else than the paper. Lengths are millimetres from the top left
// corner of the page, y downwards.
type canvas interface {
	// use sets size, weight and colour of the texts and glyphs that follow.
	use(s style)
	// text writes characters that the embedded face has; x, y is the left end of the baseline.
	text(x, y float64, text string) error
	// glyph fills the contours of a glyph of any face; em is its size in millimetres.
	glyph(x, y, em float64, face *typeface, id sfnt.GlyphIndex) error
	// instead draws something that stands for the characters of g.
	instead(x, y float64, g glyph, draw func() error) error
	// line draws a straight rule; dash is the length of its dashes and gaps, 0 for an unbroken one.
	line(x1, y1, x2, y2, thickness, dash float64, c ink)
	// box draws the outline of a rectangle, half of the thickness on either side.
	box(x, y, w, h, thickness float64, c ink)
	// fill paints a rectangle.
	fill(x, y, w, h float64, c ink)
	// qr draws a code with its top left corner, quiet zone included, at x, y.
	qr(x, y float64, q qrModules)
	// turned turns what draw draws about a point, in degrees against the clock.
	turned(degrees, x, y float64, draw func() error) error
}
