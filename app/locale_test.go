package main

import (
	"os"
	"os/exec"
	"strings"
	"testing"
)

// A command in a container or from a timer, where the locale is C.UTF-8, says what it has to say and nothing else.
func TestNoWordOfTheLocale(t *testing.T) {
	for _, locale := range []string{"C.UTF-8", "C", "POSIX", "ja_JP.UTF-8"} {
		program := exec.Command(os.Args[0], "-test.run=^$")
		program.Env = append(os.Environ(), "LC_ALL="+locale, "LANGUAGE=")
		if said, err := program.CombinedOutput(); err != nil || strings.Contains(string(said), "Fyne") {
			t.Errorf("%s: %v\n%s", locale, err, said)
		}
	}
}
