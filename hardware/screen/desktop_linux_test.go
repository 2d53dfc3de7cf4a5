package screen_test

import (
	"bufio"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"syscall"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"
	"github.com/jezek/xgb"
	"github.com/jezek/xgb/randr"
	"github.com/jezek/xgb/xproto"
	"github.com/jezek/xgb/xtest"

	"madoguchi/hardware"
	"madoguchi/hardware/screen"
)

// hang is when a test gives up; nothing is measured by it.
const hang = 30 * time.Second

// ourSession is the session that the simulated logind knows us by.
const ourSession dbus.ObjectPath = "/org/freedesktop/login1/session/_32"

// manager is org.freedesktop.login1.Manager as far as it is asked.
type manager struct {
	brake  *os.File // our end of what keeps the machine awake
	braked chan struct{}
}

func (m *manager) GetSession(id string) (dbus.ObjectPath, *dbus.Error) { return ourSession, nil }

func (m *manager) GetSessionByPID(uint32) (dbus.ObjectPath, *dbus.Error) { return ourSession, nil }

// Inhibit gives the writing end of a pipe: it is let go of when reading ends.
func (m *manager) Inhibit(what, _, _, mode string) (dbus.UnixFD, *dbus.Error) {
	if what != "sleep" || mode != "delay" {
		return -1, dbus.MakeFailedError(os.ErrInvalid)
	}
	r, w, err := os.Pipe()
	if err != nil {
		return -1, dbus.MakeFailedError(err)
	}
	fd, err := syscall.Dup(int(w.Fd()))
	if err != nil {
		return -1, dbus.MakeFailedError(err)
	}
	m.brake = r
	go func() {
		time.Sleep(time.Second) // our copies go once they have been sent
		_ = w.Close()
		_ = syscall.Close(fd)
		close(m.braked)
	}()
	return dbus.UnixFD(fd), nil
}

// privateBus starts a bus of the test's own and gives its address.
func privateBus(t *testing.T) string {
	t.Helper()
	path, err := exec.LookPath("dbus-daemon")
	if err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal("dbus-daemon is not installed")
		}
		t.Skip("dbus-daemon is not installed")
	}
	config, err := filepath.Abs("../../scripts/empty-bus.conf")
	if err != nil {
		t.Fatal(err)
	}
	dir, err := os.MkdirTemp("", "mb") // sockets need a short path
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	cmd := exec.Command(path, "--config-file="+config, "--address=unix:path="+dir+"/bus", "--nofork", "--nopidfile", "--print-address")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	if _, err := bufio.NewReader(out).ReadString('\n'); err != nil {
		t.Fatal(err)
	}
	return "unix:path=" + dir + "/bus"
}

// desk is a desktop under test: a display, a bus with a simulated logind, and what was told.
type desk struct {
	t       *testing.T
	display string
	d       *screen.Desktop
	bus     *dbus.Conn
	login   *manager
	told    chan hardware.DesktopEvent
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	k := &desk{t: t, display: virtualDisplay(t), login: &manager{braked: make(chan struct{})}, told: make(chan hardware.DesktopEvent)}
	address := privateBus(t)
	t.Setenv("DBUS_SYSTEM_BUS_ADDRESS", address)
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", address)
	var err error
	if k.bus, err = dbus.Connect(address); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = k.bus.Close() })
	if err := k.bus.Export(k.login, "/org/freedesktop/login1", "org.freedesktop.login1.Manager"); err != nil {
		t.Fatal(err)
	}
	if _, err := k.bus.RequestName("org.freedesktop.login1", 0); err != nil {
		t.Fatal(err)
	}
	k.d = screen.OpenDesktop(k.display)
	return k
}

// watch begins to watch; it ends with the test.
func (k *desk) watch() {
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		k.d.Watch(ctx, func(e hardware.DesktopEvent) {
			select {
			case k.told <- e:
			case <-ctx.Done():
			}
		})
	}()
	k.t.Cleanup(func() {
		stop()
		select {
		case <-ended:
		case <-time.After(hang):
			k.t.Error("Watch does not end")
		}
	})
}

// until does something again and again until it is told of: nobody says when a watch has begun.
func (k *desk) until(want hardware.DesktopEvent, do func()) {
	k.t.Helper()
	end := time.After(hang)
	for {
		do()
		select {
		case e := <-k.told:
			if e == want {
				return
			}
			k.t.Fatalf("%q was told of, not %q", e, want)
		case <-time.After(100 * time.Millisecond):
		case <-end:
			k.t.Fatalf("nobody told of %q", want)
		}
	}
}

