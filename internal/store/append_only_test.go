package store

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestTheDatabaseItselfRefusesToForget(t *testing.T) {
	d := openScratch(t, t.TempDir())
	const size = 259 // one node of the tree is stored above them
	if err := d.act(t.Context(), func(tx *Tx) error { return appendMany(tx, size) }); err != nil {
		t.Fatal(err)
	}
	for _, statement := range []string{
		"UPDATE record SET operator = 18003",
		"DELETE FROM record WHERE seq = 2",
		"DELETE FROM record",
		"INSERT OR REPLACE INTO record SELECT 2, ts, event, 18003, case_no, leaf, salt, payload FROM record WHERE seq = 1",
		"INSERT INTO record SELECT 300, ts, event, operator, case_no, leaf, salt, payload FROM record WHERE seq = 1",
		"INSERT INTO record SELECT 260, NULL, NULL, NULL, NULL, leaf, x'', '' FROM record WHERE seq = 1",
		"UPDATE record SET leaf = zeroblob(32)",
		"UPDATE record SET ts = NULL, event = NULL, operator = NULL, case_no = NULL, salt = x'', payload = '' WHERE seq = 0",
		"UPDATE node SET hash = zeroblob(32)",
		"INSERT OR REPLACE INTO node SELECT i, zeroblob(32) FROM node",
		"DELETE FROM node",
		"UPDATE checkpoint SET day = 0",
		"DELETE FROM checkpoint",
		"UPDATE terminal SET verifier_key = ''",
		"DELETE FROM terminal",
		"INSERT OR REPLACE INTO terminal VALUES (1, 'other')",
	} {
		err := d.act(t.Context(), func(tx *Tx) error {
			if err := scratchAct("x")(tx); err != nil {
				return err
			}
			_, err := tx.exec(statement)
			return err
		})
		if err == nil || !strings.Contains(err.Error(), "append-only") && !strings.Contains(err.Error(), "stays") && !strings.Contains(err.Error(), "gaps") {
			t.Errorf("%s: wanted the trigger's refusal, got %v", statement, err)
		}
	}
	wantWhole(t, d, size)
}

func TestReadersCannotWrite(t *testing.T) {
	d := openScratch(t, t.TempDir())
	if _, err := d.readers.Exec("INSERT INTO scratch (text) VALUES ('x')"); err == nil {
		t.Fatal("a reading connection wrote")
	}
}

func TestOfEachDayTheLastCheckpointStays(t *testing.T) {
	c := &clock{morning}
	d, err := Open(t.TempDir(), options(c))
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	for range 3 {
		for range 4 {
			r := sampleRecord()
			r.Time = c.at
			if err := d.Record(context.Background(), r); err != nil {
				t.Fatal(err)
			}
		}
		c.at = c.at.Add(24 * time.Hour)
	}
	rows, err := d.readers.Query("SELECT size, day FROM checkpoint ORDER BY size")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	want := [][2]int{{4, 20261120}, {8, 20261121}, {12, 20261122}}
	for _, w := range want {
		var got [2]int
		if !rows.Next() {
			t.Fatalf("the checkpoint of %d is not there", w[1])
		}
		if err := rows.Scan(&got[0], &got[1]); err != nil || got != w {
			t.Fatalf("wanted %v, got %v, %v", w, got, err)
		}
	}
	if rows.Next() {
		t.Fatal("more checkpoints than days")
	}
}

// Without synchronous=FULL acknowledged acts are lost at a power cut; without secure_delete deleted cells stay readable.
func TestEveryConnectionHasTheSettings(t *testing.T) {
	d := openScratch(t, t.TempDir())
	ctx := t.Context()
	for pragma, want := range map[string]string{"journal_mode": "wal", "synchronous": "2", "secure_delete": "1", "foreign_keys": "1"} {
		if !slices.ContainsFunc(settings, func(s setting) bool { return s.pragma == pragma && s.want == want }) {
			t.Errorf("pragma %s is no longer asserted to be %s", pragma, want)
		}
	}
	for k := range readerCount {
		conn, err := d.readers.Conn(ctx) // kept open, so that each is another one
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		for _, s := range settings {
			var got string
			if err := conn.QueryRowContext(ctx, "PRAGMA "+s.pragma).Scan(&got); err != nil || got != s.want {
				t.Errorf("reader %d: pragma %s is %s, %v", k, s.pragma, got, err)
			}
		}
	}
	for _, s := range settings {
		var got string
		if err := d.writer.conn.QueryRowContext(ctx, "PRAGMA "+s.pragma).Scan(&got); err != nil || got != s.want {
			t.Errorf("writer: pragma %s is %s, %v", s.pragma, got, err)
		}
	}
	if err := refusedSetting(d); err == nil {
		t.Error("a pragma that SQLite does not take went unseen")
	}
}
