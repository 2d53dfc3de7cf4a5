package oplog

import (
	"crypto/ed25519"
	"errors"
	"fmt"
	"io"
	"strings"

	"golang.org/x/mod/sumdb/note"
)

// SeedSize is the length of a terminal's secret seed in bytes.
const SeedSize = ed25519.SeedSize

// TerminalKey signs the checkpoints of one terminal's log with Ed25519. It cannot be printed.
type TerminalKey struct {
	private  ed25519.PrivateKey
	text     string
	verifier note.Verifier
}

// NewTerminalKey makes the key of a terminal from its origin, such as "28225.madoguchi/terminal-01" (municipality code,
// program, terminal), and its 32 secret bytes, which belong into the key store of the system and nowhere else. The seed is
// copied; the caller may wipe it.
func NewTerminalKey(origin string, seed []byte) (*TerminalKey, error) {
	if len(seed) != SeedSize {
		return nil, fmt.Errorf("terminal key: the seed has %d bytes instead of %d", len(seed), SeedSize)
	}
	if !originForm(origin) {
		return nil, errors.New("terminal key: the origin has not the form 28225.madoguchi/terminal-01")
	}
	private := ed25519.NewKeyFromSeed(seed)
	text, err := note.NewEd25519VerifierKey(origin, private.Public().(ed25519.PublicKey))
	if err != nil {
		return nil, fmt.Errorf("terminal key: %w", err)
	}
	verifier, err := note.NewVerifier(text)
	if err != nil {
		return nil, fmt.Errorf("terminal key: %w", err)
	}
	return &TerminalKey{private: private, text: text, verifier: verifier}, nil
}

// originForm keeps an origin printable and short: it stands in every checkpoint, QR code and archive.
var originForm = matcher(`[0-9a-z][0-9a-z.-]{0,39}/[0-9a-z-]{1,32}`)

// Origin names the log that the key signs.
func (k *TerminalKey) Origin() string { return k.verifier.Name() }

// VerifierKey is the public key in the text form of signed notes: "origin+hash+base64". It may be printed and given to anybody.
func (k *TerminalKey) VerifierKey() string { return k.text }

// Format prints the public key only, whatever the verb.
func (k *TerminalKey) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, k.text) }

// Name, KeyHash and Sign make the key a note.Signer.
func (k *TerminalKey) Name() string { return k.verifier.Name() }

// KeyHash is the hash that names the key in a signature line.
func (k *TerminalKey) KeyHash() uint32 { return k.verifier.KeyHash() }

// Sign signs the text of a note.
func (k *TerminalKey) Sign(text []byte) ([]byte, error) { return ed25519.Sign(k.private, text), nil }

// parseVerifierKey reads a verifier key and refuses every spelling but the one NewEd25519VerifierKey writes, so that
// each byte of it is bound.
func parseVerifierKey(text string) (note.Verifier, error) {
	verifier, err := note.NewVerifier(text)
	if err != nil {
		return nil, fmt.Errorf("verifier key: %w", err)
	}
	origin, public, ok := publicKey(text)
	if !ok || !originForm(origin) {
		return nil, errors.New("verifier key: not an Ed25519 key of a terminal")
	}
	again, err := note.NewEd25519VerifierKey(origin, public)
	if err != nil || again != text {
		return nil, errors.New("verifier key: not in canonical form")
	}
	return verifier, nil
}

// publicKey takes the origin and the 32 key bytes out of "origin+hash+base64(1, key)".
func publicKey(text string) (origin string, key ed25519.PublicKey, ok bool) {
	origin, rest, _ := strings.Cut(text, "+")
	_, encoded, _ := strings.Cut(rest, "+")
	bytes, err := strictBase64(encoded)
	if err != nil || len(bytes) != 1+ed25519.PublicKeySize {
		return "", nil, false
	}
	return origin, bytes[1:], true
}
