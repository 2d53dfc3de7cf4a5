package resident

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver"
	"fyne.io/fyne/v2/driver/desktop"

	"madoguchi/app/kit"
	"madoguchi/hardware"
)

// Place keeps the resident's window full screen on its own monitor. What the window system is asked for it may do
// differently or not at all, so only what is read back counts (第23条第2号).
type Place struct {
	win     fyne.Window
	screens hardware.Screens
	monitor string
	pause   time.Duration // between a request and its reading back

	// Used by Check's one goroutine only.
	shown, full, alone bool
}

// NewPlace prepares it for a window that was not shown yet. monitor is the name of the pad's monitor as the window system
// gives it; "" means the first one that is not the primary.
func NewPlace(win fyne.Window, screens hardware.Screens, monitor string) *Place {
	return &Place{win: win, screens: screens, monitor: monitor, pause: 120 * time.Millisecond}
}

// How long Check tries before it answers; the next Check goes on from there.
const (
	steps   = 16
	settle  = 8               // readings that a window gets to become full screen
	uiLimit = 2 * time.Second // an app that is closing answers no more
)

// Check puts the window on the pad's monitor if it is not there, and tells whether it covers that monitor now. Without such a
// monitor it shows a normal window and answers false. It is called again and again by one goroutine, not the UI thread:
// monitors are unplugged and come back. It takes no time when all is well, and about two seconds at most otherwise.
func (p *Place) Check(bridge *kit.Bridge) bool {
	target, ok := p.target()
	if !ok {
		p.standAlone(bridge)
		return false
	}
	p.alone = false
	waited := 0
	for range steps {
		at, known := p.bounds(bridge)
		if known && covers(at, target) {
			return true
		}
		if p.full && waited < settle {
			waited++
		} else if !p.step(bridge, target, known && holds(target, at)) {
			return false
		} else {
			waited = 0
		}
		time.Sleep(p.pause)
	}
	return false
}

// step does the next thing that brings the window to its place; false when the app answers no more.
func (p *Place) step(bridge *kit.Bridge, target hardware.Rect, there bool) bool {
	switch {
	case !p.shown: // for the first time already there: a window that jumps is seen on the clerk's monitor
		p.shown = true
		return onUI(bridge, func() {
			p.move(target)
			p.win.Resize(fyne.NewSize(aloneWide, aloneTall))
			p.win.Show()
		})
	case p.full: // on another monitor, or not full screen after all
		p.full = false
		return onUI(bridge, func() { p.win.SetFullScreen(false) })
	case there:
		p.full = true
		return onUI(bridge, func() { p.win.SetFullScreen(true) })
	}
	return onUI(bridge, func() { p.move(target) })
}

// standAlone is a normal window, for the terminal whose second monitor is missing.
func (p *Place) standAlone(bridge *kit.Bridge) {
	if p.alone {
		return
	}
	full, shown := p.full, p.shown
	p.alone, p.full, p.shown = true, false, true
	onUI(bridge, func() {
		if full {
			p.win.SetFullScreen(false)
		}
		if shown { // the monitor it stood on is gone
			p.move(hardware.Rect{})
		}
		p.win.Resize(fyne.NewSize(aloneWide, aloneTall))
		p.win.Show()
	})
}

// target is the pad's monitor. One that shows the same as another is not the resident's alone.
func (p *Place) target() (hardware.Rect, bool) {
	monitors, err := p.screens.Monitors()
	if err != nil {
		return hardware.Rect{}, false
	}
	for i, m := range monitors {
		if p.monitor != "" && m.Name != p.monitor || p.monitor == "" && m.Primary {
			continue
		}
		for j, other := range monitors {
			if i != j && overlap(m.Bounds, other.Bounds) {
				return hardware.Rect{}, false
			}
		}
		return m.Bounds, true
	}
	return hardware.Rect{}, false
}

// onUI runs f on the UI thread and waits for it; false when it did not run in time.
func onUI(bridge *kit.Bridge, f func()) bool {
	done := make(chan struct{})
	bridge.Post(func() {
		f()
		close(done)
	})
	select {
	case <-done:
		return true
	case <-time.After(uiLimit):
		return false
	}
}

func (p *Place) move(target hardware.Rect) {
	if w, ok := p.win.(desktop.Window); ok {
		w.RequestPosition(target.X+target.W/8, target.Y+target.H/8)
	}
}

// bounds reads back where the window is; false before it has a native window.
func (p *Place) bounds(bridge *kit.Bridge) (hardware.Rect, bool) {
	if !p.shown {
		return hardware.Rect{}, false
	}
	handle := make(chan uintptr, 1)
	if !onUI(bridge, func() { handle <- nativeHandle(p.win) }) {
		return hardware.Rect{}, false
	}
	h := <-handle
	if h == 0 {
		return hardware.Rect{}, false
	}
	at, err := p.screens.WindowBounds(h)
	return at, err == nil
}

func nativeHandle(win fyne.Window) (handle uintptr) {
	native, ok := win.(driver.NativeWindow)
	if !ok {
		return 0
	}
	native.RunNative(func(c any) {
		switch c := c.(type) {
		case driver.X11WindowContext:
			handle = c.WindowHandle
		case driver.WindowsWindowContext:
			handle = c.HWND
		}
	})
	return handle
}

func covers(at, monitor hardware.Rect) bool {
	return at.X <= monitor.X && at.Y <= monitor.Y && at.X+at.W >= monitor.X+monitor.W && at.Y+at.H >= monitor.Y+monitor.H
}

// holds tells whether the middle of a window is on the monitor.
func holds(monitor, window hardware.Rect) bool {
	x, y := window.Center()
	return x >= monitor.X && x < monitor.X+monitor.W && y >= monitor.Y && y < monitor.Y+monitor.H
}

func overlap(a, b hardware.Rect) bool {
	return a.X < b.X+b.W && b.X < a.X+a.W && a.Y < b.Y+b.H && b.Y < a.Y+a.H
}
