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

// LockFile takes the lock of a file, which is made when it is not there, or fails with Outcome DatabaseLocked when another program holds it. The
// system lets go of it when the process dies.
func LockFile(path string) (release func() error, err error) {
	l, err := lockFolder(path)
	if err != nil {
		return nil, err
	}
	return l.release, nil
}

// release lets go at once. Closing alone would not, while a program that is just being started still has a copy of the open file.
func (l *folderLock) release() error {
	unlock(l.file)
	if err := l.file.Close(); !errors.Is(err, os.ErrClosed) {
		return err
	}
	return nil
}

// mark writes into the lock file that the folder holds, or held, a terminal's database: one whose database is gone
// must not begin a new log in silence.
func (l *folderLock) mark(publicKey string) {
	if !l.marked() {
		_, _ = l.file.WriteString(publicKey + "\n")
	}
}

func (l *folderLock) marked() bool {
	info, err := l.file.Stat()
	return err == nil && info.Size() > 0
}
