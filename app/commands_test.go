package main

import (
	"crypto/rand"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/stock"
	"madoguchi/internal/store"
)

// A command looks at data; a slip in --data begins no new terminal with a key and a log of its own.
func TestCommandsBeginNoData(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "mistyped")
	err := withData(dir, func(*Main) error { t.Error("there is nothing to look at"); return nil })
	if !errors.Is(err, errNoData) {
		t.Error(err)
	}
	if _, err := os.Stat(dir); !errors.Is(err, os.ErrNotExist) {
		t.Error("the folder was made")
	}
}

// A sheet that is drawn again is recorded with the digest of what was stored, and says on the paper that it is a reprint.
func TestAReprintIsRecorded(t *testing.T) {
	dir := t.TempDir()
	key := store.FileKey(filepath.Join(dir, "terminal.key")) // found by the command after the machine's key store, which is left alone
	day := juki.DateOf(time.Now())
	m := &Main{Dir: dir, Now: time.Now, Rand: rand.Reader, Keys: key}
	if err := m.openData(); err != nil {
		t.Fatal(err)
	}
	sheet := stock.DaySheet{Date: day, Terminal: "terminal-01", MadeAt: time.Now(), Checkpoint: "x"}
	keeper := stock.Keeper{Book: m.db.Stock(), Now: time.Now, Operator: func() (juki.OperatorID, juki.Post) { return "S001", juki.Operator }}
	if err := keeper.Keep(t.Context(), sheet); err != nil {
		t.Fatal(err)
	}
	if err := m.db.Close(); err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(dir, "again.pdf")
	if err := runReport(t.Context(), []string{"daily", "--date", day.String(), "-o", out, "--data", dir}); err != nil {
		t.Fatal(err)
	}
	err := withData(dir, func(m *Main) error {
		found, err := m.db.LogTail(t.Context(), 1, store.LogFilter{Event: oplog.SheetReprinted})
		if err == nil && len(found) != 1 {
			t.Errorf("%d reprints recorded", len(found))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if pdf, err := os.ReadFile(out); err != nil || len(pdf) == 0 {
		t.Error(err)
	}
}
