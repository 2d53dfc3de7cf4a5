package store

import (
	"encoding/hex"
	"errors"
	"fmt"
	"io"

	"github.com/zalando/go-keyring"
)

// KeyringKey keeps the master secret in the key store of the system: Credential Manager on Windows, Keychain on macOS, Secret
// Service on the session bus on Linux. Where there is none, Load fails with an error that is not ErrNoKey.
type KeyringKey struct {
	Service string // the program: "madoguchi"
	User    string // the terminal, as in Options.Origin
}

// Load asks the key store.
func (k KeyringKey) Load() ([]byte, error) {
	if err := keyStoreThere(); err != nil {
		return nil, err
	}
	text, err := keyring.Get(k.Service, k.User)
	if errors.Is(err, keyring.ErrNotFound) {
		return nil, ErrNoKey
	}
	if err != nil {
		return nil, fmt.Errorf("asking the system's key store: %w", err)
	}
	master, err := hex.DecodeString(text)
	if err != nil {
		return nil, errors.New("the key in the system's key store is not hexadecimal")
	}
	return master, nil
}

// Make stores a new secret and reads it back: a key store that forgets would cost the personal columns.
func (k KeyringKey) Make(random io.Reader) ([]byte, error) {
	if _, err := k.Load(); !errors.Is(err, ErrNoKey) {
		return nil, errors.Join(errors.New("the system's key store has a key already, or cannot be asked"), err)
	}
	master, err := drawMaster(random)
	if err != nil {
		return nil, err
	}
	if err := keyring.Set(k.Service, k.User, hex.EncodeToString(master)); err != nil {
		return nil, fmt.Errorf("storing the key in the system's key store: %w", err)
	}
	back, err := k.Load()
	if err != nil || string(back) != string(master) {
		return nil, errors.Join(errors.New("the system's key store did not keep the key"), err)
	}
	return master, nil
}
