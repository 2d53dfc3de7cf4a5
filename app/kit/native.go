package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver"
)

// NativeHandle is the window system's handle of a window, 0 while it has none. On the UI thread only.
func NativeHandle(win fyne.Window) (handle uintptr) {
	n, ok := win.(driver.NativeWindow)
	if !ok {
		return 0
	}
	n.RunNative(func(context any) {
		switch c := context.(type) {
		case driver.X11WindowContext:
			handle = c.WindowHandle
		case driver.WindowsWindowContext:
			handle = c.HWND
		case driver.MacWindowContext:
			handle = c.NSWindow
		}
	})
	return handle
}
