package hardware

import "context"

// DesktopEvent is something that happened to the desktop session in which the counter runs.
type DesktopEvent string

// The events. Each but CaptureKey means that nobody may be looking any more, or somebody else is: the terminal locks.
const (
	DesktopLocked   DesktopEvent = "desktop-locked"   // the system's own lock, or its screen saver
	DesktopSuspends DesktopEvent = "desktop-suspends" // the machine is going to sleep
	DesktopRemote   DesktopEvent = "desktop-remote"   // somebody connects from afar, or lets go
	DesktopSwitched DesktopEvent = "desktop-switched" // another user's session came to the front
	MonitorsChanged DesktopEvent = "monitors-changed" // one was plugged in, unplugged or moved
	CaptureKey      DesktopEvent = "capture-key"      // PrintScreen was pressed
)

// Shield is how far windows can be kept out of pictures of the screen.
type Shield int

// The shields.
const (
	ShieldNone    Shield = iota // the window system has no such thing: X11
	ShieldWindows               // SetWindowDisplayAffinity, WDA_EXCLUDEFROMCAPTURE
	ShieldMac                   // NSWindow.sharingType none
)

// Desktop is the desktop session around the counter's windows.
type Desktop interface {
	// Watch tells what happens until ctx ends; it blocks. told is called on one goroutine, one event at a time, and a machine that is about to
	// sleep waits (as long as its system lets it) until told has returned. Sources that are missing or go away are left out
	// and tried again; Watch itself never fails.
	Watch(ctx context.Context, told func(DesktopEvent))
	// Hears lists the events that can be noticed on this desktop now.
	Hears() []DesktopEvent
	// Shield is what Exclude can do here.
	Shield() Shield
	// Exclude keeps a native window of this process out of pictures of the screen, or lets it be in them again. It is called on the UI thread.
	// It fails with DeviceFailed (wrapped), always where Shield is ShieldNone.
	Exclude(native uintptr, out bool) error
	// CatchKey takes the PrintScreen key away from everybody else on this desktop, or gives it back. It is noticed either way
	// where it can be; where it cannot be taken, nothing happens.
	CatchKey(taken bool)
}
