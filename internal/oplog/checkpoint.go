package oplog

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// Checkpoint is the state of a log at one size, signed (C2SP tlog-checkpoint, no extension lines):
//
//	28225.madoguchi/terminal-01
//	1234
//	base64 of the root hash
//
//	— 28225.madoguchi/terminal-01 base64 of the signature
//
// Its text goes as it is into the archive and into the QR code of the day's sheet.
type Checkpoint struct {
	Origin string
	Size   int64 // records
	Root   tlog.Hash
	Text   string // the signed note, with its final newline
}

// maxCheckpoint bounds what is read as a checkpoint, in bytes.
const maxCheckpoint = 512

// signCheckpoint makes and signs a checkpoint.
func signCheckpoint(key *TerminalKey, size int64, root tlog.Hash) (Checkpoint, error) {
	signed, err := note.Sign(&note.Note{Text: checkpointBody(key.Origin(), size, root)}, key)
	if err != nil {
		return Checkpoint{}, fmt.Errorf("sign checkpoint of %d records: %w", size, err)
	}
	return Checkpoint{Origin: key.Origin(), Size: size, Root: root, Text: string(signed)}, nil
}

func checkpointBody(origin string, size int64, root tlog.Hash) string {
	return fmt.Sprintf("%s\n%d\n%s\n", origin, size, base64.StdEncoding.EncodeToString(root[:]))
}

// OpenCheckpoint reads a checkpoint and verifies its one signature with a verifier key. Every spelling but the canonical
// one is refused.
func OpenCheckpoint(text, verifierKey string) (Checkpoint, error) {
	verifier, err := parseVerifierKey(verifierKey)
	if err != nil {
		return Checkpoint{}, fmt.Errorf("open checkpoint: %w", err)
	}
	return openCheckpoint(text, verifier)
}

var (
	errCheckpointForm    = errors.New("not a checkpoint in canonical form")
	errCheckpointForeign = errors.New("signed by another key")
)

func openCheckpoint(text string, verifier note.Verifier) (Checkpoint, error) {
	c, err := parseCheckpoint(text)
	if err != nil {
		return Checkpoint{}, err
	}
	if _, err := note.Open([]byte(text), note.VerifierList(verifier)); err != nil {
		return c, fmt.Errorf("%w: %w", errCheckpointForeign, err)
	}
	return c, nil
}

// parseCheckpoint reads a checkpoint by its form alone and writes it again to compare: base64 with spare bits, a second
// signature, a size with zeros before it, all are refused.
func parseCheckpoint(text string) (Checkpoint, error) {
	body, signatureLine, found := strings.Cut(text, "\n\n")
	if len(text) > maxCheckpoint || !found {
		return Checkpoint{}, errCheckpointForm
	}
	lines := strings.Split(body, "\n")
	fields := strings.Split(strings.TrimSuffix(signatureLine, "\n"), " ")
	if len(lines) != 3 || len(fields) != 3 || !originForm(lines[0]) {
		return Checkpoint{}, errCheckpointForm
	}
	size, sizeErr := strconv.ParseInt(lines[1], 10, 64)
	root, rootErr := tlog.ParseHash(lines[2])
	signature, signatureErr := strictBase64(fields[2])
	if sizeErr != nil || rootErr != nil || signatureErr != nil || size < 0 || len(signature) != 4+64 {
		return Checkpoint{}, errCheckpointForm
	}
	again := fmt.Sprintf("%s\n— %s %s\n", checkpointBody(lines[0], size, root), lines[0], base64.StdEncoding.EncodeToString(signature))
	if again != text {
		return Checkpoint{}, errCheckpointForm
	}
	return Checkpoint{Origin: lines[0], Size: size, Root: root, Text: text}, nil
}

// strictBase64 decodes standard base64 and refuses spare bits and line breaks.
func strictBase64(s string) ([]byte, error) {
	b, err := base64.StdEncoding.Strict().DecodeString(s)
	if err != nil || base64.StdEncoding.EncodeToString(b) != s {
		return nil, errors.New("not canonical base64")
	}
	return b, nil
}