// emit sends a signal as logind or a screen saver would.
func (k *desk) emit(path dbus.ObjectPath, name string, values ...any) {
	k.t.Helper()
	if err := k.bus.Emit(path, name, values...); err != nil {
		k.t.Fatal(err)
	}
}

func (k *desk) server() (*xgb.Conn, xproto.Window) {
	k.t.Helper()
	c, err := xgb.NewConnDisplay(k.display)
	if err != nil {
		k.t.Fatal(err)
	}
	k.t.Cleanup(c.Close)
	if err := randr.Init(c); err != nil {
		k.t.Fatal(err)
	}
	if err := xtest.Init(c); err != nil {
		k.t.Fatal(err)
	}
	return c, xproto.Setup(c).DefaultScreen(c).Root
}

// The desktop's lock, its screen saver, another user and the sleep are told of, and the machine stays awake until that is done.
func TestTheDesktopLocksAndSleeps(t *testing.T) {
	k := newDesk(t)
	k.watch()
	k.until(hardware.DesktopLocked, func() { k.emit(ourSession, "org.freedesktop.login1.Session.Lock") })
	k.drain()
	k.until(hardware.DesktopSwitched, func() {
		k.emit("/org/freedesktop/login1/session/_99", "org.freedesktop.login1.Session.Lock") // somebody else's: not told of
		k.emit(ourSession, "org.freedesktop.DBus.Properties.PropertiesChanged", "org.freedesktop.login1.Session",
			map[string]dbus.Variant{"Active": dbus.MakeVariant(false)}, []string{})
	})
	k.drain()
	k.until(hardware.DesktopLocked, func() { k.emit("/org/gnome/ScreenSaver", "org.gnome.ScreenSaver.ActiveChanged", true) })
	k.drain()

	<-k.login.braked
	released := make(chan struct{})
	go func() {
		_, _ = k.login.brake.Read(make([]byte, 1)) // ends when the other side has let go
		close(released)
	}()
	k.emit("/org/freedesktop/login1", "org.freedesktop.login1.Manager.PrepareForSleep", true)
	select {
	case <-released:
		t.Error("the machine was let go to sleep before the lock")
	case e := <-k.told:
		if e != hardware.DesktopSuspends {
			t.Errorf("%q was told of", e)
		}
	case <-time.After(hang):
		t.Fatal("nobody told of the sleep")
	}
	select {
	case <-released:
	case <-time.After(hang):
		t.Error("the machine is kept awake for ever")
	}
}

// drain takes what was told of by the same thing done several times.
func (k *desk) drain() {
	for {
		select {
		case <-k.told:
		case <-time.After(300 * time.Millisecond):
			return
		}
	}
}

// A monitor that goes or comes is told of; what is no change is not.
func TestAMonitorThatChanges(t *testing.T) {
	k := newDesk(t)
	k.watch()
	c, root := k.server()
	on := true
	k.until(hardware.MonitorsChanged, func() {
		on = !on
		k.monitor(c, root, on)
	})
	k.drain()
	k.monitor(c, root, !on)
	select {
	case e := <-k.told:
		if e != hardware.MonitorsChanged {
			t.Errorf("%q was told of", e)
		}
	case <-time.After(hang):
		t.Fatal("the second change was not told of")
	}
	k.drain()
	k.monitor(c, root, true)
	k.drain()
	for _, primary := range k.outputs(c, root) { // the server tells of it, and a lone monitor is the primary one anyway
		if err := randr.SetOutputPrimaryChecked(c, root, primary).Check(); err != nil {
			t.Fatal(err)
		}
	}
	select {
	case e := <-k.told:
		t.Errorf("%q was told of, and nothing changed", e)
	case <-time.After(500 * time.Millisecond):
	}
}

// outputs are no output and the display's only one.
func (k *desk) outputs(c *xgb.Conn, root xproto.Window) []randr.Output {
	k.t.Helper()
	all, err := randr.GetScreenResources(c, root).Reply()
	if err != nil {
		k.t.Fatal(err)
	}
	return append([]randr.Output{0}, all.Outputs...)
}

