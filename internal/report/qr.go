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
func (q qrModules) size() float64 { return max(qrLeastSize, float64(q.modules)*qrModuleSize) }

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
