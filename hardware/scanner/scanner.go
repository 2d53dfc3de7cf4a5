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

// turn lets one scan at a time reach the device.
type turn struct{ mu sync.Mutex }

func (t *turn) take() (end func(), err error) {
	if !t.mu.TryLock() {
		return nil, fmt.Errorf("a scan is running: %w", hardware.ScannerBusy)
	}
	return t.mu.Unlock, nil
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
