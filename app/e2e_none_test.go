//go:build !linux || !training

package main

// perform: the stories are played by the training edition's tests on Linux.
func perform(string, string) int { return 2 }
