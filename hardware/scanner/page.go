package scanner

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"io"
	"net/http"
	"runtime/debug"

	"madoguchi/hardware"
)

// page is the body of an answer: bounded, counted, and remembering why it ended.
type page struct {
	ctx      context.Context
	body     io.Reader
	left     int64 // bytes it may still have
	whole    int64 // as announced; below 1 unknown
	read     int64
	told     int64
	progress func(float64)
	broken   error // of the connection
}

var errTooLong = errors.New("more bytes than the picture can have")

// Read implements io.Reader.
func (p *page) Read(to []byte) (int, error) {
	if p.left <= 0 {
		p.broken = fmt.Errorf("%w: %w", hardware.ScannerNonsense, errTooLong)
		return 0, p.broken
	}
	n, err := p.body.Read(to[:min(int64(len(to)), p.left)])
	p.left, p.read = p.left-int64(n), p.read+int64(n)
	switch {
	case err == nil || err == io.EOF:
	case p.ctx.Err() != nil:
		p.broken = fmt.Errorf("%w: %w", hardware.ScannerTimeout, p.ctx.Err())
	default: // cut off in the middle
		p.broken = fmt.Errorf("%w: %w", hardware.ScannerGone, err)
	}
	if p.progress != nil && p.whole > 0 && p.read-p.told > p.whole/50 {
		p.told = p.read
		p.progress(min(1, float64(p.read)/float64(p.whole)))
	}
	return n, err
}

// readPage reads the picture of an answer. What it is is told by its first bytes: devices send JPEG also when asked for PNG.
func readPage(ctx context.Context, resp *http.Response, f frame, progress func(float64)) (*image.NRGBA, error) {
	if resp.ContentLength > f.maxBytes() {
		return nil, fmt.Errorf("a picture of %d bytes, more than asked: %w", resp.ContentLength, hardware.ScannerNonsense)
	}
	p := &page{ctx: ctx, body: resp.Body, left: f.maxBytes(), whole: resp.ContentLength, progress: progress}
	img, err := p.picture(f)
	if errors.Is(err, errLeft) {
		debug.FreeOSMemory() // collects the planes and has the operating system clear them
	}
	if p.broken != nil { // the reason, and not what the decoder made of it
		if img != nil {
			clear(img.Pix)
		}
		return nil, fmt.Errorf("reading the page: %w", p.broken)
	}
	return img, err
}

func (p *page) picture(f frame) (*image.NRGBA, error) {
	head := make([]byte, len(pngMagic))
	if _, err := io.ReadFull(p, head); err != nil {
		return nil, fmt.Errorf("a page that ends at once: %w: %w", hardware.ScannerNonsense, err)
	}
	if string(head) == pngMagic {
		return readPNG(io.MultiReader(bytes.NewReader(head), p), f)
	}
	if head[0] != 0xff || head[1] != markSOI {
		return nil, fmt.Errorf("what came is no picture: %w", hardware.ScannerNonsense)
	}
	data, err := p.all(head)
	defer func() { clear(data) }()
	if err != nil {
		return nil, err
	}
	return readJPEG(data, f)
}

// all reads to the end. A buffer that grew too small is overwritten before it is left.
func (p *page) all(head []byte) ([]byte, error) {
	size := 256 << 10
	if p.whole > 0 {
		size = int(p.whole) + 1
	}
	data := append(make([]byte, 0, size), head...)
	for {
		if len(data) == cap(data) {
			larger := append(make([]byte, 0, 2*cap(data)), data...)
			clear(data)
			data = larger
		}
		n, err := p.Read(data[len(data):cap(data)])
		data = data[:len(data)+n]
		if err == io.EOF {
			return data, nil
		}
		if err != nil {
			return data, fmt.Errorf("reading the page: %w", err)
		}
	}
}
