package sim

import (
	"image"
	"image/color"
	"math"

	"madoguchi/hardware"
)

// Photo is a drawing of a face on paper of 35 × 45 mm (平成14年総務省告示, 縦45ミリ横35ミリ), plainly no photo of anybody: flat colours and
// the word SAMPLE across the chest. It lies on the glass of a simulated scanner.
type Photo struct {
	Person  int     // each number has its own hair, skin, clothes and ground, and a code in the hem
	X, Y    float64 // millimetres from the glass's corner
	Tilt    float64 // degrees, clockwise
	Dark    bool    // far too little light
	Bright  bool    // far too much
	Blurred bool    // out of focus
	Blank   bool    // nothing lies on the glass
}

// The paper, in millimetres.
const photoWidth, photoHeight = 35, 45

// Draw is what a scanner sees of the area. The same photo gives the same pixels.
func (p Photo) Draw(area hardware.ScanArea) *image.NRGBA {
	size := area.Pixels()
	img := image.NewNRGBA(image.Rectangle{Max: size})
	step := 25.4 / float64(area.DPI)
	sin, cos := math.Sincos(-p.Tilt * math.Pi / 180)
	for y := range size.Y {
		row := img.Pix[y*img.Stride:]
		for x := range size.X {
			mx, my := area.X+(float64(x)+0.5)*step-p.X, area.Y+(float64(y)+0.5)*step-p.Y
			if p.Tilt != 0 { // about the middle of the paper
				dx, dy := mx-photoWidth/2.0, my-photoHeight/2.0
				mx, my = photoWidth/2.0+dx*cos-dy*sin, photoHeight/2.0+dx*sin+dy*cos
			}
			c := p.seen(mx, my)
			row[4*x], row[4*x+1], row[4*x+2], row[4*x+3] = c.R, c.G, c.B, 0xff
		}
	}
	return img
}

// seen is the colour at a place of the paper, with the light and the focus it was taken in.
func (p Photo) seen(x, y float64) color.NRGBA {
	if p.Blank || x < 0 || y < 0 || x >= photoWidth || y >= photoHeight {
		return color.NRGBA{0xfa, 0xfa, 0xf8, 0xff} // the lid
	}
	c := p.paint(x, y)
	if p.Blurred {
		var r, g, b int
		const n = 3
		for i := -n; i <= n; i++ {
			for j := -n; j <= n; j++ {
				k := p.paint(x+float64(i)*0.6, y+float64(j)*0.6)
				r, g, b = r+int(k.R), g+int(k.G), b+int(k.B)
			}
		}
		const all = (2*n + 1) * (2*n + 1)
		c = color.NRGBA{uint8(r / all), uint8(g / all), uint8(b / all), 0xff}
	}
	grain := p.grain(x, y)
	light := func(v uint8) uint8 {
		v += grain
		switch {
		case p.Dark:
			return v / 6
		case p.Bright:
			return 0xff - (0xff-v)/12
		}
		return v
	}
	return color.NRGBA{light(c.R), light(c.G), light(c.B), 0xff}
}

// grain is the paper's, so that no two places and no two persons look the same to who searches for a picture's bytes.
func (p Photo) grain(x, y float64) uint8 {
	h := uint32(x*25)*0x9e3779b1 ^ uint32(y*25)*0x85ebca6b ^ uint32(p.Person)*0xc2b2ae35
	h = (h ^ h>>15) * 0x2c1b3c6d
	return uint8(h >> 28 & 7)
}

// inside tells whether a place lies in an ellipse.
func inside(x, y, midX, midY, halfW, halfH float64) bool {
	dx, dy := (x-midX)/halfW, (y-midY)/halfH
	return dx*dx+dy*dy <= 1
}

