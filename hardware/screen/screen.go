// Package screen tells the monitors of the desktop, where a window really is, and how long nobody
// has touched keyboard or mouse: X11 on Linux, the window manager's calls on Windows.
// macOS is not there yet and says so.
package screen

import (
	"cmp"
	"slices"

	"madoguchi/hardware"
)

// ordered puts the primary monitor first and the others from left to right, top to bottom. Where the window system names no
// primary one, it is the first: a lone monitor must never count as a second one.
func ordered(monitors []hardware.Monitor) []hardware.Monitor {
	slices.SortStableFunc(monitors, func(a, b hardware.Monitor) int {
		switch {
		case a.Primary && !b.Primary:
			return -1
		case b.Primary && !a.Primary:
			return 1
		}
		return cmp.Or(cmp.Compare(a.Bounds.X, b.Bounds.X), cmp.Compare(a.Bounds.Y, b.Bounds.Y))
	})
	if len(monitors) > 0 && !monitors[0].Primary {
		monitors[0].Primary = true
	}
	return monitors
}
