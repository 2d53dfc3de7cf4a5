package scanner

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"errors"
	"fmt"
	"hash"
	"hash/crc32"
	"image"
	"io"

	"madoguchi/hardware"
)

const pngMagic = "\x89PNG\r\n\x1a\n"

// maxPNGAside bounds a chunk that is no picture: colour profiles are the largest.
const maxPNGAside = 4 << 20

// readPNG reads what scanners send of PNG: eight bits, grey or colour, not interlaced. image/png would keep the last rows and the
// decompressor's window where nobody can overwrite them, and decode the whole picture before its part is cut out.
func readPNG(r io.Reader, f frame) (_ *image.NRGBA, err error) {
	p := &pngReader{r: r, sum: crc32.NewIEEE()}
	defer clear(p.buffer[:])
	w, h, channels, err := p.head()
	if err == nil {
		err = f.judge(w, h)
	}
	if err == nil {
		err = p.untilPicture()
	}
	if err != nil {
		return nil, err
	}
	c := f.canvas()
	defer func() {
		if err != nil {
			c.wipe()
		}
	}()
	if err := p.rows(c, w, h, channels); err != nil {
		return nil, noPNG("its rows", err)
	}
	if err := p.tail(); err != nil {
		return nil, err
	}
	return c.image, nil
}

func noPNG(where string, err error) error {
	if errors.Is(err, hardware.ScannerNonsense) {
		return err
	}
	return fmt.Errorf("a broken PNG, %s: %w: %w", where, hardware.ScannerNonsense, err)
}

var errPNG = errors.New("not as scanners write it")

// pngReader takes the chunks apart. It reads the picture's bytes for the decompressor, as one stream.
type pngReader struct {
	r      io.Reader
	sum    hash.Hash32 // of the chunk being read
	left   int         // bytes of it that are still to come
	buffer [4096]byte
	ready  []byte // the part of buffer not yet given on
	over   bool   // the chunk after the last one of the picture was opened
	kind   string
}

// open begins the next chunk.
func (p *pngReader) open() error {
	var head [8]byte
	if _, err := io.ReadFull(p.r, head[:]); err != nil {
		return noPNG("a chunk", err)
	}
	size := binary.BigEndian.Uint32(head[:4])
	p.kind = string(head[4:])
	if size > 1<<31-1 || p.kind != "IDAT" && size > maxPNGAside {
		return noPNG("a chunk's size", errPNG)
	}
	p.left = int(size)
	p.sum.Reset()
	p.sum.Write(head[4:])
	return nil
}

// end checks the sum at the chunk's end.
func (p *pngReader) end() error {
	var sum [4]byte
	if _, err := io.ReadFull(p.r, sum[:]); err != nil {
		return noPNG("a chunk's sum", err)
	}
	if binary.BigEndian.Uint32(sum[:]) != p.sum.Sum32() {
		return noPNG("a chunk's sum", errPNG)
	}
	return nil
}

// fill reads the next bytes of the chunk into the buffer.
func (p *pngReader) fill() error {
	n, err := io.ReadFull(p.r, p.buffer[:min(p.left, len(p.buffer))])
	p.sum.Write(p.buffer[:n])
	p.left -= n
	p.ready = p.buffer[:n]
	return err
}

// skip passes over the rest of the chunk.
func (p *pngReader) skip() error {
	for p.left > 0 {
		if err := p.fill(); err != nil {
			return noPNG("a chunk", err)
		}
	}
	p.ready = nil
	return p.end()
}

func (p *pngReader) head() (w, h, channels int, err error) {
	var magic [len(pngMagic)]byte
	if _, err := io.ReadFull(p.r, magic[:]); err != nil || string(magic[:]) != pngMagic {
		return 0, 0, 0, noPNG("its beginning", errPNG)
	}
	if err := p.open(); err != nil {
		return 0, 0, 0, err
	}
	if p.kind != "IHDR" || p.left != 13 {
		return 0, 0, 0, noPNG("its header", errPNG)
	}
	if err := p.fill(); err != nil {
		return 0, 0, 0, noPNG("its header", err)
	}
	b := p.ready
	width, height := binary.BigEndian.Uint32(b), binary.BigEndian.Uint32(b[4:])
	channels = map[byte]int{0: 1, 2: 3, 4: 2, 6: 4}[b[9]]
	usual := b[8] == 8 && string(b[10:13]) == "\x00\x00\x00" // eight bits, the one compression, the one filter, not interlaced
	if width-1 >= 1<<20 || height-1 >= 1<<20 || !usual || channels == 0 {
		return 0, 0, 0, noPNG("its header", errPNG)
	}
	p.ready = nil
	return int(width), int(height), channels, p.end()
}