// paint is the drawing itself, in millimetres of the paper: from the front to the back.
func (p Photo) paint(x, y float64) color.NRGBA {
	pick := func(of ...color.NRGBA) color.NRGBA { return of[((p.Person%len(of))+len(of))%len(of)] }
	face, side := inside(x, y, 17.5, 20, 8, 11), math.Abs(x-17.5)
	switch {
	case p.marked(x, y):
		return color.NRGBA{0xff, 0xff, 0xff, 0xff}
	case face && y > 13 && feature(side, y):
		return color.NRGBA{0x30, 0x28, 0x28, 0xff}
	case face && y > 13:
		return pick(color.NRGBA{0xf2, 0xd0, 0xb0, 0xff}, color.NRGBA{0xe6, 0xbe, 0x9a, 0xff}, color.NRGBA{0xd4, 0xa5, 0x80, 0xff})
	case y < 24 && inside(x, y, 17.5, 17.5, 9.2, 10.8):
		return pick(color.NRGBA{0x22, 0x20, 0x24, 0xff}, color.NRGBA{0x4a, 0x33, 0x26, 0xff}, color.NRGBA{0x80, 0x80, 0x84, 0xff}, color.NRGBA{0x2c, 0x3a, 0x30, 0xff})
	case face, side < 3.2 && y > 28 && y < 36:
		return pick(color.NRGBA{0xe4, 0xc0, 0xa0, 0xff}, color.NRGBA{0xd8, 0xb0, 0x8c, 0xff}, color.NRGBA{0xc4, 0x96, 0x72, 0xff})
	case inside(x, y, 17.5, 46, 15.5, 12.5):
		return pick(color.NRGBA{0x2d, 0x4a, 0x7a, 0xff}, color.NRGBA{0x6a, 0x2f, 0x3f, 0xff}, color.NRGBA{0x2f, 0x5f, 0x4c, 0xff}, color.NRGBA{0x50, 0x46, 0x6e, 0xff}, color.NRGBA{0x3a, 0x3a, 0x3a, 0xff})
	}
	fade := uint8(y / photoHeight * 24)
	ground := pick(color.NRGBA{0xd6, 0xe6, 0xf4, 0xff}, color.NRGBA{0xe8, 0xe8, 0xe8, 0xff}, color.NRGBA{0xe0, 0xec, 0xe0, 0xff})
	return color.NRGBA{ground.R - fade, ground.G - fade, ground.B - fade, 0xff}
}

// feature tells whether an eye, a brow, the mouth or the nose is so far from the middle of the face.
func feature(side, y float64) bool {
	within := func(v, from, to float64) bool { return v > from && v < to }
	return inside(side, y, 3.4, 19, 1.3, 0.7) || within(side, 1.6, 5.2) && within(y, 16.4, 16.9) ||
		side < 2.6 && within(y, 26, 26.6) || side < 0.3 && within(y, 19.5, 23)
}

// marked tells whether the word, or the person's number as a row of bars in the hem, is at a place.
func (p Photo) marked(x, y float64) bool {
	const dot = 0.7
	letters := [...][7]byte{ // five dots wide, seven high
		{0x0f, 0x10, 0x10, 0x0e, 0x01, 0x01, 0x1e}, {0x0e, 0x11, 0x11, 0x1f, 0x11, 0x11, 0x11}, {0x11, 0x1b, 0x15, 0x15, 0x11, 0x11, 0x11},
		{0x1e, 0x11, 0x11, 0x1e, 0x10, 0x10, 0x10}, {0x10, 0x10, 0x10, 0x10, 0x10, 0x10, 0x1f}, {0x1f, 0x10, 0x10, 0x1e, 0x10, 0x10, 0x1f},
	}
	column, line := int(math.Floor((x-5)/dot)), int(math.Floor((y-36.5)/dot))
	if line >= 0 && line < 7 && column >= 0 && column/6 < len(letters) && column%6 < 5 {
		return letters[column/6][line]>>(4-column%6)&1 == 1
	}
	if bar := int(math.Floor((x - 9) / 1.4)); y > 42.6 && y < 44 && bar >= 0 && bar < 12 {
		return p.Person>>(11-bar)&1 == 1
	}
	return false
}
