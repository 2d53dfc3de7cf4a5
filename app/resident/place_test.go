package resident

import (
	"errors"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver"
	"fyne.io/fyne/v2/test"

	"madoguchi/app/kit"
	"madoguchi/hardware"
)

// fakeDesktop is a window system with one window on it that does as it is asked, or not.
type fakeDesktop struct {
	fyne.Window
	monitors []hardware.Monitor
	broken   bool
	at       hardware.Rect
	shown    bool
	full     bool
	stays    bool // full screen takes the first monitor, as some window managers do
	stale    int  // how often the library still asks a monitor that has left, and fails
	asked    []string
}

func (d *fakeDesktop) Monitors() ([]hardware.Monitor, error) {
	if d.broken {
		return nil, errors.New("no answer")
	}
	return d.monitors, nil
}

func (d *fakeDesktop) WindowBounds(native uintptr) (hardware.Rect, error) {
	if native != 7 {
		return hardware.Rect{}, errors.New("another window")
	}
	return d.at, nil
}

func (d *fakeDesktop) Idle() (time.Duration, error) { return 0, nil }

func (d *fakeDesktop) RunNative(f func(any)) {
	c := driver.X11WindowContext{}
	if d.shown {
		c.WindowHandle = 7
	}
	f(c)
}

func (d *fakeDesktop) RequestPosition(x, y int) {
	d.asked = append(d.asked, "position")
	d.at.X, d.at.Y = x, y
}
func (d *fakeDesktop) RequestAlwaysOnTop()         {}
func (d *fakeDesktop) RequestFullScreenSecondary() {}

func (d *fakeDesktop) Show() {
	d.asked = append(d.asked, "show")
	d.shown = true
	d.at.W, d.at.H = 1024, 768
}

func (d *fakeDesktop) Resize(fyne.Size) {}

func (d *fakeDesktop) SetFullScreen(full bool) {
	if d.stale > 0 {
		d.stale--
		d.asked = append(d.asked, "in vain")
		var left *hardware.Monitor
		d.at = left.Bounds
	}
	d.full = full
	if !full {
		d.asked = append(d.asked, "window")
		d.at.W, d.at.H = 100, 100
		return
	}
	d.asked = append(d.asked, "full")
	for i, m := range d.monitors {
		if holds(m.Bounds, d.at) || d.stays {
			d.at = d.monitors[i].Bounds
			return
		}
	}
}

var (
	clerkMonitor = hardware.Monitor{Name: "DP-1", Primary: true, Bounds: hardware.Rect{W: 1366, H: 768}}
	padMonitor   = hardware.Monitor{Name: "HDMI-1", Bounds: hardware.Rect{X: 1366, W: 1024, H: 768}}
)

func newDesktop(t *testing.T, monitor string, monitors ...hardware.Monitor) (*fakeDesktop, func() bool) {
	t.Helper()
	test.NewTempApp(t)
	d := &fakeDesktop{Window: test.NewTempWindow(t, nil), monitors: monitors}
	p := NewPlace(d, d, monitor)
	p.pause = 0
	bridge, queue := kit.NewQueuedBridge()
	return d, func() bool {
		answer := make(chan bool, 1)
		asked := len(d.asked)
		go func() {
			covers, stirred := p.Check(bridge)
			if stirred != (len(d.asked) > asked) {
				t.Errorf("stirred: %v; the window was asked for %v", stirred, d.asked[asked:])
			}
			answer <- covers
		}()
		covers, done := false, false
		if !queue.Until(5*time.Second, func() bool {
			select {
			case covers = <-answer:
				done = true
			default:
			}
			return done
		}) {
			t.Fatal("Check does not end")
		}
		return covers
	}
}

func TestThePadStandsOnItsMonitor(t *testing.T) {
	d, check := newDesktop(t, "", clerkMonitor, padMonitor)
	if !check() || d.at != padMonitor.Bounds {
		t.Errorf("the pad is at %+v", d.at)
	}
	if d.asked[0] != "position" {
		t.Errorf("shown before it had its place: %v", d.asked)
	}
	n := len(d.asked)
	if !check() || len(d.asked) != n {
		t.Errorf("it was touched without need: %v", d.asked[n:])
	}
}

func TestAMonitorThatVanishesAndComesBack(t *testing.T) {
	d, check := newDesktop(t, "HDMI-1", clerkMonitor, padMonitor)
	check()
	d.monitors = d.monitors[:1]
	d.at = clerkMonitor.Bounds // where the window system moves it
	if check() {
		t.Error("the clerk's monitor counts as the pad's")
	}
	if d.full {
		t.Error("the pad covers the clerk's monitor")
	}
	check()
	d.monitors = append(d.monitors, padMonitor)
	if !check() || d.at != padMonitor.Bounds {
		t.Errorf("after its monitor came back the pad is at %+v", d.at)
	}
	d.at = clerkMonitor.Bounds // somebody moves it with the keys of the window manager
	if !check() || d.at != padMonitor.Bounds {
		t.Errorf("moved away, the pad stays at %+v", d.at)
	}
}

func TestWhereThePadMayNotBe(t *testing.T) {
	mirror := hardware.Monitor{Name: "HDMI-1", Bounds: clerkMonitor.Bounds}
	for name, c := range map[string]struct {
		monitor  string
		monitors []hardware.Monitor
	}{
		"one monitor":             {"", []hardware.Monitor{clerkMonitor}},
		"a mirror of the clerk's": {"", []hardware.Monitor{clerkMonitor, mirror}},
		"another monitor":         {"VGA-9", []hardware.Monitor{clerkMonitor, padMonitor}},
		"none":                    {"", nil},
	} {
		d, check := newDesktop(t, c.monitor, c.monitors...)
		if first, second := check(), check(); first || second {
			t.Errorf("%s: %+v counts", name, d.at)
		}
		if !d.shown || d.full {
			t.Errorf("%s: there is no normal window: %v", name, d.asked)
		}
	}
}

// A window that is wider than its monitor, as one gets without a window manager, has keys outside.
func TestAWindowLargerThanItsMonitorDoesNotCount(t *testing.T) {
	d, check := newDesktop(t, "", clerkMonitor, padMonitor)
	if !check() {
		t.Fatal("the pad found no place")
	}
	d.at.W += 342
	if !check() || d.at != padMonitor.Bounds {
		t.Errorf("the pad stays at %+v", d.at)
	}
}

func TestOnlyWhatIsReadBackCounts(t *testing.T) {
	d, check := newDesktop(t, "", clerkMonitor, padMonitor)
	d.stays = true
	if first, second := check(), check(); first || second {
		t.Errorf("the pad counts at %+v", d.at)
	}
	d.stays = false
	if !check() {
		t.Error("the pad does not recover")
	}
	d.broken = true
	if check() {
		t.Error("without an answer of the window system the pad counts")
	}
}

// Fyne 2.8 fails on a monitor that left a moment ago. The counter lives on, and the window is a normal one as soon as
// the library knows.
func TestAMonitorThatLeavesUnderTheLibrary(t *testing.T) {
	d, check := newDesktop(t, "", clerkMonitor, padMonitor)
	if !check() {
		t.Fatal("not placed")
	}
	d.monitors, d.stale = d.monitors[:1], 1
	if check() || !d.full {
		t.Fatal("the window cannot have changed yet")
	}
	if check() || d.full {
		t.Error("it is full screen still, on no monitor")
	}
	d.monitors = []hardware.Monitor{clerkMonitor, padMonitor}
	d.stale = 1
	if !check() {
		t.Error("not placed when the monitor came back")
	}
}
