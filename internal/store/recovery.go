package store

import (
	"context"
	"crypto/cipher"
	"crypto/sha256"
	"database/sql"
	"encoding/base32"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"golang.org/x/crypto/chacha20poly1305"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
)

// RecoveryKey is a 復旧キー: 32 random bytes on a paper in the safe. With it, a backup can be read and its log be continued when the terminal
// and its key store are gone; the terminal keeps only what it opens. It cannot be printed but by Text.
type RecoveryKey struct{ secret [masterSize]byte }

// recoveryAlphabet has no letter that looks like another (Crockford's).
var recoveryAlphabet = base32.NewEncoding("0123456789ABCDEFGHJKMNPQRSTVWXYZ").WithPadding(base32.NoPadding)

const (
	recoveryChars = 52 // 32 bytes
	recoveryCheck = 4  // letters that tell a slip of the pen
	recoveryGroup = 4
)

// NewRecoveryKey draws a key.
func NewRecoveryKey(random io.Reader) (*RecoveryKey, error) {
	var k RecoveryKey
	if _, err := io.ReadFull(random, k.secret[:]); err != nil {
		return nil, fmt.Errorf("drawing a recovery key: %w", err)
	}
	return &k, nil
}

// ParseRecoveryKey reads what somebody typed from the paper: spaces, hyphens, lower case, O for 0, I and L for 1 are taken. The error is the
// Outcome RecoveryKeyWrong; it does not repeat the text.
func ParseRecoveryKey(text string) (*RecoveryKey, error) {
	plain := strings.Map(func(r rune) rune {
		switch r {
		case ' ', '-', '\t', '\r', '\n', '\u3000':
			return -1
		case 'O':
			return '0'
		case 'I', 'L':
			return '1'
		}
		return r
	}, strings.ToUpper(text))
	var k RecoveryKey
	raw, err := recoveryAlphabet.DecodeString(plain[:min(len(plain), recoveryChars)])
	if err != nil || len(plain) != recoveryChars+recoveryCheck || copy(k.secret[:], raw) != masterSize || k.plain() != plain {
		return nil, juki.Refuse(juki.RecoveryKeyWrong) // also one whose last letter has bits to spare: a key has one spelling
	}
	clear(raw)
	return &k, nil
}

// Text is the key for the paper, in groups of four; the last group is the check.
func (k *RecoveryKey) Text() string {
	all := k.plain()
	var groups []string
	for ; len(all) > 0; all = all[recoveryGroup:] {
		groups = append(groups, all[:recoveryGroup])
	}
	return strings.Join(groups, " ")
}

func (k *RecoveryKey) plain() string { return recoveryAlphabet.EncodeToString(k.secret[:]) + k.check() }

// Ending is the last group of the text: who can read it, has a paper that can be read.
func (k *RecoveryKey) Ending() string { return k.check() }

func (k *RecoveryKey) check() string { return k.digest("madoguchi recovery key check")[:recoveryCheck] }

// Number is what the paper is told by; it betrays nothing of the key.
func (k *RecoveryKey) Number() string {
	n := k.digest("madoguchi recovery key number")
	return n[:4] + "-" + n[4:8]
}

func (k *RecoveryKey) digest(purpose string) string {
	sum := sha256.Sum256([]byte(purpose + string(k.secret[:])))
	return recoveryAlphabet.EncodeToString(sum[:])
}

// Wipe forgets the key.
func (k *RecoveryKey) Wipe() { clear(k.secret[:]) }

// Format prints nothing of the key, whatever the verb.
func (k RecoveryKey) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "***") }

// seal wraps the terminal's secret.
func (k *RecoveryKey) seal(master []byte, random io.Reader) ([]byte, error) {
	box, err := k.box()
	if err != nil {
		return nil, err
	}
	nonce := make([]byte, box.NonceSize(), box.NonceSize()+len(master)+box.Overhead())
	if _, err := io.ReadFull(random, nonce); err != nil {
		return nil, fmt.Errorf("drawing a nonce: %w", err)
	}
	return box.Seal(nonce, nonce, master, []byte(k.Number())), nil
}

// open gives the terminal's secret, or the Outcome RecoveryKeyWrong.
func (k *RecoveryKey) open(sealed []byte) ([]byte, error) {
	box, err := k.box()
	if err != nil {
		return nil, err
	}
	size := box.NonceSize()
	if len(sealed) >= size {
		if master, err := box.Open(nil, sealed[:size], sealed[size:], []byte(k.Number())); err == nil && len(master) == masterSize {
			return master, nil
		}
	}
	return nil, juki.Refuse(juki.RecoveryKeyWrong)
}

func (k *RecoveryKey) box() (cipher.AEAD, error) {
	key, err := derive(k.secret[:], "madoguchi recovery key v1", chacha20poly1305.KeySize)
	if err != nil {
		return nil, err
	}
	defer clear(key)
	return chacha20poly1305.NewX(key)
}

// KeepRecoveryKey keeps what the key opens, in the place of that of an older key, and records it with both persons. From the next one on,
// backups can be brought back with this key; the older ones still with theirs.
func (d *DB) KeepRecoveryKey(ctx context.Context, k *RecoveryKey, by, witness juki.OperatorID) error {
	master, err := masterOf(d.keys, d.rand, false)
	if err != nil {
		return err
	}
	defer clear(master)
	box, err := k.seal(master, d.rand)
	if err != nil {
		return err
	}
	return d.act(ctx, func(t *Tx) error {
		if _, err := t.exec("INSERT OR REPLACE INTO recovery VALUES (1, ?, ?, ?)", k.Number(), box, t.now().UnixMilli()); err != nil {
			return fmt.Errorf("keeping what the recovery key opens: %w", err)
		}
		return t.Append(oplog.Record{Time: t.now(), Event: oplog.RecoveryKeyMade, Operator: by,
			Values: []oplog.Value{oplog.Witness(witness), oplog.Digest(sha256.Sum256([]byte(k.Number())))}})
	})
}

// RecoveryKeyMade tells the number of the recovery key in force and when it was made; "" when there is none.
func (d *DB) RecoveryKeyMade(ctx context.Context) (number string, at time.Time, err error) {
	err = d.read(ctx, func(pool *sql.DB) error {
		var ms int64
		err := pool.QueryRowContext(ctx, "SELECT number, at FROM recovery").Scan(&number, &ms)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		at = time.UnixMilli(ms)
		return err
	})
	return number, at, err
}
