//go:build unix

package store

import (
	"os"
	"path/filepath"
	"testing"
)

// A database that an administrator copied back from a backup has whatever mode the copy had: it and the files beside it are
// the owner's alone again (第19条第2号).
func TestARestoredDatabaseIsTheOwnersAlone(t *testing.T) {
	dir := t.TempDir()
	d := openScratch(t, dir)
	if err := d.act(t.Context(), scratchAct("one")); err != nil {
		t.Fatal(err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(filepath.Join(dir, FileName), 0o644); err != nil {
		t.Fatal(err)
	}
	d = openScratch(t, dir)
	if err := d.act(t.Context(), scratchAct("two")); err != nil {
		t.Fatal(err)
	}
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		info, err := f.Info()
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", f.Name(), info.Mode(), err)
		}
	}
	if len(files) < 4 { // database, -wal, -shm, lock
		t.Errorf("only %d files", len(files))
	}
}
