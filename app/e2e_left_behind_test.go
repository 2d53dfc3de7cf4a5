//go:build linux && training

package main

import (
	"bytes"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"golang.org/x/text/encoding/japanese"

	"madoguchi/app/training"
	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/store"
)

// leftInOrder looks at a terminal after its story as an auditor and as a thief would: the log verifies, and no file, no file
// name, no record and no complaint holds a name, an address, a birth date, a PIN or a password (第13条第1項, 第19条第4号).
func leftInOrder(t *testing.T, data, stderr string) {
	t.Helper()
	archive := filepath.Join(t.TempDir(), "log.archive")
	var key string
	err := withData(data, func(m *Main) error {
		key = m.db.VerifierKey()
		return writeWhole(archive, func(w io.Writer) error { _, err := m.db.WriteArchive(t.Context(), w); return err })
	})
	if err != nil {
		t.Fatal(err)
	}
	if v, err := verifyFile(archive, oplog.Options{TrustedKey: key}); err != nil || !v.OK || v.Records == 0 {
		t.Errorf("the log does not verify: %+v, %v", v, err)
	}
	text, err := os.ReadFile(archive)
	if err != nil {
		t.Fatal(err)
	}
	looksInto(t, "the archive", text)
	holdsNoPIN(t, "the archive", string(text))
	looksInto(t, "stderr", []byte(stderr))
	holdsNoPIN(t, "stderr", stderr)
	walkData(t, data)
}

// walkData looks into every file but the lists that the city itself put into its folder.
func walkData(t *testing.T, data string) {
	t.Helper()
	sawDatabase := false
	err := filepath.WalkDir(data, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name, _ := filepath.Rel(data, path)
		looksInto(t, "a file name", []byte(name))
		if d.IsDir() || strings.HasPrefix(name, arrivalFolder+string(filepath.Separator)) {
			return nil
		}
		sawDatabase = sawDatabase || name == store.FileName
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		looksInto(t, name, content)
		return nil
	})
	if err != nil || !sawDatabase {
		t.Fatalf("the database was not looked at: %v", err)
	}
}

// looksInto searches bytes for everything personal, in the encodings a program could write.
func looksInto(t *testing.T, where string, content []byte) {
	t.Helper()
	for what, secrets := range personal() {
		for i, secret := range secrets {
			for _, form := range encodings(secret) {
				if bytes.Contains(content, form) {
					t.Errorf("%s holds %s %d in the clear", where, what, i)
				}
			}
		}
	}
}

// personal is what nobody may find. The four-digit PINs are looked for as words, see holdsNoPIN: in random bytes they occur by chance.
func personal() map[string][]string {
	all := map[string][]string{"a signature password": {chosenSignature, strings.ToLower(chosenSignature)}}
	add := func(what string, values ...string) { all[what] = append(all[what], values...) }
	for _, o := range training.Operators() {
		add("an operator's password", o.Password)
		add("an operator's name", o.Name)
	}
	for _, p := range people() {
		add("a name", p.Name, p.Kana, strings.ReplaceAll(p.Name, " ", ""))
		add("an address", p.Address)
		add("a birth date", p.Birth)
		if d, err := juki.ParseDate(p.Birth); err == nil {
			add("a birth date", d.String(), d.Wareki(), strings.ReplaceAll(d.String(), "-", ""))
		}
	}
	return all
}

func encodings(text string) [][]byte {
	forms := [][]byte{[]byte(text)}
	var wide []byte
	for _, u := range utf16.Encode([]rune(text)) {
		wide = append(wide, byte(u), byte(u>>8))
	}
	forms = append(forms, wide)
	if sjis, err := japanese.ShiftJIS.NewEncoder().String(text); err == nil {
		forms = append(forms, []byte(sjis))
	}
	return forms
}

var word = regexp.MustCompile(`[0-9A-Za-z]+`)

func holdsNoPIN(t *testing.T, where, text string) {
	t.Helper()
	words := word.FindAllString(text, -1)
	for i, p := range []string{chosenDigits, chosenOwn, chosenSignature} {
		if slices.Contains(words, p) {
			t.Errorf("%s holds PIN %d", where, i)
		}
	}
}

// The search itself finds what it looks for.
func TestThePersonalIsFoundWhereItIs(t *testing.T) {
	for what, secrets := range personal() {
		for _, s := range secrets {
			for _, form := range encodings(s) {
				if len(form) < 8 {
					t.Errorf("%s: %d bytes are found by chance", what, len(form))
				}
			}
		}
	}
}
