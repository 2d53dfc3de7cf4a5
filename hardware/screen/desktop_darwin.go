package screen

import (
	"fmt"

	"github.com/ebitengine/purego/objc"

	"madoguchi/hardware"
)

// Shield implements hardware.Desktop.
func (d *Desktop) Shield() hardware.Shield { return hardware.ShieldMac }

// The values of NSWindowSharingType.
const (
	sharingNone     = 0
	sharingReadOnly = 1
)

// Exclude implements hardware.Desktop. native is the NSWindow.
func (d *Desktop) Exclude(native uintptr, out bool) error {
	if native == 0 {
		return fmt.Errorf("keeping a window out of pictures: %w", hardware.DeviceFailed)
	}
	sharing := sharingReadOnly
	if out {
		sharing = sharingNone
	}
	objc.ID(native).Send(objc.RegisterName("setSharingType:"), sharing)
	return nil
}
