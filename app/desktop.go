package main

import (
	"context"
	"time"

	"madoguchi/hardware"
	"madoguchi/internal/session"
)

// watchDesktop follows the desktop session around the windows until ctx ends.
func (m *Main) watchDesktop(ctx context.Context) {
	if m.Desktop != nil {
		m.Desktop.Watch(ctx, m.desktopChanged)
	}
}

// locksFor tells whether an event of the desktop locks the terminal: nobody may be looking any more, or somebody else is (第19条第4号).
// An event that nobody knows does: what is not understood is no reason to leave the screen open.
func locksFor(e hardware.DesktopEvent) bool { return e != hardware.CaptureKey }

// desktopChanged does what an event asks for. A machine that is about to sleep waits until it returns.
func (m *Main) desktopChanged(e hardware.DesktopEvent) {
	if !locksFor(e) {
		m.captureKeyPressed()
		return
	}
	m.session.Lock(session.ByDesktop)
	m.windows.coverPainted()
}

// coverPainted waits until the cover that a lock put over the window has most likely been painted, and not long.
func (w *windows) coverPainted() {
	for range 2 { // what is posted runs in a frame; the second one begins when the first was painted
		painted := make(chan struct{})
		w.bridge.Post(func() { close(painted) })
		select {
		case <-painted:
		case <-time.After(padCheck):
			return
		}
		time.Sleep(frame)
	}
}
