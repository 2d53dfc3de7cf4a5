package scanner_test

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"madoguchi/hardware"
	"madoguchi/hardware/hardwaretest"
	"madoguchi/hardware/scanner"
)

func local(t *testing.T, s scanner.SaneSettings) hardware.Scanner {
	t.Helper()
	l, err := scanner.NewSane(s)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// saneGlass is SANE's own test device behind the real scanimage.
func saneGlass(t *testing.T) *hardwaretest.Glass {
	s := hardwaretest.StartSane(t)
	says := func(status string) func() { return func() { s.Set(`read-status-code "` + status + `"`) } }
	return &hardwaretest.Glass{Scanner: local(t, scanner.SaneSettings{Device: "test:1", Program: s.Program, ConfigDir: s.Dir}), Soon: time.Second,
		Hands: map[hardwaretest.ScanHand]func(){
			hardwaretest.ScanFree:     func() { s.Set("") },
			hardwaretest.ScanJam:      says("SANE_STATUS_JAMMED"),
			hardwaretest.ScanCover:    says("SANE_STATUS_COVER_OPEN"),
			hardwaretest.ScanEmpty:    says("SANE_STATUS_NO_DOCS"),
			hardwaretest.ScanBusy:     says("SANE_STATUS_DEVICE_BUSY"),
			hardwaretest.ScanDeny:     says("SANE_STATUS_ACCESS_DENIED"),
			hardwaretest.ScanVanish:   says("SANE_STATUS_IO_ERROR"),
			hardwaretest.ScanCutShort: says("SANE_STATUS_EOF"),
			hardwaretest.ScanOff:      func() { s.Set("number_of_devices 1") },
			hardwaretest.ScanHang:     func() { s.Set("read-delay true\nread-delay-duration 200000\nread-limit true\nread-limit-size 1") },
		}}
}

func TestTheSaneDriverKeepsTheContract(t *testing.T) {
	told := hardwaretest.RunScanners(t, saneGlass)
	for _, hand := range []hardwaretest.ScanHand{hardwaretest.ScanJam, hardwaretest.ScanCover, hardwaretest.ScanEmpty, hardwaretest.ScanBusy, hardwaretest.ScanOff} {
		if !slices.Contains(told, "then it can be used again: "+string(hand)) {
			t.Errorf("not told: %s", hand)
		}
	}
}

// A photo from SANE's test device through the real scanimage: 35 × 45 mm at 600 dpi, in colour, and no file anywhere.
func TestAPhotoThroughScanimage(t *testing.T) {
	s := hardwaretest.StartSane(t)
	s.Set(`test-picture "Color pattern"`)
	tmp := t.TempDir()
	t.Setenv("TMPDIR", tmp)
	t.Chdir(tmp)
	scan, err := local(t, scanner.SaneSettings{Device: "test:0", Program: s.Program, ConfigDir: s.Dir}).
		Scan(t.Context(), hardware.ScanArea{X: 3.3, Y: 2.7, W: 35, H: 45, DPI: 600}, nil)
	if err != nil {
		t.Fatal(err)
	}
	colours := map[[3]uint8]int{}
	for p := scan.Image.Pix; len(p) > 0; p = p[4:] {
		colours[[3]uint8(p[:3])]++
	}
	if scan.Image.Rect.Dx() != 827 || scan.Image.Rect.Dy() != 1063 || len(colours) < 8 {
		t.Errorf("%v with %d colours", scan.Image.Rect, len(colours))
	}
	pix := scan.Image.Pix
	if scan.Wipe(); slices.ContainsFunc(pix, func(b uint8) bool { return b != 0 }) {
		t.Error("something is left of the picture")
	}
	if left, err := os.ReadDir(tmp); err != nil || len(left) != 0 {
		t.Errorf("files: %v, %v", left, err)
	}
}

// instead puts a program of the tests in scanimage's place.
func instead(t *testing.T, script string) scanner.SaneSettings {
	t.Helper()
	path := filepath.Join(t.TempDir(), "scanimage")
	if err := os.WriteFile(path, []byte("#!/bin/sh\n"+script), 0o700); err != nil {
		t.Fatal(err)
	}
	return scanner.SaneSettings{Device: "test:0", Program: path, Whole: 3 * time.Second}
}

func TestWhatScanimageMayDo(t *testing.T) {
	const good = `printf 'P6\n450 550\n255\n'; head -c 742500 /dev/zero; `
	for name, c := range map[string]struct {
		script string
		want   hardware.Fault
	}{
		"all is well":                    {good, ""},
		"it is chatty":                   {good + `yes serial 4711 | head -c 300000 >&2`, ""},
		"rounded to what is larger":      {good + `echo 'scanimage: rounded value of br-x from 38 to 48.8' >&2`, ""},
		"another resolution":             {good + `echo 'scanimage: rounded value of resolution from 300 to 600' >&2`, hardware.ScannerTooSmall},
		"a smaller glass":                {`echo 'scanimage: rounded value of br-x from 38 to 20' >&2; printf 'P6\n200 550\n255\n'; head -c 330000 /dev/zero`, hardware.ScannerTooSmall},
		"too few pixels without a word":  {`printf 'P6\n200 550\n255\n'; head -c 330000 /dev/zero`, hardware.ScannerNonsense},
		"far too many pixels":            {`printf 'P6\n60000 60000\n255\n'; cat /dev/zero`, hardware.ScannerNonsense},
		"more behind the picture":        {good + `cat /dev/zero`, hardware.ScannerNonsense},
		"a picture that stops":           {`printf 'P6\n450 550\n255\n'; head -c 1000 /dev/zero`, hardware.ScannerNonsense},
		"sixteen bits":                   {`printf 'P6\n450 550\n65535\n'; cat /dev/zero`, hardware.ScannerNonsense},
		"a header without an end":        {`cat /dev/zero`, hardware.ScannerNonsense},
		"a comment without an end":       {`printf 'P6\n#'; yes | tr -d '\n'`, hardware.ScannerNonsense},
		"nothing":                        {`:`, hardware.ScannerNonsense},
		"it dies":                        {`kill -SEGV $$`, hardware.ScannerFailed},
		"it dies after the picture":      {good + `exit 9`, hardware.ScannerGone},
		"a device that is busy":          {`echo 'scanimage: open of device test:0 failed: Device busy' >&2; exit 1`, hardware.ScannerBusy},
		"a device that is not there":     {`echo 'scanimage: open of device test:0 failed: Invalid argument' >&2; exit 1`, hardware.ScannerGone},
		"a device that is not ours":      {`echo 'scanimage: open of device test:0 failed: Access to resource has been denied' >&2; exit 1`, hardware.ScannerRefuses},
		"a device without colour":        {`echo 'scanimage: setting of option --mode failed (Invalid argument)' >&2; exit 1`, hardware.ScannerTooSmall},
		"a device that takes no -x":      {`echo "scanimage: unrecognized option '-x'" >&2; exit 1`, hardware.ScannerTooSmall},
		"a code nobody knows":            {`exit 77`, hardware.ScannerFailed},
		"out of memory":                  {`exit 10`, hardware.ScannerFailed},
		"it hangs":                       {`sleep 60`, hardware.ScannerTimeout},
		"it hangs in the middle":         {`printf 'P6\n450 550\n255\n'; sleep 60`, hardware.ScannerTimeout},
		"it hangs after the picture":     {good + `exec sleep 60`, hardware.ScannerTimeout},
		"a child of it hangs":            {`sleep 60 & sleep 61`, hardware.ScannerTimeout},
		"a child of it outlives it":      {good + `exec >/dev/null; sleep 60 &`, ""},
		"a child that left its group":    {good + `setsid sleep 20 &`, hardware.ScannerTimeout},
		"a child of it holds the output": {good + `sleep 60 &`, hardware.ScannerTimeout},
	} {
		t.Run(name, func(t *testing.T) {
			s := instead(t, "echo $$ >"+filepath.Join(t.TempDir(), "pid")+"\n"+c.script)
			if c.want == hardware.ScannerTimeout {
				s.Whole = 300 * time.Millisecond
			}
			scan, err := local(t, s).Scan(t.Context(), hardware.ScanArea{W: 35, H: 45, DPI: 300}, nil)
			if c.want == "" && (err != nil || scan == nil) || c.want != "" && (scan != nil || !is(err, c.want)) {
				t.Errorf("%v, want %v", err, c.want)
			}
			if err != nil && strings.Contains(err.Error(), "4711") {
				t.Errorf("its words are repeated: %v", err)
			}
		})
	}
}

// At the deadline not only scanimage ends but what it started.
func TestNothingOfScanimageOutlivesTheDeadline(t *testing.T) {
	file := filepath.Join(t.TempDir(), "pids")
	s := instead(t, "sleep 61 & echo $! $$ >"+file+"; wait")
	s.Whole = 500 * time.Millisecond
	_, err := local(t, s).Scan(t.Context(), hardware.ScanArea{W: 35, H: 45, DPI: 300}, nil)
	if !is(err, hardware.ScannerTimeout) {
		t.Fatal(err)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, word := range strings.Fields(string(text)) {
		pid, err := strconv.Atoi(word)
		if err != nil {
			t.Fatal(err)
		}
		for end := time.Now().Add(10 * time.Second); alive(pid); time.Sleep(10 * time.Millisecond) {
			if time.Now().After(end) {
				t.Fatalf("process %d lives", pid)
			}
		}
	}
}

// alive tells whether a process runs; one that ended and waits for its parent to look does not.
func alive(pid int) bool {
	stat, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	if err != nil {
		return syscall.Kill(pid, 0) == nil
	}
	_, after, _ := strings.Cut(string(stat), ") ")
	return !strings.HasPrefix(after, "Z")
}

func TestTheSurroundingsOfScanimage(t *testing.T) {
	t.Setenv("SANE_DEFAULT_DEVICE", "net:192.0.2.1:evil")
	t.Setenv("LD_PRELOAD", "")
	file := filepath.Join(t.TempDir(), "seen")
	s := instead(t, "{ env; pwd; ulimit -c; echo \"$@\"; } >"+file+"; exit 6")
	_, err := local(t, s).Scan(t.Context(), hardware.ScanArea{X: 1.5, Y: 2, W: 35, H: 45, DPI: 600}, nil)
	if !is(err, hardware.ScannerJam) {
		t.Fatal(err)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, not := range []string{"SANE_DEFAULT_DEVICE", "LD_PRELOAD", "XDG", "DISPLAY", "HOME=/root"} {
		if strings.Contains(string(text), not) {
			t.Errorf("%s reaches scanimage:\n%s", not, text)
		}
	}
	for _, want := range []string{"TMPDIR=/nonexistent\n", "LC_ALL=C\n", "\n/\n", "--device-name=test:0 --format=pnm --mode=Color --resolution=600 -l 1 -t 2 -x 37 -y 46\n"} {
		if !strings.Contains(string(text), want) {
			t.Errorf("no %q in:\n%s", want, text)
		}
	}
}

func TestScanimageMissingAndSettingsOfSane(t *testing.T) {
	none := local(t, scanner.SaneSettings{Device: "test:0", Program: "/nonexistent/scanimage"})
	if err := none.Ready(context.Background()); !is(err, hardware.ScannerGone) {
		t.Error(err)
	}
	if _, err := none.Scan(context.Background(), hardware.ScanArea{W: 35, H: 45, DPI: 300}, nil); !is(err, hardware.ScannerGone) {
		t.Error(err)
	}
	for _, s := range []scanner.SaneSettings{{}, {Device: "-o/tmp/x"}, {Device: "a\nb"}, {Device: strings.Repeat("a", 201)}, {Device: "test:0", Program: "scanimage"}} {
		if _, err := scanner.NewSane(s); err == nil {
			t.Errorf("%+v is taken", s)
		}
	}
}
