package main

import (
	"context"
	"runtime/debug"
	"sync"
	"time"

	"fyne.io/fyne/v2"

	"madoguchi/app/clerk"
	"madoguchi/app/kit"
	"madoguchi/app/resident"
	"madoguchi/hardware"
	"madoguchi/i18n"
	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/session"
	"madoguchi/internal/stock"
)

// windows are the two windows of the counter and what keeps the resident's one where it belongs.
type windows struct {
	crash     crashNote
	captures  captures
	bridge    *kit.Bridge
	clerk     *clerk.Window
	resident  *resident.Window
	place     *resident.Place
	mu        sync.Mutex
	devices   clerk.Devices
	clerkWin  fyne.Window
	padWin    fyne.Window
	screens   hardware.Screens
	placed    bool // the resident's window is on its monitor
	stirred   bool // it was moved at the last look
	oneScreen bool // training: a supervisor allowed PIN entry on the clerk's monitor
}

// crashNote remembers an error that no screen could be told at once; the program says it when it ends.
type crashNote struct {
	mu  sync.Mutex
	err error
}

func (c *crashNote) note(err error) {
	c.mu.Lock()
	c.err = err
	c.mu.Unlock()
}

// taken gives the error noted last, once.
func (c *crashNote) taken() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	err := c.err
	c.err = nil
	return err
}

// Show makes both windows in a, on the UI thread, and starts what keeps them true until ctx ends.
func (m *Main) Show(ctx context.Context, a fyne.App) error {
	texts, err := i18n.Load()
	if err != nil {
		return err
	}
	w := &m.windows
	w.bridge = kit.NewBridge()
	pad := a.NewWindow("窓口 住民側")
	w.resident = resident.New(pad, resident.Deps{Texts: texts, Bridge: w.bridge, Now: m.Now, Rules: resident.DefaultRules(), Training: m.Training})
	m.desk.Resident = w.resident
	w.padWin, w.screens = pad, m.Screens

	main := a.NewWindow("窓口 " + m.settings.Municipality)
	main.SetMaster()
	main.SetOnClosed(w.end)
	w.clerkWin = main
	main.Resize(fyne.NewSize(clerkWidth, clerkHeight))
	var shelves []stock.PlaceID
	for _, s := range m.settings.Shelves {
		shelves = append(shelves, stock.PlaceID(s))
	}
	window := clerk.New(main, clerk.Deps{Bridge: w.bridge, Texts: texts, Language: m.settings.Language, Now: m.Now,
		Terminal: clerk.Terminal{City: m.settings.Municipality, Office: m.settings.Office, Name: m.settings.Terminal, Training: m.Training,
			Shelves: shelves, SettingsFile: settingsFile, Cosign: m.settings.Log.Cosign},
		Session: m.session, Desk: m.desk, Stock: m.db.Stock(), Keeper: m.keeper, Photos: m.photos, Papers: papers{m}, Sounds: m.Sounds, Office: office{m}, Central: centralOffice{m: m}, Emergency: m.emergency, Purposes: m.purposes, Lists: m.settings.Arrival, Bookings: m.settings.Appointments, ClockBehind: m.clockBehind})
	w.resident.OnCallStaff(window.CallStaff)
	w.resident.OnUrgent(func() { m.emergency.Stop(false) })
	w.mu.Lock()
	w.clerk = window // the watch of the readers runs already
	w.mu.Unlock()
	m.session.Subscribe(func(v session.View) {
		w.resident.SetLocked(v.State != session.LoggedIn)
		if v.State == session.LoggedIn {
			go debug.FreeOSMemory() // the password's hash took 64 MiB, and nothing needs them again today
		}
	})
	window.Run(ctx)
	m.emergency.tell() // it may have been stopped before it was switched off
	main.Show()
	window.GuardClipboard(a.Clipboard())
	m.running.Go(func() { m.watchDesktop(ctx) })
	m.running.Go(func() { m.guardCaptures(ctx) })
	w.place = resident.NewPlace(pad, m.Screens, m.settings.PadMonitor)
	m.running.Go(func() {
		w.clerkPainted()
		debug.SetGCPercent(heapSlack)
		debug.FreeOSMemory()
		m.keepPadPlaced(ctx)
	})
	w.showDevices(func(*clerk.Devices) {})
	return nil
}

