package scanner

import (
	"fmt"
	"image"
	"io"
	"strconv"

	"madoguchi/hardware"
)

// maxPNMHead bounds the header with its comments.
const maxPNMHead = 1 << 10

// readPNM reads a binary PGM or PPM of eight bits row by row; nothing of it is buffered. progress may be nil.
func readPNM(r io.Reader, f frame, progress func(float64)) (_ *image.NRGBA, err error) {
	channels, w, h, err := pnmHead(r)
	if err == nil {
		err = f.judge(w, h)
	}
	if err != nil {
		return nil, err
	}
	c, row := f.canvas(), make([]byte, w*channels)
	defer clear(row)
	defer func() {
		if err != nil {
			c.wipe()
		}
	}()
	for y := range h {
		if _, err := io.ReadFull(r, row); err != nil {
			return nil, fmt.Errorf("a picture cut short at row %d of %d: %w: %w", y, h, hardware.ScannerNonsense, err)
		}
		c.row(y, row, channels)
		if progress != nil && y&31 == 0 {
			progress(float64(y) / float64(h))
		}
	}
	return c.image, nil
}

// pnmHead reads a header; one white space and the first row follow it.
func pnmHead(r io.Reader) (channels, w, h int, err error) {
	head := pnmReader{r: r}
	magic, err := head.token()
	if err != nil {
		return 0, 0, 0, err
	}
	if channels = map[string]int{"P5": 1, "P6": 3}[magic]; channels == 0 {
		return 0, 0, 0, fmt.Errorf("what came is no picture: %w", hardware.ScannerNonsense)
	}
	var deepest int
	for _, v := range []*int{&w, &h, &deepest} {
		text, err := head.token()
		if err != nil {
			return 0, 0, 0, err
		}
		n, err := strconv.ParseUint(text, 10, 20)
		if err != nil || n == 0 {
			return 0, 0, 0, fmt.Errorf("a picture whose size is no number: %w", hardware.ScannerNonsense)
		}
		*v = int(n)
	}
	if deepest != 255 {
		return 0, 0, 0, fmt.Errorf("a picture of %d shades: %w", deepest, hardware.ScannerNonsense)
	}
	return channels, w, h, nil
}

// pnmReader takes a header apart, a byte at a time so that no pixel is read too early.
type pnmReader struct {
	r    io.Reader
	read int
}

func (p *pnmReader) next() (byte, error) {
	if p.read++; p.read > maxPNMHead {
		return 0, fmt.Errorf("a header without an end: %w", hardware.ScannerNonsense)
	}
	var b [1]byte
	if _, err := io.ReadFull(p.r, b[:]); err != nil {
		return 0, fmt.Errorf("a header cut short: %w: %w", hardware.ScannerNonsense, err)
	}
	return b[0], nil
}

// token is the next word that is no comment; the white space behind it is taken too.
func (p *pnmReader) token() (string, error) {
	var word []byte
	for comment := false; ; {
		b, err := p.next()
		switch {
		case err != nil:
			return "", err
		case comment:
			comment = b != '\n'
		case b == '#' && len(word) == 0:
			comment = true
		case b == ' ' || b == '\n' || b == '\t' || b == '\r':
			if len(word) > 0 {
				return string(word), nil
			}
		default:
			word = append(word, b)
		}
	}
}
