package main

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

func TestDoctorSeesWhatLiesOpen(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the rights of a folder are others there")
	}
	look := func(dir string) (good bool, said string) {
		good = true
		checkAtRest(dir, func(ok bool, what, how string) { good, said = good && ok, said+what+": "+how+"\n" })
		return good, said
	}
	dir := t.TempDir()
	must(t, os.Chmod(dir, 0o700))
	if good, said := look(dir); !good || !strings.Contains(said, "OSの鍵置き場にあります") || strings.Contains(said, "注意") {
		t.Errorf("as it should be: %t\n%s", good, said)
	}
	must(t, os.WriteFile(filepath.Join(dir, keyFile), []byte(strings.Repeat("0f", 32)+"\n"), 0o600))
	must(t, os.MkdirAll(filepath.Join(dir, arrivalFolder), 0o700))
	must(t, os.WriteFile(filepath.Join(dir, arrivalFolder, "list.csv"), nil, 0o600))
	if good, said := look(dir); !good || strings.Count(said, "注意") != 2 {
		t.Errorf("a key in a file, a list in the folder: %t\n%s", good, said)
	}
	must(t, os.Chmod(filepath.Join(dir, keyFile), 0o644))
	if good, said := look(dir); good {
		t.Errorf("a key for everybody:\n%s", said)
	}
	must(t, os.Chmod(filepath.Join(dir, keyFile), 0o600))
	must(t, os.Chmod(dir, 0o755))
	if good, said := look(dir); good {
		t.Errorf("a folder for everybody:\n%s", said)
	}
}
