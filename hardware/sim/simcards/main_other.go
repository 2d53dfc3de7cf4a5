//go:build !linux

package main

import (
	"fmt"
	"os"
)

func main() {
	fmt.Fprintln(os.Stderr, "simcards: pcscd with simulated readers runs on Linux only")
	os.Exit(1)
}
