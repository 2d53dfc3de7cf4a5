package oplog

import (
	"bytes"
	"strconv"

	"golang.org/x/mod/sumdb/tlog"
)

// afterNumber takes the number, which must be seq, and the space after it from a line of an archive.
func afterNumber(line []byte, seq int64) ([]byte, Problem) {
	number, rest, found := bytes.Cut(line, []byte{' '})
	if !found {
		return nil, LineMalformed
	}
	var digits [20]byte
	if !bytes.Equal(number, strconv.AppendInt(digits[:0], seq, 10)) {
		if between(0, 1<<53)(string(number)) {
			return nil, OutOfSequence
		}
		return nil, LineMalformed
	}
	return rest, NoProblem
}

// parseSalt takes 64 digits of lower-case hex only: hex.Decode would take both cases, and a byte would not be bound.
func parseSalt(text []byte) (s Salt, ok bool) {
	if len(text) != 2*len(s) {
		return Salt{}, false
	}
	bad := byte(0)
	for i := range s {
		high, low := nibbles[text[2*i]], nibbles[text[2*i+1]]
		bad |= high | low
		s[i] = high<<4 | low&15
	}
	return s, bad < 16
}

// parseErased takes the leaf hash that is left of a record whose text and salt were erased.
func parseErased(text []byte) (tlog.Hash, bool) {
	s, ok := parseSalt(text)
	return tlog.Hash(s), ok
}

// nibbles are the values of the hex digits; more than 15 for what is none.
var nibbles = func() (table [256]byte) {
	for c := range table {
		table[c] = 255
	}
	for value, digit := range []byte("0123456789abcdef") {
		table[digit] = byte(value)
	}
	return table
}()
