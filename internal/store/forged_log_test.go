package store

import (
	"database/sql"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
)

// Somebody with the file and an SQL program, but without the terminal's key. A log emptied to the last record, or an older copy
// of the whole file, is not found here: the checkpoints on paper and at the central server find it.
func TestALogChangedWithAnotherProgramIsRefused(t *testing.T) {
	t.Parallel()
	for name, attack := range map[string]string{
		"a record edited":            `UPDATE record SET payload = replace(payload, 'lost', 'back') WHERE seq = 7`,
		"its search columns edited":  `UPDATE record SET case_no = 8000002 WHERE seq = 7`,
		"a record taken out":         `DELETE FROM record WHERE seq = 7`,
		"the end cut off":            `DELETE FROM record WHERE seq >= 17`,
		"the checkpoint taken":       `DELETE FROM checkpoint`,
		"the checkpoint refiled":     `UPDATE checkpoint SET size = 21`,
		"two records exchanged":      `UPDATE record SET seq = -1 WHERE seq = 3; UPDATE record SET seq = 3 WHERE seq = 4; UPDATE record SET seq = 4 WHERE seq = -1`,
		"a hash changed":             `UPDATE record SET leaf = zeroblob(32) WHERE seq = 9`,
		"a hash that is of nothing":  `INSERT INTO node VALUES (519, zeroblob(32))`,
		"text and salt taken":        `UPDATE record SET ts = NULL, event = NULL, operator = NULL, case_no = NULL, salt = x'', payload = '' WHERE seq = 0`,
		"the public key changed":     `UPDATE terminal SET verifier_key = replace(verifier_key, 'terminal-01', 'terminal-02')`,
		"the public key taken":       `DELETE FROM terminal`,
		"a salt cut":                 `UPDATE record SET salt = substr(salt, 1, 31) WHERE seq = 7`,
		"a record of before changed": `UPDATE record SET ts = ts - 1000 WHERE seq = 0`,
	} {
		t.Run(name, func(t *testing.T) {
			dir := closedDatabase(t, 20)
			changeUnguarded(t, dir, attack)
			_, err := Open(dir, options(&clock{morning}))
			wantOutcome(t, err, juki.DatabaseCorrupt)
		})
	}
}

// The same somebody knows how the log is built, takes a record out and hashes all of it anew; only the signature is out of reach.
func TestALogHashedAnewIsRefusedForWantOfTheSignature(t *testing.T) {
	dir := closedDatabase(t, 20)
	d, err := Open(dir, options(&clock{morning}))
	if err != nil {
		t.Fatal(err)
	}
	var forged oplog.Frontier
	text := ""
	for seq := range int64(20) {
		salt := oplog.Salt{byte(seq)}
		leaf, err := oplog.Seal(seq, &forged, oplog.Record{Time: morning, Event: oplog.ServiceBack}, salt)
		if err != nil {
			t.Fatal(err)
		}
		text += fmt.Sprintf("UPDATE record SET payload = '%s', event = %d, salt = x'%x', leaf = x'%x' WHERE seq = %d;", leaf.Payload, oplog.ServiceBack.Number(), salt[:], leaf.Nodes[0][:], seq)
		if err := forged.Advance(leaf); err != nil {
			t.Fatal(err)
		}
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	changeUnguarded(t, dir, text)
	_, err = Open(dir, options(&clock{morning}))
	wantOutcome(t, err, juki.DatabaseCorrupt)
	if !strings.Contains(err.Error(), "signed root") {
		t.Errorf("found by another check than the one meant: %v", err)
	}
}

func TestAReferenceThatLeadsNowhereIsFound(t *testing.T) {
	dir := closedDatabase(t, 3)
	changeUnguarded(t, dir, "PRAGMA foreign_keys=OFF; UPDATE scratch SET before = 4711 WHERE id = 2")
	d := openScratch(t, dir)
	_, err := d.CheckAll(t.Context())
	wantOutcome(t, err, juki.DatabaseCorrupt)
}

// changeUnguarded changes a closed database with its triggers out of the way, and puts them back.
func changeUnguarded(t *testing.T, dir, change string) {
	t.Helper()
	const drop = `DROP TRIGGER record_keeps_its_text; DROP TRIGGER record_stays; DROP TRIGGER record_comes_whole; DROP TRIGGER record_has_no_gap;
		DROP TRIGGER erasure_in_its_time; DROP TRIGGER erasure_is_recorded; DROP TRIGGER erasure_stays; DROP TRIGGER erasure_keeps; DROP TRIGGER node_keeps_its_hash; DROP TRIGGER node_stays;
		DROP TRIGGER checkpoint_keeps_its_text; DROP TRIGGER checkpoint_of_the_day_stays; DROP TRIGGER terminal_keeps_its_key; DROP TRIGGER terminal_stays;`
	pool := sql.OpenDB(newConnector(filepath.Join(dir, FileName), false))
	pool.SetMaxOpenConns(1)
	if _, err := pool.Exec(drop + change); err != nil {
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
}

// guards are the triggers as the migrations leave them, to put back after the change.
func guards(t *testing.T) (list []string) {
	t.Helper()
	pool := sql.OpenDB(connector{dsn: ":memory:"})
	pool.SetMaxOpenConns(1)
	defer pool.Close()
	objects, err := schemaOf(pool, scratchMigrations(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range objects {
		if _, statement, is := strings.Cut(o, "CREATE TRIGGER "); is {
			list = append(list, "CREATE TRIGGER IF NOT EXISTS "+statement)
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
