// Package robot is a user made of X11 events: it moves the pointer, clicks, types and looks at the screen.
// The demo and the end-to-end tests use the program through it as a person would, so that nothing they
// show was done behind the windows. It is no part of the release program.
package robot

import (
	"errors"
	"fmt"
	"image"
	"image/color"
	"time"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
	"github.com/jezek/xgb/xtest"

	"madoguchi/hardware"
)

// Robot is connected to one X11 display.
type Robot struct {
	conn   *xgb.Conn
	root   xproto.Window
	screen *xproto.ScreenInfo
	keys   map[rune]key
}

type key struct {
	code  xproto.Keycode
	shift bool
}

// Keys that have no character of their own.
const (
	Return    rune = 0xff0d
	Escape    rune = 0xff1b
	Tab       rune = 0xff09
	BackSpace rune = 0xff08
	Down      rune = 0xff54
	F5        rune = 0xffc2
	F7        rune = 0xffc4
	F8        rune = 0xffc5
	F9        rune = 0xffc6
	F12       rune = 0xffc9
	shiftKey  rune = 0xffe1
)

// pause lets the program see one event before the next, as a hand does.
const pause = 12 * time.Millisecond

// frame is longer than one frame of a window drawn without a graphics card.
const frame = 50 * time.Millisecond

// New connects to the display in the environment.
func New() (*Robot, error) {
	conn, err := xgb.NewConn()
	if err != nil {
		return nil, fmt.Errorf("connecting to the display: %w", err)
	}
	if err := xtest.Init(conn); err != nil {
		conn.Close()
		return nil, fmt.Errorf("the display has no XTEST: %w", err)
	}
	setup := xproto.Setup(conn)
	r := &Robot{conn: conn, screen: setup.DefaultScreen(conn)}
	r.root = r.screen.Root
	if err := r.readKeyboard(setup.MinKeycode, setup.MaxKeycode); err != nil {
		conn.Close()
		return nil, err
	}
	return r, nil
}

// Close ends the connection.
func (r *Robot) Close() { r.conn.Close() }

func (r *Robot) readKeyboard(first, last xproto.Keycode) error {
	m, err := xproto.GetKeyboardMapping(r.conn, first, byte(last-first+1)).Reply()
	if err != nil {
		return fmt.Errorf("reading the keyboard map: %w", err)
	}
	r.keys = map[rune]key{}
	per := int(m.KeysymsPerKeycode)
	for i := 0; i*per < len(m.Keysyms); i++ {
		for level := min(per, 2) - 1; level >= 0; level-- { // the unshifted meaning wins
			if sym := rune(m.Keysyms[i*per+level]); sym != 0 {
				r.keys[sym] = key{first + xproto.Keycode(i), level == 1}
			}
		}
	}
	return nil
}

// Click presses and releases the left button at a point of the desktop.
func (r *Robot) Click(x, y int) error {
	return errors.Join(r.Press(x, y), r.Release())
}

// Press holds the left button down at a point; Release lets it go. Fyne takes the pointer's new place once a frame, so
// the button goes down a frame later, as it does under a hand.
func (r *Robot) Press(x, y int) error {
	err := r.Move(x, y)
	time.Sleep(frame)
	return errors.Join(err, r.PressHere())
}

// Move puts the pointer on a point of the desktop.
func (r *Robot) Move(x, y int) error { return r.event(xproto.MotionNotify, 0, x, y, pause) }

// PressHere holds the left button down where the pointer is.
func (r *Robot) PressHere() error { return r.event(xproto.ButtonPress, 1, 0, 0, pause) }

// Release lets the left button go where the pointer is.
func (r *Robot) Release() error { return r.event(xproto.ButtonRelease, 1, 0, 0, pause) }

