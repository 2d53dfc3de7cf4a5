package store

import (
	"bytes"
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"testing"
	"time"

	"madoguchi/internal/oplog"
)

// readOlder reads the database as a verification or a backup beside it does, until the end that it gives.
func readOlder(t *testing.T, dir string) (end func()) {
	t.Helper()
	pool := sql.OpenDB(newConnector(filepath.Join(dir, FileName), true))
	tx, err := pool.Begin()
	if err != nil {
		t.Fatal(err)
	}
	var n int
	if err := tx.QueryRow("SELECT count(*) FROM record").Scan(&n); err != nil {
		t.Fatal(err)
	}
	done := false
	end = func() {
		if !done {
			done = true
			_ = tx.Rollback()
			_ = pool.Close()
		}
	}
	t.Cleanup(end)
	return end
}

// untilFolded waits as long as a test may wait.
func untilFolded(t *testing.T, d *DB) {
	t.Helper()
	for limit := time.Now().Add(time.Minute); d.ErasedStays(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(limit) {
			t.Fatal("it is never folded")
		}
	}
}

// Somebody verifies or backs up while texts are erased: they stay in the files so long, which is said; nobody at the counter waits for it, and when
// the reading is over they go by themselves.
func TestErasedTextsGoWhenNobodyReadsThemAnyMore(t *testing.T) {
	k := keepLog(t, 40)
	end := readOlder(t, k.dir)
	k.erase(t, k.december)
	if !k.ErasedStays() || !bytes.Contains(k.files(t), k.texts[3]) {
		t.Fatal("it is gone, or said to be, while somebody reads it")
	}
	for range 3 { // the writer's turn is free: see also TestAFoldHoldsNobodyUp
		if err := k.Record(t.Context(), oplog.Record{Time: k.c.at, Event: oplog.ServiceLost}); err != nil {
			t.Fatal(err)
		}
	}
	if !k.ErasedStays() {
		t.Error("said to be gone while somebody reads it")
	}
	end()
	untilFolded(t, k.DB)
	if bytes.Contains(k.files(t), k.texts[3]) {
		t.Error("said to be gone, and still there")
	}
}

// The fold has the writer's turn at no time: an act under way lets it wait, and it lets no act wait.
func TestAFoldHoldsNobodyUp(t *testing.T) {
	k := keepLog(t, 40)
	end := readOlder(t, k.dir)
	defer end()
	err := k.act(t.Context(), func(tx *Tx) error {
		k.DB.foldErased(context.Background()) // would never come back if it took the turn
		return tx.Append(at(k.c.at))
	})
	if err != nil || !k.ErasedStays() {
		t.Errorf("%v, said to be folded: %v", err, !k.ErasedStays())
	}
}

// The personal data of cases go the same way, and a program that ended before it could fold does so with the next start.
func TestTheNextStartFoldsWhatWasErased(t *testing.T) {
	f := ended(t)
	sealed := f.sealedOf(t, f.stored(t, 1).Number)
	e, err := f.cases().EndedCases(t.Context(), keptMonths)
	if err != nil {
		t.Fatal(err)
	}
	end := readOlder(t, f.dir)
	defer end()
	if err := f.cases().EraseCases(t.Context(), "K001", "H001", keptMonths, e); err != nil {
		t.Fatal(err)
	}
	if !f.ErasedStays() || !f.somewhere(t, sealed...) {
		t.Fatal("gone, or said to be, while somebody reads it")
	}
	killed := t.TempDir() // what a kill leaves: the file with its write-ahead log
	for _, name := range []string{FileName, FileName + "-wal", "lock"} {
		text, err := os.ReadFile(filepath.Join(f.dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(killed, name), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	o := options(f.clock)
	o.migrations = nil
	d, err := Open(killed, o)
	if err != nil {
		t.Fatal(err)
	}
	untilFolded(t, d)
	for _, name := range []string{FileName, FileName + "-wal"} {
		text, err := os.ReadFile(filepath.Join(killed, name))
		for _, secret := range sealed {
			if err != nil || bytes.Contains(text, secret) {
				t.Errorf("%s has it still after a start: %v", name, err)
			}
		}
	}
	if err := d.Close(); err != nil {
		t.Error(err)
	}
	end()
	untilFolded(t, f.DB)
	if f.somewhere(t, sealed...) {
		t.Error("still there")
	}
}
