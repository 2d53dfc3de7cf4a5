//go:build unix

package store

import (
	"path/filepath"
	"testing"

	"golang.org/x/sys/unix"
)

// A program that is just being started has a copy of every open file for a moment; it must not keep the folder locked.
func TestALockLetGoIsGoneWhoeverHasACopyOfTheFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lock")
	first, err := lockFolder(path)
	if err != nil {
		t.Fatal(err)
	}
	child, err := unix.Dup(int(first.file.Fd()))
	if err != nil {
		t.Fatal(err)
	}
	defer unix.Close(child)
	if err := first.release(); err != nil {
		t.Fatal(err)
	}
	second, err := lockFolder(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := second.release(); err != nil {
		t.Error(err)
	}
	if err := second.release(); err != nil { // a second Close does no harm
		t.Error(err)
	}
}
