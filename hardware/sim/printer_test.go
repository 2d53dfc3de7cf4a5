package sim_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"madoguchi/hardware"
	"madoguchi/hardware/hardwaretest"
	"madoguchi/hardware/sim"
)

func press(t *testing.T) *hardwaretest.Press {
	p := sim.NewPrinter("", 0)
	set := func(f hardware.Fault) func() { return func() { p.Set(f) } }
	return &hardwaretest.Press{Printer: p, Printed: p.Printed, Soon: 50 * time.Millisecond, Hands: map[hardwaretest.Hand]func(){
		hardwaretest.EmptyTray: p.EmptyTray,
		hardwaretest.FillTray:  set(""),
		hardwaretest.FailNext:  p.FailNext,
		hardwaretest.SwitchOff: set(hardware.PrinterGone),
		hardwaretest.SwitchOn:  func() { p.Forget(); p.Set("") },
		hardwaretest.Pause:     set(hardware.PrinterPaused),
		hardwaretest.Resume:    set(""),
		hardwaretest.Refuse:    set(hardware.PrinterRefuses),
		hardwaretest.TakeA4Out: set(hardware.PrinterNoA4),
		hardwaretest.DropPDF:   set(hardware.PrinterNoPDF),
		hardwaretest.Dawdle:    func() { p.Dawdle(true) },
		hardwaretest.TakeBack:  func() { p.TakeBack() },
	}}
}

func TestTheSimulatedPrinterKeepsTheContract(t *testing.T) {
	told := hardwaretest.RunPrinters(t, press)
	for _, story := range hardwaretest.PrintStories() {
		if !slices.Contains(told, story) && story != "a queue whose printer is away" { // it is no queue
			t.Errorf("not told: %s", story)
		}
	}
}

func TestPaperLiesInTheTrayForItsUserAlone(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "tray")
	want := [][]byte{[]byte("%PDF-1 a"), []byte("%PDF-1 b")}
	for _, pdf := range want { // a new day, a new printer, the same tray
		p := sim.NewPrinter(dir, 0)
		if err := hardware.Print(t.Context(), p, hardware.PrintDocument{Name: "見本", PDF: pdf}, time.Minute, nil); err != nil {
			t.Fatal(err)
		}
	}
	for i, name := range []string{"0001.pdf", "0002.pdf"} {
		got, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil || !bytes.Equal(got, want[i]) {
			t.Errorf("%s holds %q, %v", name, got, err)
		}
		for path, mode := range map[string]os.FileMode{dir: 0o700, filepath.Join(dir, name): 0o600} {
			if info, err := os.Stat(path); err != nil || info.Mode().Perm() != mode {
				t.Errorf("%s: %v, %v", path, info.Mode(), err)
			}
		}
	}
}

func TestATrayThatCannotBeUsedBreaksTheDocumentAndNotTheProgram(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	err := hardware.Print(t.Context(), sim.NewPrinter(file, 0), hardware.PrintDocument{PDF: []byte("%PDF-1")}, time.Minute, nil)
	if !errors.Is(err, hardware.PrinterFailed) {
		t.Error(err)
	}
}