// monitor switches the display's only monitor on or off.
func (k *desk) monitor(c *xgb.Conn, root xproto.Window, on bool) {
	k.t.Helper()
	all, err := randr.GetScreenResources(c, root).Reply()
	if err != nil {
		k.t.Fatal(err)
	}
	var mode randr.Mode
	var outputs []randr.Output
	if on {
		mode, outputs = randr.Mode(all.Modes[0].Id), all.Outputs
	}
	if _, err := randr.SetCrtcConfig(c, all.Crtcs[0], 0, all.ConfigTimestamp, 0, 0, mode, randr.RotationRotate0, outputs).Reply(); err != nil {
		k.t.Fatal(err)
	}
}

// PrintScreen is noticed when the key is ours, when it is anybody's, and when another program has taken it before.
func TestThePrintScreenKeyIsNoticed(t *testing.T) {
	k := newDesk(t)
	c, root := k.server()
	code := printKey(t, c)
	k.watch()
	k.until(hardware.CaptureKey, func() { k.press(c, root, code) })
	k.drain()

	k.d.CatchKey(true)
	k.until(hardware.CaptureKey, func() { k.tap(c, root, code) }) // too short for anybody who only looks
	k.drain()
	if err := xproto.GrabKeyChecked(c, false, root, xproto.ModMaskAny, code, xproto.GrabModeAsync, xproto.GrabModeAsync).Check(); err == nil {
		t.Error("another program was given the key too: it would take its picture")
	}
	k.d.CatchKey(false)
	k.until(hardware.CaptureKey, func() { k.press(c, root, code) })
	k.drain()
	for end := time.Now().Add(hang); ; { // once it is let go of, another may have it
		err := xproto.GrabKeyChecked(c, false, root, xproto.ModMaskAny, code, xproto.GrabModeAsync, xproto.GrabModeAsync).Check()
		if err == nil {
			break
		}
		if time.Now().After(end) {
			t.Fatal("the key was not given back")
		}
	}
	k.d.CatchKey(true) // refused: the other program has it
	k.until(hardware.CaptureKey, func() { k.press(c, root, code) })
}

// press holds the key as a finger does; tap does not.
func (k *desk) press(c *xgb.Conn, root xproto.Window, code xproto.Keycode) {
	k.fake(c, root, xproto.KeyPress, code)
	time.Sleep(90 * time.Millisecond)
	k.fake(c, root, xproto.KeyRelease, code)
}

func (k *desk) tap(c *xgb.Conn, root xproto.Window, code xproto.Keycode) {
	k.fake(c, root, xproto.KeyPress, code)
	k.fake(c, root, xproto.KeyRelease, code)
}

func (k *desk) fake(c *xgb.Conn, root xproto.Window, kind byte, code xproto.Keycode) {
	k.t.Helper()
	if err := xtest.FakeInputChecked(c, kind, byte(code), 0, root, 0, 0, 0).Check(); err != nil {
		k.t.Fatal(err)
	}
}

// printKey is the key of the display's keyboard that is called Print.
func printKey(t *testing.T, c *xgb.Conn) xproto.Keycode {
	t.Helper()
	setup := xproto.Setup(c)
	m, err := xproto.GetKeyboardMapping(c, setup.MinKeycode, byte(setup.MaxKeycode-setup.MinKeycode+1)).Reply()
	if err != nil {
		t.Fatal(err)
	}
	i := slices.Index(m.Keysyms, 0xff61)
	if i < 0 {
		t.Fatal("the keyboard has no Print key")
	}
	return setup.MinKeycode + xproto.Keycode(i/int(m.KeysymsPerKeycode))
}

// What can be noticed is found out without watching, and what is missing is left out.
func TestWhatADesktopHears(t *testing.T) {
	k := newDesk(t)
	want := []hardware.DesktopEvent{hardware.DesktopLocked, hardware.DesktopSuspends, hardware.DesktopSwitched, hardware.MonitorsChanged, hardware.CaptureKey}
	if got := k.d.Hears(); !slices.Equal(got, want) {
		t.Errorf("all there: %v", got)
	}
	t.Setenv("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=/nowhere/bus")
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere/bus")
	if got := screen.OpenDesktop(":65000").Hears(); len(got) != 0 {
		t.Errorf("nothing there: %v", got)
	}
	if err := k.d.Exclude(1, true); err == nil || k.d.Shield() != hardware.ShieldNone {
		t.Error("X11 cannot keep a window out of pictures, and says it can")
	}
}
