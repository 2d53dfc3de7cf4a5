package screen

import (
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/randr"
	"github.com/jezek/xgb/screensaver"
	"github.com/jezek/xgb/xproto"

	"madoguchi/hardware"
)

// Screens is one X11 display. A connection that broke is made anew at the next call.
type Screens struct {
	display string // "" is $DISPLAY

	mu   sync.Mutex
	conn *xgb.Conn
	root xproto.Window
}

var _ hardware.Screens = (*Screens)(nil)

// Open makes the access to a display; "" is the one of $DISPLAY. It connects at the first call.
func Open(display string) *Screens { return &Screens{display: display} }

// Close ends the connection.
func (s *Screens) Close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.drop()
}

func (s *Screens) drop() {
	if s.conn != nil {
		s.conn.Close()
		s.conn = nil
	}
}

// with runs ask on a live connection; s.mu keeps it to one at a time.
// An X error leaves the connection well; anything else ends it.
func (s *Screens) with(what string, ask func(c *xgb.Conn, root xproto.Window) error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.conn == nil {
		if err := s.connect(); err != nil {
			return fmt.Errorf("%s: %w (%w)", what, hardware.ServiceMissing, err)
		}
	}
	err := ask(s.conn, s.root)
	if err == nil {
		return nil
	}
	var refused xgb.Error
	if !errors.As(err, &refused) {
		s.drop()
	}
	return fmt.Errorf("%s: %w (%w)", what, hardware.DeviceFailed, err)
}

func (s *Screens) connect() error {
	c, err := xgb.NewConnDisplay(s.display)
	if err != nil {
		return err
	}
	if err := errors.Join(screensaver.Init(c), withMonitors(c)); err != nil {
		c.Close()
		return err
	}
	s.conn, s.root = c, xproto.Setup(c).DefaultScreen(c).Root
	return nil
}

// withMonitors makes RandR usable; the server gives its newest version only to clients that ask for it.
func withMonitors(c *xgb.Conn) error {
	if err := randr.Init(c); err != nil {
		return err
	}
	_, err := randr.QueryVersion(c, 1, 5).Reply()
	return err
}

// Monitors implements hardware.Screens: the monitors as the user arranged them (RandR 1.5).
func (s *Screens) Monitors() (monitors []hardware.Monitor, err error) {
	err = s.with("listing the monitors", func(c *xgb.Conn, root xproto.Window) (err error) {
		monitors, err = listed(c, root)
		return err
	})
	if err != nil {
		return nil, err
	}
	return monitors, nil
}

// listed asks an X server for its monitors.
func listed(c *xgb.Conn, root xproto.Window) (monitors []hardware.Monitor, err error) {
	reply, err := randr.GetMonitors(c, root, true).Reply()
	if err != nil {
		return nil, err
	}
	for _, m := range reply.Monitors {
		name, err := xproto.GetAtomName(c, m.Name).Reply()
		if err != nil {
			return nil, err
		}
		monitors = append(monitors, hardware.Monitor{
			Name: name.Name, Primary: m.Primary,
			Bounds: hardware.Rect{X: int(m.X), Y: int(m.Y), W: int(m.Width), H: int(m.Height)},
		})
	}
	return ordered(monitors), nil
}

// WindowBounds implements hardware.Screens. native is the X11 window id. The inner window's
// place on the root window is asked: its parent may be a frame of the window manager.
func (s *Screens) WindowBounds(native uintptr) (r hardware.Rect, err error) {
	err = s.with("reading a window's place", func(c *xgb.Conn, root xproto.Window) error {
		w := xproto.Window(native)
		g, err := xproto.GetGeometry(c, xproto.Drawable(w)).Reply()
		if err != nil {
			return err
		}
		at, err := xproto.TranslateCoordinates(c, w, root, 0, 0).Reply()
		if err != nil {
			return err
		}
		r = hardware.Rect{X: int(at.DstX), Y: int(at.DstY), W: int(g.Width), H: int(g.Height)}
		return nil
	})
	return r, err
}

// Idle implements hardware.Screens.
func (s *Screens) Idle() (idle time.Duration, err error) {
	err = s.with("asking for the last input", func(c *xgb.Conn, root xproto.Window) error {
		info, err := screensaver.QueryInfo(c, xproto.Drawable(root)).Reply()
		if err != nil {
			return err
		}
		idle = time.Duration(info.MsSinceUserInput) * time.Millisecond
		return nil
	})
	return idle, err
}
