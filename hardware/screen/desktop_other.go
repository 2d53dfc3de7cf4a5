//go:build !linux && !windows

package screen

import (
	"context"

	"madoguchi/hardware"
)

// Desktop hears nothing of the desktop session here.
type Desktop struct{}

var _ hardware.Desktop = (*Desktop)(nil)

// OpenDesktop makes the access to the desktop; the name of a display means nothing here.
func OpenDesktop(string) *Desktop { return &Desktop{} }

// Watch implements hardware.Desktop.
func (d *Desktop) Watch(ctx context.Context, _ func(hardware.DesktopEvent)) { <-ctx.Done() }

// Hears implements hardware.Desktop.
func (d *Desktop) Hears() []hardware.DesktopEvent { return nil }

// CatchKey implements hardware.Desktop.
func (d *Desktop) CatchKey(bool) {}
