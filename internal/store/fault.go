package store

import (
	"errors"
	"syscall"

	"github.com/mattn/go-sqlite3"

	"madoguchi/internal/juki"
)

// outcome gives SQLite's and the system's expected troubles their code. Other errors, and outcomes, pass unchanged.
func outcome(err error) error {
	var already *juki.Outcome
	if err == nil || errors.As(err, &already) {
		return err
	}
	if code, ok := codeOf(err); ok {
		o := juki.Refuse(code)
		o.Err = err
		return o
	}
	return err
}

// FileOutcome gives the error of a file written beside the database its code where there is one: on a full disk DiskFull.
func FileOutcome(err error) error { return outcome(err) }

// dayClosed is what the trigger movement_on_a_closed_day says.
const dayClosed = "the day is closed"

func codeOf(err error) (juki.Code, bool) {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, errQuota) {
		return juki.DiskFull, true
	}
	var fault sqlite3.Error
	if !errors.As(err, &fault) {
		return "", false
	}
	switch {
	case fault.ExtendedCode == sqlite3.ErrConstraintTrigger && fault.Error() == dayClosed:
		return juki.DayClosed, true
	case fault.Code == sqlite3.ErrFull, fault.SystemErrno == syscall.ENOSPC, fault.SystemErrno == errQuota:
		return juki.DiskFull, true // growing the -shm file reports an I/O error with ENOSPC
	case fault.Code == sqlite3.ErrCorrupt, fault.Code == sqlite3.ErrNotADB:
		return juki.DatabaseCorrupt, true
	case fault.Code == sqlite3.ErrBusy, fault.Code == sqlite3.ErrLocked:
		return juki.DatabaseLocked, true
	}
	return "", false
}

// corrupt is a finding of our own checks.
func corrupt(err error) error {
	o := juki.Refuse(juki.DatabaseCorrupt)
	o.Err = err
	return o
}
