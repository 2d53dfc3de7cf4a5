package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
)

// Damage that the start does not see is found while the counter works: nothing more is recorded in that database, whoever was logged in is
// out, and the code waits for the next good start.
func TestDamageFoundWhileTheCounterWorks(t *testing.T) {
	dir := t.TempDir()
	at := juki.Date{Year: 2026, Month: 11, Day: 24}.At(9, 0)
	m := openMain(t, dir, func() time.Time { return at })
	m.checkNow(t.Context())
	record := oplog.Record{Time: at, Event: oplog.ServiceBack}
	if err := m.db.Record(t.Context(), record); err != nil {
		t.Fatalf("a sound database: %v", err)
	}
	if err := m.Close(); err != nil {
		t.Fatal(err)
	}
	damageUnseen(t, filepath.Join(dir, "madoguchi.db"))
	m = openMain(t, dir, func() time.Time { return at })
	m.checkNow(t.Context())
	if err := m.db.Record(t.Context(), record); !errors.Is(err, juki.Refuse(juki.DatabaseCorrupt)) {
		t.Errorf("an act in a damaged database: %v", err)
	}
	if err := m.Close(); !errors.Is(err, juki.Refuse(juki.DatabaseCorrupt)) { // that it ended cannot be recorded either
		t.Errorf("closing: %v", err)
	}
	kept, err := os.ReadFile(filepath.Join(dir, refusedStarts))
	if err != nil || !strings.HasSuffix(string(kept), " database-corrupt\n") {
		t.Errorf("kept for the next good start: %q %v", kept, err)
	}
	m = openMain(t, dir, func() time.Time { return at }) // the folder can be opened again
	if err := m.Close(); err != nil {
		t.Error(err)
	}
}

// damageUnseen breaks a page of a table that holds nothing yet, so that nobody reads it.
func damageUnseen(t *testing.T, path string) {
	t.Helper()
	const page, leafOfTable = 4096, 0x0d
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for at := len(text) - page; at > 0; at -= page {
		if text[at] == leafOfTable && text[at+3] == 0 && text[at+4] == 0 { // no cell
			text[at] = 0xff
			if err := os.WriteFile(path, text, 0o600); err != nil {
				t.Fatal(err)
			}
			return
		}
	}
	t.Fatal("every table holds something")
}
