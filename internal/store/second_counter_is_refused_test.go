package store

import (
	"strings"
	"testing"

	"madoguchi/internal/juki"
)

func TestASecondCounterOnTheSameFolderIsRefused(t *testing.T) {
	dir := t.TempDir()
	openScratch(t, dir)
	_, err := Open(dir, options(&clock{morning}))
	wantOutcome(t, err, juki.DatabaseLocked)

	c := startChild(t, "hold", dir)
	c.lines.Scan()
	if answer := c.lines.Text(); !strings.Contains(answer, "refused "+string(juki.DatabaseLocked)) {
		t.Errorf("the second process: %q", answer)
	}
	_ = c.in.Close()
	if err := c.Wait(); err != nil {
		t.Error(err)
	}
}

func TestADeadCounterLeavesNoLock(t *testing.T) {
	dir := t.TempDir()
	c := startChild(t, "hold", dir)
	if c.lines.Scan(); c.lines.Text() != "open" {
		t.Fatalf("the first process: %q", c.lines.Text())
	}
	_, err := Open(dir, options(&clock{morning}))
	wantOutcome(t, err, juki.DatabaseLocked)
	if err := c.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = c.Wait()
	openScratch(t, dir)
}
