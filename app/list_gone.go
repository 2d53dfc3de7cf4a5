package main

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"madoguchi/internal/counter"
)

// ListTaken takes a list of the arrival folder away once it was taken in: it holds names and addresses in the clear (第19条第1号・第2号). What it was
// is proved by its digest in the log. It stays when the administrator set so, and when it is not the file any more that was taken.
//
// It is overwritten before it goes. On a magnetic disk nothing is left; an SSD or a copying file system may keep blocks for a while, against which
// only the encryption of the whole drive helps.
func (o office) ListTaken(name string, digest [sha256.Size]byte) (gone bool, err error) {
	if o.m.settings.KeepTakenLists {
		return false, nil
	}
	root, err := os.OpenRoot(filepath.Join(o.m.Dir, arrivalFolder))
	if err != nil {
		return false, fmt.Errorf("opening the arrival folder: %w", err)
	}
	defer root.Close()
	same, err := overwriteIf(root, name, digest)
	if err != nil || !same {
		return false, err
	}
	if err := root.Remove(name); err != nil {
		return false, fmt.Errorf("removing the taken list: %w", err)
	}
	return true, nil
}

// overwriteIf writes zeros over a file that has the digest, and syncs it.
func overwriteIf(root *os.Root, name string, digest [sha256.Size]byte) (same bool, err error) {
	f, err := root.OpenFile(name, os.O_RDWR, 0)
	if err != nil {
		return false, fmt.Errorf("opening the taken list: %w", err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	list, err := io.ReadAll(io.LimitReader(f, counter.MaxListBytes+1))
	if err != nil {
		return false, fmt.Errorf("reading the taken list: %w", err)
	}
	size := len(list)
	if sha256.Sum256(list) != digest {
		return false, nil
	}
	clear(list)
	if _, err := f.WriteAt(list[:size], 0); err != nil {
		return false, fmt.Errorf("overwriting the taken list: %w", err)
	}
	return true, f.Sync()
}
