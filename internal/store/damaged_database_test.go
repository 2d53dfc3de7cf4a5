package store

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"madoguchi/internal/juki"
)

// closedDatabase is a folder with a closed database of some acts.
func closedDatabase(t *testing.T, acts int) (dir string) {
	t.Helper()
	dir = t.TempDir()
	d := openScratch(t, dir)
	for k := range acts {
		if err := d.act(t.Context(), scratchAct(fmt.Sprint(k))); err != nil {
			t.Fatal(err)
		}
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	return dir
}

// content is all that the log says.
func content(d *DB) (all string, err error) {
	rows, err := d.readers.Query("SELECT seq || payload || hex(salt) || ts || event || operator || coalesce(case_no, '') || hex(leaf) FROM record ORDER BY seq")
	if err != nil {
		return "", err
	}
	defer rows.Close()
	for rows.Next() {
		var line string
		if err := rows.Scan(&line); err != nil {
			return "", err
		}
		all += line + "\n"
	}
	return all, rows.Err()
}

// openAndCheck is what the counter does before it works, and what it checks beside the work. opened tells whether it got so far.
func openAndCheck(dir string) (log string, opened bool, err error) {
	d, err := Open(dir, options(&clock{morning}))
	if err != nil {
		return "", false, err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	if _, err := d.CheckBeside(context.Background()); err != nil {
		if d.sound() == nil && d.searchable() == nil {
			return "", true, fmt.Errorf("neither acts nor searches are refused in spite of %v", err)
		}
		return "", true, err
	}
	log, err = content(d)
	return log, true, err
}

func TestNoChangedByteChangesTheLogUnseen(t *testing.T) {
	t.Parallel()
	dir := closedDatabase(t, 60)
	path := filepath.Join(dir, FileName)
	good, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	want, _, err := openAndCheck(dir)
	if err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(1, 2))
	refused, later, tries := 0, 0, 1500
	for range tries {
		bad := append([]byte(nil), good...)
		place := random.IntN(len(bad))
		bad[place] ^= byte(1 + random.IntN(255))
		writeDatabase(t, dir, bad)
		got, opened, err := openAndCheck(dir)
		switch {
		case err != nil:
			if refused++; opened {
				later++
			}
			if !errors.Is(err, juki.Refuse(juki.DatabaseCorrupt)) && !isMisfiled(err) && !errors.Is(err, juki.Refuse(juki.CheckpointForeign)) && !errors.Is(err, ErrNewerDatabase) {
				t.Errorf("byte %d: not an outcome: %v", place, err)
			}
		case got != want:
			t.Errorf("byte %d: the log reads otherwise and nothing was found", place)
		}
	}
	t.Logf("%d of %d changed bytes were found, %d of them beside the work; the others change nothing that is read", refused, tries, later)
	if later == 0 || later == refused {
		t.Error("the one or the other check finds nothing")
	}
}

// writeDatabase puts a database file in place, without the write-ahead log of the one before.
func writeDatabase(t *testing.T, dir string, text []byte) {
	t.Helper()
	for _, suffix := range []string{"-wal", "-shm"} {
		if err := os.RemoveAll(filepath.Join(dir, FileName+suffix)); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, FileName), text, 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestATruncatedDatabaseIsRefused(t *testing.T) {
	dir := closedDatabase(t, 60)
	good, err := os.ReadFile(filepath.Join(dir, FileName))
	if err != nil {
		t.Fatal(err)
	}
	for _, size := range []int{50, 100, 1000, 4096, len(good) / 2, len(good) - 4096, len(good) - 1} {
		writeDatabase(t, dir, good[:size])
		_, err := Open(dir, options(&clock{morning}))
		if err == nil {
			t.Errorf("cut to %d bytes: opened", size)
			continue
		}
		wantOutcome(t, err, juki.DatabaseCorrupt)
	}
}

func TestAnEmptiedDatabaseIsNotANewOne(t *testing.T) {
	dir := closedDatabase(t, 3)
	writeDatabase(t, dir, nil)
	_, err := Open(dir, options(&clock{morning}))
	wantOutcome(t, err, juki.DatabaseCorrupt)
	if err := os.Remove(filepath.Join(dir, FileName)); err != nil {
		t.Fatal(err)
	}
	_, err = Open(dir, options(&clock{morning}))
	wantOutcome(t, err, juki.DatabaseCorrupt)
}
