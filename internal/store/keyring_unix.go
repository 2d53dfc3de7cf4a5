//go:build unix && !darwin

package store

import (
	"errors"
	"fmt"
	"os"
)

// keyStoreThere looks for a session bus before the keyring library does: without one it would start a bus of its own, in which
// no key store listens.
func keyStoreThere() error {
	if os.Getenv("DBUS_SESSION_BUS_ADDRESS") != "" {
		return nil
	}
	if _, err := os.Stat(fmt.Sprintf("/run/user/%d/bus", os.Getuid())); err == nil {
		return nil
	}
	return errors.New("there is no session bus, and so no key store")
}
