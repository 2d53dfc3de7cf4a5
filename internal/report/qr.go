package report

import (
	"fmt"

	qrcode "github.com/skip2/go-qrcode"
)

// A printed QR code, in millimetres. Half a millimetre a module is what an office scanner and a hand-held reader
// both read from plain paper; a smaller code is stretched to the least size.
const (
	qrLeastSize   = 42.0
	qrModuleSize  = 0.55
	qrLargestSize = 80.0
)

// qrModules is a QR code as rectangles of dark modules.
type qrModules struct {
	modules int // modules a side, with the quiet zone of 4 around
	dark    []moduleRect
	side    float64 // of the printed code in millimetres, quiet zone included; 0 for the size that fits its modules
}

// moduleRect is a rectangle in modules from the top left corner.
type moduleRect struct{ x, y, w, h int }

// encodeQR makes the code of text at level M (15 % may be lost), with its quiet zone.
func encodeQR(text string) (qrModules, error) {
	code, err := qrcode.New(text, qrcode.Medium)
	if err != nil {
		return qrModules{}, fmt.Errorf("encode %d bytes as QR: %w", len(text), err)
	}
	bitmap := code.Bitmap()
	q := qrModules{modules: len(bitmap), dark: mergeModules(bitmap)}
	if q.size() > qrLargestSize {
		return qrModules{}, fmt.Errorf("QR of %d bytes would be %.0f mm wide, the sheet has %.0f mm", len(text), q.size(), qrLargestSize)
	}
	return q, nil
}

// size is the side of the printed code in millimetres, quiet zone included.
func (q qrModules) size() float64 {
	if q.side > 0 {
		return q.side
	}
	return max(qrLeastSize, float64(q.modules)*qrModuleSize)
}

// encodeLargeQR makes the code of a slip as large as the paper allows, because it may be read from a fax or a copy: modules of 0.8 mm up to
// the largest size. What level M cannot hold in it (a transfer of hundreds of cards) is set at level L (7 % may be lost), with modules
// that a scanner of 300 dpi still reads.
func encodeLargeQR(text string) (qrModules, error) {
	const slipModule, least = 0.8, 0.43
	for _, level := range []qrcode.RecoveryLevel{qrcode.Medium, qrcode.Low} {
		code, err := qrcode.New(text, level)
		if err != nil {
			continue
		}
		bitmap := code.Bitmap()
		side := min(max(float64(len(bitmap))*slipModule, qrLeastSize), qrLargestSize)
		if side/float64(len(bitmap)) >= qrModuleSize || level == qrcode.Low && side/float64(len(bitmap)) >= least {
			return qrModules{modules: len(bitmap), dark: mergeModules(bitmap), side: side}, nil
		}
	}
	return qrModules{}, fmt.Errorf("%d bytes are more than a QR code of %.0f mm holds", len(text), qrLargestSize)
}

// mergeModules covers the dark modules with as few rectangles as a greedy walk finds: fewer bytes, and no
// hairlines between modules that touch.
func mergeModules(bitmap [][]bool) []moduleRect {
	var rects []moduleRect
	done := make([][]bool, len(bitmap))
	for y := range bitmap {
		done[y] = make([]bool, len(bitmap[y]))
	}
	free := func(x, y int) bool { return bitmap[y][x] && !done[y][x] }
	for y := range bitmap {
		for x := range bitmap[y] {
			if !free(x, y) {
				continue
			}
			r := moduleRect{x, y, 1, 1}
			for x+r.w < len(bitmap[y]) && free(x+r.w, y) {
				r.w++
			}
			for y+r.h < len(bitmap) && allFree(free, x, y+r.h, r.w) {
				r.h++
			}
			for j := range r.h {
				for i := range r.w {
					done[y+j][x+i] = true
				}
			}
			rects = append(rects, r)
		}
	}
	return rects
}

func allFree(free func(x, y int) bool, x, y, w int) bool {
	for i := range w {
		if !free(x+i, y) {
			return false
		}
	}
	return true
}
