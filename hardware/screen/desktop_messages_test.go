package screen

import (
	"testing"

	"madoguchi/hardware"
)

// What Windows says and what comes of it.
func TestEachMessageOfWindowsAndWhatItMeans(t *testing.T) {
	for name, c := range map[string]struct {
		message uint32
		word    uintptr
		want    hardware.DesktopEvent
	}{
		"locked with Win+L":          {messageSession, 7, hardware.DesktopLocked},
		"unlocked":                   {messageSession, 8, ""},
		"logged on":                  {messageSession, 5, ""},
		"logged off":                 {messageSession, 6, hardware.DesktopLocked},
		"remote desktop comes":       {messageSession, 3, hardware.DesktopRemote},
		"remote desktop goes":        {messageSession, 4, hardware.DesktopRemote},
		"somebody shadows":           {messageSession, 9, hardware.DesktopRemote},
		"another user":               {messageSession, 2, hardware.DesktopSwitched},
		"back at the console":        {messageSession, 1, hardware.DesktopSwitched},
		"the machine sleeps":         {messagePower, 4, hardware.DesktopSuspends},
		"the machine wakes":          {messagePower, 7, ""},
		"the battery":                {messagePower, 10, ""},
		"a monitor":                  {messageDisplayChange, 32, hardware.MonitorsChanged},
		"a key, whatever its number": {0x0100, 7, ""},
		"a timer with a known word":  {0x0113, 4, ""},
	} {
		got, some := heardFromWindows(c.message, c.word)
		if got != c.want || some != (c.want != "") {
			t.Errorf("%s: %q, %v", name, got, some)
		}
	}
}
