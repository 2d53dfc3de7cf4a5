//go:build linux || darwin

package main

import (
	"fmt"
	"os"

	"golang.org/x/sys/unix"
)

// withoutEcho makes a terminal show nothing of what is typed, until back is called. What is no terminal stays as it is.
func withoutEcho(f *os.File) (back func(), err error) {
	fd := int(f.Fd())
	was, err := unix.IoctlGetTermios(fd, getTermios)
	if err != nil {
		return func() {}, nil // a file or a pipe shows nothing
	}
	quiet := *was
	quiet.Lflag = quiet.Lflag&^unix.ECHO | unix.ICANON | unix.ISIG
	if err := unix.IoctlSetTermios(fd, setTermios, &quiet); err != nil {
		return nil, fmt.Errorf("turning the echo of the terminal off: %w", err)
	}
	return func() { _ = unix.IoctlSetTermios(fd, setTermios, was) }, nil
}
