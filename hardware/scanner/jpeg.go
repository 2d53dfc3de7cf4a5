package scanner

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"io"

	"madoguchi/hardware"
)

// The markers of a JPEG that matter here (ITU-T T.81, table B.1).
const (
	markSOF0  = 0xc0 // baseline
	markSOF1  = 0xc1 // the same with more tables
	markDHT   = 0xc4
	markJPG   = 0xc8
	markDAC   = 0xcc
	markSOI   = 0xd8
	markEOI   = 0xd9
	markSOS   = 0xda
	markCOM   = 0xfe
	markAdobe = 0xee // APP14
)

// maxJPEGScans bounds how often a picture may be gone through; previews inside it count.
const maxJPEGScans = 16

// readJPEG decodes the asked part of a picture. data is whole; the caller overwrites it.
func readJPEG(data []byte, f frame) (*image.NRGBA, error) {
	w, h, err := jpegHead(data)
	if err != nil {
		return nil, err
	}
	if err := f.judge(w, h); err != nil {
		return nil, err
	}
	end := bytes.LastIndex(data, []byte{0xff, markEOI})
	if end < 0 || len(data)-end > 1<<10 { // some devices pad
		return nil, noJPEG("cut short")
	}
	if bytes.Count(data, []byte{0xff, markSOS}) > maxJPEGScans {
		return nil, noJPEG("goes on and on")
	}
	// The decoder keeps the last 4 KB it read: they shall be zeros.
	zeros := make([]byte, 12<<10)
	copy(zeros, []byte{0xff, markCOM, byte((len(zeros) - 2) >> 8), byte(len(zeros) - 2)})
	decoded, err := jpeg.Decode(io.MultiReader(bytes.NewReader(data[:end]), bytes.NewReader(zeros), bytes.NewReader([]byte{0xff, markEOI})))
	if err != nil {
		return nil, fmt.Errorf("a broken JPEG: %w: %w: %w", hardware.ScannerNonsense, errLeft, err)
	}
	return cut(decoded, f)
}

// errLeft says that the decoder ended with planes that nobody can reach.
var errLeft = errors.New("its planes are left to the collector")

func noJPEG(why string) error { return fmt.Errorf("a JPEG that %s: %w", why, hardware.ScannerNonsense) }

// cut copies the asked part out of the decoder's planes and overwrites these.
func cut(decoded image.Image, f frame) (*image.NRGBA, error) {
	c := f.canvas()
	row := make([]byte, 3*decoded.Bounds().Dx())
	defer clear(row)
	switch planes := decoded.(type) {
	case *image.YCbCr:
		for y := f.crop.Min.Y; y < f.crop.Max.Y; y++ {
			for x := f.crop.Min.X; x < f.crop.Max.X; x++ {
				l, k := planes.YOffset(x, y), planes.COffset(x, y)
				row[3*x], row[3*x+1], row[3*x+2] = color.YCbCrToRGB(planes.Y[l], planes.Cb[k], planes.Cr[k])
			}
			c.row(y, row, 3)
		}
		for _, plane := range [][]byte{planes.Y, planes.Cb, planes.Cr} {
			clear(plane[:cap(plane)])
		}
	case *image.Gray:
		for y := f.crop.Min.Y; y < f.crop.Max.Y; y++ {
			c.row(y, planes.Pix[y*planes.Stride:], 1)
		}
		clear(planes.Pix[:cap(planes.Pix)])
	default: // jpegHead lets none through
		return nil, fmt.Errorf("a JPEG of other colours: %w: %w", hardware.ScannerNonsense, errLeft)
	}
	return c.image, nil
}

// jpegHead reads as far as the first scan: the size, and whether the decoder would keep copies that nobody can overwrite.
func jpegHead(data []byte) (w, h int, err error) {
	if len(data) < 4 || data[0] != 0xff || data[1] != markSOI {
		return 0, 0, noJPEG("is none")
	}
	for rest := data[2:]; ; {
		mark, body, after, ok := jpegSegment(rest)
		rest = after
		switch {
		case !ok:
			return 0, 0, noJPEG("has a broken header")
		case mark == markSOS && w == 0:
			return 0, 0, noJPEG("has no size")
		case mark == markSOS:
			return w, h, nil
		case mark == markAdobe && inRGB(body):
			return 0, 0, noJPEG("has other colours")
		case mark == markSOF0 || mark == markSOF1:
			if w, h, err = jpegSize(body); err != nil { // of two the decoder takes none
				return 0, 0, err
			}
		case otherProcess(mark):
			return 0, 0, noJPEG("is progressive or lossless")
		}
	}
}

// inRGB tells whether Adobe's mark says that the colours were not transformed.
func inRGB(body []byte) bool {
	return len(body) >= 12 && string(body[:5]) == "Adobe" && body[11] == 0
}

// otherProcess tells whether a mark is the frame header of another way to code than the sequential one.
func otherProcess(mark byte) bool {
	return mark > markSOF1 && mark < 0xd0 && mark != markDHT && mark != markJPG && mark != markDAC
}

// jpegSegment takes the first segment off.
func jpegSegment(data []byte) (mark byte, body, rest []byte, ok bool) {
	if len(data) == 0 || data[0] != 0xff {
		return 0, nil, nil, false
	}
	for len(data) > 0 && data[0] == 0xff { // fill bytes
		data = data[1:]
	}
	if len(data) < 3 {
		return 0, nil, nil, false
	}
	size := int(binary.BigEndian.Uint16(data[1:]))
	if mark = data[0]; mark < markSOF0 || mark >= 0xd0 && mark <= markEOI || size < 2 || 1+size > len(data) {
		return 0, nil, nil, false
	}
	return mark, data[3 : 1+size], data[1+size:], true
}

// jpegSize reads a frame header: eight bits, grey or YCbCr.
func jpegSize(body []byte) (w, h int, err error) {
	if len(body) < 6 || body[0] != 8 || body[5] != 1 && body[5] != 3 || len(body) != 6+3*int(body[5]) {
		return 0, 0, noJPEG("has other colours or depths")
	}
	h, w = int(binary.BigEndian.Uint16(body[1:])), int(binary.BigEndian.Uint16(body[3:]))
	if w == 0 || h == 0 || body[5] == 3 && body[6] == 'R' && body[9] == 'G' && body[12] == 'B' {
		return 0, 0, noJPEG("has other colours or no size")
	}
	return w, h, nil
}
