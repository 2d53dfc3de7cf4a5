package scanner

import (
	"fmt"
	"image"
	"math"

	"madoguchi/hardware"
)

const (
	mmPerInch    = 25.4
	unitsPerInch = 300 // eSCL measures the glass in 1/300 inch
	// margin is scanned beside what was asked, 1 mm: devices round the size down to what suits them.
	margin = 12
	// maxDPI and maxPixels bound what a scan may ask for: A4 at 600 dpi is 35 million pixels.
	maxDPI    = 1200
	maxPixels = 40_000_000
)

// span is a stretch of the glass along one side, in 1/300 inch.
type span struct{ start, size int }

// frame says where in the device's picture the asked area lies, and how large that picture may be.
type frame struct {
	crop image.Rectangle // pixels of the device's picture that are wanted
	most image.Point     // a larger picture was not asked for
}

// checkArea refuses what no scanner can be asked.
func checkArea(a hardware.ScanArea) error {
	for _, v := range []float64{a.X, a.Y, a.W, a.H} {
		if math.IsNaN(v) || v < 0 || v > 1000 {
			return fmt.Errorf("an area of %v mm: %w", v, hardware.ScannerTooSmall)
		}
	}
	if a.DPI < 1 || a.DPI > maxDPI {
		return fmt.Errorf("%d dpi: %w", a.DPI, hardware.ScannerTooSmall)
	}
	if p := a.Pixels(); p.X < 1 || p.Y < 1 || p.X*p.Y > maxPixels {
		return fmt.Errorf("an area of %d x %d pixels: %w", p.X, p.Y, hardware.ScannerTooSmall)
	}
	return nil
}

// along lays out one side: what is scanned so that the asked length lies in it. least and most are the device's own limits;
// a device that cannot scan so little scans more. Errors are ScannerTooSmall.
func along(at, length float64, least, most int) (span, error) {
	const tiny = 1e-6
	from := int(math.Floor(at*unitsPerInch/mmPerInch + tiny))
	to := int(math.Ceil((at+length)*unitsPerInch/mmPerInch - tiny))
	if to > most {
		return span{}, fmt.Errorf("%.1f mm from %.1f mm is more than the glass: %w", length, at, hardware.ScannerTooSmall)
	}
	s := span{start: from, size: min(max(to-from+margin, least), most)}
	if s.start+s.size > most {
		s.start = most - s.size
	}
	return s, nil
}

// pixelsFrom is where, in pixels from the start of what is scanned, the asked length begins.
func (s span) pixelsFrom(at float64, dpi int) int {
	return max(0, int(math.Round(at*float64(dpi)/mmPerInch-float64(s.start*dpi)/unitsPerInch)))
}

// mostPixels is what the span may have at the most: devices round up to bytes and blocks.
func (s span) mostPixels(dpi int) int {
	p := s.size * dpi / unitsPerInch
	return p + p/50 + 64
}

// framed is the frame of an area in a picture of the two spans.
func framed(a hardware.ScanArea, x, y span) frame {
	at := image.Pt(x.pixelsFrom(a.X, a.DPI), y.pixelsFrom(a.Y, a.DPI))
	return frame{crop: image.Rectangle{Min: at, Max: at.Add(a.Pixels())}, most: image.Pt(x.mostPixels(a.DPI), y.mostPixels(a.DPI))}
}

// judge refuses a picture by the size its header tells, before anything is decoded.
func (f frame) judge(w, h int) error {
	if w > f.most.X || h > f.most.Y {
		return fmt.Errorf("a picture of %d x %d pixels, more than asked: %w", w, h, hardware.ScannerNonsense)
	}
	if w < f.crop.Max.X || h < f.crop.Max.Y {
		return fmt.Errorf("a picture of %d x %d pixels, less than asked: %w", w, h, hardware.ScannerNonsense)
	}
	return nil
}

// maxBytes bounds what the device may send: the picture uncompressed and what is said beside it.
func (f frame) maxBytes() int64 { return 4*int64(f.most.X)*int64(f.most.Y) + 256<<10 }

// canvas is the asked part of a picture that comes row by row.
type canvas struct {
	frame
	image *image.NRGBA
}

func (f frame) canvas() *canvas {
	return &canvas{frame: f, image: image.NewNRGBA(image.Rectangle{Max: f.crop.Size()})}
}

// row takes the row y of the device's picture: bytes of channels a pixel, 1 or 2 for grey and 3 or 4 for colour. What the device
// says of transparency is ignored: glass is not transparent.
func (c *canvas) row(y int, bytes []byte, channels int) {
	if y < c.crop.Min.Y || y >= c.crop.Max.Y {
		return
	}
	to := c.image.Pix[(y-c.crop.Min.Y)*c.image.Stride:][:4*c.crop.Dx()]
	from := bytes[c.crop.Min.X*channels:]
	for len(to) > 0 {
		if channels < 3 {
			to[0], to[1], to[2] = from[0], from[0], from[0]
		} else {
			to[0], to[1], to[2] = from[0], from[1], from[2]
		}
		to[3] = 0xff
		to, from = to[4:], from[channels:]
	}
}

func (c *canvas) wipe() { clear(c.image.Pix) }
