package store

import (
	"crypto/rand"
	"fmt"
	"testing"
	"testing/fstest"
	"time"

	"github.com/mattn/go-sqlite3"

	"madoguchi/internal/oplog"
)

var morning = time.Date(2026, 11, 20, 9, 0, 0, 0, time.FixedZone("JST", 9*60*60))

// scratchFiles are the log's own migrations, a table that stands for the ledgers, and the closings that CheckAll looks for.
func scratchFiles() fstest.MapFS {
	read := func(name string) *fstest.MapFile {
		text, err := migrations.ReadFile(name)
		if err != nil {
			panic(err)
		}
		return &fstest.MapFile{Data: text}
	}
	return fstest.MapFS{
		"migrations/0001_log.sql": read("migrations/0001_log.sql"), "migrations/0006_compact.sql": read("migrations/0006_compact.sql"),
		"migrations/0009_relations.sql": read("migrations/0009_relations.sql"),
		"migrations/9000_scratch.sql": {Data: []byte(`CREATE TABLE scratch (id INTEGER PRIMARY KEY, text TEXT NOT NULL,
			before INTEGER REFERENCES scratch (id) DEFERRABLE INITIALLY DEFERRED) STRICT;
			CREATE TABLE day_closed (id INTEGER PRIMARY KEY, day INTEGER NOT NULL, after_movement INTEGER NOT NULL, ledger BLOB NOT NULL) STRICT; -- no day is closed here
			CREATE TABLE case_erasure (id INTEGER PRIMARY KEY) STRICT;`)},
	}
}

func scratchMigrations(t testing.TB) []migration {
	t.Helper()
	list, err := migrationsIn(scratchFiles())
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// clock is a clock that only moves when told.
type clock struct{ at time.Time }

func (c *clock) now() time.Time { return c.at }

func options(c *clock) Options {
	return Options{migrations: scratchFiles(), Now: c.now, Rand: rand.Reader, Keys: FixedKey{1, 2, 3}, Origin: "28225.madoguchi/terminal-01"}
}

// openScratch opens the database in dir with the scratch table and closes it with the test.
func openScratch(t testing.TB, dir string) *DB {
	t.Helper()
	d, err := Open(dir, options(&clock{morning}))
	if err != nil {
		t.Fatalf("opening: %v", err)
	}
	t.Cleanup(func() { _ = d.Close() })
	return d
}

// scratchAct is an act of one row and one record.
func scratchAct(text string) func(*Tx) error {
	return func(t *Tx) error {
		if _, err := t.exec("INSERT INTO scratch (text) VALUES (?)", text); err != nil {
			return err
		}
		return t.Append(sampleRecord())
	}
}

func sampleRecord() oplog.Record { return oplog.Record{Time: morning, Event: oplog.ServiceLost} }

func appendMany(t *Tx, n int) error {
	for k := range n {
		if err := t.Append(sampleRecord()); err != nil {
			return fmt.Errorf("record %d: %w", k, err)
		}
	}
	return nil
}

// refusedSetting asks for a pragma value that SQLite does not take.
func refusedSetting(d *DB) error {
	return d.writer.conn.Raw(func(c any) error { return setting{"synchronous", "OFF", "2"}.assert(c.(*sqlite3.SQLiteConn)) })
}

func handoverRecord(when time.Time) oplog.Record {
	return oplog.Record{Time: when, Event: oplog.HandoverOpened, Operator: "S001", Case: "R08-000001"}
}
