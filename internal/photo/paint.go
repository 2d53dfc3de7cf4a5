package photo

import (
	"errors"
	"image"
	"image/color"
	"math"
)

// errGone is a picture that was wiped meanwhile.
var errGone = errors.New("the picture is gone")

// cut writes what the frame holds, in the colours of a JPEG.
func (l *looker) cut(to *image.YCbCr) {
	size := to.Rect.Size()
	fw, fh := l.frame.size()
	sx, sy := fw/float64(size.X), fh/float64(size.Y)
	for y := range size.Y {
		for x := range size.X {
			r, g, b := l.at(l.frame.X+(float64(x)+.5)*sx, l.frame.Y+(float64(y)+.5)*sy)
			luma, cb, cr := color.RGBToYCbCr(r, g, b)
			to.Y[y*to.YStride+x] = luma
			if x%2 == 0 && y%2 == 0 { // a face has no colour edges that a mean would save
				to.Cb[y/2*to.CStride+x/2], to.Cr[y/2*to.CStride+x/2] = cb, cr
			}
		}
	}
}

// The face guide, in millimetres of the 35×45 photo: the head is 34±2 high with 4±2 above it.
const (
	headTop    = 4.0
	headTall   = 34.0
	headWide   = 25.0 // a head is about three quarters as wide as high
	headSpread = 2.0
)

// paintSheet draws the whole scan with the frame and the guide into dst; what is outside of the frame is dimmed.
func (l *looker) paintSheet(dst *image.RGBA) {
	size := dst.Rect.Size()
	sw, sh := l.frame.sheet()
	per := max(sw/float64(size.X), sh/float64(size.Y)) // millimetres a pixel
	ox, oy := (float64(size.X)*per-sw)/2, (float64(size.Y)*per-sh)/2
	fw, fh := l.frame.size()
	for y := range size.Y {
		for x := range size.X {
			mx, my := (float64(x)+.5)*per-ox, (float64(y)+.5)*per-oy
			i := y*dst.Stride + 4*x
			if mx < 0 || my < 0 || mx >= sw || my >= sh {
				copy(dst.Pix[i:i+4], []byte{0xf2, 0xf2, 0xf2, 0xff})
				continue
			}
			r, g, b := l.soft(mx, my, per)
			u, v := (mx-l.frame.X)/fw*PaperWide, (my-l.frame.Y)/fh*PaperTall // millimetres of the photo
			if u < 0 || v < 0 || u >= PaperWide || v >= PaperTall {
				r, g, b = r/5*2+0x50, g/5*2+0x50, b/5*2+0x50
			}
			line := per / fw * PaperWide // one pixel in millimetres of the photo
			if onBorder(u, v, 3*line) || onGuide(u, v, line) {
				r, g, b = 0x00, 0x17, 0xc1
			} else if onBorder(u, v, 5*line) || onGuide(u, v, 2.5*line) {
				r, g, b = 0xff, 0xff, 0xff // a white edge: the line is seen on dark hair too
			}
			dst.Pix[i], dst.Pix[i+1], dst.Pix[i+2], dst.Pix[i+3] = r, g, b, 0xff
		}
	}
}

// onBorder tells whether a place of the photo lies on the frame's line.
func onBorder(u, v, wide float64) bool {
	du, dv := math.Max(-u, u-PaperWide), math.Max(-v, v-PaperTall)
	d := math.Max(du, dv)
	return d >= 0 && d < wide
}

// onGuide tells whether a place of the photo lies on the guide: the outline of a head, and the bands for crown and chin.
func onGuide(u, v, half float64) bool {
	if u < 0 || v < 0 || u >= PaperWide || v >= PaperTall {
		return false
	}
	ru, rv := headWide/2, headTall/2
	x, y := (u-PaperWide/2)/ru, (v-headTop-rv)/rv
	d := math.Hypot(x, y)
	gradient := math.Hypot(x/ru, y/rv) / math.Max(d, 1e-6)
	if math.Abs(d-1) < half*gradient {
		return true
	}
	for _, edge := range []float64{headTop - headSpread, headTop + headSpread, headTop + headTall - headSpread, headTop + headTall + headSpread} {
		if math.Abs(v-edge) < half && math.Abs(u-PaperWide/2) > 7 && math.Mod(u, 2) < 1.2 { // dashed, and not through the face
			return true
		}
	}
	return math.Abs(u-PaperWide/2) < half && math.Mod(v, 2) < 1 && (v < headTop+headSpread || v > headTop+headTall-headSpread)
}

// paintCut draws what the frame holds, as it will be registered, into dst: the whole height, or, printed, the part that the card shows.
func (l *looker) paintCut(dst *image.RGBA, printed bool) {
	size := dst.Rect.Size()
	tall := PaperTall
	if printed {
		tall = PaperWide * PrintTall / PrintWide // 22:27.5 is a little wider than 35:45
	}
	per := max(PaperWide/float64(size.X), tall/float64(size.Y))
	ox, oy := (float64(size.X)*per-PaperWide)/2, (float64(size.Y)*per-tall)/2-(PaperTall-tall)/2
	for y := range size.Y {
		for x := range size.X {
			u, v := (float64(x)+.5)*per-ox, (float64(y)+.5)*per-oy
			i := y*dst.Stride + 4*x
			if edge := (PaperTall - tall) / 2; u < 0 || u >= PaperWide || v < edge || v >= PaperTall-edge {
				copy(dst.Pix[i:i+4], []byte{0xff, 0xff, 0xff, 0xff})
				continue
			}
			r, g, b := l.soft(l.frame.X+u*l.frame.Zoom, l.frame.Y+v*l.frame.Zoom, per*l.frame.Zoom)
			dst.Pix[i], dst.Pix[i+1], dst.Pix[i+2], dst.Pix[i+3] = r, g, b, 0xff
		}
	}
}
