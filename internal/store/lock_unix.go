//go:build unix

package store

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

const errQuota = unix.EDQUOT

func tryLock(f *os.File) (taken bool, err error) {
	err = unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB)
	if errors.Is(err, unix.EWOULDBLOCK) {
		return false, nil
	}
	return err == nil, err
}

// unlock takes the lock off the open file, whoever has copies of it. After a Close it does nothing.
func unlock(f *os.File) { _ = unix.Flock(int(f.Fd()), unix.LOCK_UN) }
