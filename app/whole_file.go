package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"madoguchi/internal/store"
)

// writeWhole writes a file so that it is there whole or not at all, and stays through a power cut once this returns: a new file beside it,
// synced, renamed, its folder synced. What is done after it may rely on it: a receiver gives a receipt for what it filed. On a full disk it
// fails with Outcome DiskFull.
func writeWhole(path string, write func(io.Writer) error) error {
	if err := replaceWhole(path, write); err != nil {
		return store.FileOutcome(fmt.Errorf("writing %s: %w", filepath.Base(path), err))
	}
	return nil
}

func replaceWhole(path string, write func(io.Writer) error) error {
	folder := filepath.Dir(path)
	if err := makeFolder(folder); err != nil {
		return err
	}
	tmp, err := os.CreateTemp(folder, ".new-*")
	if err != nil {
		return err
	}
	defer os.Remove(tmp.Name())
	err = write(tmp)
	if err = errors.Join(err, tmp.Chmod(0o600), tmp.Sync(), tmp.Close()); err != nil {
		return err
	}
	if err := os.Rename(tmp.Name(), path); err != nil {
		return err
	}
	return store.SyncFolder(folder)
}

// makeFolder makes a folder and those above it that are missing, each to stay.
func makeFolder(path string) error {
	if _, err := os.Stat(path); err == nil {
		return nil
	}
	above := filepath.Dir(path)
	if above != path {
		if err := makeFolder(above); err != nil {
			return err
		}
	}
	if err := os.Mkdir(path, 0o700); err != nil && !errors.Is(err, os.ErrExist) {
		return err
	}
	return store.SyncFolder(above)
}
