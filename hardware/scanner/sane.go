package scanner

import (
	"errors"
	"strings"
	"time"
	"unicode"
)

// SaneSettings name the registered device and say how patient to be.
type SaneSettings struct {
	// Device is SANE's name of the device, as scanimage -L lists it: "genesys:libusb:001:004".
	Device string
	// Program is the absolute path of scanimage; "" looks for it where systems keep it.
	Program string
	// ConfigDir is SANE's folder of settings; "" is the system's.
	ConfigDir string
	// Call bounds the look whether the device is there, Whole a scan. Zero: 10 s, 90 s.
	Call, Whole time.Duration
}

// check says what is wrong with the settings, for the administrator.
func (s SaneSettings) check() error {
	switch {
	case s.Device == "" || len(s.Device) > 200 || strings.HasPrefix(s.Device, "-") || strings.ContainsFunc(s.Device, unicode.IsControl):
		return errors.New("scanner: the device must be a name that scanimage -L lists")
	case s.Program != "" && !strings.HasPrefix(s.Program, "/"):
		return errors.New("scanner: the program must be an absolute path")
	}
	return nil
}
