//go:build !linux && !windows && !darwin

package screen

import (
	"errors"
	"fmt"

	"madoguchi/hardware"
)

// Shield implements hardware.Desktop.
func (d *Desktop) Shield() hardware.Shield { return hardware.ShieldNone }

// Exclude implements hardware.Desktop.
func (d *Desktop) Exclude(uintptr, bool) error {
	return fmt.Errorf("keeping a window out of pictures: %w (%w)", hardware.DeviceFailed, errors.ErrUnsupported)
}
