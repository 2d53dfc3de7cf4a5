package main

import (
	"context"
	"errors"
	"time"

	"fyne.io/fyne/v2"

	"madoguchi/internal/juki"
)

// wholeCheckAfter is the pause before the whole database is looked through: the first screens come first.
const wholeCheckAfter = 10 * time.Second

// checkWhole looks through the whole database beside the work (docs/decisions/0024-what-a-start-checks.md).
func (m *Main) checkWhole(ctx context.Context) {
	select {
	case <-ctx.Done():
		return
	case <-time.After(wholeCheckAfter):
	}
	m.checkNow(ctx)
}

// checkNow ends the work when the database is damaged: nobody stays logged in, every act is refused from here on, and a window says what to
// do. In that database nothing can be recorded any more; the next good start records it (第13条).
func (m *Main) checkNow(ctx context.Context) {
	_, err := m.db.CheckBeside(ctx)
	if ctx.Err() != nil || !errors.Is(err, juki.Refuse(juki.DatabaseCorrupt)) {
		return
	}
	m.noteRefusedStart(err)
	m.session.LogOut()
	if m.windows.bridge != nil {
		m.windows.bridge.Post(func() { showEnd(fyne.CurrentApp(), "窓口を続けられません", err) })
	}
}
