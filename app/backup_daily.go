package main

import (
	"context"
	"sync"
	"time"

	"madoguchi/app/clerk"
	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/store"
)

// backups is what the running counter knows of its backups.
type backups struct {
	making  sync.Mutex // one at a time
	failing juki.Code  // of the outage that stands in the log already; behind making
	tried   time.Time  // when one was tried last; behind making
}

const (
	backupLook  = time.Minute      // how often notes are taken and it is asked whether one is due
	backupRetry = 15 * time.Minute // after a failure: a medium that is plugged in again is found by itself
	backupEvery = 24 * time.Hour
)

// watchBackup records what others did and writes the daily backup, until ctx ends.
func (m *Main) watchBackup(ctx context.Context) {
	tick := time.NewTicker(backupLook)
	defer tick.Stop()
	for {
		_ = m.takeNotes(ctx) // what could not be taken waits
		m.dailyBackup(ctx)
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// dailyBackup writes one when the settings name a folder and one is due: a day after the last, and when a business day was closed since.
func (m *Main) dailyBackup(ctx context.Context) {
	if m.settings.Backup.Folder == "" {
		return
	}
	if due, err := m.backupDue(ctx); err != nil || !due {
		return
	}
	_, _ = m.backUp(ctx, "") // recorded; the board reminds
}

func (m *Main) backupDue(ctx context.Context) (bool, error) {
	m.backups.making.Lock()
	waits := m.backups.failing != "" && m.Now().Sub(m.backups.tried) < backupRetry
	m.backups.making.Unlock()
	if waits {
		return false, nil
	}
	last, err := m.lastOf(ctx, oplog.BackupWritten)
	if err != nil {
		return false, err
	}
	closed, err := m.lastOf(ctx, oplog.DayClosed)
	return m.Now().Sub(last) >= backupEvery || closed.After(last), err
}

// lastOf is when an event was recorded last; zero when never.
func (m *Main) lastOf(ctx context.Context, e oplog.EventID) (time.Time, error) {
	found, err := m.db.LogTail(ctx, 1, store.LogFilter{Event: e})
	if err != nil || len(found) == 0 {
		return time.Time{}, err
	}
	return found[0].Record.Time, nil
}

// backUp writes a backup and records what became of it. Of an outage the first failure is recorded, however often the schedule tries;
// what a person asked for is always recorded.
func (m *Main) backUp(ctx context.Context, by juki.OperatorID) (store.Backup, error) {
	m.backups.making.Lock()
	defer m.backups.making.Unlock()
	b, err := makeBackup(ctx, m.Dir, "", m.settings, m.Keys, m.Now)
	if ctx.Err() != nil {
		return b, ctx.Err() // the program ends: that is no failure
	}
	if len(store.MisfiledIn(err)) > 0 {
		select {
		case m.lookThrough <- struct{}{}:
		default: // asked already
		}
	}
	n := noteOf(b, err)
	told := n.Code != "" && n.Code == m.backups.failing && by == ""
	m.backups.failing, m.backups.tried = n.Code, m.Now()
	if !told {
		if noted := m.recordBackup(ctx, n, by); err == nil {
			err = noted
		}
	}
	return b, err
}

// Backups implements clerk.Backups.
func (o office) Backups(ctx context.Context) (v clerk.BackupView, err error) {
	s := o.m.settings.Backup
	v.Folder, v.Daily, v.RemindDays = s.folder(o.m.Dir), s.Folder != "", s.RemindDays
	if v.Last, err = o.m.lastOf(ctx, oplog.BackupWritten); err != nil {
		return v, err
	}
	if v.Last.IsZero() {
		if first, err := o.m.recordedOn(ctx, 0); err == nil && !first.IsZero() {
			v.Since = first.Start() // a terminal that was set up today is not late
		}
	}
	if o.m.Training {
		v.RemindDays = 0 // nothing in it is real
	}
	if v.Failed, err = o.m.lastOf(ctx, oplog.BackupFailed); err != nil {
		return v, err
	}
	v.Recovery, v.RecoveryMade, err = o.m.db.RecoveryKeyMade(ctx)
	return v, err
}

// MakeBackup implements clerk.Backups.
func (o office) MakeBackup(ctx context.Context) (clerk.BackupMade, error) {
	op, err := o.m.session.Require(juki.SystemAdministrator)
	if err != nil {
		return clerk.BackupMade{}, err
	}
	b, err := o.m.backUp(ctx, op.ID)
	return clerk.BackupMade{Path: b.Path, Records: b.Head.Size, Recovery: b.Header.Recovery}, err
}
