package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
)

// fullDisk is a terminal whose disk is full when the test says so.
type fullDisk struct {
	*testing.T
	*DB
	clock *clock
	room  string // the folder where the reserve has to find room
}

func newFullDisk(t *testing.T) *fullDisk {
	t.Helper()
	f := &fullDisk{T: t, clock: &clock{workday.At(9, 0)}}
	dir := t.TempDir()
	d, err := Open(dir, options(f.clock))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	f.DB, f.room = d, filepath.Join(dir, "room")
	f.reserve.path = filepath.Join(f.room, "reserve")
	f.hasRoom()
	return f
}

func (f *fullDisk) at(hour, minute int) { f.clock.at = workday.At(hour, minute) }

func (f *fullDisk) hasRoom() {
	f.Helper()
	if err := errors.Join(os.MkdirAll(f.room, 0o700), f.reserve.keep()); err != nil {
		f.Fatal(err)
	}
}

// full is an act for which the disk has no room.
func (f *fullDisk) full() {
	f.Helper()
	err := f.act(f.Context(), func(t *Tx) error { return errors.Join(t.Append(f.record()), syscall.ENOSPC) })
	wantOutcome(f.T, err, juki.DiskFull)
	if err := os.RemoveAll(f.room); err != nil {
		f.Fatal(err)
	}
}

func (f *fullDisk) record() oplog.Record {
	return oplog.Record{Time: f.clock.at, Event: oplog.ServiceLost}
}

func (f *fullDisk) does(ctx context.Context) {
	f.Helper()
	if err := f.Record(ctx, f.record()); err != nil {
		f.Fatal(err)
	}
}

// tells is the log: events with their times.
func (f *fullDisk) tells(want string) {
	f.Helper()
	tail, err := f.LogTail(f.Context(), 100, LogFilter{})
	if err != nil {
		f.Fatal(err)
	}
	var all []string
	for _, l := range slices.Backward(tail) {
		name := strings.TrimPrefix(l.Record.Event.String(), "fault.")
		all = append(all, fmt.Sprintf("%s %s", l.Record.Time.In(juki.Tokyo()).Format("15:04"), name))
	}
	if got := strings.Join(all, ", "); got != want {
		f.Errorf("recorded: %s\nwanted:   %s", got, want)
	}
	wantWhole(f.T, f.DB, int64(len(tail)))
}

// That the disk was full cannot be recorded while it is. It is told, with its time, when there is room again.
func TestThatTheDiskWasFullIsRecordedAfterwards(t *testing.T) {
	f := newFullDisk(t)
	f.does(t.Context())
	f.at(9, 10)
	f.full()
	f.at(9, 20)
	wantOutcome(t, f.Record(t.Context(), f.record()), juki.DiskFull)
	f.tells("09:00 reader-service-lost")
	f.at(9, 30)
	f.hasRoom()
	f.at(9, 31)
	f.does(t.Context())
	f.at(9, 40)
	f.does(t.Context())
	f.tells("09:00 reader-service-lost, 09:10 disk-full, 09:30 disk-freed, 09:31 reader-service-lost, 09:40 reader-service-lost")
}

// What ends something is recorded out of the reserve, and with it that the disk is full.
func TestALogOutOnAFullDiskTellsOfTheDisk(t *testing.T) {
	f := newFullDisk(t)
	f.at(9, 10)
	f.full()
	f.at(9, 20)
	f.does(Finishing(t.Context()))
	f.tells("09:10 disk-full, 09:20 reader-service-lost")
	f.does(Finishing(t.Context()))
	f.at(9, 30)
	f.hasRoom()
	f.does(t.Context())
	f.tells("09:10 disk-full, 09:20 reader-service-lost, 09:20 reader-service-lost, 09:30 disk-freed, 09:30 reader-service-lost")
}

// A disk that has room for the reserve and not for the act after it was full all the time.
func TestADiskThatIsFullAgainAtOnceIsToldOnce(t *testing.T) {
	f := newFullDisk(t)
	for minute := range 5 {
		f.at(9, 10+minute)
		f.full()
		f.hasRoom()
	}
	f.at(9, 30)
	f.full()
	f.at(9, 40)
	f.hasRoom()
	f.does(t.Context())
	f.tells("09:10 disk-full, 09:40 disk-freed, 09:40 reader-service-lost")
}

// An act that does nothing is refused also when the disk has something to tell, and a clock that went back is told of before.
func TestWhatTheDiskHasToTellWaitsForAnActThatCounts(t *testing.T) {
	f := newFullDisk(t)
	f.at(9, 10)
	f.does(t.Context())
	f.at(9, 20)
	f.full()
	f.hasRoom()
	if err := f.act(t.Context(), func(*Tx) error { return nil }); !errors.Is(err, ErrNoRecord) {
		t.Errorf("an act without a record: %v", err)
	}
	f.at(9, 5)
	wantOutcome(t, f.Record(t.Context(), f.record()), juki.ClockBehind)
	if err := f.AcceptClock(t.Context(), oplog.Record{Time: f.clock.at, Event: oplog.ClockConfirmed, Operator: "S001"}); err != nil {
		t.Fatal(err)
	}
	f.at(9, 6)
	f.does(t.Context())
	f.tells("09:10 reader-service-lost, 09:05 clock.behind, 09:05 clock.confirmed, 09:06 disk-full, 09:06 disk-freed, 09:06 reader-service-lost")
}

// The end of what was begun before is recorded on a full disk; a new beginning is not, nor one that comes along with an end.
func TestOnAFullDiskEndsAreRecordedAndBeginningsAreNot(t *testing.T) {
	f := newFullDisk(t)
	f.at(9, 10)
	f.full()
	f.at(9, 20)
	begun := oplog.Record{Time: f.clock.at, Event: oplog.UploadBegun, Values: []oplog.Value{oplog.Size(1)}}
	ended := oplog.Record{Time: f.clock.at, Event: oplog.UploadEnded, Values: []oplog.Value{oplog.Size(1)}}
	wantOutcome(t, f.Record(t.Context(), begun), juki.DiskFull)
	wantOutcome(t, f.Record(t.Context(), ended, begun), juki.DiskFull)
	f.tells("")
	if err := f.Record(t.Context(), ended); err != nil {
		t.Fatal(err)
	}
	f.tells("09:10 disk-full, 09:20 communication.upload-ended")
}
