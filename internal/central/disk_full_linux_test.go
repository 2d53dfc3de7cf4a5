package central_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"madoguchi/internal/central"
	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
)

// The server's disk becomes full while a terminal uploads: what was accepted stays, the rest waits at the terminal, and with room again
// everything arrives, once.
func TestTheServersDiskIsFull(t *testing.T) {
	s := ownServer(t, nil)
	disk := t.TempDir()
	if err := unix.Mount("tmpfs", disk, "tmpfs", 0, "size=24m,mode=700"); err != nil {
		t.Skipf("a small disk cannot be mounted here (root is needed): %v", err)
	}
	t.Cleanup(func() { must(t, unix.Unmount(disk, unix.MNT_DETACH)) })
	t.Cleanup(func() { _ = s.Kill() }) // before its disk goes
	var of syscall.Stat_t
	must(t, syscall.Stat(s.Socket(), &of))
	must(t, os.Chown(disk, int(of.Uid), int(of.Gid)))
	must(t, os.Chmod(filepath.Dir(disk), 0o755)) // the server goes through it
	(&city{Server: s, t: t}).sqlIn("postgres", "CREATE TABLESPACE small LOCATION '"+disk+"'")
	c := newCity(t, s)
	_ = c.owner.Close(context.Background())
	c.sqlIn("postgres", "ALTER DATABASE "+c.database+" SET TABLESPACE small")
	c.administer(s)
	x := c.newTerminal()
	x.work(t, 12_000, noon)
	other := filepath.Join(disk, "other-program")
	accepted := int64(0)
	x.client.Progress = func(p central.Progress) {
		if accepted = p.Stored; accepted == 5000 {
			fill(t, other)
		}
	}
	x.upload(t, juki.CentralUnreachable)
	if accepted < 5000 || accepted > 10_000 {
		t.Errorf("%d records were accepted", accepted)
	}
	c.stored(x, accepted)
	x.upload(t, juki.CentralUnreachable)
	c.stored(x, accepted)
	must(t, os.Remove(other))
	x.upload(t, "")
	if got := events(x.memoryLog); got != "begun failed begun ended" {
		t.Errorf("recorded: %s", got)
	}
	c.stored(x, int64(len(x.leaves))-1)
	c.wholeAt(int64(len(x.leaves)) - 1)
}

// fill takes all room of a disk.
func fill(t *testing.T, path string) {
	f, err := os.Create(path)
	must(t, err)
	for _, size := range []int{1 << 16, 1 << 12, 1} {
		for err = nil; err == nil; {
			_, err = f.Write(bytes.Repeat([]byte("x"), size))
		}
	}
	must(t, f.Close())
}

// fullLog is a terminal whose own disk is full for a while.
type fullLog struct {
	*memoryLog
	full  atomic.Bool
	asked atomic.Int64 // how often it could not record
}

func (l *fullLog) Record(ctx context.Context, records ...oplog.Record) error {
	if l.full.Load() {
		l.asked.Add(1)
		return juki.Refuse(juki.DiskFull)
	}
	return l.memoryLog.Record(ctx, records...)
}

// The terminal's own disk is full: an upload that cannot be recorded is not made, however often it is tried, and says why. With room
// again it is made and recorded.
func TestTheTerminalsOwnDiskIsFull(t *testing.T) {
	c := newCity(t, sharedServer(t))
	x := c.newTerminal()
	x.work(t, 12_000, noon)
	log := &fullLog{memoryLog: x.memoryLog}
	log.full.Store(true)
	x.client.Log = log
	for range 4 {
		x.upload(t, juki.DiskFull)
		if n := c.count("SELECT count(*) FROM madoguchi.record"); n > 0 {
			t.Fatalf("%d records went out unrecorded", n)
		}
	}
	log.full.Store(false)
	x.client.Progress = func(p central.Progress) { log.full.Store(p.Stored == 5000) } // full again in the middle, for a moment
	x.upload(t, "")
	c.stored(x, 12_001)
	if got := events(x.memoryLog); got != "begun ended" {
		t.Errorf("recorded: %s", got)
	}
}

// In the background it does not hammer at a disk that is full, and its line on the screen tells the reason.
func TestTheBackgroundWaitsForADiskThatIsFull(t *testing.T) {
	c := newCity(t, sharedServer(t))
	x := c.newTerminal()
	x.work(t, 10, noon)
	log := &fullLog{memoryLog: x.memoryLog}
	log.full.Store(true)
	settings := x.client.Settings
	settings.Every = time.Hour
	u := central.NewUploader(settings, log, time.Now)
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() { u.Run(ctx); close(ended) }()
	t.Cleanup(func() { stop(); <-ended })
	eventually(t, "it failed", func() bool { s := u.Status(); return s.Code == juki.DiskFull && !s.Busy })
	if s := u.Status(); s.Attempts != 1 || s.Behind() != 10 || log.asked.Load() > 2 {
		t.Errorf("it stands at %+v, %d times asked to record", s, log.asked.Load())
	}
	log.full.Store(false)
	u.Now()
	eventually(t, "uploaded", func() bool { return u.Status().Stored == 11 && !u.Status().Busy })
	if s := u.Status(); s.Code != "" {
		t.Errorf("it stands at %+v", s)
	}
	if got := events(x.memoryLog); got != "begun ended" {
		t.Errorf("recorded: %s", got)
	}
}
