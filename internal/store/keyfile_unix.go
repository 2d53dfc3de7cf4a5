//go:build unix

package store

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
)

func private(info fs.FileInfo) error {
	if info.Mode().Perm()&0o077 != 0 {
		return fmt.Errorf("the key file can be read by others (mode %o): make it 600", info.Mode().Perm())
	}
	return nil
}

func syncFolder(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
