package resident

import (
	"context"
	"time"

	"madoguchi/internal/juki"
	"madoguchi/internal/pin"
)

// AskPIN explains one PIN and lets the resident type it twice; it blocks the caller and must not be called on the UI
// thread. It fails with the Outcomes NoPadMonitor, NotLoggedIn (the clerk's screen is locked), PadTimeout and PadCancelled, or with ctx's error. The callbacks of ask run
// on the caller's goroutine. Two callers wait for each other. Whatever the way out, the pad holds nothing afterwards.
func (w *Window) AskPIN(ctx context.Context, ask pin.Request) (pin.Answer, error) {
	w.asking.Lock()
	defer w.asking.Unlock()
	if err := ctx.Err(); err != nil {
		return pin.Answer{}, err
	}
	e, err := w.beginEntry(ask)
	if err != nil {
		return pin.Answer{}, err
	}
	tick := time.NewTicker(w.rules.Tick)
	defer tick.Stop()
	for {
		if w.tellAll(e) {
			break
		}
		select {
		case <-ctx.Done():
			w.change(func(e *entry, _ time.Time) { e.end(pin.Answer{}, ctx.Err()) })
		case <-tick.C:
			w.change(func(*entry, time.Time) {})
		case <-w.woken:
		}
	}
	w.endEntry()
	if ctx.Err() != nil { // an answer that came with the end of ctx is nobody's
		e.answer.PIN.Wipe()
		return pin.Answer{}, ctx.Err()
	}
	return e.answer, e.err
}

func (w *Window) beginEntry(ask pin.Request) (*entry, error) {
	w.mu.Lock()
	if err := w.refusal(); err != nil {
		w.mu.Unlock()
		return nil, err
	}
	e := newEntry(ask, w.rules, w.now())
	w.entry, w.guide = e, pause
	w.mu.Unlock()
	w.show()
	return e, nil
}

func (w *Window) endEntry() {
	w.mu.Lock()
	w.entry = nil
	w.mu.Unlock()
	w.show()
}

// tellAll runs the callbacks that wait, in order, and tells whether the entry has ended.
func (w *Window) tellAll(e *entry) bool {
	w.mu.Lock()
	told, over := e.told, e.stage == ended
	e.told = nil
	w.mu.Unlock()
	for _, f := range told {
		f()
	}
	return over
}

// change does something to the running entry, if there is one, and shows what came of it. Any goroutine may call it.
func (w *Window) change(f func(e *entry, now time.Time)) {
	if w.alter(f) {
		w.show()
	}
}

// alter is change without showing; it tells whether an entry was running.
func (w *Window) alter(f func(e *entry, now time.Time)) bool {
	w.mu.Lock()
	running := w.entry != nil && w.entry.stage != ended
	if running {
		now := w.now()
		if w.entry.tick(now); w.entry.stage != ended { // a press that comes too late finds the time over
			f(w.entry, now)
		}
	}
	w.mu.Unlock()
	if !running {
		return false
	}
	select {
	case w.woken <- struct{}{}:
	default:
	}
	return true
}

// press is change for everything a resident does, on the UI thread: it starts the time anew. What came of it is shown in this
// frame; through the bridge it would be the next one.
func (w *Window) press(f func(e *entry)) {
	if w.alter(func(e *entry, now time.Time) {
		e.restart(now)
		f(e)
	}) {
		w.render()
	}
}

// SetLocked follows the clerk's screen: a lock wipes the pad and ends a running AskPIN with NotLoggedIn at once, waiting
// for nobody, and until the screen is open again no other begins. Any goroutine may call it.
func (w *Window) SetLocked(locked bool) {
	w.mu.Lock()
	w.locked = locked
	w.mu.Unlock()
	if locked {
		w.stopPhoto(juki.NotLoggedIn)
		w.change(func(e *entry, _ time.Time) { e.end(pin.Answer{}, juki.Refuse(juki.NotLoggedIn)) })
	}
}

// SetAllowed tells whether the window is where only the resident sees it. Without that no PIN can be typed, and an entry
// under way ends with NoPadMonitor (第23条第2号). Any goroutine may call it.
func (w *Window) SetAllowed(allowed bool) {
	w.mu.Lock()
	w.allowed = allowed
	w.mu.Unlock()
	if !allowed {
		w.stopPhoto(juki.NoPadMonitor)
		w.change(func(e *entry, _ time.Time) { e.end(pin.Answer{}, juki.Refuse(juki.NoPadMonitor)) })
	}
}

// Ready tells whether PINs may be typed now: nil, or the Outcome NoPadMonitor or NotLoggedIn.
func (w *Window) Ready() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.refusal()
}

// refusal is why no PIN can be typed now; w.mu is held.
func (w *Window) refusal() error {
	switch {
	case !w.allowed:
		return juki.Refuse(juki.NoPadMonitor)
	case w.locked:
		return juki.Refuse(juki.NotLoggedIn)
	}
	return nil
}
