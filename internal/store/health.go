package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
)

// How many of the newest records Open hashes again: more when the run before did not end by itself. CheckBeside and CheckAll do it for all.
const (
	tailLength      = 1000
	tailAfterACrash = 20_000
)

// smallTables are those that a start relies on and that stay small, in the order in which they are asked.
var smallTables = [...]string{"sqlite_schema", "migration", "terminal", "succession", "checkpoint", "erasure", "operator"}

// checkSmall has SQLite look at the tables that a start relies on; those that are not there yet are left to migrate and checkSchema. It
// finds less than half of single changed bytes; the log is covered by its hashes, the personal columns by their encryption.
func (d *DB) checkSmall() error {
	ctx := context.Background()
	for _, table := range smallTables {
		var there bool
		if err := d.writer.conn.QueryRowContext(ctx, "SELECT ? = 'sqlite_schema' OR EXISTS (SELECT 1 FROM sqlite_schema WHERE name = ?)", table, table).Scan(&there); err != nil {
			return fmt.Errorf("looking for the table %s: %w", table, err)
		}
		if !there {
			continue
		}
		if err := pragmaCheck(d.writer.conn.QueryRowContext(ctx, "PRAGMA quick_check("+table+")")); err != nil {
			return err
		}
	}
	return nil
}

func pragmaCheck(row *sql.Row) error {
	var verdict string
	if err := row.Scan(&verdict); err != nil {
		return fmt.Errorf("checking the database file: %w", err)
	}
	if verdict != "ok" {
		return corrupt(errors.New("the database file does not hold together"))
	}
	return nil
}

// loadLog checks whose log this is and its end against the signed head, and learns where it stands. ended: the run before ended well.
func (d *DB) loadLog(ctx context.Context, ended bool) error {
	if err := d.claim(); err != nil {
		return err
	}
	erased, tail := false, int64(tailLength)
	if !ended {
		tail = tailAfterACrash
	}
	err := d.snapshot(ctx, func(tx *sql.Tx) (err error) {
		if d.log, err = d.auditLog(ctx, tx, tail, nil); err == nil {
			erased, err = everErased(ctx, tx)
		}
		return err
	})
	if err == nil {
		d.beginFolding(erased && !ended) // a run that ended well has folded everything
	}
	return err
}

// claim writes the terminal's public key into a new database and compares it with the one in an old.
func (d *DB) claim() error {
	conn, ctx := d.writer.conn, context.Background()
	ours := d.secrets.sealer.VerifierKey()
	const first = "INSERT INTO terminal SELECT 1, ? WHERE NOT EXISTS (SELECT 1 FROM terminal) AND NOT EXISTS (SELECT 1 FROM record)"
	if _, err := conn.ExecContext(ctx, first, ours); err != nil {
		return fmt.Errorf("writing the terminal's public key: %w", err)
	}
	var theirs string
	err := conn.QueryRowContext(ctx, "SELECT verifier_key FROM terminal").Scan(&theirs)
	if errors.Is(err, sql.ErrNoRows) {
		return corrupt(errors.New("the terminal's public key is not there"))
	}
	if err != nil {
		return fmt.Errorf("reading the terminal's public key: %w", err)
	}
	list, err := generations(ctx, conn)
	if err != nil {
		return err
	}
	if theirs = keyOf(list, theirs); theirs == ours {
		return nil
	}
	if text, _, err := latestCheckpoint(ctx, conn); err == nil {
		if _, err := oplog.OpenCheckpoint(text, ours); err == nil {
			return corrupt(errors.New("the terminal's public key was changed in the database"))
		}
	}
	return juki.Refuse(juki.CheckpointForeign)
}

// CheckAll hashes the whole log again and compares it with the stored hashes, the search columns and the signed head, enters all movements
// again (see Rebuild), works out the digests of the closed days' movements again, and has SQLite check the whole file (始業点検). records is how many there are. What does not hold together is an
// Outcome DatabaseCorrupt; when it is only an index of the log, SearchIndexWrong. It reads from a snapshot: acts go on meanwhile.
func (d *DB) CheckAll(ctx context.Context) (records int64, err error) {
	err = d.snapshot(ctx, func(tx *sql.Tx) error {
		if err := checkWholeFile(ctx, tx); err != nil {
			return err
		}
		if err := checkReferences(ctx, tx); err != nil {
			return err
		}
		indexes := newFiling()
		end, err := d.auditLog(ctx, tx, 0, indexes)
		records = end.frontier.Size()
		if err != nil {
			return err
		}
		if err := indexes.compare(ctx, tx, wholeLog, 1); err != nil { // before what reads along one of them
			return err
		}
		if err := checkErasures(ctx, tx); err != nil {
			return err
		}
		if err := checkLedger(ctx, tx); err != nil {
			return err
		}
		return checkClosedDays(ctx, tx)
	})
	return records, err
}

// checkWholeFile has SQLite look at every page and at the indexes of every table. What it says of the log's indexes is left to filing, which
// says it better, and which of them.
func checkWholeFile(ctx context.Context, tx *sql.Tx) error {
	ours := logIndexes()
	return listIn(ctx, tx, "PRAGMA integrity_check(100)", nil, func(scan scanner) error {
		var said string
		if err := scan(&said); err != nil {
			return err
		}
		ofLog := slices.ContainsFunc(ours, func(x logIndexed) bool { return strings.HasSuffix(said, " index "+x.name) })
		if said == "ok" || ofLog {
			return nil
		}
		return corrupt(errors.New("the database file does not hold together"))
	})
}

func checkReferences(ctx context.Context, tx *sql.Tx) error {
	var broken int
	if err := tx.QueryRowContext(ctx, "SELECT count(*) FROM pragma_foreign_key_check").Scan(&broken); err != nil {
		return fmt.Errorf("checking the references: %w", err)
	}
	if broken > 0 {
		return corrupt(fmt.Errorf("%d references lead nowhere", broken))
	}
	return nil
}
