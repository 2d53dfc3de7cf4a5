package store

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"madoguchi/internal/cards"
	"madoguchi/internal/juki"
	"madoguchi/internal/session"
)

// What looks at an operator's own people are told by outlives a restart, can be filled in later, and lies sealed.
func TestAnOperatorsOwnNameAndAreaAreKeptSealed(t *testing.T) {
	dir := t.TempDir()
	d := openRegister(t, dir)
	a, b := sampleOperator(), sampleOperator()
	a.Own = session.Own{Kana: "ミホンノ", Area: "見本町一丁目"}
	b.ID, b.Key = "S002", cards.KeyID{4}
	enrol(t, d, a)
	enrol(t, d, b)
	b.Own = session.Own{Kana: "カクウノ"}
	if err := update(t, d, b); err != nil {
		t.Fatal(err)
	}
	stale := a
	stale.Failed = 1 // another change keeps it
	if err := update(t, d, stale); err != nil {
		t.Fatal(err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	d = openRegister(t, dir)
	list, err := d.Operators().Operators(t.Context())
	if err != nil || len(list) != 2 || list[0].Own != a.Own || list[1].Own != b.Own {
		t.Fatalf("%+v, %v", list, err)
	}
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(files) < 2 {
		t.Fatal(files, err)
	}
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for _, own := range []string{"ミホンノ", "見本町一丁目", "カクウノ"} {
			if bytes.Contains(text, []byte(own)) {
				t.Errorf("%s holds %q", filepath.Base(f), own)
			}
		}
	}
}

// A value that was put beside another operator does not open.
func TestAnOperatorsOwnNameCannotBeMovedToAnother(t *testing.T) {
	d := openRegister(t, t.TempDir())
	a, b := sampleOperator(), sampleOperator()
	a.Own, b.ID, b.Key, b.Own = session.Own{Kana: "ミホンノ"}, "S002", cards.KeyID{4}, session.Own{Kana: "カクウノ"}
	enrol(t, d, a)
	enrol(t, d, b)
	if _, err := d.writer.exec("UPDATE operator_own SET kana = (SELECT kana FROM operator_own WHERE id = 'S002') WHERE id = 'S001'"); err != nil {
		t.Fatal(err)
	}
	_, err := d.Operators().Operators(t.Context())
	wantOutcome(t, err, juki.DatabaseCorrupt)
}
