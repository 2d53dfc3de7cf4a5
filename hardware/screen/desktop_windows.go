package screen

import (
	"context"
	"runtime"
	"sync"
	"time"
	"unsafe"

	"golang.org/x/sys/windows"

	"madoguchi/hardware"
)

// Desktop is the interactive session of Windows.
type Desktop struct {
	user32, wts *windows.LazyDLL
	// The window procedure is made once: Windows never gives the memory of one back.
	procedure func() uintptr
	mu        sync.Mutex
	told      func(hardware.DesktopEvent) // while Watch runs
}

var _ hardware.Desktop = (*Desktop)(nil)

// OpenDesktop makes the access to the desktop; the name of a display means nothing here.
func OpenDesktop(string) *Desktop {
	d := &Desktop{user32: windows.NewLazySystemDLL("user32.dll"), wts: windows.NewLazySystemDLL("wtsapi32.dll")}
	d.procedure = sync.OnceValue(func() uintptr { return windows.NewCallback(d.message) })
	return d
}

// windowClass is WNDCLASSEXW.
type windowClass struct {
	size, style                        uint32
	procedure                          uintptr
	classExtra, windowExtra            int32
	instance, icon, cursor, background uintptr
	menu, class                        *uint16
	smallIcon                          uintptr
}

// queued is MSG.
type queued struct {
	window  uintptr
	message uint32
	word    uintptr
	long    uintptr
	time    uint32
	x, y    int32
	private uint32
}

// Watch implements hardware.Desktop. It has a hidden window of its own: one that is for messages only gets no broadcasts. Windows
// waits for the answer to a power broadcast, so the screen is covered before the machine sleeps (two seconds at most).
func (d *Desktop) Watch(ctx context.Context, told func(hardware.DesktopEvent)) {
	var one sync.Mutex
	tell := func(e hardware.DesktopEvent) {
		one.Lock()
		defer one.Unlock()
		if ctx.Err() == nil {
			told(e)
		}
	}
	d.mu.Lock()
	d.told = tell
	d.mu.Unlock()
	var sources sync.WaitGroup
	sources.Go(func() { d.lookAtKey(ctx, tell) })
	sources.Go(func() { d.receive(ctx) })
	sources.Wait()
}

const (
	wholeSession   = 0      // NOTIFY_FOR_THIS_SESSION
	messageClose   = 0x0010 // WM_CLOSE
	messageDestroy = 0x0002 // WM_DESTROY
)

// receive makes the window and serves its messages until ctx ends. A window belongs to its thread.
func (d *Desktop) receive(ctx context.Context) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	window := d.window()
	if window == 0 {
		<-ctx.Done()
		return
	}
	_, _, _ = d.wts.NewProc("WTSRegisterSessionNotification").Call(window, wholeSession)
	defer context.AfterFunc(ctx, func() { _, _, _ = d.user32.NewProc("PostMessageW").Call(window, messageClose, 0, 0) })()
	get, dispatch := d.user32.NewProc("GetMessageW"), d.user32.NewProc("DispatchMessageW")
	var m queued
	for {
		if more, _, _ := get.Call(uintptr(unsafe.Pointer(&m)), 0, 0, 0); int32(more) <= 0 {
			return
		}
		_, _, _ = dispatch.Call(uintptr(unsafe.Pointer(&m)))
	}
}

// window is a top-level window that is never shown; 0 when there can be none.
func (d *Desktop) window() uintptr {
	name, err := windows.UTF16PtrFromString("MadoguchiDesktop")
	if err != nil {
		return 0
	}
	class := windowClass{procedure: d.procedure(), class: name}
	class.size = uint32(unsafe.Sizeof(class))
	_, _, _ = d.user32.NewProc("RegisterClassExW").Call(uintptr(unsafe.Pointer(&class))) // registered already at a second Watch
	window, _, _ := d.user32.NewProc("CreateWindowExW").Call(0, uintptr(unsafe.Pointer(name)), uintptr(unsafe.Pointer(name)), 0, 0, 0, 0, 0, 0, 0, 0, 0)
	return window
}

// message is the window procedure.
func (d *Desktop) message(window, message, word, long uintptr) uintptr {
	if e, some := heardFromWindows(uint32(message), word); some {
		d.mu.Lock()
		told := d.told
		d.mu.Unlock()
		if told != nil {
			told(e)
		}
	}
	if message == messageDestroy {
		_, _, _ = d.user32.NewProc("PostQuitMessage").Call(0)
		return 0
	}
	answer, _, _ := d.user32.NewProc("DefWindowProcW").Call(window, message, word, long)
	return answer
}

const (
	keySnapshot = 0x2C // VK_SNAPSHOT
	// keyLook is how often the key is looked at; Windows remembers a press in between.
	keyLook = 40 * time.Millisecond
)

// lookAtKey tells of PrintScreen.
func (d *Desktop) lookAtKey(ctx context.Context, tell func(hardware.DesktopEvent)) {
	state := d.user32.NewProc("GetAsyncKeyState")
	look := time.NewTicker(keyLook)
	defer look.Stop()
	_, _, _ = state.Call(keySnapshot) // what was pressed before is none of ours
	for down := false; ; {
		select {
		case <-ctx.Done():
			return
		case <-look.C:
		}
		s, _, _ := state.Call(keySnapshot)
		held, since := s&0x8000 != 0, s&1 != 0
		if (held || since) && !down {
			tell(hardware.CaptureKey)
		}
		down = held
	}
}

// Hears implements hardware.Desktop.
func (d *Desktop) Hears() []hardware.DesktopEvent {
	return []hardware.DesktopEvent{hardware.DesktopLocked, hardware.DesktopSuspends, hardware.DesktopSwitched, hardware.DesktopRemote, hardware.MonitorsChanged, hardware.CaptureKey}
}

// Shield implements hardware.Desktop.
func (d *Desktop) Shield() hardware.Shield { return hardware.ShieldWindows }

// The display affinities (winuser.h). Before Windows 10 2004 there is only the one that leaves a black window in the picture.
const (
	affinityNone    = 0x00
	affinityBlack   = 0x01 // WDA_MONITOR
	affinityExclude = 0x11 // WDA_EXCLUDEFROMCAPTURE
)

// Exclude implements hardware.Desktop.
func (d *Desktop) Exclude(native uintptr, out bool) error {
	set := d.user32.NewProc("SetWindowDisplayAffinity")
	affinities := []uintptr{affinityNone}
	if out {
		affinities = []uintptr{affinityExclude, affinityBlack}
	}
	var last error
	for _, a := range affinities {
		ok, _, err := set.Call(native, a)
		if ok != 0 {
			return nil
		}
		last = err
	}
	return failed("keeping a window out of pictures", last)
}

// CatchKey implements hardware.Desktop: the windows are in no picture, so the key may do what it does.
func (d *Desktop) CatchKey(bool) {}
