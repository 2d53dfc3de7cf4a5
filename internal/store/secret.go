package store

import (
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"io"

	"golang.org/x/crypto/chacha20poly1305"

	"madoguchi/internal/oplog"
)

// secrets are the keys drawn from the terminal's master secret, each for one purpose.
type secrets struct {
	sealer *oplog.Sealer
	column cipher.AEAD // XChaCha20-Poly1305: nonces may be random
	index  []byte      // HMAC key of the blind indexes
}

func openSecrets(o Options, fresh bool) (secrets, error) {
	master, err := masterOf(o.Keys, o.Rand, fresh)
	if err != nil {
		return secrets{}, err
	}
	defer clear(master)
	return deriveSecrets(master, o.Origin)
}

// deriveSecrets draws the three keys with HKDF-SHA256 (RFC 5869). The labels are part of the format: changing one
// makes every database unreadable.
func deriveSecrets(master []byte, origin string) (secrets, error) {
	var s secrets
	seed, err := derive(master, "madoguchi log signing v1", oplog.SeedSize)
	if err != nil {
		return secrets{}, err
	}
	defer clear(seed)
	column, err := derive(master, "madoguchi personal columns v1", chacha20poly1305.KeySize)
	if err != nil {
		return secrets{}, err
	}
	defer clear(column)
	if s.column, err = chacha20poly1305.NewX(column); err != nil {
		return secrets{}, fmt.Errorf("preparing the column key: %w", err)
	}
	if s.index, err = derive(master, "madoguchi blind index v1", sha256.Size); err != nil {
		return secrets{}, err
	}
	key, err := oplog.NewTerminalKey(origin, seed)
	if err != nil {
		return secrets{}, err
	}
	s.sealer = oplog.NewSealer(key)
	return s, nil
}

func derive(master []byte, purpose string, size int) ([]byte, error) {
	key, err := hkdf.Key(sha256.New, master, nil, purpose, size)
	if err != nil {
		return nil, fmt.Errorf("deriving a key: %w", err)
	}
	return key, nil
}

func (s *secrets) wipe() { clear(s.index) }

// sealText encrypts the text of a personal column. column ("case.name") and row (the row's own id) are bound to it: a value
// copied into another column or row does not open. The result is nonce and ciphertext.
func (d *DB) sealText(plain, column, row string) ([]byte, error) {
	return d.sealUnder(d.secrets.column, plain, column, row)
}

// sealUnder is sealText under a key of its own.
func (d *DB) sealUnder(key cipher.AEAD, plain, column, row string) ([]byte, error) {
	nonce := make([]byte, key.NonceSize(), key.NonceSize()+len(plain)+key.Overhead())
	if _, err := io.ReadFull(d.rand, nonce); err != nil {
		return nil, fmt.Errorf("drawing a nonce: %w", err)
	}
	return key.Seal(nonce, nonce, []byte(plain), joined(column, row)), nil
}

// openText gives the text back. It fails with Outcome DatabaseCorrupt when the value was changed or moved.
func (d *DB) openText(sealed []byte, column, row string) (string, error) {
	return openUnder(d.secrets.column, sealed, column, row)
}

func openUnder(key cipher.AEAD, sealed []byte, column, row string) (string, error) {
	size := key.NonceSize()
	if len(sealed) < size {
		return "", corrupt(fmt.Errorf("the value of %s is cut short", column))
	}
	plain, err := key.Open(nil, sealed[:size], sealed[size:], joined(column, row))
	if err != nil {
		return "", corrupt(fmt.Errorf("the value of %s does not open", column))
	}
	return string(plain), nil
}

// blind is what a personal value is searched by: 32 bytes that only this terminal's key can make. The first part
// should name the column, so that equal values of different columns do not show.
func (d *DB) blind(parts ...string) []byte {
	h := hmac.New(sha256.New, d.secrets.index)
	h.Write(joined(parts...))
	return h.Sum(nil)
}

// joined puts parts together so that no other parts give the same bytes.
func joined(parts ...string) []byte {
	var b []byte
	for _, p := range parts {
		b = binary.BigEndian.AppendUint32(b, uint32(len(p)))
		b = append(b, p...)
	}
	return b
}
