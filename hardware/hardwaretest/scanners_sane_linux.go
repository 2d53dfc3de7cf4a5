package hardwaretest

import (
	"os"
	"path/filepath"
	"testing"
)

// Sane is SANE's test device with settings of the test's own.
type Sane struct {
	t       *testing.T
	Program string // scanimage
	Dir     string // SANE's folder of settings
}

// StartSane finds scanimage: unpacked by scripts/setup (installed, its package makes a user and a service), or the machine's.
func StartSane(t *testing.T) *Sane {
	t.Helper()
	s := &Sane{t: t, Dir: t.TempDir()}
	for _, p := range []string{filepath.Join(repository(t), "out/tools/sane/usr/bin/scanimage"), "/usr/bin/scanimage"} {
		if _, err := os.Stat(p); err == nil && s.Program == "" {
			s.Program = p
		}
	}
	if s.Program == "" {
		if os.Getenv("CI") != "" {
			t.Fatal("scanimage is missing: run scripts/setup test")
		}
		t.Skip("scanimage is missing: run scripts/setup test")
	}
	s.write("dll.conf", "test")
	s.Set("")
	return s
}

// Set writes the test device's settings (sane-test(5)); "" is a device that works.
func (s *Sane) Set(settings string) {
	s.t.Helper()
	s.write("test.conf", settings)
}

func (s *Sane) write(name, text string) {
	s.t.Helper()
	if err := os.WriteFile(filepath.Join(s.Dir, name), []byte(text+"\n"), 0o600); err != nil {
		s.t.Fatal(err)
	}
}
