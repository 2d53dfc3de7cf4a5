package store

import (
	"crypto/cipher"
	"fmt"
	"io"

	"golang.org/x/crypto/chacha20poly1305"

	"madoguchi/internal/juki"
)

// newCaseKey draws the key that the personal columns of one case are sealed with, and seals it with the terminal's. When it goes, what may be
// left of the columns somewhere on the medium does not open any more.
func (d *DB) newCaseKey(number juki.CaseNumber) (key cipher.AEAD, wrapped []byte, err error) {
	raw := make([]byte, chacha20poly1305.KeySize)
	defer clear(raw)
	if _, err := io.ReadFull(d.rand, raw); err != nil {
		return nil, nil, fmt.Errorf("drawing the key of a case: %w", err)
	}
	if key, err = chacha20poly1305.NewX(raw); err != nil {
		return nil, nil, fmt.Errorf("preparing the key of a case: %w", err)
	}
	wrapped, err = d.sealText(string(raw), "case.key", string(number))
	return key, wrapped, err
}

// caseKey opens the key of a case; cases of before there were such keys have the terminal's.
func (d *DB) caseKey(wrapped []byte, number juki.CaseNumber) (cipher.AEAD, error) {
	if len(wrapped) == 0 {
		return d.secrets.column, nil
	}
	raw, err := d.openText(wrapped, "case.key", string(number))
	if err != nil {
		return nil, err
	}
	key, err := chacha20poly1305.NewX([]byte(raw))
	if err != nil {
		return nil, corrupt(fmt.Errorf("the key of %s is none", number))
	}
	return key, nil
}

// caseErased tells whether the personal columns of a case are empty, all of them and the key. One that is empty alone is damaged.
func caseErased(wrapped []byte, sealed [][]byte) bool {
	for _, column := range sealed {
		if len(column) > 0 {
			return false
		}
	}
	return len(wrapped) == 0
}
