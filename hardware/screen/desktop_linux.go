package screen

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"madoguchi/hardware"
)

// Desktop is the desktop session of an X11 display: logind's and the screen saver's words on D-Bus, the monitors and the
// PrintScreen key on the display itself.
type Desktop struct {
	display, systemBus, sessionBus string

	catch atomic.Bool   // the PrintScreen key is to be taken
	turn  chan struct{} // catch has changed
}

var _ hardware.Desktop = (*Desktop)(nil)

// OpenDesktop makes the access to the desktop of a display; "" is $DISPLAY. The buses are those of the environment.
func OpenDesktop(display string) *Desktop {
	return &Desktop{display: display, systemBus: systemBus(), sessionBus: sessionBus(), turn: make(chan struct{}, 1)}
}

// systemBus is where logind is reached.
func systemBus() string {
	if a := os.Getenv("DBUS_SYSTEM_BUS_ADDRESS"); a != "" {
		return a
	}
	return "unix:path=/run/dbus/system_bus_socket"
}

// sessionBus is where screen savers are; "" where no bus runs. None is ever started: one that D-Bus starts for us stays behind.
func sessionBus() string {
	if a := os.Getenv("DBUS_SESSION_BUS_ADDRESS"); a != "" && a != "autolaunch:" {
		return a
	}
	path := fmt.Sprintf("/run/user/%d/bus", os.Getuid())
	if _, err := os.Stat(path); err != nil {
		return ""
	}
	return "unix:path=" + path
}

// sourceRetry is the pause before a source that is missing or went away is looked for again.
const sourceRetry = 5 * time.Second

// Watch implements hardware.Desktop.
func (d *Desktop) Watch(ctx context.Context, told func(hardware.DesktopEvent)) {
	var one sync.Mutex
	tell := func(e hardware.DesktopEvent) {
		one.Lock()
		defer one.Unlock()
		if ctx.Err() == nil {
			told(e)
		}
	}
	var sources sync.WaitGroup
	for _, source := range []func(context.Context, func(hardware.DesktopEvent)) error{d.hearLogin, d.hearScreenSaver, d.watchDisplay} {
		sources.Go(func() {
			for ctx.Err() == nil {
				_ = source(ctx, tell) // missing, or gone: looked for again
				select {
				case <-ctx.Done():
				case <-time.After(sourceRetry):
				}
			}
		})
	}
	sources.Wait()
}

// Hears implements hardware.Desktop: it looks for the sources, each within a moment.
func (d *Desktop) Hears() []hardware.DesktopEvent {
	ctx, cancel := context.WithTimeout(context.Background(), sourceRetry)
	defer cancel()
	var heard []hardware.DesktopEvent
	session, sleep := d.asksLogin(ctx)
	if session || d.asksScreenSaver(ctx) {
		heard = append(heard, hardware.DesktopLocked)
	}
	if sleep {
		heard = append(heard, hardware.DesktopSuspends)
	}
	if session {
		heard = append(heard, hardware.DesktopSwitched)
	}
	if x, err := d.openDisplay(); err == nil {
		heard = append(heard, hardware.MonitorsChanged)
		if len(x.keys) > 0 {
			heard = append(heard, hardware.CaptureKey)
		}
		x.conn.Close()
	}
	return heard
}

// Shield implements hardware.Desktop: any client of an X server may read all that it shows.
func (d *Desktop) Shield() hardware.Shield { return hardware.ShieldNone }

// Exclude implements hardware.Desktop.
func (d *Desktop) Exclude(uintptr, bool) error {
	return fmt.Errorf("keeping a window out of pictures: %w (%w)", hardware.DeviceFailed, errors.ErrUnsupported)
}

// CatchKey implements hardware.Desktop.
func (d *Desktop) CatchKey(taken bool) {
	d.catch.Store(taken)
	select {
	case d.turn <- struct{}{}:
	default: // it will be looked at
	}
}
