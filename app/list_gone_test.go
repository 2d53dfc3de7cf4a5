package main

import (
	"crypto/sha256"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

const listOfNobody = "氏名\n見本 太郎\n"

// A list that was taken in is overwritten and goes; another name for the same bytes shows that it was overwritten first.
func TestATakenListGoes(t *testing.T) {
	for name, c := range map[string]struct {
		keep    bool
		content string // in the folder by then
		gone    bool
	}{
		"taken":                   {false, listOfNobody, true},
		"kept by the setting":     {true, listOfNobody, false},
		"another one by now":      {false, listOfNobody + "見本 花子\n", false},
		"the same, and cut short": {false, "氏名\n", false},
	} {
		t.Run(name, func(t *testing.T) {
			m := &Main{Dir: t.TempDir()}
			m.settings.KeepTakenLists = c.keep
			path, second := filepath.Join(m.Dir, arrivalFolder, "list.csv"), filepath.Join(m.Dir, "second")
			must(t, os.MkdirAll(filepath.Dir(path), 0o700))
			must(t, os.WriteFile(path, []byte(c.content), 0o600))
			must(t, os.Link(path, second))
			gone, err := office{m: m}.ListTaken("list.csv", sha256.Sum256([]byte(listOfNobody)))
			if err != nil || gone != c.gone {
				t.Fatalf("%t, %v", gone, err)
			}
			if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) != c.gone {
				t.Errorf("in the folder: %v", err)
			}
			left, err := os.ReadFile(second)
			must(t, err)
			want := c.content
			if c.gone {
				want = string(make([]byte, len(listOfNobody)))
			}
			if string(left) != want {
				t.Errorf("left: %q", left)
			}
		})
	}
	m := &Main{Dir: t.TempDir()}
	must(t, os.MkdirAll(filepath.Join(m.Dir, arrivalFolder), 0o700))
	must(t, os.WriteFile(filepath.Join(m.Dir, "terminal.toml"), []byte(listOfNobody), 0o600))
	if _, err := (office{m: m}).ListTaken("../terminal.toml", sha256.Sum256([]byte(listOfNobody))); err == nil {
		t.Error("a file outside the folder went")
	}
}
