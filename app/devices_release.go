//go:build !training

package main

import (
	"fmt"
	"path/filepath"

	"madoguchi/hardware"
	"madoguchi/hardware/pcsc"
	"madoguchi/hardware/printer"
	"madoguchi/hardware/scanner"
	"madoguchi/hardware/screen"
	"madoguchi/hardware/sound"
	"madoguchi/internal/store"
)

// The release build: real readers, real screens, no simulator anywhere in the program.
const (
	appID  = "jp.madoguchi.counter"
	folder = "madoguchi"
)

// fitDevices gives m the devices of this machine. The first PIN of a real card is set at the 統合端末: no issuer here.
func fitDevices(m *Main) (err error) {
	m.Readers = pcsc.New()
	m.Screens, m.Desktop = screen.Open(""), screen.OpenDesktop("")
	m.Sounds = sound.New(soundWithin)
	return nil
}

// openPrinter is the printer of the settings; nil when there is none.
func openPrinter(s Settings, _ string) (hardware.Printer, error) {
	if s.Printer == "" {
		return nil, nil
	}
	p, err := printer.New(printer.Settings{URI: s.Printer, Pin: s.PrinterPin, User: folder})
	if err != nil {
		return nil, fmt.Errorf("reading %s: printer: %w", settingsFile, err)
	}
	return p, nil
}

// openScanner is the scanner of the settings; nil when there is none.
func openScanner(s Settings) (hardware.Scanner, error) {
	var opened hardware.Scanner
	var err error
	switch c := s.Scanner; c.Kind {
	case "escl":
		opened, err = scanner.NewEscl(scanner.EsclSettings{URI: c.URI, UUID: c.UUID, Fingerprint: c.Fingerprint, PlainHTTP: c.PlainHTTP})
	case "sane":
		opened, err = scanner.NewSane(scanner.SaneSettings{Device: c.Device})
	case noScanner, "":
		return nil, nil
	default:
		err = fmt.Errorf(`kind is %q, not "escl", "sane" or "none"`, c.Kind)
	}
	if err != nil {
		return nil, fmt.Errorf("reading %s: scanner: %w", settingsFile, err)
	}
	return opened, nil
}

// defaultKeys are the operating system's key store where there is one, else a file only this user can read. The folder is
// part of the name: two terminals of one user do not share a key.
func defaultKeys(dir string) store.Keys {
	name, err := filepath.Abs(dir)
	if err != nil {
		name = dir
	}
	return store.KeyChain{store.KeyringKey{Service: folder, User: name}, store.FileKey(filepath.Join(dir, "terminal.key"))}
}

// editionCommands are the commands that only this build has.
func editionCommands() map[string]commandLine { return nil }
