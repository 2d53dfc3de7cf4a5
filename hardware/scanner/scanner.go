// Package scanner scans a photo at the counter from the registered device and no other (第22条第2号): over eSCL (AirScan, Mopria) by
// HTTP or HTTPS on every operating system, and over SANE by a pipe from scanimage on Linux.
//
// A picture goes from the wire into memory and nowhere else: no file, no temporary file, no cache. Of what the device sends only
// pixels are kept; Exif, device names and times are dropped. Whatever this package had of a picture is overwritten when Scan returns,
// but for the result. What lies in the libraries below it is kept small, and this is all of it:
//   - PNM and PNG are read row by row into the result; rows, chunks and the decompressor's window are overwritten.
//   - image/jpeg returns its planes, which are overwritten, and keeps 4 KB of what it read, which a comment of zeros at the picture's end
//     overwrites. Progressive, RGB and CMYK pictures would leave planes that nobody can reach: they are refused. So do broken ones;
//     after one the memory is given back to the operating system, which clears it.
//   - the connection's own buffers (4 KB, with TLS one record of 16 KB) hold the end of the compressed picture until the collector
//     reuses them. Every scan has a connection of its own, closed at its end, so nothing refers to them any longer.
//   - scanimage is another process: it ends with the scan, at the deadline or with this program, and leaves no core file.
//
// Who ends a photo act calls runtime/debug.FreeOSMemory, which gives the unused rest back.
package scanner

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"madoguchi/hardware"
)

// patience is how long a driver waits. Zero values are replaced by the standard ones.
type patience struct {
	call  time.Duration // one question
	whole time.Duration // a scan from the first question to the last byte
	poll  time.Duration // between two looks at a device that is not ready
}

func (p patience) orStandard() patience {
	for _, d := range []struct {
		value    *time.Duration
		standard time.Duration
	}{{&p.call, 10 * time.Second}, {&p.whole, 90 * time.Second}, {&p.poll, 500 * time.Millisecond}} {
		if *d.value <= 0 {
			*d.value = d.standard
		}
	}
	return p
}

// turn lets one scan at a time reach the device. A look at the device does not take a scan's turn away: the scan waits for it.
type turn struct {
	mu       sync.Mutex
	scanning bool
	device   sync.Mutex // held by who talks to it
}

func (t *turn) take() (end func(), err error) {
	t.mu.Lock()
	busy := t.scanning
	t.scanning = true
	t.mu.Unlock()
	if busy {
		return nil, fmt.Errorf("a scan is running: %w", hardware.ScannerBusy)
	}
	t.device.Lock() // no longer than a look takes
	return func() {
		t.device.Unlock()
		t.mu.Lock()
		t.scanning = false
		t.mu.Unlock()
	}, nil
}

// look is the turn of a question.
func (t *turn) look(ctx context.Context) (end func(), err error) {
	try := func() (scanning, free bool) {
		t.mu.Lock()
		defer t.mu.Unlock()
		return t.scanning, !t.scanning && t.device.TryLock()
	}
	for {
		switch scanning, free := try(); {
		case scanning:
			return nil, fmt.Errorf("a scan is running: %w", hardware.ScannerBusy)
		case free:
			return t.device.Unlock, nil
		}
		if err := pause(ctx, 10*time.Millisecond); err != nil {
			return nil, err
		}
	}
}

// ended is the error of a scan that stopped because its context did; nil when the context goes on.
func ended(ctx context.Context) error {
	if ctx.Err() == nil {
		return nil
	}
	return fmt.Errorf("waiting for the scanner: %w: %w", hardware.ScannerTimeout, ctx.Err())
}

// pause waits a little, or until the context ends.
func pause(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ended(ctx)
	}
}

// faulty tells whether the error already says which fault it is.
func faulty(err error) bool { return errors.As(err, new(hardware.Fault)) }
