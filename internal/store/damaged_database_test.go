package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
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
	rows, err := d.readers.Query("SELECT seq || payload || hex(salt) || ts || event || operator || case_no FROM record ORDER BY seq")
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

// openAndCheck is what the counter does before it works, and what the check of the start of work does.
func openAndCheck(dir string) (log string, err error) {
	d, err := Open(dir, options(&clock{morning}))
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	if _, err := d.CheckAll(context.Background()); err != nil {
		return "", err
	}
	return content(d)
}

func TestNoChangedByteChangesTheLogUnseen(t *testing.T) {
	dir := closedDatabase(t, 60)
	path := filepath.Join(dir, FileName)
	good, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	want, err := openAndCheck(dir)
	if err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(1, 2))
	refused, tries := 0, 300
	for range tries {
		bad := append([]byte(nil), good...)
		place := random.IntN(len(bad))
		bad[place] ^= byte(1 + random.IntN(255))
		writeDatabase(t, dir, bad)
		got, err := openAndCheck(dir)
		switch {
		case err != nil:
			refused++
			if !errors.Is(err, juki.Refuse(juki.DatabaseCorrupt)) && !errors.Is(err, juki.Refuse(juki.CheckpointForeign)) && !errors.Is(err, ErrNewerDatabase) {
				t.Errorf("byte %d: not an outcome: %v", place, err)
			}
		case got != want:
			t.Errorf("byte %d: the log reads otherwise and nothing was found", place)
		}
	}
	t.Logf("%d of %d changed bytes were found; the others change nothing that is read", refused, tries)
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

// Somebody with the file and an SQL program, but without the terminal's key. A log emptied to the last record, or an older copy
// of the whole file, is not found here: the checkpoints on paper and at the central server find it.
func TestALogChangedWithAnotherProgramIsRefused(t *testing.T) {
	const drop = `DROP TRIGGER record_keeps_its_text; DROP TRIGGER record_stays; DROP TRIGGER node_keeps_its_hash; DROP TRIGGER node_stays;
		DROP TRIGGER checkpoint_keeps_its_text; DROP TRIGGER checkpoint_of_the_day_stays; DROP TRIGGER terminal_keeps_its_key; DROP TRIGGER terminal_stays;`
	for name, attack := range map[string]string{
		"a record edited":            `UPDATE record SET payload = replace(payload, 'lost', 'back') WHERE seq = 7`,
		"its search columns edited":  `UPDATE record SET case_no = 'R08-000001' WHERE seq = 7`,
		"a record taken out":         `DELETE FROM record WHERE seq = 7`,
		"the end cut off":            `DELETE FROM record WHERE seq >= 17; DELETE FROM node WHERE i >= 32`,
		"the checkpoint taken":       `DELETE FROM checkpoint`,
		"the checkpoint refiled":     `UPDATE checkpoint SET size = 21`,
		"two records exchanged":      `UPDATE record SET seq = -1 WHERE seq = 3; UPDATE record SET seq = 3 WHERE seq = 4; UPDATE record SET seq = 4 WHERE seq = -1`,
		"a hash changed":             `UPDATE node SET hash = zeroblob(32) WHERE i = 9`,
		"an inner hash changed":      `UPDATE node SET hash = zeroblob(32) WHERE i = 2`,
		"the public key changed":     `UPDATE terminal SET verifier_key = replace(verifier_key, 'terminal-01', 'terminal-02')`,
		"the public key taken":       `DELETE FROM terminal`,
		"a salt cut":                 `UPDATE record SET salt = substr(salt, 1, 31) WHERE seq = 7`,
		"a record of before changed": `UPDATE record SET ts = ts - 1000 WHERE seq = 0`,
	} {
		t.Run(name, func(t *testing.T) {
			dir := closedDatabase(t, 20)
			pool := sql.OpenDB(newConnector(filepath.Join(dir, FileName), false))
			if _, err := pool.Exec(drop + attack); err != nil {
				t.Fatal(err)
			}
			for _, trigger := range guards(t) {
				if _, err := pool.Exec(trigger); err != nil {
					t.Fatal(err)
				}
			}
			if err := pool.Close(); err != nil {
				t.Fatal(err)
			}
			_, err := Open(dir, options(&clock{morning}))
			wantOutcome(t, err, juki.DatabaseCorrupt)
		})
	}
}

// guards are the triggers as the migration makes them, to put back after the change.
func guards(t *testing.T) (list []string) {
	t.Helper()
	for _, m := range scratchMigrations(t) {
		for _, line := range strings.Split(m.sql, "\nCREATE TRIGGER ")[1:] {
			statement, _, _ := strings.Cut(line, "END;")
			list = append(list, "CREATE TRIGGER IF NOT EXISTS "+statement+"END;")
		}
	}
	return list
}

func TestADroppedGuardOrASlippedInTriggerIsRefused(t *testing.T) {
	for name, change := range map[string]string{
		"guard dropped":      "DROP TRIGGER record_stays",
		"trigger slipped in": "CREATE TRIGGER quiet AFTER INSERT ON record BEGIN DELETE FROM scratch; END",
		"table added":        "CREATE TABLE other (a)",
		"index dropped":      "DROP INDEX record_case",
	} {
		t.Run(name, func(t *testing.T) {
			dir := closedDatabase(t, 3)
			pool := sql.OpenDB(newConnector(filepath.Join(dir, FileName), false))
			if _, err := pool.Exec(change); err != nil {
				t.Fatal(err)
			}
			if err := pool.Close(); err != nil {
				t.Fatal(err)
			}
			_, err := Open(dir, options(&clock{morning}))
			wantOutcome(t, err, juki.DatabaseCorrupt)
		})
	}
}

func TestADatabaseOfAnotherTerminalIsForeign(t *testing.T) {
	for name, change := range map[string]func(*Options){
		"another key":    func(o *Options) { o.Keys = FixedKey{9} },
		"another origin": func(o *Options) { o.Origin = "28225.madoguchi/terminal-02" },
	} {
		t.Run(name, func(t *testing.T) {
			dir := closedDatabase(t, 3)
			o := options(&clock{morning})
			change(&o)
			_, err := Open(dir, o)
			wantOutcome(t, err, juki.CheckpointForeign)
			wantWhole(t, openScratch(t, dir), 3)
		})
	}
}
