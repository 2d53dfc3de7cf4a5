package screen

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/randr"
	"github.com/jezek/xgb/xproto"

	"madoguchi/hardware"
)

// The keys that desktops take a picture at.
const (
	keyPrint  xproto.Keysym = 0xff61
	keySysReq xproto.Keysym = 0xff15 // the same key with Alt
)

// keyLook is how often the keyboard is looked at while the key belongs to somebody else. A press lasts longer.
const keyLook = 40 * time.Millisecond

var errDisplayGone = errors.New("the display has gone away")

// display is a connection of its own to the X server, because it waits for events.
type display struct {
	conn     *xgb.Conn
	root     xproto.Window
	monitors []hardware.Monitor
	keys     []xproto.Keycode // that take a picture
	wanted   bool             // they should be ours alone
	caught   bool             // they are: nobody but us is told of them
	down     bool             // one was pressed when last looked at
	released xproto.Timestamp // of the last release: a press at the same moment is the keyboard's repetition
}

func (d *Desktop) openDisplay() (*display, error) {
	c, err := xgb.NewConnDisplay(d.display)
	if err != nil {
		return nil, err
	}
	x := &display{conn: c, root: xproto.Setup(c).DefaultScreen(c).Root}
	err = withMonitors(c)
	if err == nil {
		err = randr.SelectInputChecked(c, x.root, randr.NotifyMaskScreenChange|randr.NotifyMaskCrtcChange|randr.NotifyMaskOutputChange).Check()
	}
	if err == nil {
		x.monitors, err = listed(c, x.root)
	}
	if err == nil {
		err = x.findKeys()
	}
	if err != nil {
		c.Close()
		return nil, err
	}
	return x, nil
}

// findKeys learns which keys of the keyboard take a picture.
func (x *display) findKeys() error {
	setup := xproto.Setup(x.conn)
	count := byte(setup.MaxKeycode - setup.MinKeycode + 1)
	m, err := xproto.GetKeyboardMapping(x.conn, setup.MinKeycode, count).Reply()
	if err != nil {
		return err
	}
	x.keys = nil
	each := int(m.KeysymsPerKeycode)
	for i := 0; each > 0 && i*each < len(m.Keysyms); i++ {
		syms := m.Keysyms[i*each : (i+1)*each]
		if slices.Contains(syms, keyPrint) || slices.Contains(syms, keySysReq) {
			x.keys = append(x.keys, setup.MinKeycode+xproto.Keycode(i))
		}
	}
	return nil
}

// take takes the keys for us alone or gives them back. A desktop that has taken them before keeps them; then they are only looked at.
func (x *display) take(taken bool) {
	for _, k := range x.keys {
		_ = xproto.UngrabKeyChecked(x.conn, k, x.root, xproto.ModMaskAny).Check()
	}
	x.wanted, x.caught = taken, taken && len(x.keys) > 0
	if !taken {
		return
	}
	for _, k := range x.keys {
		if xproto.GrabKeyChecked(x.conn, false, x.root, xproto.ModMaskAny, k, xproto.GrabModeAsync, xproto.GrabModeAsync).Check() != nil {
			x.caught = false
		}
	}
}

// watchDisplay tells of monitors and of the PrintScreen key until ctx ends or the display goes away.
func (d *Desktop) watchDisplay(ctx context.Context, tell func(hardware.DesktopEvent)) error {
	x, err := d.openDisplay()
	if err != nil {
		return err
	}
	defer x.conn.Close()
	events := make(chan xgb.Event)
	go x.receive(ctx, events)
	x.take(d.catch.Load())
	look := time.NewTicker(keyLook)
	defer look.Stop()
	for {
		var e hardware.DesktopEvent
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-d.turn:
			x.take(d.catch.Load())
		case <-look.C:
			e, err = x.lookAtKeys()
		case event, open := <-events:
			if !open {
				return errDisplayGone
			}
			e, err = x.heard(event)
		}
		if err != nil {
			return err
		}
		if e != "" {
			tell(e)
		}
	}
}

// receive hands on the server's events; the channel is closed when the connection is.
func (x *display) receive(ctx context.Context, events chan<- xgb.Event) {
	defer close(events)
	for {
		event, broken := x.conn.WaitForEvent()
		if event == nil && broken == nil {
			return
		}
		if event == nil {
			continue
		}
		select {
		case events <- event:
		case <-ctx.Done():
			return
		}
	}
}

// heard is what an event of the server means; "" for nothing.
func (x *display) heard(event xgb.Event) (hardware.DesktopEvent, error) {
	switch e := event.(type) {
	case xproto.KeyPressEvent:
		if slices.Contains(x.keys, e.Detail) && (e.Time != x.released || e.Time == 0) {
			return hardware.CaptureKey, nil
		}
	case xproto.KeyReleaseEvent:
		x.released = e.Time
	case xproto.MappingNotifyEvent:
		wanted := x.wanted
		x.take(false)
		err := x.findKeys()
		x.take(wanted)
		return "", err
	case randr.ScreenChangeNotifyEvent, randr.NotifyEvent:
		return x.compareMonitors()
	}
	return "", nil
}

// compareMonitors looks whether anything moved: a server tells several times of one change, and of changes that are none.
func (x *display) compareMonitors() (hardware.DesktopEvent, error) {
	now, err := listed(x.conn, x.root)
	if err != nil || slices.Equal(now, x.monitors) {
		return "", err
	}
	x.monitors = now
	return hardware.MonitorsChanged, nil
}

// lookAtKeys tells of a press that the server does not tell us of, because the keys are somebody else's.
func (x *display) lookAtKeys() (hardware.DesktopEvent, error) {
	if x.caught || len(x.keys) == 0 {
		x.down = false
		return "", nil
	}
	m, err := xproto.QueryKeymap(x.conn).Reply()
	if err != nil {
		return "", err
	}
	down := slices.ContainsFunc(x.keys, func(k xproto.Keycode) bool { return m.Keys[k/8]&(1<<(k%8)) != 0 })
	pressed := down && !x.down
	x.down = down
	if pressed {
		return hardware.CaptureKey, nil
	}
	return "", nil
}
