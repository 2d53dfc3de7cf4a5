package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"madoguchi/internal/juki"
	"madoguchi/internal/store"
)

// A drawn key counts only when the last letters of its paper were read, and it never lies on the disk.
func TestARecoveryKeyCountsWhenItsPaperWasRead(t *testing.T) {
	m, _ := openTerminal(t)
	k, err := store.NewRecoveryKey(m.Rand)
	if err != nil {
		t.Fatal(err)
	}
	text := k.Text()
	if err := m.printRecoveryKey(t.Context(), k, "S002"); !errors.Is(err, juki.Refuse(juki.PrinterMissing)) {
		t.Errorf("without a printer: %v", err)
	}
	m.fresh.put(k, "S001", "S002")
	for _, c := range []struct {
		by     juki.OperatorID
		ending string
		want   error
	}{
		{"S003", k.Ending(), juki.Refuse(juki.StepNotAllowed)},
		{"S001", "0000", juki.Refuse(juki.RecoveryKeyWrong)},
		{"S001", " " + strings.ToLower(k.Ending()), nil},
		{"S001", k.Ending(), juki.Refuse(juki.StepNotAllowed)}, // once
	} {
		if err := m.keepRecoveryKey(t.Context(), c.by, c.ending); !errors.Is(err, c.want) {
			t.Errorf("%s %q: %v", c.by, c.ending, err)
		}
	}
	if number, _, err := m.db.RecoveryKeyMade(t.Context()); err != nil || number == "" {
		t.Errorf("%q %v", number, err)
	}
	if err := filepath.Walk(m.Dir, func(path string, info os.FileInfo, err error) error {
		if err != nil || info.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		if strings.Contains(string(content), text) || strings.Contains(string(content), strings.ReplaceAll(text, " ", "")) {
			t.Errorf("the key lies in %s", path)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	dropped, _ := store.NewRecoveryKey(m.Rand)
	m.fresh.put(dropped, "S001", "S002")
	office{m}.DropRecoveryKey()
	if err := m.keepRecoveryKey(t.Context(), "S001", dropped.Ending()); !errors.Is(err, juki.Refuse(juki.StepNotAllowed)) {
		t.Errorf("a dropped key: %v", err)
	}
}
