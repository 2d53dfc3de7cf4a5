package screen

import (
	"testing"

	"madoguchi/hardware"
)

func TestALoneMonitorIsThePrimaryOne(t *testing.T) {
	at := func(x int, primary bool) hardware.Monitor {
		return hardware.Monitor{Bounds: hardware.Rect{X: x, W: 1024, H: 768}, Primary: primary}
	}
	for name, c := range map[string]struct {
		in    []hardware.Monitor
		first int // where the primary one begins
	}{
		"one, not marked":           {[]hardware.Monitor{at(0, false)}, 0},
		"two, neither marked":       {[]hardware.Monitor{at(1024, false), at(0, false)}, 0},
		"two, the right one marked": {[]hardware.Monitor{at(0, false), at(1024, true)}, 1024},
	} {
		got := ordered(c.in)
		primaries := 0
		for _, m := range got {
			if m.Primary {
				primaries++
			}
		}
		if primaries != 1 || !got[0].Primary || got[0].Bounds.X != c.first {
			t.Errorf("%s: %+v", name, got)
		}
	}
	if got := ordered(nil); len(got) != 0 {
		t.Error(got)
	}
}