// end drops what is posted from now on. The UI thread says so before it ends: from the moment it has, Fyne 2.8 runs on the caller's own
// goroutine what was meant for it, on windows that are gone, and that panics.
func (w *windows) end() {
	if w.bridge != nil {
		w.bridge.Close()
	}
}

// clerkPainted waits until the clerk's window has most likely been painted: it comes first, and making a second window
// takes a quarter of a second without a graphics card. Nothing depends on it but who waits for whom.
func (w *windows) clerkPainted() {
	for range 2 {
		time.Sleep(2 * frame)
		painted := make(chan struct{})
		w.bridge.Post(func() { close(painted) })
		select {
		case <-painted:
		case <-time.After(padCheck): // the app is closing
			return
		}
	}
}

// frame is how often Fyne paints at most.
const frame = time.Second / 60

// The clerk's window at its first start, in Fyne's units; it is made for 1366×768.
const (
	clerkWidth  = 1366
	clerkHeight = 768
)

// padCheck is how often the resident's window is looked for: a monitor can be unplugged at any time.
const padCheck = time.Second

// mostStirs is how many times in a row the clerk's window is brought before the resident's: where the window system never lets that one come
// to its place, the clerk's other programs keep the keyboard.
const mostStirs = 5

// keepPadPlaced puts the resident's window full screen on its own monitor, reads back where it is, and allows PIN entry
// only while it is there (第23条第2号).
func (m *Main) keepPadPlaced(ctx context.Context) {
	w := &m.windows
	tick := time.NewTicker(padCheck)
	defer tick.Stop()
	for stirs := 0; ; {
		placed, stirred := w.place.Check(w.bridge)
		if stirs++; !stirred {
			stirs = 0
		}
		if stirred && stirs <= mostStirs { // it takes the keyboard from the clerk, and stands before the clerk's window where its own monitor is missing
			w.bridge.Post(w.clerkWin.RequestFocus)
		}
		if w.setPlaced(placed, stirred) {
			m.recordPad(placed)
		}
		w.allowPINs(placed || w.oneScreenAllowed())
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// setPlaced notes whether the resident's window is on its monitor and had to be moved, and tells whether the first is news.
func (w *windows) setPlaced(placed, stirred bool) (changed bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	changed, w.placed, w.stirred = w.placed != placed, placed, stirred
	return changed
}

// allowPINs lets the pad be used or not, and says so in the clerk's window.
func (w *windows) allowPINs(allowed bool) {
	w.resident.SetAllowed(allowed)
	code := juki.NoPadMonitor
	if allowed {
		code = ""
	}
	w.showDevices(func(d *clerk.Devices) { d.Pad = code })
}

func (m *Main) recordPad(placed bool) {
	e := oplog.PadLost
	if placed {
		e = oplog.PadPlaced
	}
	m.notes.note(e)
}

func (w *windows) oneScreenAllowed() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.oneScreen
}

func (w *windows) allowOneScreen() {
	w.mu.Lock()
	w.oneScreen = true
	w.mu.Unlock()
	w.allowPINs(true)
}

// showReaders tells the clerk's window what the readers do.
func (w *windows) showReaders(now clerk.Devices) {
	w.showDevices(func(d *clerk.Devices) { d.OperatorReader, d.CustomerReader = now.OperatorReader, now.CustomerReader })
}

func (w *windows) showDevices(change func(*clerk.Devices)) {
	w.mu.Lock()
	change(&w.devices)
	now, window := w.devices, w.clerk
	w.mu.Unlock()
	if window != nil {
		window.SetDevices(now)
	}
}
