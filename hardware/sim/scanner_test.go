package sim_test

import (
	"slices"
	"testing"
	"time"

	"madoguchi/hardware"
	"madoguchi/hardware/hardwaretest"
	"madoguchi/hardware/sim"
)

func simulatedGlass(*testing.T) *hardwaretest.Glass {
	s := sim.NewScanner(0)
	set := func(f hardware.Fault) func() { return func() { s.Set(f) } }
	return &hardwaretest.Glass{Scanner: s, Lies: true, Soon: 200 * time.Millisecond, Hands: map[hardwaretest.ScanHand]func(){
		hardwaretest.ScanFree:   func() { s.Set(""); s.Hang(false) },
		hardwaretest.ScanJam:    set(hardware.ScannerJam),
		hardwaretest.ScanCover:  set(hardware.ScannerCoverOpen),
		hardwaretest.ScanEmpty:  set(hardware.ScannerNoPaper),
		hardwaretest.ScanBusy:   set(hardware.ScannerBusy),
		hardwaretest.ScanDeny:   set(hardware.ScannerRefuses),
		hardwaretest.ScanOff:    set(hardware.ScannerGone),
		hardwaretest.ScanOther:  set(hardware.ScannerUntrusted),
		hardwaretest.ScanWarm:   func() { s.Warm(3) },
		hardwaretest.ScanCold:   set(hardware.ScannerWarming),
		hardwaretest.ScanVanish: s.Vanish,
		hardwaretest.ScanGarble: s.Garble,
		hardwaretest.ScanHang:   func() { s.Hang(true) },
	}}
}

func TestTheSimulatedScannerKeepsTheContract(t *testing.T) {
	told := hardwaretest.RunScanners(t, simulatedGlass)
	for _, story := range hardwaretest.ScanStories() {
		if !slices.Contains(told, story) && story != "then it can be used again: "+string(hardwaretest.ScanCutShort) { // garbled is the same here
			t.Errorf("not told: %s", story)
		}
	}
}

// Two persons' photos differ all over: a search for one finds nothing of the other.
func TestPhotosOfTwoPersonsDiffer(t *testing.T) {
	area := hardware.ScanArea{W: 35, H: 45, DPI: 300}
	one, other := sim.Photo{Person: 1}.Draw(area), sim.Photo{Person: 61}.Draw(area) // the same colours
	differ := 0
	for i := range one.Pix {
		if one.Pix[i] != other.Pix[i] {
			differ++
		}
	}
	if differ < len(one.Pix)/4 {
		t.Errorf("%d of %d bytes differ", differ, len(one.Pix))
	}
}
