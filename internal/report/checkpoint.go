package report

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"strconv"
	"strings"
	"time"

	"madoguchi/internal/juki"
)

// checkpointLines is what a person can read of a signed checkpoint (C2SP tlog-checkpoint): enough to compare by eye.
type checkpointLines struct {
	origin string // which log
	size   string // how many records, with separators
	root   string // root hash, base64, in groups of four
	signer string // name of the signing key and its id in hexadecimal
}

// readCheckpoint takes the lines apart; ok is false when text is no signed checkpoint. It checks no signature: the sheet
// prints what is stored, whoever reads the QR code verifies.
func readCheckpoint(text string) (c checkpointLines, ok bool) {
	body, signatures, found := strings.Cut(text, "\n\n")
	lines := strings.Split(body, "\n")
	if !found || len(lines) < 3 {
		return c, false
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil || size < 0 {
		return c, false
	}
	if root, err := base64.StdEncoding.DecodeString(lines[2]); err != nil || len(root) != 32 {
		return c, false
	}
	name, key, ok := readSignature(signatures)
	if !ok {
		return c, false
	}
	return checkpointLines{lines[0], number(int(size)), grouped(lines[2]), name + "+" + key}, true
}

// readSignature reads the first line "— name base64(4 bytes of key id, signature)".
func readSignature(text string) (name, key string, ok bool) {
	line, _, _ := strings.Cut(text, "\n")
	fields := strings.Split(line, " ")
	if len(fields) != 3 || fields[0] != "—" {
		return "", "", false
	}
	data, err := base64.StdEncoding.DecodeString(fields[2])
	if err != nil || len(data) <= 4 {
		return "", "", false
	}
	return fields[1], hex.EncodeToString(data[:4]), true
}

// cosignerLine is what a person can read of an operator card's signature under a checkpoint.
type cosignerLine struct{ name, key, at string }

// readCosigners takes the lines after the terminal's own signature apart: key id of 4 bytes, time of 8 bytes, signature.
func readCosigners(text string) (list []cosignerLine) {
	_, signatures, _ := strings.Cut(text, "\n\n")
	lines := strings.Split(strings.TrimSuffix(signatures, "\n"), "\n")
	for _, line := range lines[1:] {
		fields := strings.Split(line, " ")
		if len(fields) != 3 {
			continue
		}
		if data, err := base64.StdEncoding.DecodeString(fields[2]); err == nil && len(data) > 12 {
			at := time.Unix(int64(binary.BigEndian.Uint64(data[4:12])), 0).In(juki.Tokyo())
			list = append(list, cosignerLine{fields[1], hex.EncodeToString(data[:4]), at.Format("2006-01-02 15:04")})
		}
	}
	return list
}

// grouped puts a space after every fourth character.
func grouped(s string) string {
	var groups []string
	for len(s) > 4 {
		groups, s = append(groups, s[:4]), s[4:]
	}
	return strings.Join(append(groups, s), " ")
}
