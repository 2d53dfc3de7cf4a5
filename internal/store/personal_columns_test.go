package store

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"madoguchi/internal/juki"
)

const plainName = "見本　𠮷野葛󠄀子" // fictional; supplementary kanji and a variation selector

func TestASealedValueOpensOnlyWhereItWasSealed(t *testing.T) {
	d := openScratch(t, t.TempDir())
	sealed, err := d.sealText(plainName, "case.name", "R08-000001")
	if err != nil {
		t.Fatal(err)
	}
	if got, err := d.openText(sealed, "case.name", "R08-000001"); err != nil || got != plainName {
		t.Fatalf("%q, %v", got, err)
	}
	flipped := bytes.Clone(sealed)
	flipped[len(flipped)-1] ^= 1
	for name, c := range map[string]struct {
		sealed      []byte
		column, row string
	}{
		"another column":              {sealed, "case.kana", "R08-000001"},
		"another row":                 {sealed, "case.name", "R08-000002"},
		"the border of the two moved": {sealed, "case.nameR", "08-000001"},
		"a bit flipped":               {flipped, "case.name", "R08-000001"},
		"cut short":                   {sealed[:10], "case.name", "R08-000001"},
		"empty":                       {nil, "case.name", "R08-000001"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := d.openText(c.sealed, c.column, c.row)
			wantOutcome(t, err, juki.DatabaseCorrupt)
			if got != "" {
				t.Errorf("text came out with the error")
			}
		})
	}
}

func TestTheSameTextIsSealedDifferentlyEachTime(t *testing.T) {
	d := openScratch(t, t.TempDir())
	a, errA := d.sealText(plainName, "case.name", "1")
	b, errB := d.sealText(plainName, "case.name", "1")
	if errA != nil || errB != nil || bytes.Equal(a, b) {
		t.Fatal("equal rows would show")
	}
}

func TestABlindIndexTellsPartsColumnsAndTerminalsApart(t *testing.T) {
	d := openScratch(t, t.TempDir())
	o := options(&clock{morning})
	o.Keys = FixedKey{9}
	other, err := Open(t.TempDir(), o)
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	one := d.blind("case.kana+birth", "ミホン", "20010203")
	if !bytes.Equal(one, d.blind("case.kana+birth", "ミホン", "20010203")) {
		t.Error("the same value is not found again")
	}
	for name, b := range map[string][]byte{
		"border moved": d.blind("case.kana+birth", "ミホン2", "0010203"), "other column": d.blind("case.name", "ミホン", "20010203"),
		"fewer parts": d.blind("case.kana+birth", "ミホン20010203"), "other terminal": other.blind("case.kana+birth", "ミホン", "20010203"),
	} {
		if bytes.Equal(one, b) {
			t.Errorf("%s: the same index", name)
		}
	}
}

func TestNoFileHoldsAPersonalValueInTheClear(t *testing.T) {
	dir := t.TempDir()
	d := openScratch(t, dir)
	sealed, err := d.sealText(plainName, "case.name", "1")
	if err != nil {
		t.Fatal(err)
	}
	err = d.act(t.Context(), func(tx *Tx) error {
		if _, err := tx.exec("INSERT INTO scratch (text) VALUES (hex(?))", sealed); err != nil {
			return err
		}
		return tx.Append(sampleRecord())
	})
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(files) < 4 {
		t.Fatalf("too few files: %v, %v", files, err)
	}
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(text, []byte("𠮷野")) {
			t.Errorf("%s holds the name", filepath.Base(f))
		}
		if info, err := os.Stat(f); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: mode %v, %v", filepath.Base(f), info.Mode(), err)
		}
	}
}
