package main

import (
	"context"
	"slices"
	"testing"
	"time"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
)

// A reader went while the disk was full, and the clock was set back: its record is written, in its place, once there is room.
func TestWhatDevicesDidIsRecordedOnceThereIsRoom(t *testing.T) {
	now := time.Date(2026, 11, 24, 9, 0, 0, 0, juki.Tokyo())
	var full bool
	var log []string
	n := newNotebook(func(_ context.Context, records ...oplog.Record) error {
		if full {
			return juki.Refuse(juki.DiskFull)
		}
		for _, r := range records {
			if r.Time.After(now) {
				t.Errorf("%s is ahead of the clock", r.Event)
			}
			log = append(log, r.Event.String())
		}
		return nil
	}, func() time.Time { return now })
	full = true
	n.note(oplog.ReaderLost, oplog.Reader("customer"))
	if n.flush(t.Context()) == nil {
		t.Fatal("it was not full")
	}
	now = now.Add(-time.Hour)
	n.note(oplog.ReaderBack, oplog.Reader("customer"))
	full = false
	for range 2 {
		if err := n.flush(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if want := []string{"fault.reader-lost", "fault.reader-back"}; !slices.Equal(log, want) {
		t.Errorf("%q", log)
	}
}
