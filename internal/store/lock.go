package store

import (
	"errors"
	"fmt"
	"os"

	"madoguchi/internal/juki"
)

// folderLock is held as long as the DB is open. The system lets go of it when the process dies, however it dies.
type folderLock struct{ file *os.File }

// lockFolder takes the lock or fails with Outcome DatabaseLocked: a second counter on the same folder would
// break "one writer" and fork the log.
func lockFolder(path string) (*folderLock, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, outcome(fmt.Errorf("opening the lock file: %w", err))
	}
	taken, err := tryLock(f)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("locking the data folder: %w", err), f.Close())
	}
	if !taken {
		return nil, errors.Join(juki.Refuse(juki.DatabaseLocked), f.Close())
	}
	return &folderLock{file: f}, nil
}

func (l *folderLock) release() error {
	if err := l.file.Close(); !errors.Is(err, os.ErrClosed) {
		return err
	}
	return nil
}
