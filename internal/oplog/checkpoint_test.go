package oplog

import (
	"crypto/ed25519"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/note"
)

// Even the owner of the key cannot sign a second spelling of the same checkpoint.
func TestSignedButOtherwiseSpelled(t *testing.T) {
	log := day(t, 3)
	key, good := log.sealer.key, log.checkpoint()
	root := strings.Split(good.Text, "\n")[2]
	for what, body := range map[string]string{
		"zeros before the size": good.Origin + "\n03\n" + root + "\n",
		"plus before the size":  good.Origin + "\n+3\n" + root + "\n",
		"spare bits":            good.Origin + "\n3\n" + respelled(root) + "\n",
		"an extension line":     good.Origin + "\n3\n" + root + "\nmore\n",
		"negative size":         good.Origin + "\n-3\n" + root + "\n",
		"another origin":        "28225.madoguchi/terminal-09\n3\n" + root + "\n",
	} {
		signed, err := note.Sign(&note.Note{Text: body}, key)
		if err != nil {
			t.Fatal(err)
		}
		if c, err := OpenCheckpoint(string(signed), key.VerifierKey()); err == nil {
			t.Errorf("%s: read as %+v", what, c)
		}
	}
	if _, err := OpenCheckpoint(good.Text, key.VerifierKey()); err != nil {
		t.Error(err)
	}
}

// respelled sets a bit of the last base64 character before "=" that decoders ignore.
func respelled(encoded string) string {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
	last := len(encoded) - 2
	return encoded[:last] + string(alphabet[strings.IndexByte(alphabet, encoded[last])^1]) + "="
}

func TestAKeyOfNoTerminalIsRefused(t *testing.T) {
	public := testKey(t, "28225.madoguchi/terminal-01", 7).private.Public().(ed25519.PublicKey)
	for _, origin := range []string{"terminal-01", "山田/窓口", "28225.madoguchi/" + strings.Repeat("x", 40), "A/b"} {
		text, err := note.NewEd25519VerifierKey(origin, public)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := parseVerifierKey(text); err == nil {
			t.Errorf("%s: accepted", origin)
		}
	}
}
