package sim

import (
	"context"
	"fmt"
	"sync"
	"time"

	"madoguchi/hardware"
)

// The simulated glass, in millimetres, and its finest resolution.
const (
	glassWidth, glassHeight = 216, 297
	finest                  = 1200
)

// Scanner is a simulated scanner with a drawn photo on its glass. It implements hardware.Scanner; what a person does at the
// scanner is in scanner_bench.go.
type Scanner struct {
	pace time.Duration // for one scan

	mu       sync.Mutex
	photo    Photo
	fault    hardware.Fault // what is in the way
	warming  int            // looks at it that it still answers with warming
	vanishes bool           // in the middle of the next scan
	garbles  bool           // the next scan is no picture
	hangs    bool           // begins and never ends
	scanning bool
	scans    int
}

var _ hardware.Scanner = (*Scanner)(nil)

// NewScanner makes a scanner with the first sample photo on its glass that needs pace for a scan.
func NewScanner(pace time.Duration) *Scanner {
	return &Scanner{pace: pace, photo: Photo{Person: 1, X: 3, Y: 3}}
}

// Ready implements hardware.Scanner.
func (s *Scanner) Ready(ctx context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.scanning {
		return fmt.Errorf("the scanner is not ready: %w", hardware.ScannerBusy)
	}
	return s.state(ctx)
}

// state is what keeps the scanner from scanning. s.mu is held.
func (s *Scanner) state(ctx context.Context) error {
	switch {
	case ctx.Err() != nil:
		return fmt.Errorf("asking the scanner: %w: %w", hardware.ScannerTimeout, ctx.Err())
	case s.fault != "":
		return fmt.Errorf("the scanner is not ready: %w", s.fault)
	case s.warming > 0:
		s.warming--
		return fmt.Errorf("the scanner is not ready: %w", hardware.ScannerWarming)
	}
	return nil
}

// Scan implements hardware.Scanner.
func (s *Scanner) Scan(ctx context.Context, area hardware.ScanArea, progress func(float64)) (*hardware.Scan, error) {
	if !onGlass(area) {
		return nil, fmt.Errorf("the area: %w", hardware.ScannerTooSmall)
	}
	photo, end, err := s.begin(ctx)
	if err != nil {
		return nil, err
	}
	defer end()
	img := photo.Draw(area)
	drop := func(err error) (*hardware.Scan, error) { clear(img.Pix); return nil, err }
	for step := range 10 {
		if progress != nil {
			progress(float64(step) / 10)
		}
		if err := s.wait(ctx, step); err != nil {
			return drop(err)
		}
	}
	return &hardware.Scan{Image: img, DPI: area.DPI}, nil
}

// onGlass refuses what the glass or the resolution cannot take; NaN too.
func onGlass(a hardware.ScanArea) bool {
	return a.X >= 0 && a.Y >= 0 && a.W > 0 && a.H > 0 && a.X+a.W <= glassWidth && a.Y+a.H <= glassHeight &&
		a.DPI > 0 && a.DPI <= finest && a.Pixels().X > 0 && a.Pixels().Y > 0
}

// begin takes the scanner, waiting while it only warms up.
func (s *Scanner) begin(ctx context.Context) (Photo, func(), error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.scanning {
		return Photo{}, nil, fmt.Errorf("a scan is running: %w", hardware.ScannerBusy)
	}
	for {
		err := s.state(ctx)
		if err == nil {
			break
		}
		if s.fault != "" || ctx.Err() != nil {
			return Photo{}, nil, err
		}
	}
	s.scanning = true
	s.scans++
	return s.photo, func() { s.mu.Lock(); s.scanning = false; s.mu.Unlock() }, nil
}

// wait is one tenth of a scan, and what befalls the scanner in it.
func (s *Scanner) wait(ctx context.Context, step int) error {
	s.mu.Lock()
	hangs, vanishes, garbles, fault := s.hangs, s.vanishes && step == 5, s.garbles && step == 9, s.fault
	if vanishes {
		s.vanishes, s.fault = false, hardware.ScannerGone
	}
	s.garbles = s.garbles && !garbles
	s.mu.Unlock()
	switch {
	case fault != "":
		return fmt.Errorf("scanning: %w", fault)
	case vanishes:
		return fmt.Errorf("scanning: %w", hardware.ScannerGone)
	case garbles:
		return fmt.Errorf("what came is no picture: %w", hardware.ScannerNonsense)
	}
	for first := true; first || hangs; first = false {
		select {
		case <-ctx.Done():
			return fmt.Errorf("waiting for the scanner: %w: %w", hardware.ScannerTimeout, ctx.Err())
		case <-time.After(max(s.pace/10, time.Duration(0))):
		}
		if hangs {
			time.Sleep(time.Millisecond)
			s.mu.Lock()
			hangs = s.hangs
			s.mu.Unlock()
		}
	}
	return ctx.Err()
}
