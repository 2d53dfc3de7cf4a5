//go:build !training || !linux

package main

import "testing"

// runTests runs the tests of a build that opens no windows in them.
func runTests(m *testing.M) int { return m.Run() }