// Wheel turns the mouse wheel at a point: positive is down.
func (r *Robot) Wheel(x, y, clicks int) error {
	button := byte(5)
	if clicks < 0 {
		button, clicks = 4, -clicks
	}
	err := r.event(xproto.MotionNotify, 0, x, y, pause)
	for range clicks {
		err = errors.Join(err, r.event(xproto.ButtonPress, button, 0, 0, pause), r.event(xproto.ButtonRelease, button, 0, 0, pause))
	}
	return err
}

// Type types ASCII text.
func (r *Robot) Type(text string) error {
	for _, c := range text {
		if err := r.Key(c); err != nil {
			return err
		}
	}
	return nil
}

// scanPause is what a quick scanner on USB needs for each press and each release.
const scanPause = 2 * time.Millisecond

// Scan sends what a barcode scanner on the keyboard sends: the text, as quickly as such a keyboard can, and Return.
func (r *Robot) Scan(text string) error {
	for _, c := range append([]rune(text), Return) {
		if err := r.strike(c, scanPause); err != nil {
			return err
		}
	}
	return nil
}

// Key presses and releases one key, with Shift where the character needs it.
func (r *Robot) Key(sym rune) error { return r.strike(sym, pause) }

func (r *Robot) strike(sym rune, pause time.Duration) error {
	k, ok := r.keys[sym]
	if !ok {
		return fmt.Errorf("the keyboard has no key U+%04X", sym)
	}
	send := func(kind byte, code xproto.Keycode) error { return r.event(kind, byte(code), 0, 0, pause) }
	var err error
	shift := r.keys[shiftKey].code
	if k.shift {
		err = send(xproto.KeyPress, shift)
	}
	err = errors.Join(err, send(xproto.KeyPress, k.code), send(xproto.KeyRelease, k.code))
	if k.shift {
		err = errors.Join(err, send(xproto.KeyRelease, shift))
	}
	return err
}

// event sends one event and rests, so that the program sees it before the next.
func (r *Robot) event(kind, detail byte, x, y int, rest time.Duration) error {
	err := xtest.FakeInputChecked(r.conn, kind, detail, 0, r.root, int16(x), int16(y), 0).Check()
	time.Sleep(rest)
	if err != nil {
		return fmt.Errorf("sending an input event: %w", err)
	}
	return nil
}

// Look takes a picture of a part of the desktop.
func (r *Robot) Look(area hardware.Rect) (*image.RGBA, error) {
	reply, err := xproto.GetImage(r.conn, xproto.ImageFormatZPixmap, xproto.Drawable(r.root),
		int16(area.X), int16(area.Y), uint16(area.W), uint16(area.H), 0xffffffff).Reply()
	if err != nil {
		return nil, fmt.Errorf("reading the screen: %w", err)
	}
	img := image.NewRGBA(image.Rect(0, 0, area.W, area.H))
	if len(reply.Data) < area.W*area.H*4 {
		return nil, fmt.Errorf("reading the screen: %d bytes for %dx%d", len(reply.Data), area.W, area.H)
	}
	for i := 0; i < area.W*area.H; i++ { // the server sends blue, green, red, unused
		p := reply.Data[4*i:]
		img.Pix[4*i], img.Pix[4*i+1], img.Pix[4*i+2], img.Pix[4*i+3] = p[2], p[1], p[0], 0xff
	}
	return img, nil
}

// Desktop is the whole desktop.
func (r *Robot) Desktop() hardware.Rect {
	g, err := xproto.GetGeometry(r.conn, xproto.Drawable(r.root)).Reply()
	if err != nil {
		return hardware.Rect{W: int(r.screen.WidthInPixels), H: int(r.screen.HeightInPixels)}
	}
	return hardware.Rect{W: int(g.Width), H: int(g.Height)}
}

// Pixel is the colour of one point of the desktop.
func (r *Robot) Pixel(x, y int) (color.RGBA, error) {
	img, err := r.Look(hardware.Rect{X: x, Y: y, W: 1, H: 1})
	if err != nil {
		return color.RGBA{}, err
	}
	return img.RGBAAt(0, 0), nil
}
