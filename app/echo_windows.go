package main

import (
	"fmt"
	"os"

	"golang.org/x/sys/windows"
)

// withoutEcho makes a console show nothing of what is typed, until back is called. What is no console stays as it is.
func withoutEcho(f *os.File) (back func(), err error) {
	console := windows.Handle(f.Fd())
	var was uint32
	if err := windows.GetConsoleMode(console, &was); err != nil {
		return func() {}, nil // a file or a pipe shows nothing
	}
	if err := windows.SetConsoleMode(console, was&^windows.ENABLE_ECHO_INPUT); err != nil {
		return nil, fmt.Errorf("turning the echo of the console off: %w", err)
	}
	return func() { _ = windows.SetConsoleMode(console, was) }, nil
}
