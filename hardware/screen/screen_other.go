//go:build !linux && !windows

package screen

import (
	"errors"
	"time"

	"madoguchi/hardware"
)

// Screens answers every question with errNotHere.
type Screens struct{}

var _ hardware.Screens = (*Screens)(nil)

var errNotHere = errors.New("the monitors of this system cannot be asked yet")

// Open makes the access to nothing.
func Open(string) *Screens { return &Screens{} }

// Close does nothing.
func (s *Screens) Close() {}

// Monitors implements hardware.Screens.
func (s *Screens) Monitors() ([]hardware.Monitor, error) { return nil, errNotHere }

// WindowBounds implements hardware.Screens.
func (s *Screens) WindowBounds(uintptr) (hardware.Rect, error) { return hardware.Rect{}, errNotHere }

// Idle implements hardware.Screens.
func (s *Screens) Idle() (time.Duration, error) { return 0, errNotHere }
