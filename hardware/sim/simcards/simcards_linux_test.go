package main

import (
	"os"
	"os/exec"
	"strings"
	"testing"
)

// TestMain lets the test's own binary play the program, in the background too.
func TestMain(m *testing.M) {
	if os.Getenv("SIMCARDS_AS_PROGRAM") != "" {
		main()
		return
	}
	os.Exit(m.Run())
}

// simcards runs the program and gives what it said and whether it was content.
func simcards(t *testing.T, args ...string) (said string, content bool) {
	t.Helper()
	cmd := exec.Command(os.Args[0], args...)
	cmd.Env = append(os.Environ(), "SIMCARDS_AS_PROGRAM=1")
	out, err := cmd.CombinedOutput()
	return string(out), err == nil
}

func TestAMorningAtTheSimulatedReaders(t *testing.T) {
	dir, err := os.MkdirTemp("", "sc")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	t.Cleanup(func() { simcards(t, "stop", "--dir", dir) })
	for _, step := range []struct {
		words string
		good  bool
		says  []string
	}{
		{"list", false, []string{"do not run"}},
		{"start --private", true, []string{"Operator Reader 00 00: S001", "Customer Reader 01 00: 400000000000101", "authentication 1234", "PCSCLITE_CSOCK_NAME="}},
		{"start --private", true, []string{"run already"}},
		{"swap customer delivered", true, []string{"Customer Reader 01 00: 400000000000101"}},
		{"insert operator delivered", false, []string{"pull it first"}},
		{"pull customer", true, []string{"Customer Reader 01 00: (empty)"}},
		{"insert c new:400000000012345:40130:20300101", true, []string{"Customer Reader 01 00: 400000000012345"}},
		{"insert c new:4", false, []string{"15 characters"}},
		{"insert c a-card-nobody-has", false, []string{"no sample card"}},
		{"insert reader delivered", false, []string{"not the beginning"}},
		{"turn-over customer", true, nil},
		{"turn-over customer", true, nil},
		{"unplug customer", true, nil},
		{"plug customer", true, nil},
		{"juggle customer", false, []string{"juggle"}},
		{"stop", true, nil},
	} {
		said, content := simcards(t, append(strings.Fields(step.words), "--dir", dir)...)
		if content != step.good {
			t.Fatalf("simcards %s: content %v, said\n%s", step.words, content, said)
		}
		for _, part := range step.says {
			if !strings.Contains(said, part) {
				t.Errorf("simcards %s said\n%s\nwithout %q", step.words, said, part)
			}
		}
	}
	info, err := os.Stat(dir)
	if err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("the folder is open to others: %v, %v", info.Mode(), err)
	}
}
