package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"madoguchi/internal/oplog"
)

// auditLog hashes the newest tail records (all of them when tail is 0) again, compares every hash above them and the
// root with what is stored and signed, and gives the end of the log. into, if not nil, learns what the indexes must hold of them.
func (d *DB) auditLog(ctx context.Context, tx *sql.Tx, tail int64, into *filing) (logEnd, error) {
	size, err := countRecords(ctx, tx)
	if err != nil {
		return logEnd{}, err
	}
	head, err := d.head(ctx, tx)
	if err != nil {
		return logEnd{}, err
	}
	if head.Size != size {
		return logEnd{}, corrupt(fmt.Errorf("the checkpoint tells of %d records, the log has %d", head.Size, size))
	}
	from := int64(0)
	if tail > 0 {
		from = max(0, size-tail)
	}
	end, err := rehash(ctx, tx, from, into)
	if err != nil {
		return logEnd{}, err
	}
	root, err := end.frontier.Root()
	if err != nil || end.frontier.Size() != size || root != head.Root {
		return logEnd{}, corrupt(errors.Join(errors.New("the log does not give the signed root"), err))
	}
	return end, nil
}

func countRecords(ctx context.Context, tx *sql.Tx) (n int64, err error) {
	if err := tx.QueryRowContext(ctx, "SELECT coalesce(max(seq), -1) + 1 FROM record").Scan(&n); err != nil {
		return 0, fmt.Errorf("counting the log: %w", err)
	}
	return n, nil
}

// rehash walks over the records from one on and over the stored hashes beside and above them.
func rehash(ctx context.Context, tx *sql.Tx, from int64, into *filing) (end logEnd, err error) {
	if end.frontier, err = oplog.LoadFrontier(from, nodes{ctx, tx}); err != nil {
		return end, corrupt(err)
	}
	erased, err := erasedUpto(ctx, tx)
	if err != nil {
		return end, err
	}
	records, err := tx.QueryContext(ctx, "SELECT "+rowColumns+" FROM record WHERE seq >= ? ORDER BY seq", from)
	if err != nil {
		return end, fmt.Errorf("reading the log: %w", err)
	}
	defer records.Close()
	stored, err := tx.QueryContext(ctx, "SELECT i, hash FROM node WHERE i >= ? ORDER BY i", tlog.StoredHashIndex(0, from))
	if err != nil {
		return end, fmt.Errorf("reading the log's hashes: %w", err)
	}
	defer stored.Close()
	for records.Next() {
		var r row
		if err := r.scan(records.Scan); err != nil {
			return end, fmt.Errorf("reading a record: %w", err)
		}
		if end.last, err = r.check(erased); err != nil {
			return end, corrupt(err)
		}
		if into != nil {
			into.row(&r)
		}
		if err := advance(&end.frontier, r, stored); err != nil {
			return end, err
		}
	}
	if records.Err() == nil && stored.Next() {
		return end, corrupt(errors.New("there are more hashes than the log has"))
	}
	if err := errors.Join(records.Err(), stored.Err()); err != nil {
		return end, fmt.Errorf("reading the log: %w", err)
	}
	return end, nil
}

// advance takes in one record, whose leaf was checked, and compares the nodes that it completes with the next stored ones.
func advance(f *oplog.Frontier, r row, stored *sql.Rows) error {
	computed, err := tlog.StoredHashesForRecordHash(f.Size(), r.leafHash(), f)
	if err != nil {
		return corrupt(fmt.Errorf("hashing record %d: %w", r.seq, err))
	}
	leaf := oplog.Leaf{Seq: r.seq, FirstNode: tlog.StoredHashIndex(0, f.Size()), Nodes: computed}
	for level := nodeLevel; level < len(computed); level++ {
		var i int64
		var have sql.RawBytes
		if !stored.Next() {
			return corrupt(errors.Join(fmt.Errorf("hashes above record %d are missing", r.seq), stored.Err()))
		}
		if err := stored.Scan(&i, &have); err != nil {
			return fmt.Errorf("reading the hashes above record %d: %w", r.seq, err)
		}
		if i != leaf.FirstNode+int64(level) || string(have) != string(computed[level][:]) {
			return corrupt(fmt.Errorf("the hashes above record %d are not what was sealed", r.seq))
		}
	}
	if err := f.Advance(leaf); err != nil {
		return corrupt(err)
	}
	return nil
}

// row is a stored record.
type row struct {
	seq                 int64
	payload, salt, leaf []byte
	ts, event, operator sql.NullInt64
	number              sql.NullInt64 // of the case
}

const rowColumns = "seq, payload, salt, leaf, ts, event, operator, case_no"

func (r *row) scan(scan scanner) error {
	return scan(&r.seq, &r.payload, &r.salt, &r.leaf, &r.ts, &r.event, &r.operator, &r.number)
}

// erased tells that text, salt and search columns are gone, all of them.
func (r *row) erased() bool {
	return len(r.payload) == 0 && len(r.salt) == 0 && !r.ts.Valid && !r.event.Valid && !r.operator.Valid && !r.number.Valid
}

func (r *row) leafHash() (h tlog.Hash) {
	copy(h[:], r.leaf)
	return h
}

// check hashes the record again, and compares the search columns, which no hash covers, with the payload. Records numbered below
// erased have no text, all others have.
func (r *row) check(erased int64) (time.Time, error) {
	if len(r.leaf) != tlog.HashSize {
		return time.Time{}, fmt.Errorf("the hash of record %d is cut short", r.seq)
	}
	if r.seq < erased && r.erased() {
		return time.Time{}, nil
	}
	if r.seq < erased || len(r.salt) != len(oplog.Salt{}) {
		return time.Time{}, fmt.Errorf("record %d was erased against the rules or put back, or its salt is cut short", r.seq)
	}
	if oplog.LeafHash(oplog.Salt(r.salt), r.payload) != r.leafHash() {
		return time.Time{}, fmt.Errorf("record %d is not what was sealed", r.seq)
	}
	said, err := oplog.DecodeRecord(r.payload)
	if err != nil {
		return time.Time{}, fmt.Errorf("record %d: %w", r.seq, err)
	}
	filed, err := fileUnder(said)
	if err != nil || said.Time.UnixMilli() != r.ts.Int64 || filed.event != r.event.Int64 || filed.operator != r.operator.Int64 || filed.number != r.number {
		return time.Time{}, fmt.Errorf("the search columns of record %d do not repeat its payload", r.seq)
	}
	return said.Time, nil
}