// untilPicture passes over what stands before the picture. An unknown chunk that must be understood ends it.
func (p *pngReader) untilPicture() error {
	for {
		if err := p.open(); err != nil {
			return err
		}
		switch {
		case p.kind == "IDAT":
			return nil
		case p.kind != "PLTE" && p.kind[0]&0x20 == 0:
			return noPNG("an unknown part", errPNG)
		}
		if err := p.skip(); err != nil {
			return err
		}
	}
}

// ReadByte implements io.ByteReader, so that the decompressor keeps no buffer of its own.
func (p *pngReader) ReadByte() (byte, error) {
	for len(p.ready) == 0 {
		if p.over {
			return 0, io.EOF
		}
		if p.left > 0 {
			if err := p.fill(); err != nil {
				return 0, err
			}
			continue
		}
		if err := p.end(); err != nil {
			return 0, err
		}
		if err := p.open(); err != nil {
			return 0, err
		}
		p.over = p.kind != "IDAT"
	}
	b := p.ready[0]
	p.ready = p.ready[1:]
	return b, nil
}

// Read implements io.Reader.
func (p *pngReader) Read(to []byte) (n int, err error) {
	for n < len(to) && (n == 0 || len(p.ready) > 0) {
		if to[n], err = p.ReadByte(); err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

// rows decompresses the picture a row at a time.
func (p *pngReader) rows(c *canvas, w, h, channels int) error {
	z, err := zlib.NewReader(p)
	if err != nil {
		return err
	}
	defer forget(z)
	row, above := make([]byte, 1+w*channels), make([]byte, 1+w*channels)
	defer func() { clear(row); clear(above) }()
	for y := range h {
		if _, err := io.ReadFull(z, row); err != nil {
			return err
		}
		if err := unfilter(row[0], row[1:], above[1:], channels); err != nil {
			return err
		}
		c.row(y, row[1:], channels)
		row, above = above, row
	}
	var more [1]byte
	if n, err := z.Read(more[:]); n != 0 || err != io.EOF {
		return errors.Join(errPNG, err)
	}
	return nil
}

// tail wants the picture's last chunks to be whole.
func (p *pngReader) tail() error {
	if !p.over { // the end of the picture's last chunk
		p.ready = nil
		if err := p.skip(); err != nil {
			return err
		}
		if err := p.open(); err != nil {
			return err
		}
	}
	for {
		if err := p.skip(); err != nil {
			return err
		}
		if p.kind == "IEND" {
			return nil
		}
		if err := p.open(); err != nil {
			return err
		}
	}
}

// forget overwrites the decompressor's window, the last 32 KB of the rows, by having it read 64 KB of zeros.
func forget(z io.ReadCloser) {
	zeros := make([]byte, 1<<16-1)
	_ = z.(zlib.Resetter).Reset(io.MultiReader(bytes.NewReader([]byte{0x78, 0x01, 0x00, 0xff, 0xff, 0x00, 0x00}), bytes.NewReader(zeros)), nil)
	_, _ = io.Copy(io.Discard, z) // the stream's missing end is no matter
}

// unfilter undoes a row's filter (PNG specification, chapter 9) in place. Left of the first pixel everything is 0.
func unfilter(filter byte, row, above []byte, channels int) error {
	switch filter {
	case 0:
	case 1:
		for i := channels; i < len(row); i++ {
			row[i] += row[i-channels]
		}
	case 2:
		for i := range row {
			row[i] += above[i]
		}
	case 3:
		for i := range channels {
			row[i] += above[i] / 2
		}
		for i := channels; i < len(row); i++ {
			row[i] += byte((int(row[i-channels]) + int(above[i])) / 2)
		}
	case 4:
		for i := range channels {
			row[i] += above[i]
		}
		for i := channels; i < len(row); i++ {
			row[i] += paeth(int(row[i-channels]), int(above[i]), int(above[i-channels]))
		}
	default:
		return errPNG
	}
	return nil
}

// paeth is the one of three neighbours that is nearest to left + above - corner.
func paeth(left, above, corner int) byte {
	toLeft, toAbove, toCorner := above-corner, left-corner, left+above-2*corner
	toLeft, toAbove, toCorner = max(toLeft, -toLeft), max(toAbove, -toAbove), max(toCorner, -toCorner)
	switch {
	case toLeft <= toAbove && toLeft <= toCorner:
		return byte(left)
	case toAbove <= toCorner:
		return byte(above)
	}
	return byte(corner)
}
