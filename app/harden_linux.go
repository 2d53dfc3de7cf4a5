package main

import "golang.org/x/sys/unix"

// hardenProcess keeps what is in memory out of core files and away from the user's other programs (第19条第2号): a crash must not leave names or PINs on
// the disk, and no program of the same user reads them out of this one (ptrace, /proc/PID/mem). A core that a handler of the system takes
// does not ask for the limit; it asks whether the process may be dumped. The administrator still can do everything.
func hardenProcess() {
	_ = unix.Setrlimit(unix.RLIMIT_CORE, &unix.Rlimit{})
	_ = unix.Prctl(unix.PR_SET_DUMPABLE, 0, 0, 0, 0)
}
