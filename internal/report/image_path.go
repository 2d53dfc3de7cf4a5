package report

import (
	"image"
	"math"

	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/vector"
)

// step is a piece of a contour in pixels.
type step struct {
	op   sfnt.SegmentOp
	args [3][2]float32
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
