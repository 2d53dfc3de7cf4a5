package store

import (
	"errors"
	"fmt"
	"io"
)

// masterSize is the size of a master secret in bytes.
const masterSize = 32

// ErrNoKey says that the provider has no master secret. Opening a database that exists then fails: a new
// secret could neither read its personal columns nor go on signing its log.
var ErrNoKey = errors.New("the terminal's key is not there")

// Keys keeps the terminal's master secret outside of the database: FileKey, KeyringKey, FixedKey.
type Keys interface {
	// Load gives the 32 bytes, or ErrNoKey.
	Load() ([]byte, error)
	// Make draws a new secret from random, keeps it and gives it. It never replaces one that is there.
	Make(random io.Reader) ([]byte, error)
}

// FixedKey is a secret given by the program: for tests and the scripted day, never for a counter.
type FixedKey [masterSize]byte

// Load gives the fixed secret.
func (k FixedKey) Load() ([]byte, error) { return append([]byte(nil), k[:]...), nil }

// Make gives the fixed secret too.
func (k FixedKey) Make(io.Reader) ([]byte, error) { return k.Load() }

// masterOf loads the secret; only a new database may make one.
func masterOf(keys Keys, random io.Reader, fresh bool) ([]byte, error) {
	master, err := keys.Load()
	if errors.Is(err, ErrNoKey) && fresh {
		master, err = keys.Make(random)
	}
	if err != nil {
		return nil, fmt.Errorf("getting the terminal's key: %w", err)
	}
	if len(master) != masterSize {
		return nil, fmt.Errorf("the terminal's key has %d bytes, not %d", len(master), masterSize)
	}
	return master, nil
}

func drawMaster(random io.Reader) ([]byte, error) {
	master := make([]byte, masterSize)
	if _, err := io.ReadFull(random, master); err != nil {
		return nil, fmt.Errorf("drawing a key: %w", err)
	}
	return master, nil
}
