package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
)

// searchStopped is an empty file in the data folder from the moment that an index was found to lie until a check found them all right: a start in
// between does not search along it either.
const searchStopped = "search.stopped"

// searching takes the finding of a check of the whole database: from an index that lies on, nothing is searched, reported or erased along any.
func (d *DB) searching(found error) {
	marker := filepath.Join(d.dir, searchStopped)
	switch names := MisfiledIn(found); {
	case len(names) > 0:
		d.misfiled.Store(&names)
		_ = os.WriteFile(marker, nil, 0o600) // without room for it the next check finds the same
	case found == nil:
		d.misfiled.Store(nil)
		_ = os.Remove(marker)
	}
}

// searchable refuses to read along the indexes of the log while one of them is known to lie.
func (d *DB) searchable() error {
	if names := d.misfiled.Load(); names != nil {
		return misfiled(*names)
	}
	return nil
}

// wasStopped takes over what a run before found.
func (d *DB) wasStopped() {
	if _, err := os.Stat(filepath.Join(d.dir, searchStopped)); err == nil {
		d.misfiled.Store(&[]string{"record"})
	}
}

// RebuildSearch makes those indexes of the log anew that CheckBeside found lying: the records, which are signed, say what must stand in them. First
// it is recorded that they lied (第13条), in one act, then each is made in an act of its own with its record: others wait no longer than for one.
// Searches stay refused until CheckBeside has found all of them right.
func (d *DB) RebuildSearch(ctx context.Context) error {
	names := d.misfiled.Load()
	if names == nil {
		return nil
	}
	list := existing(*names)
	if len(list) == 0 {
		return nil
	}
	if err := d.Record(ctx, indexRecords(d.now(), oplog.LogIndexWrong, list)...); err != nil {
		return err
	}
	for _, name := range list {
		err := d.act(ctx, func(t *Tx) error {
			if _, err := t.w.conn.ExecContext(context.WithoutCancel(ctx), "REINDEX "+name); err != nil {
				return fmt.Errorf("making the index %s anew: %w", name, err)
			}
			return t.Append(indexRecords(t.now(), oplog.LogIndexRebuilt, []string{name})[0])
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// indexRecords tell of indexes, each in one.
func indexRecords(at time.Time, event oplog.EventID, names []string) (list []oplog.Record) {
	for _, name := range names {
		list = append(list, oplog.Record{Time: at, Event: event, Values: []oplog.Value{oplog.SearchIndex(strings.ReplaceAll(name, "_", "-"))}})
	}
	return list
}

// MakeIndexesAnew is RebuildSearch in a file that was brought back from a backup and is no terminal's yet: RecordRebuilt tells of it when its log goes on.
func MakeIndexesAnew(ctx context.Context, file string, names []string) error {
	pool := sql.OpenDB(newConnector(file, false))
	pool.SetMaxOpenConns(1)
	var errs []error
	for _, name := range existing(names) {
		_, err := pool.ExecContext(ctx, "REINDEX "+name)
		errs = append(errs, err)
	}
	if err := errors.Join(append(errs, pool.Close())...); err != nil {
		return outcome(fmt.Errorf("making the indexes of the log anew: %w", err))
	}
	return nil
}

// RecordRebuilt records that indexes lied in the backup that this log goes on from, and that they were made anew.
func (d *DB) RecordRebuilt(ctx context.Context, names []string) error {
	list := existing(names)
	if len(list) == 0 {
		return nil
	}
	return d.Record(ctx, append(indexRecords(d.now(), oplog.LogIndexWrong, list), indexRecords(d.now(), oplog.LogIndexRebuilt, list)...)...)
}

// existing are the names that are those of indexes.
func existing(names []string) (list []string) {
	for _, x := range logIndexes() {
		if slices.Contains(names, x.name) {
			list = append(list, x.name)
		}
	}
	return list
}

// isMisfiled tells that an error is the finding of lying indexes and nothing else.
func isMisfiled(err error) bool { return errors.Is(err, juki.Refuse(juki.SearchIndexWrong)) }
