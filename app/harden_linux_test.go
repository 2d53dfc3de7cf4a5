package main

import (
	"testing"

	"golang.org/x/sys/unix"
)

// A program that works has no core file and may not be looked into. The limit stays: no test needs a core.
func TestNobodyLooksIntoTheMemory(t *testing.T) {
	t.Cleanup(func() { _ = unix.Prctl(unix.PR_SET_DUMPABLE, 1, 0, 0, 0) })
	if dumpable, err := unix.PrctlRetInt(unix.PR_GET_DUMPABLE, 0, 0, 0, 0); err != nil || dumpable != 1 {
		t.Skipf("this process is not one that could be dumped anyway: %d, %v", dumpable, err)
	}
	hardenProcess()
	var limit unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_CORE, &limit); err != nil || limit.Cur != 0 || limit.Max != 0 {
		t.Errorf("a core file may have %d bytes, %v", limit.Cur, err)
	}
	if dumpable, err := unix.PrctlRetInt(unix.PR_GET_DUMPABLE, 0, 0, 0, 0); err != nil || dumpable != 0 {
		t.Errorf("it can be dumped: %d, %v", dumpable, err)
	}
}
