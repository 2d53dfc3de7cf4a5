package store

import (
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// FileKey keeps the master secret as one hexadecimal line in the file of this path, readable by the owner alone. For terminals
// without a key store: whoever copies the folder and this file can read both, so it belongs on another, encrypted disk.
type FileKey string

// Load reads the file. It refuses one that others can read.
func (k FileKey) Load() ([]byte, error) {
	info, err := os.Stat(string(k))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, ErrNoKey
	}
	if err != nil {
		return nil, fmt.Errorf("looking at the key file: %w", err)
	}
	if err := private(info); err != nil {
		return nil, err
	}
	text, err := os.ReadFile(string(k))
	if err != nil {
		return nil, fmt.Errorf("reading the key file: %w", err)
	}
	master, err := hex.DecodeString(strings.TrimSpace(string(text)))
	if err != nil {
		return nil, errors.New("the key file is not hexadecimal") // the cause would quote the key
	}
	return master, nil
}

// Make writes a new secret; the directory is synced too, so that a power cut cannot take the key and leave the database.
func (k FileKey) Make(random io.Reader) ([]byte, error) {
	master, err := drawMaster(random)
	if err != nil {
		return nil, err
	}
	f, err := os.OpenFile(string(k), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, fmt.Errorf("making the key file: %w", err)
	}
	_, err = f.WriteString(hex.EncodeToString(master) + "\n")
	if err = errors.Join(err, f.Sync(), f.Close(), SyncFolder(filepath.Dir(string(k)))); err != nil {
		return nil, fmt.Errorf("writing the key file: %w", err)
	}
	return master, nil
}
