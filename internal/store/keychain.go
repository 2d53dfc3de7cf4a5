package store

import (
	"errors"
	"io"
)

// KeyChain asks several providers in order: the key store of the system where there is one, then a file.
type KeyChain []Keys

// Load gives the first secret found. When none has it, the error is ErrNoKey, joined with the reasons of the
// providers that could not be asked.
func (c KeyChain) Load() ([]byte, error) {
	reasons := []error{ErrNoKey}
	for _, k := range c {
		master, err := k.Load()
		if err == nil {
			return master, nil
		}
		if !errors.Is(err, ErrNoKey) {
			reasons = append(reasons, err)
		}
	}
	return nil, errors.Join(reasons...)
}

// Make lets the first provider that can keep a secret make it.
func (c KeyChain) Make(random io.Reader) ([]byte, error) {
	var reasons []error
	for _, k := range c {
		master, err := k.Make(random)
		if err == nil {
			return master, nil
		}
		reasons = append(reasons, err)
	}
	return nil, errors.Join(append(reasons, errors.New("no provider can keep the terminal's key"))...)
}
