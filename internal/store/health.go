package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"golang.org/x/mod/sumdb/tlog"

	"madoguchi/internal/juki"
)

// quickCheck asks SQLite whether the file holds together. It finds less than half of single changed bytes; the
// log is covered by its hashes, the personal columns by their encryption.
func (d *DB) quickCheck() error {
	var verdict string
	if err := d.writer.conn.QueryRowContext(context.Background(), "PRAGMA quick_check(1)").Scan(&verdict); err != nil {
		return fmt.Errorf("checking the database: %w", err)
	}
	if verdict != "ok" {
		return corrupt(errors.New("the database file does not hold together"))
	}
	return nil
}

// checkHead compares the log's end with its signed checkpoint.
func (d *DB) checkHead(ctx context.Context) error {
	return d.snapshot(ctx, func(tx *sql.Tx) error {
		size, count, err := logCounts(tx)
		if err != nil {
			return err
		}
		var text string
		var signed int64
		err = tx.QueryRow("SELECT size, note FROM checkpoint ORDER BY size DESC LIMIT 1").Scan(&signed, &text)
		if errors.Is(err, sql.ErrNoRows) && size == 0 && count == 0 {
			return nil // a new database
		}
		if err != nil {
			return corrupt(fmt.Errorf("reading the checkpoint: %w", err))
		}
		said, root, err := d.secrets.openHead(text)
		if err != nil {
			o := juki.Refuse(juki.CheckpointForeign)
			o.Err = err
			return o
		}
		if said != size || signed != size || count != tlog.StoredHashCount(size) {
			return corrupt(fmt.Errorf("the checkpoint tells of %d records, the log has %d with %d hashes", said, size, count))
		}
		return compareRoot(size, root, nodes{rowOf(tx)})
	})
}

func compareRoot(size int64, root tlog.Hash, hashes tlog.HashReader) error {
	have, err := tlog.TreeHash(size, hashes)
	if err != nil {
		return corrupt(err)
	}
	if have != root {
		return corrupt(errors.New("the log's hashes do not give the signed root"))
	}
	return nil
}

func logCounts(tx *sql.Tx) (records, hashes int64, err error) {
	err = tx.QueryRow("SELECT (SELECT coalesce(max(seq), -1) + 1 FROM record), (SELECT coalesce(max(i), -1) + 1 FROM node)").Scan(&records, &hashes)
	if err != nil {
		return 0, 0, fmt.Errorf("counting the log: %w", err)
	}
	return records, hashes, nil
}

// snapshot runs f on one unchanging view of the database.
func (d *DB) snapshot(ctx context.Context, f func(*sql.Tx) error) error {
	return d.read(ctx, func(pool *sql.DB) error {
		tx, err := pool.BeginTx(ctx, nil)
		if err != nil {
			return fmt.Errorf("opening a snapshot: %w", err)
		}
		return errors.Join(f(tx), tx.Rollback())
	})
}

func rowOf(tx *sql.Tx) func(string, []any, ...any) error {
	return func(query string, args []any, dest ...any) error { return tx.QueryRow(query, args...).Scan(dest...) }
}
