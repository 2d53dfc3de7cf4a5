package main

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
)

// The disk an archive goes to is full: no half file is left, it is recorded with its reason, and the clerk's message is that of a full
// disk. With room again the archive is written and verifies.
func TestTheDiskIsFullWhileAnArchiveIsWritten(t *testing.T) {
	out := t.TempDir()
	if err := unix.Mount("tmpfs", out, "tmpfs", 0, "size=64k"); err != nil {
		t.Skipf("a small disk cannot be mounted here (root is needed): %v", err)
	}
	t.Cleanup(func() { _ = unix.Unmount(out, 0) })
	m := openMain(t, t.TempDir(), time.Now)
	defer m.Close()
	many := make([]oplog.Record, 2000)
	for i := range many {
		many[i] = oplog.Record{Time: m.Now(), Event: oplog.ServiceLost}
	}
	must(t, m.db.Record(t.Context(), many...))
	path := filepath.Join(out, "log.archive")
	if _, err := m.writeArchive(t.Context(), path, ""); !errors.Is(err, juki.Refuse(juki.DiskFull)) {
		t.Fatalf("written to a full disk: %v", err)
	}
	paper := make([]byte, 1<<20)
	if err := writeWhole(filepath.Join(out, "sheet.pdf"), func(w io.Writer) error { _, err := w.Write(paper); return err }); !errors.Is(err, juki.Refuse(juki.DiskFull)) {
		t.Errorf("a paper for which there is no room: %v", err)
	}
	left, err := os.ReadDir(out)
	if must(t, err); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	if got := toldOf(t, m, oplog.ArchiveNotWritten); len(got) != 1 || countEvents(t, m, oplog.ArchiveWritten) > 0 {
		t.Errorf("recorded: %q", got)
	}
	must(t, unix.Mount("tmpfs", out, "tmpfs", unix.MS_REMOUNT, "size=8m"))
	size, err := m.writeArchive(t.Context(), path, "")
	must(t, err)
	f, err := os.Open(path)
	must(t, err)
	defer f.Close()
	v, err := oplog.Verify(f, oplog.Options{TrustedKey: m.db.VerifierKey()})
	if err != nil || v.Problem != "" || v.Records != size {
		t.Errorf("the archive: %+v, %v", v, err)
	}
}
