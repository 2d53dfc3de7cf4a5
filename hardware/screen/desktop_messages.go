package screen

import "madoguchi/hardware"

// The messages of Windows that tell of the desktop session (winuser.h, wtsapi32.h).
const (
	messageDisplayChange = 0x007E // WM_DISPLAYCHANGE
	messagePower         = 0x0218 // WM_POWERBROADCAST
	messageSession       = 0x02B1 // WM_WTSSESSION_CHANGE
)

// The words of WM_POWERBROADCAST and WM_WTSSESSION_CHANGE that are listened to.
const (
	powerSuspends     = 4 // PBT_APMSUSPEND
	consoleConnect    = 1 // WTS_CONSOLE_CONNECT
	consoleDisconnect = 2 // another user came to the front
	remoteConnect     = 3
	remoteDisconnect  = 4
	sessionLogoff     = 6
	sessionLock       = 7
	remoteControl     = 9 // WTS_SESSION_REMOTE_CONTROL: somebody shadows the session, or stops to
)

// heardFromWindows is what a message to a window means; false for nothing.
func heardFromWindows(message uint32, word uintptr) (hardware.DesktopEvent, bool) {
	switch {
	case message == messageDisplayChange:
		return hardware.MonitorsChanged, true
	case message == messagePower && word == powerSuspends:
		return hardware.DesktopSuspends, true
	case message != messageSession:
		return "", false
	}
	switch word {
	case sessionLock, sessionLogoff:
		return hardware.DesktopLocked, true
	case consoleConnect, consoleDisconnect:
		return hardware.DesktopSwitched, true
	case remoteConnect, remoteDisconnect, remoteControl:
		return hardware.DesktopRemote, true
	}
	return "", false
}
