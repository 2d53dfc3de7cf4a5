package main

import (
	"os"
	"testing"
)

// TestMain lets the test's own binary, started once more, be another program: one that crashes, or one that plays an
// end-to-end story on its main goroutine.
func TestMain(m *testing.M) {
	if dir := os.Getenv(crashFolder); dir != "" {
		crashIn(dir)
	}
	if name := os.Getenv(storyVariable); name != "" {
		os.Exit(perform(name, os.Getenv(stageVariable)))
	}
	os.Exit(m.Run())
}

// Where a test tells the process of a story which one it plays, in which folder and with which reader driver.
const (
	storyVariable   = "MADOGUCHI_STORY"
	stageVariable   = "MADOGUCHI_STAGE"
	handlerVariable = "MADOGUCHI_HANDLER"
)
