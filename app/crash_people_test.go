//go:build linux && training

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// The program crashes while it works on every sample person at once: what the next start leaves of it names none of them.
func TestACrashFileNamesNobodyOfTheDay(t *testing.T) {
	dir := t.TempDir()
	again := exec.Command(os.Args[0])
	again.Env = append(os.Environ(), crashFolder+"="+dir)
	if err := again.Run(); err == nil {
		t.Fatal("it did not crash")
	}
	path := filepath.Join(dir, crashTrace)
	trace, err := os.ReadFile(path)
	must(t, err)
	all := usedInTheDemo(t)
	var quoted strings.Builder
	for _, values := range all.long {
		quoted.WriteString(strings.Join(values, " ") + "\n")
	}
	// A message may have many lines, and a call's arguments may quote anything.
	text := quoted.String() + strings.Replace(string(trace), "typedByTheResident(", "typedByTheResident("+all.long["a name"][0]+", ", 1) + quoted.String()
	must(t, os.WriteFile(path, []byte(text), 0o600))
	found := 0
	all.tell = func(string, string) { found++ }
	if all.searchFiles(t, dir); found == 0 {
		t.Fatal("the search does not find what is there")
	}
	must(t, reportCrash(dir))
	all.tell = func(where, what string) { t.Errorf("%s holds %s", where, what) }
	if all.searchFiles(t, dir) == 0 {
		t.Error("there is no report")
	}
}
