package photo

import (
	"bytes"
	"errors"
	"image"
	"image/jpeg"
	"sync"

	"madoguchi/hardware"
)

// picture is the one scanned picture and the only copy of its pixels. Every way to it goes through its lock, so that it can be wiped at
// any moment: afterwards there is nothing to draw and nothing to register.
type picture struct {
	mu    sync.Mutex
	vault *vault
	scan  *image.NRGBA // its pixels lie in the vault; nil when wiped
	frame Frame
}

// take moves a scan into the vault and wipes what the driver made.
func take(s *hardware.Scan) *picture {
	defer s.Wipe()
	b := s.Image.Bounds()
	v := newVault(b.Dx() * b.Dy() * 4)
	p := &picture{vault: v, frame: startFrame(), scan: &image.NRGBA{Pix: v.room, Stride: b.Dx() * 4, Rect: image.Rect(0, 0, b.Dx(), b.Dy())}}
	for y := range b.Dy() {
		from := s.Image.PixOffset(b.Min.X, b.Min.Y+y)
		copy(p.scan.Pix[y*p.scan.Stride:(y+1)*p.scan.Stride], s.Image.Pix[from:])
	}
	return p
}

// wipe erases the picture; more than once is harmless.
func (p *picture) wipe() {
	if p == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.scan = nil
	p.vault.wipe()
}

func (p *picture) gone() bool {
	if p == nil {
		return true
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.scan == nil
}

// change lays the frame anew.
func (p *picture) change(f func(Frame) Frame) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.frame = f(p.frame)
}

// with lends the picture under its lock; false when it is gone.
func (p *picture) with(f func(*looker)) bool {
	if p == nil {
		return false
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.scan == nil {
		return false
	}
	f(&looker{scan: p.scan, frame: p.frame})
	return true
}

// looker reads the picture as it is turned and framed. It is used under the picture's lock and not kept.
type looker struct {
	scan  *image.NRGBA
	frame Frame
}

// at is the colour at a place of the turned scan in millimetres, between pixels by their distance.
func (l *looker) at(x, y float64) (r, g, b uint8) {
	size := l.scan.Rect.Size()
	const perMM = dpi / inch
	u, v := x*perMM-0.5, y*perMM-0.5
	w, h := float64(size.X-1), float64(size.Y-1)
	switch l.frame.Turns {
	case 1:
		u, v = v, h-u
	case 2:
		u, v = w-u, h-v
	case 3:
		u, v = w-v, u
	}
	u, v = min(max(u, 0), w), min(max(v, 0), h)
	x0, y0 := int(u), int(v)
	x1, y1 := min(x0+1, size.X-1), min(y0+1, size.Y-1)
	fx, fy := int(256*(u-float64(x0))), int(256*(v-float64(y0)))
	pix, stride := l.scan.Pix, l.scan.Stride
	i, j, k, m := y0*stride+4*x0, y0*stride+4*x1, y1*stride+4*x0, y1*stride+4*x1
	mix := func(c int) uint8 {
		above := int(pix[i+c])*(256-fx) + int(pix[j+c])*fx
		below := int(pix[k+c])*(256-fx) + int(pix[m+c])*fx
		return uint8((above*(256-fy) + below*fy + 1<<15) >> 16)
	}
	return mix(0), mix(1), mix(2)
}

// soft is at for a picture that is shown smaller: the mean of four places a step apart.
func (l *looker) soft(x, y, step float64) (r, g, b uint8) {
	var sum [3]int
	for _, d := range [4][2]float64{{-.25, -.25}, {.25, -.25}, {-.25, .25}, {.25, .25}} {
		r, g, b := l.at(x+d[0]*step, y+d[1]*step)
		sum[0], sum[1], sum[2] = sum[0]+int(r), sum[1]+int(g), sum[2]+int(b)
	}
	return uint8((sum[0] + 2) / 4), uint8((sum[1] + 2) / 4), uint8((sum[2] + 2) / 4)
}

// errTooLarge is a picture that no quality makes small enough.
var errTooLarge = errors.New("the picture does not fit into its room")

// maxJPEG is the room for the encoded picture: a face needs a quarter of it.
const maxJPEG = 3 << 19

// encode cuts the picture and encodes it as JPEG without any metadata, all in vaults. The caller wipes what it gets.
func (p *picture) encode() (jpg []byte, wipe func(), err error) {
	size := cutSize()
	chroma := image.Pt((size.X+1)/2, (size.Y+1)/2)
	planes := newVault(size.X*size.Y + 2*chroma.X*chroma.Y)
	defer planes.wipe()
	cut := &image.YCbCr{Y: planes.room[:size.X*size.Y], Cb: planes.room[size.X*size.Y:][:chroma.X*chroma.Y], Cr: planes.room[size.X*size.Y+chroma.X*chroma.Y:],
		YStride: size.X, CStride: chroma.X, SubsampleRatio: image.YCbCrSubsampleRatio420, Rect: image.Rectangle{Max: size}}
	if !p.with(func(l *looker) { l.cut(cut) }) {
		return nil, nil, errGone
	}
	out := &room{v: newVault(maxJPEG)}
	for _, quality := range []int{92, 80, 60} {
		out.n = 0
		if err = jpeg.Encode(out, cut, &jpeg.Options{Quality: quality}); !errors.Is(err, errTooLarge) {
			break
		}
	}
	if err != nil {
		out.v.wipe()
		return nil, nil, err
	}
	return out.v.room[:out.n], out.v.wipe, nil
}

// room is a writer into a vault. It has its own WriteByte and Flush, so that the encoder puts no buffer of its own before it.
type room struct {
	v *vault
	n int
}

func (r *room) Write(p []byte) (int, error) {
	if r.n+len(p) > len(r.v.room) {
		return 0, errTooLarge
	}
	r.n += copy(r.v.room[r.n:], p)
	return len(p), nil
}

func (r *room) WriteByte(b byte) error {
	if r.n >= len(r.v.room) {
		return errTooLarge
	}
	r.v.room[r.n] = b
	r.n++
	return nil
}

func (r *room) Flush() error { return nil }

// IsJPEG tells whether data begins as the photos that are registered do: for registrars that look before they take.
func IsJPEG(data []byte) bool { return bytes.HasPrefix(data, []byte{0xff, 0xd8, 0xff}) }
