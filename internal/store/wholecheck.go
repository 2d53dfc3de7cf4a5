package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"madoguchi/internal/juki"
)

// CheckBeside looks through the whole file and hashes the whole log again, on a connection of its own, while acts go on: what Open leaves
// for it takes seconds in a database of three years (docs/decisions/0024-what-a-start-checks.md). From what does not hold together on, every
// act is refused with Outcome DatabaseCorrupt, as Open would have refused; the error is that outcome. When only indexes of the log do not hold what
// the records say, it is SearchIndexWrong (see MisfiledIn): acts go on, and every search is refused until RebuildSearch. An error that is none says that the
// check could not be made; it is over before Close is called. records is how many the log has.
func (d *DB) CheckBeside(ctx context.Context) (records int64, err error) {
	pool := sql.OpenDB(newConnector(filepath.Join(d.dir, FileName), true))
	pool.SetMaxOpenConns(1)
	beside := &DB{dir: d.dir, schema: d.schema, now: d.now, secrets: d.secrets, handovers: d.handovers, readers: pool}
	err = beside.snapshot(ctx, func(tx *sql.Tx) error {
		if err := pragmaCheck(tx.QueryRowContext(ctx, "PRAGMA quick_check(1)")); err != nil {
			return err
		}
		if err := checkReferences(ctx, tx); err != nil {
			return err
		}
		if err := beside.compareSchema(tx); err != nil {
			return err
		}
		indexes := newFiling()
		end, err := beside.auditLog(ctx, tx, 0, indexes)
		records = end.frontier.Size()
		if err != nil {
			return err
		}
		if err := checkErasures(ctx, tx); err != nil {
			return err
		}
		return indexes.compare(ctx, tx, wholeLog, 1)
	})
	err = errors.Join(outcome(err), pool.Close())
	if ctx.Err() != nil { // a reading that was broken off finds hashes missing: that is no damage
		return records, fmt.Errorf("checking the whole database: %w", ctx.Err())
	}
	if errors.Is(err, juki.Refuse(juki.DatabaseCorrupt)) {
		d.condemned.Store(true)
	}
	d.searching(err)
	return records, err
}

// sound refuses an act in a database that CheckBeside found damaged.
func (d *DB) sound() error {
	if d.condemned.Load() {
		return corrupt(errors.New("the check of the whole database found damage"))
	}
	return nil
}

// endedWell tells whether the run before closed the database: then its write-ahead log is folded into the file and empty. After a kill or a
// power cut it has pages that belong in front of the file's.
func endedWell(path string) (bool, error) {
	wal, err := os.Stat(path + "-wal")
	if errors.Is(err, fs.ErrNotExist) {
		return true, nil
	}
	if err != nil {
		return false, fmt.Errorf("looking at the write-ahead log: %w", err)
	}
	return wal.Size() == 0, nil
}
