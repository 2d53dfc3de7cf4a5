//go:build linux && training

package main

import (
	"context"
	"os"
	"sync"
	"sync/atomic"

	"madoguchi/hardware"
	"madoguchi/hardware/printer"
)

// Devices of the stage that are neither cards nor windows.

// ears hear what the counter's loudspeaker plays: each scan is answered by one of two sounds.
type ears struct{ good, bad atomic.Int64 }

// Good implements clerk.Sounds.
func (e *ears) Good() { e.good.Add(1) }

// Bad implements clerk.Sounds.
func (e *ears) Bad() { e.bad.Add(1) }

// Where the test tells a story which printers it started.
const (
	printerVariable = "MADOGUCHI_PRINTER"
	queueVariable   = "MADOGUCHI_QUEUE"
)

// switched is the cable of the printer: it can be put into another one.
type switched struct {
	mu  sync.Mutex
	now hardware.Printer
}

var _ hardware.Printer = (*switched)(nil)

func newSwitched() *switched { return &switched{now: dark{}} }

// to puts the cable into the printer that a variable of the environment names.
func (s *switched) to(variable string) error {
	p, err := printer.New(printer.Settings{URI: os.Getenv(variable), User: folder})
	if err != nil {
		return err
	}
	s.mu.Lock()
	s.now = p
	s.mu.Unlock()
	return nil
}

func (s *switched) at() hardware.Printer {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.now
}

// Preflight implements hardware.Printer.
func (s *switched) Preflight(ctx context.Context) error { return s.at().Preflight(ctx) }

// Submit implements hardware.Printer.
func (s *switched) Submit(ctx context.Context, d hardware.PrintDocument) (hardware.PrintJob, error) {
	return s.at().Submit(ctx, d)
}

// Watch implements hardware.Printer.
func (s *switched) Watch(ctx context.Context, j hardware.PrintJob) <-chan hardware.PrintStatus {
	return s.at().Watch(ctx, j)
}

// Cancel implements hardware.Printer.
func (s *switched) Cancel(ctx context.Context, j hardware.PrintJob) error {
	return s.at().Cancel(ctx, j)
}

// dark is a cable in no printer.
type dark struct{}

func (dark) Preflight(context.Context) error { return hardware.PrinterGone }
func (dark) Submit(context.Context, hardware.PrintDocument) (hardware.PrintJob, error) {
	return hardware.PrintJob{}, hardware.PrinterGone
}
func (dark) Watch(context.Context, hardware.PrintJob) <-chan hardware.PrintStatus {
	ended := make(chan hardware.PrintStatus)
	close(ended)
	return ended
}
func (dark) Cancel(context.Context, hardware.PrintJob) error { return hardware.PrinterGone }
