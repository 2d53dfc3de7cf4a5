package store

import (
	"path/filepath"
	"testing"

	"madoguchi/internal/counter"
	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/session"
)

// On a full disk new work waits, but that the screen was locked is told all the same, out of the room that was kept for it.
func TestALockIsRecordedOnAFullDisk(t *testing.T) {
	dir := t.TempDir()
	d := openScratch(t, dir)
	d.reserve.release()
	d.reserve.path = filepath.Join(dir, "no-room", "reserve") // cannot be filled again
	locked := oplog.Record{Time: morning, Event: oplog.SessionLocked, Operator: "S001", Values: []oplog.Value{oplog.Reason("card-pulled")}}
	err := d.Counter().Act(t.Context(), func(tx counter.Tx) error { return tx.Append(handoverRecord(morning)) })
	wantOutcome(t, err, juki.DiskFull)
	if err := d.Operators().Act(t.Context(), func(tx session.Tx) error { return tx.Append(locked) }); err != nil {
		t.Error(err)
	}
}
