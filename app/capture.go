package main

import (
	"context"
	"sync"
	"time"

	"fyne.io/fyne/v2"

	"madoguchi/app/clerk"
	"madoguchi/app/kit"
	"madoguchi/hardware"
	"madoguchi/internal/oplog"
)

// captures keeps both windows out of pictures of the screen where the system can (第19条第3号), and knows the exception for remote support.
type captures struct {
	mu       sync.Mutex
	from, to time.Time // of remote support; zero when there is none
	pressed  time.Time // PrintScreen, last recorded

	// On the UI thread only.
	clerk, pad windowShield
	told       clerk.Capture
	begun      bool
}

// windowShield is what a window was last made.
type windowShield struct {
	made, out, failed bool
}

// captureLook is how often the windows and the time of the exception are looked at.
const captureLook = time.Second

// capturePause is how long presses of PrintScreen are one: nobody fills the log by holding a key down.
const capturePause = 2 * time.Second

// guardCaptures keeps the windows and the exception as they should be until ctx ends.
func (m *Main) guardCaptures(ctx context.Context) {
	m.endOldCapture(ctx)
	tick := time.NewTicker(captureLook)
	defer tick.Stop()
	for {
		if m.captureOver() {
			m.endCapture()
		}
		m.windows.bridge.Post(m.shield)
		select {
		case <-ctx.Done():
			m.endCapture() // nothing of it goes on without the program
			return
		case <-tick.C:
		}
	}
}

// endOldCapture records the end of an exception that ended with the program before.
func (m *Main) endOldCapture(ctx context.Context) {
	last := func(e oplog.EventID) int64 {
		found, err := m.db.SearchLog(ctx, oplog.Search{Event: e}, oplog.Spot{}, 1)
		if err != nil || len(found.Found) == 0 {
			return -1
		}
		return found.Found[0].Seq
	}
	if last(oplog.CaptureAllowed) > last(oplog.CaptureEnded) {
		m.notes.note(oplog.CaptureEnded)
	}
}

// shield makes the windows as they should be. On the UI thread.
func (m *Main) shield() {
	w, c := &m.windows, &m.windows.captures
	allowed, until := m.captureAllowed()
	state := clerk.Capture{Shield: clerk.ShieldOff, Until: until}
	if m.Desktop != nil && m.Desktop.Shield() != hardware.ShieldNone {
		m.exclude(&c.clerk, w.clerkWin, !allowed)
		m.exclude(&c.pad, w.padWin, true) // whoever types a PIN is seen by no support
		switch {
		case c.clerk.failed || c.pad.failed:
			state.Shield = clerk.ShieldBroken
		case allowed:
			state.Shield = clerk.ShieldLifted
		default:
			state.Shield = clerk.ShieldOn
		}
	}
	if c.begun && state == c.told {
		return
	}
	c.begun, c.told = true, state
	if m.Desktop != nil {
		m.Desktop.CatchKey(!allowed)
	}
	w.clerk.SetCapture(state)
}

// exclude keeps one window out of pictures, or lets it be in them; what failed is tried again each time.
func (m *Main) exclude(s *windowShield, win fyne.Window, out bool) {
	s.make(kit.NativeHandle(win), out, m.Desktop.Exclude)
}

// make does what exclude is for; a window that is not there yet has no handle.
func (s *windowShield) make(handle uintptr, out bool, exclude func(uintptr, bool) error) {
	if handle == 0 || s.made && s.out == out && !s.failed {
		return
	}
	s.failed = exclude(handle, out) != nil
	s.made, s.out = true, out
}
