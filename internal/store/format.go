package store

import (
	"crypto/sha256"
	"fmt"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"madoguchi/internal/oplog"
)

// payloadOf is the exact text of a record that is hashed.
func payloadOf(seq int64, r oplog.Record) (string, error) {
	return fmt.Sprintf("%d %d %s %s %s", seq, r.Time.UnixMilli(), r.Event, r.Operator, r.Case), nil
}

// leafOf is SHA-256(0x00 ‖ salt ‖ payload).
func leafOf(salt []byte, payload string) tlog.Hash {
	h := sha256.New()
	h.Write([]byte{0})
	h.Write(salt)
	h.Write([]byte(payload))
	return tlog.Hash(h.Sum(nil))
}

// signHead makes the signed checkpoint (C2SP tlog-checkpoint).
func (s *secrets) signHead(size int64, root tlog.Hash) (string, error) {
	text, err := note.Sign(&note.Note{Text: fmt.Sprintf("%s\n%d\n%s\n", s.origin, size, root)}, s.signer)
	if err != nil {
		return "", fmt.Errorf("signing the checkpoint: %w", err)
	}
	return string(text), nil
}

// openHead checks the signature and gives size and root.
func (s *secrets) openHead(text string) (size int64, root tlog.Hash, err error) {
	n, err := note.Open([]byte(text), note.VerifierList(s.verifier))
	if err != nil {
		return 0, root, fmt.Errorf("opening the checkpoint: %w", err)
	}
	var origin, hash string
	if _, err := fmt.Sscanf(n.Text, "%s\n%d\n%s\n", &origin, &size, &hash); err != nil || origin != s.origin {
		return 0, root, fmt.Errorf("reading the checkpoint of %q failed", origin)
	}
	root, err = tlog.ParseHash(hash)
	return size, root, err
}
