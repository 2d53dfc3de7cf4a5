// Package pin is the life of a PIN (暗証番号, 第23条): typed on the resident's window, moved once,
// used once, wiped. It cannot be printed, copied by accident or compared by string.
package pin

import (
	"crypto/subtle"
	"fmt"
	"io"

	"madoguchi/internal/juki"
)

// PIN holds the characters of one PIN until Wipe. The zero PIN is empty.
type PIN struct {
	kind  juki.PINKind
	chars []byte
}

// New takes over typed: the caller's slice is emptied, so that one copy exists.
func New(kind juki.PINKind, typed []byte) *PIN {
	p := &PIN{kind: kind, chars: append(make([]byte, 0, len(typed)), typed...)}
	clear(typed)
	return p
}

// Kind tells which PIN this is.
func (p *PIN) Kind() juki.PINKind { return p.kind }

// Len is the number of characters.
func (p *PIN) Len() int { return len(p.chars) }

// Equal compares two entries in constant time.
func (p *PIN) Equal(other *PIN) bool {
	return subtle.ConstantTimeCompare(p.chars, other.chars) == 1
}

// For makes a PIN of another kind with the same characters: residents may use one
// number for the three 4-digit PINs.
func (p *PIN) For(kind juki.PINKind) *PIN {
	return &PIN{kind: kind, chars: append([]byte(nil), p.chars...)}
}

// Use lends the characters to f; f must not keep them.
func (p *PIN) Use(f func(chars []byte) error) error { return f(p.chars) }

// Wipe overwrites the characters. It may be called more than once and on nil.
func (p *PIN) Wipe() {
	if p == nil {
		return
	}
	clear(p.chars)
	p.chars = p.chars[:0]
}

const masked = "***"

// Format answers every verb of fmt, by value and by pointer, with ***: a PIN cannot reach a log.
func (p PIN) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, masked) }

// MarshalText covers JSON, TOML and slog.
func (p PIN) MarshalText() ([]byte, error) { return []byte(masked), nil }
