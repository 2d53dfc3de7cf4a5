//go:build linux && training

package main

import (
	"errors"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"
	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
	"github.com/jezek/xgb/xtest"

	"madoguchi/internal/session"
)

// The desktop is locked, sleeps, loses a monitor, and somebody presses PrintScreen: each time the clerk's window is covered by what
// the operator has to undo. The machine's own logind is not asked: one of the test's own answers on the stage's bus.
func TestTheDesktopCoversTheCounter(t *testing.T) {
	t.Cleanup(func() { _ = switchMonitor(true) })
	tell(t)
}

const stageSession dbus.ObjectPath = "/org/freedesktop/login1/session/_3stage"

// stageLogin is org.freedesktop.login1.Manager on the stage.
type stageLogin struct{}

func (stageLogin) GetSession(string) (dbus.ObjectPath, *dbus.Error)      { return stageSession, nil }
func (stageLogin) GetSessionByPID(uint32) (dbus.ObjectPath, *dbus.Error) { return stageSession, nil }

func desktopCovers(s *stage) {
	var bus *dbus.Conn
	s.step("starting logind", func() (err error) {
		bus, err = dbus.Connect(os.Getenv("DBUS_SYSTEM_BUS_ADDRESS"))
		if err == nil {
			err = bus.Export(stageLogin{}, "/org/freedesktop/login1", "org.freedesktop.login1.Manager")
		}
		if err == nil {
			_, err = bus.RequestName("org.freedesktop.login1", 0)
		}
		return err
	})
	if s.err != nil {
		return
	}
	defer bus.Close()
	s.login(clerkOnDuty())
	s.await(staff, "reception.key")
	emit := func(path dbus.ObjectPath, name string, values ...any) func() {
		return func() { _ = bus.Emit(path, name, values...) }
	}
	s.locksAt("the desktop's lock", emit(stageSession, "org.freedesktop.login1.Session.Lock"))
	s.locksAt("the sleep", emit("/org/freedesktop/login1", "org.freedesktop.login1.Manager.PrepareForSleep", true))
	s.locksAt("the screen saver", emit("/org/gnome/ScreenSaver", "org.gnome.ScreenSaver.ActiveChanged", true))

	from := s.now()
	s.step("pressing PrintScreen", pressPrint)
	s.until("the screen is hidden", func() bool { return s.m.session.View().Sight == session.Hidden })
	s.recorded(from, "capture.seen")
	s.recorded(from, "screen.hidden")
	s.shot("printscreen")
	s.click(staff, "hidden.back")
	s.until("the card brings it back", func() bool { return s.m.session.View().Sight == session.Open })

	off := false
	s.locks("a monitor that goes", func() {
		if !off {
			off = true
			s.step("switching the monitor off", func() error { return switchMonitor(false) })
		}
	})
	s.until("the resident's window is at rest", s.m.windows.padAstray)
	s.password(clerkOnDuty())
	s.await(staff, "reception.key")
}

// locksAt does something until the terminal is locked by it, for nobody tells when the desktop is listened to, and unlocks it.
func (s *stage) locksAt(what string, do func()) {
	s.locks(what, do)
	s.password(clerkOnDuty())
	s.await(staff, "reception.key")
}

// locks does something until the terminal is locked by it.
func (s *stage) locks(what string, do func()) {
	from, next := s.now(), time.Time{}
	s.until("locked by "+what, func() bool {
		if v := s.m.session.View(); v.State == session.Locked && v.Reason == session.ByDesktop {
			return true
		}
		if time.Now().After(next) {
			do()
			next = time.Now().Add(time.Second)
		}
		return false
	})
	s.recorded(from, "screen.locked")
	s.until("the cover stands", func() bool { return slices.Contains(s.ids(staff), "lock.password") })
}

// pressPrint presses the key as a hand does.
func pressPrint() error {
	c, err := xgb.NewConn()
	if err != nil {
		return err
	}
	defer c.Close()
	if err := xtest.Init(c); err != nil {
		return err
	}
	setup := xproto.Setup(c)
	m, err := xproto.GetKeyboardMapping(c, setup.MinKeycode, byte(setup.MaxKeycode-setup.MinKeycode+1)).Reply()
	if err != nil {
		return err
	}
	at := slices.Index(m.Keysyms, 0xff61)
	if at < 0 {
		return errors.New("the keyboard has no Print key")
	}
	code := byte(setup.MinKeycode) + byte(at/int(m.KeysymsPerKeycode))
	root := setup.DefaultScreen(c).Root
	for _, kind := range []byte{xproto.KeyPress, xproto.KeyRelease} {
		if err := xtest.FakeInputChecked(c, kind, code, 0, root, 0, 0, 0).Check(); err != nil {
			return err
		}
		time.Sleep(held)
	}
	return nil
}

// held is how long a hand holds a key at least. Where the window manager has taken the key for its own pictures, the program only
// looks at it now and then.
const held = 100 * time.Millisecond
