package screen

import (
	"fmt"
	"time"
	"unsafe"

	"golang.org/x/sys/windows"

	"madoguchi/hardware"
)

// Screens is the interactive desktop of this session. The program must be per-monitor DPI aware
// (its manifest says so), or Windows tells scaled sizes.
type Screens struct {
	enumDisplayMonitors, getMonitorInfo, getWindowRect, getLastInputInfo *windows.LazyProc
	getTickCount                                                         *windows.LazyProc
}

var _ hardware.Screens = (*Screens)(nil)

// Open makes the access to the desktop; the name of a display means nothing here.
func Open(string) *Screens {
	user32 := windows.NewLazySystemDLL("user32.dll")
	return &Screens{
		enumDisplayMonitors: user32.NewProc("EnumDisplayMonitors"),
		getMonitorInfo:      user32.NewProc("GetMonitorInfoW"),
		getWindowRect:       user32.NewProc("GetWindowRect"),
		getLastInputInfo:    user32.NewProc("GetLastInputInfo"),
		getTickCount:        windows.NewLazySystemDLL("kernel32.dll").NewProc("GetTickCount"),
	}
}

// Close does nothing: there is no connection.
func (s *Screens) Close() {}

// rect is RECT.
type rect struct{ left, top, right, bottom int32 }

func (r rect) bounds() hardware.Rect {
	return hardware.Rect{X: int(r.left), Y: int(r.top), W: int(r.right - r.left), H: int(r.bottom - r.top)}
}

// monitorInfo is MONITORINFOEXW.
type monitorInfo struct {
	size          uint32
	monitor, work rect
	flags         uint32
	device        [32]uint16
}

const primaryMonitor = 1 // MONITORINFOF_PRIMARY

// Monitors implements hardware.Screens.
func (s *Screens) Monitors() ([]hardware.Monitor, error) {
	var handles []uintptr
	each := windows.NewCallback(func(monitor, _, _, _ uintptr) uintptr {
		handles = append(handles, monitor)
		return 1 // go on
	})
	if ok, _, err := s.enumDisplayMonitors.Call(0, 0, each, 0); ok == 0 {
		return nil, failed("listing the monitors", err)
	}
	var monitors []hardware.Monitor
	for _, h := range handles {
		info := monitorInfo{size: uint32(unsafe.Sizeof(monitorInfo{}))}
		if ok, _, err := s.getMonitorInfo.Call(h, uintptr(unsafe.Pointer(&info))); ok == 0 {
			return nil, failed("asking for a monitor", err)
		}
		monitors = append(monitors, hardware.Monitor{
			Name: windows.UTF16ToString(info.device[:]), Bounds: info.monitor.bounds(),
			Primary: info.flags&primaryMonitor != 0,
		})
	}
	return ordered(monitors), nil
}

// WindowBounds implements hardware.Screens. native is the window's HWND.
func (s *Screens) WindowBounds(native uintptr) (hardware.Rect, error) {
	var r rect
	if ok, _, err := s.getWindowRect.Call(native, uintptr(unsafe.Pointer(&r))); ok == 0 {
		return hardware.Rect{}, failed("reading a window's place", err)
	}
	return r.bounds(), nil
}

// Idle implements hardware.Screens. Both clocks are the 32-bit milliseconds since start, which
// wrap together after 49 days.
func (s *Screens) Idle() (time.Duration, error) {
	info := struct{ size, tick uint32 }{size: 8}
	if ok, _, err := s.getLastInputInfo.Call(uintptr(unsafe.Pointer(&info))); ok == 0 {
		return 0, failed("asking for the last input", err)
	}
	now, _, _ := s.getTickCount.Call()
	return time.Duration(uint32(now)-info.tick) * time.Millisecond, nil
}

func failed(what string, err error) error {
	return fmt.Errorf("%s: %w (%w)", what, hardware.DeviceFailed, err)
}
