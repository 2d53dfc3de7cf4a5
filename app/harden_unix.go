//go:build unix && !linux

package main

import "golang.org/x/sys/unix"

// hardenProcess keeps what is in memory out of core files (第19条第2号): a crash must not leave names or PINs on the disk.
func hardenProcess() {
	_ = unix.Setrlimit(unix.RLIMIT_CORE, &unix.Rlimit{})
}
