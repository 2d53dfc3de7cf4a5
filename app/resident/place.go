package resident

import (
	"runtime"
	"time"

	"fyne.io/fyne/v2"
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
	stirred            bool    // the window was asked for something since Check began
	scale              float32 // pixels of one of Fyne's units, at least 1
}

// NewPlace prepares it for a window that was not shown yet. monitor is the name of the pad's monitor as the window system
// gives it; "" means the first one that is not the primary.
func NewPlace(win fyne.Window, screens hardware.Screens, monitor string) *Place {
	return &Place{win: win, screens: screens, monitor: monitor, scale: 1, pause: 120 * time.Millisecond}
}

// How long Check tries before it answers; the next Check goes on from there.
const (
	steps   = 16
	settle  = 8               // readings that a window gets to become full screen
	uiLimit = 2 * time.Second // an app that is closing answers no more
)

// Check puts the window on the pad's monitor if it is not there, and tells whether it covers exactly that monitor now. Without such a
// monitor it shows a normal window and answers false. stirred tells that the window had to be asked for something: it may have
// come before other windows and taken the keyboard. It is called again and again by one goroutine, not the UI thread:
// monitors are unplugged and come back. It takes no time when all is well, and about two seconds at most otherwise.
func (p *Place) Check(bridge *kit.Bridge) (covers, stirred bool) {
	p.stirred = false
	target, ok := p.target()
	if ok {
		p.alone = false
		covers = p.bring(bridge, target)
	} else {
		p.standAlone(bridge)
	}
	return covers, p.stirred
}

// bring puts the window on its monitor; false when it is not there yet.
func (p *Place) bring(bridge *kit.Bridge, target hardware.Rect) bool {
	waited := 0
	for range steps {
		at, known := p.bounds(bridge)
		if known && p.full && at == target { // a window that is larger than its monitor has keys outside
			return true
		}
		if p.full && waited < settle {
			waited++
		} else if !p.step(bridge, target, at, known) {
			return false
		} else {
			waited = 0
		}
		time.Sleep(p.pause)
	}
	return false
}

// step does the next thing that brings the window to its place; false when the app answers no more.
func (p *Place) step(bridge *kit.Bridge, target, at hardware.Rect, known bool) bool {
	p.stirred = true
	switch {
	case !p.shown: // for the first time already there: a window that jumps is seen on the clerk's monitor
		p.shown = true
		return onUI(bridge, func() {
			p.move(target, hardware.Rect{W: int(aloneWide), H: int(aloneTall)})
			p.win.Resize(fyne.NewSize(aloneWide, aloneTall))
			p.win.Show()
		})
	case p.full: // on another monitor, or not full screen after all
		return p.fullScreen(bridge, false)
	case known && holds(p.scaled(target), at):
		return p.fullScreen(bridge, true)
	}
	return onUI(bridge, func() { p.move(target, at) })
}

// fullScreen makes the window full screen or ends it; p.full tells whether that was done. Fyne 2.8 does not survive a
// monitor that left after its window library last looked: it asks the missing monitor for its mode, before it changes
// anything. That panic is taken as "not yet", and the next look tries again. False when the app answers no more.
func (p *Place) fullScreen(bridge *kit.Bridge, full bool) bool {
	done := make(chan bool, 1)
	answered := onUI(bridge, func() {
		defer func() {
			broken := recover()
			if _, missing := broken.(runtime.Error); broken != nil && !missing {
				panic(broken)
			}
			done <- broken == nil
		}()
		p.win.SetFullScreen(full)
	})
	if answered && <-done {
		p.full = full
	}
	return answered
}

// standAlone is a normal window, for the terminal whose second monitor is missing.
func (p *Place) standAlone(bridge *kit.Bridge) {
	if p.alone {
		return
	}
	p.stirred = true // also when it cannot end its full screen yet: the window system has moved it before the clerk's
	if p.full && (!p.fullScreen(bridge, false) || p.full) {
		return // the next Check tries again
	}
	shown := p.shown
	p.alone, p.shown = true, true
	onUI(bridge, func() {
		if shown { // the monitor it stood on is gone
			p.move(hardware.Rect{}, hardware.Rect{})
		}
		p.win.Resize(fyne.NewSize(aloneWide, aloneTall))
		p.win.Show()
	})
}

// target is the pad's monitor. One that shows the same as another is not the resident's alone.
func (p *Place) target() (hardware.Rect, bool) {
	monitors, err := p.screens.Monitors()
	if err != nil || len(monitors) < 2 { // a lone monitor is the clerk's, whatever its name (第23条第2号)
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

// move puts the middle of the window, which is at now, on the middle of the monitor's scaled part. UI thread.
func (p *Place) move(target, at hardware.Rect) {
	if w, ok := p.win.(desktop.Window); ok {
		x, y := p.scaled(target).Center()
		w.RequestPosition(x-at.W/2, y-at.H/2)
	}
}

// scaled is the part of a monitor in which Fyne 2.8 looks for a window's middle when it chooses the monitor for full
// screen: it divides the monitor's size by the scale, but not the window's place.
func (p *Place) scaled(monitor hardware.Rect) hardware.Rect {
	monitor.W, monitor.H = int(float32(monitor.W)/p.scale), int(float32(monitor.H)/p.scale)
	return monitor
}

// bounds reads back where the window is; false before it has a native window.
func (p *Place) bounds(bridge *kit.Bridge) (hardware.Rect, bool) {
	if !p.shown {
		return hardware.Rect{}, false
	}
	handle := make(chan uintptr, 1)
	scale := make(chan float32, 1)
	if !onUI(bridge, func() { handle <- kit.NativeHandle(p.win); scale <- p.win.Canvas().Scale() }) {
		return hardware.Rect{}, false
	}
	h := <-handle
	p.scale = max(1, <-scale)
	if h == 0 {
		return hardware.Rect{}, false
	}
	at, err := p.screens.WindowBounds(h)
	return at, err == nil
}

// holds tells whether the middle of a window is on the monitor.
func holds(monitor, window hardware.Rect) bool {
	x, y := window.Center()
	return x >= monitor.X && x < monitor.X+monitor.W && y >= monitor.Y && y < monitor.Y+monitor.H
}

func overlap(a, b hardware.Rect) bool {
	return a.X < b.X+b.W && b.X < a.X+a.W && a.Y < b.Y+b.H && b.Y < a.Y+a.H
}
