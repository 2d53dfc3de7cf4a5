package oplog

import (
	"bytes"
	"encoding/hex"
	"strconv"

	"golang.org/x/mod/sumdb/tlog"
)

// archived is one record line of an archive.
type archived struct {
	raw  rawRecord
	leaf tlog.Hash
}

// parseLine reads "seq salt payload", where seq must be the next index.
func parseLine(line []byte, seq int64) (archived, Problem) {
	number, rest, found := bytes.Cut(line, []byte{' '})
	if !found || len(rest) < 64+1+1 || rest[64] != ' ' {
		return archived{}, LineMalformed
	}
	if want := strconv.AppendInt(nil, seq, 10); !bytes.Equal(number, want) {
		if between(0, 1<<53)(string(number)) {
			return archived{}, OutOfSequence
		}
		return archived{}, LineMalformed
	}
	salt, ok := parseSalt(rest[:64])
	if !ok {
		return archived{}, LineMalformed
	}
	payload := rest[65:]
	raw, err := scanPayload(payload)
	if err != nil {
		return archived{}, PayloadMalformed
	}
	return archived{raw: raw, leaf: LeafHash(salt, payload)}, NoProblem
}

// parseSalt takes lower-case hex only: hex.Decode would take both cases, and a byte would not be bound.
func parseSalt(text []byte) (s Salt, ok bool) {
	for _, c := range text {
		if !isDigit(c) && (c < 'a' || c > 'f') {
			return Salt{}, false
		}
	}
	n, err := hex.Decode(s[:], text)
	return s, err == nil && n == len(s)
}
