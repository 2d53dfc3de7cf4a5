//go:build !training

package main

import (
	"path/filepath"

	"madoguchi/hardware/pcsc"
	"madoguchi/hardware/screen"
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
	m.Screens = screen.Open("")
	return nil
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
