package main

import (
	"context"
	"errors"
	"time"

	"fyne.io/fyne/v2"

	"madoguchi/internal/juki"
	"madoguchi/internal/store"
)

// wholeCheckAfter is the pause before the whole database is looked through: the first screens come first.
const wholeCheckAfter = 10 * time.Second

// checkWhole looks through the whole database beside the work, once after the start (docs/decisions/0024-what-a-start-checks.md) and whenever
// a backup was refused for an index that lies: it is made anew here, and the next backup is not refused for it.
func (m *Main) checkWhole(ctx context.Context) {
	started := time.After(wholeCheckAfter)
	for {
		select {
		case <-ctx.Done():
			return
		case <-started:
		case <-m.lookThrough:
		}
		m.checkNow(ctx)
	}
}

// checkNow ends the work when the database is damaged: nobody stays logged in, every act is refused from here on, and a window says what to
// do. In that database nothing can be recorded any more; the next good start records it (第13条).
func (m *Main) checkNow(ctx context.Context) {
	_, err := m.db.CheckBeside(ctx)
	if len(store.MisfiledIn(err)) > 0 {
		err = m.searchAnew(ctx, err)
	}
	if ctx.Err() != nil || !errors.Is(err, juki.Refuse(juki.DatabaseCorrupt)) {
		return
	}
	m.noteRefusedStart(err)
	m.session.LogOut()
	if m.windows.bridge != nil {
		m.windows.bridge.Post(func() { showEnd(fyne.CurrentApp(), "窓口を続けられません", err) })
	}
}

// searchAnew answers the finding that the log is searched along indexes that hide or add records: whoever is at the counter is told, that and what is
// recorded, and the indexes are made anew from the records, which are as they were signed. Nobody searches until another check has found them right.
// Work goes on: nothing of it is decided along these indexes.
func (m *Main) searchAnew(ctx context.Context, found error) error {
	if m.windows.bridge != nil {
		m.windows.bridge.Post(func() { showFound(fyne.CurrentApp(), "操作履歴の検索を止めました", found) })
	}
	if err := m.db.RebuildSearch(ctx); err != nil {
		return err
	}
	_, err := m.db.CheckBeside(ctx)
	return err
}
