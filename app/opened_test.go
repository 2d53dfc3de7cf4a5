package main

import (
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"madoguchi/hardware/sim"
	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/store"
)

// toldOf are the records of an event in sentences with their times, oldest first.
func toldOf(t *testing.T, m *Main, e oplog.EventID) (all []string) {
	t.Helper()
	found, err := m.db.LogTail(t.Context(), 1000, store.LogFilter{Event: e})
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range slices.Backward(found) {
		all = append(all, l.Record.Time.In(juki.Tokyo()).Format("15:04 ")+oplog.Sentence(l.Record, oplog.Japanese))
	}
	return all
}

// Every start says with how many records the database was found, and one that went well says which before it did not.
func TestEveryStartSaysHowTheDatabaseWasFound(t *testing.T) {
	dir := t.TempDir()
	at := juki.Date{Year: 2026, Month: 11, Day: 24}.At(9, 0)
	now := func() time.Time { return at }
	m := openMain(t, dir, now)
	if got := toldOf(t, m, oplog.DatabaseOpened); len(got) != 1 || !strings.Contains(got[0], "操作履歴0件の") {
		t.Errorf("the first start: %q", got)
	}
	at = at.Add(10 * time.Minute) // somebody starts it once more
	second := &Main{Dir: dir, Now: now, Rand: rand.Reader, Keys: store.FixedKey{7}, Readers: sim.NewReaders("Operator 00", "Customer 01")}
	if err := second.Open(t.Context()); !errors.Is(err, juki.Refuse(juki.DatabaseLocked)) {
		t.Fatal(err)
	}
	if err := m.Close(); err != nil {
		t.Fatal(err)
	}
	at = at.Add(10 * time.Minute)
	other := &Main{Dir: dir, Now: now, Rand: rand.Reader, Keys: store.FixedKey{8}, Readers: sim.NewReaders("Operator 00", "Customer 01")}
	refused := other.Open(t.Context())
	var o *juki.Outcome
	if !errors.As(refused, &o) {
		t.Fatalf("opened with another key: %v", refused)
	}
	line := filepath.Join(dir, refusedStarts)
	text, err := os.ReadFile(line)
	if err != nil || strings.Count(string(text), "\n") != 2 {
		t.Fatalf("kept: %q, %v", text, err)
	}
	broken := "what is this\n-1 disk-full\n9 no-such-code\n" + fmt.Sprintf("%d disk-full\n", at.Add(time.Hour).UnixMilli())
	if err := os.WriteFile(line, append(text, broken...), 0o600); err != nil {
		t.Fatal(err)
	}
	at = at.Add(10 * time.Minute)
	m = openMain(t, dir, now)
	got := toldOf(t, m, oplog.DatabaseRefused)
	if len(got) != 3 || !strings.HasPrefix(got[0], "09:10 ") || !strings.HasPrefix(got[1], "09:20 ") || !strings.HasPrefix(got[2], "09:30 ") {
		t.Errorf("refused: %q", got)
	}
	opened := toldOf(t, m, oplog.DatabaseOpened)
	head, err := m.db.Checkpoint(t.Context())
	if err != nil || len(opened) != 2 || strings.Contains(opened[1], "操作履歴0件の") || head.Size < 8 {
		t.Errorf("opened: %q, %v", opened, err)
	}
	if err := m.Close(); err != nil {
		t.Fatal(err)
	}
	m = openMain(t, dir, now) // told once
	defer m.Close()
	if got := toldOf(t, m, oplog.DatabaseRefused); len(got) != 3 {
		t.Errorf("refused: %q", got)
	}
}
