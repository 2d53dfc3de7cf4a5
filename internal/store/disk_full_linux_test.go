package store

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"madoguchi/internal/juki"
)

// smallDisk is a disk of 8 MiB that only this test fills.
func smallDisk(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if err := unix.Mount("tmpfs", dir, "tmpfs", 0, "size=8m"); err != nil {
		t.Skipf("a small disk cannot be mounted here (root is needed): %v", err)
	}
	t.Cleanup(func() {
		if err := unix.Unmount(dir, 0); err != nil {
			t.Errorf("unmounting the small disk: %v", err)
		}
	})
	return dir
}

// fillDisk takes all room with a file that can be removed again.
func fillDisk(t *testing.T, path string) {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, size := range []int{1 << 16, 1 << 12, 1} {
		for err = nil; err == nil; {
			_, err = f.Write(bytes.Repeat([]byte("x"), size))
		}
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}

// actUntilRefused gives the number of acts that were done before one was refused.
func actUntilRefused(t *testing.T, d *DB) (done int, refusal error) {
	t.Helper()
	for ; done < 100_000; done++ {
		if err := d.act(t.Context(), scratchAct(strings.Repeat("x", 500))); err != nil {
			return done, err
		}
	}
	t.Fatal("the disk never became full")
	return 0, nil
}

func TestOnAFullDiskActsAreRefusedAndGoOnWhenThereIsRoomAgain(t *testing.T) {
	disk := smallDisk(t)
	other := filepath.Join(disk, "other-program")
	d := openScratch(t, filepath.Join(disk, "data"))
	defer d.Close() // before the disk is unmounted
	if err := d.act(t.Context(), scratchAct("before")); err != nil {
		t.Fatal(err)
	}
	fillDisk(t, other)

	done, refusal := actUntilRefused(t, d)
	wantOutcome(t, refusal, juki.DiskFull)
	kept := int64(1 + done)
	if n := count(t, d, "scratch"); int64(n) != kept {
		t.Fatalf("%d rows of %d acknowledged acts are readable", n, kept)
	}
	wantWhole(t, d, kept)

	// While the disk is full new work waits, but what was begun can be ended out of the reserve.
	fillDisk(t, filepath.Join(disk, "more")) // takes the room of the reserve
	if err := os.Remove(filepath.Join(disk, "more")); err != nil {
		t.Fatal(err)
	}
	half := filepath.Join(disk, "half")
	if err := os.WriteFile(half, make([]byte, 1<<20), 0o600); err != nil {
		t.Fatal(err)
	}
	wantOutcome(t, d.act(t.Context(), scratchAct("new")), juki.DiskFull)
	if err := d.act(Finishing(t.Context()), scratchAct("end")); err != nil {
		t.Fatalf("ending what was begun: %v", err)
	}
	kept += 2 // and that the disk became full

	if err := errors.Join(os.Remove(half), os.Remove(other)); err != nil {
		t.Fatal(err)
	}
	for range 10 {
		if err := d.act(t.Context(), scratchAct("after")); err != nil {
			t.Fatalf("with room again: %v", err)
		}
		kept++
	}
	kept++ // and that there is room again
	if info, err := os.Stat(d.reserve.path); err != nil || info.Size() != reserveSize {
		t.Errorf("the reserve was not taken again: %v", err)
	}
	wantWhole(t, d, kept)
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	wantWhole(t, openScratchOn(t, filepath.Join(disk, "data")), kept)
}

func TestOnADiskThatIsFullAtTheStartNothingIsDone(t *testing.T) {
	disk := smallDisk(t)
	fillDisk(t, filepath.Join(disk, "other-program"))
	_, err := Open(filepath.Join(disk, "data"), options(&clock{morning}))
	wantOutcome(t, err, juki.DiskFull)
	if err := os.Remove(filepath.Join(disk, "other-program")); err != nil {
		t.Fatal(err)
	}
	wantWhole(t, openScratchOn(t, filepath.Join(disk, "data")), 0)
}

// openScratchOn opens and closes within the test, so that the disk can be unmounted.
func openScratchOn(t *testing.T, dir string) *DB {
	t.Helper()
	d, err := Open(dir, options(&clock{morning}))
	if err != nil {
		t.Fatalf("opening: %v", err)
	}
	t.Cleanup(func() { _ = d.Close() })
	return d
}
