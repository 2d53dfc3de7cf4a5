//go:build !linux

package scanner

import (
	"errors"

	"madoguchi/hardware"
)

// NewSane: SANE is a thing of Linux here; eSCL is the way on other systems.
func NewSane(s SaneSettings) (hardware.Scanner, error) {
	if err := s.check(); err != nil {
		return nil, err
	}
	return nil, errors.New(`scanner: kind "sane" is for Linux; use "escl"`)
}
