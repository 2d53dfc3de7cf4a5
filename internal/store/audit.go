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
// root with what is stored and signed, and gives the end of the log.
func (d *DB) auditLog(ctx context.Context, tx *sql.Tx, tail int64) (logEnd, error) {
	size, hashes, err := logCounts(ctx, tx)
	if err != nil {
		return logEnd{}, err
	}
	head, err := d.head(ctx, tx)
	if err != nil {
		return logEnd{}, err
	}
	if head.Size != size || hashes != tlog.StoredHashCount(size) {
		return logEnd{}, corrupt(fmt.Errorf("the checkpoint tells of %d records, the log has %d with %d hashes", head.Size, size, hashes))
	}
	from := int64(0)
	if tail > 0 {
		from = max(0, size-tail)
	}
	end, err := rehash(ctx, tx, from)
	if err != nil {
		return logEnd{}, err
	}
	root, err := end.frontier.Root()
	if err != nil || end.frontier.Size() != size || root != head.Root {
		return logEnd{}, corrupt(errors.Join(errors.New("the log does not give the signed root"), err))
	}
	return end, nil
}

func logCounts(ctx context.Context, tx *sql.Tx) (records, hashes int64, err error) {
	const query = "SELECT (SELECT coalesce(max(seq), -1) + 1 FROM record), (SELECT coalesce(max(i), -1) + 1 FROM node)"
	if err := tx.QueryRowContext(ctx, query).Scan(&records, &hashes); err != nil {
		return 0, 0, fmt.Errorf("counting the log: %w", err)
	}
	return records, hashes, nil
}

// rehash walks over the records from one on and over the stored hashes beside them.
func rehash(ctx context.Context, tx *sql.Tx, from int64) (end logEnd, err error) {
	if end.frontier, err = oplog.LoadFrontier(from, nodes{ctx, tx}); err != nil {
		return end, corrupt(err)
	}
	records, err := tx.QueryContext(ctx, "SELECT seq, payload, salt, ts, event, operator, case_no FROM record WHERE seq >= ? ORDER BY seq", from)
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
		if err := r.scan(records); err != nil {
			return end, err
		}
		if end.last, err = r.check(); err != nil {
			return end, corrupt(err)
		}
		if err := advance(&end.frontier, r, stored); err != nil {
			return end, err
		}
	}
	if err := errors.Join(records.Err(), stored.Err()); err != nil {
		return end, fmt.Errorf("reading the log: %w", err)
	}
	return end, nil
}

// advance hashes one record and compares its nodes with the next stored ones.
func advance(f *oplog.Frontier, r row, stored *sql.Rows) error {
	computed, err := tlog.StoredHashesForRecordHash(f.Size(), oplog.LeafHash(oplog.Salt(r.salt), r.payload), f)
	if err != nil {
		return corrupt(fmt.Errorf("hashing record %d: %w", r.seq, err))
	}
	leaf := oplog.Leaf{Seq: r.seq, FirstNode: tlog.StoredHashIndex(0, f.Size()), Nodes: computed}
	for k, hash := range computed {
		var i int64
		var have sql.RawBytes
		if !stored.Next() {
			return corrupt(errors.Join(fmt.Errorf("hashes of record %d are missing", r.seq), stored.Err()))
		}
		if err := stored.Scan(&i, &have); err != nil {
			return fmt.Errorf("reading the hashes of record %d: %w", r.seq, err)
		}
		if i != leaf.FirstNode+int64(k) || string(have) != string(hash[:]) {
			return corrupt(fmt.Errorf("record %d is not what was sealed", r.seq))
		}
	}
	if err := f.Advance(leaf); err != nil {
		return corrupt(err)
	}
	return nil
}

// row is a stored record.
type row struct {
	seq                   int64
	payload, salt         []byte
	ts                    int64
	event, operator, kase string
}

func (r *row) scan(rows *sql.Rows) error {
	if err := rows.Scan(&r.seq, &r.payload, &r.salt, &r.ts, &r.event, &r.operator, &r.kase); err != nil {
		return fmt.Errorf("reading a record: %w", err)
	}
	return nil
}

// check compares the search columns, which no hash covers, with the payload.
func (r *row) check() (time.Time, error) {
	if len(r.salt) != len(oplog.Salt{}) {
		return time.Time{}, fmt.Errorf("the salt of record %d is cut short", r.seq)
	}
	said, err := oplog.DecodeRecord(r.payload)
	if err != nil {
		return time.Time{}, fmt.Errorf("record %d: %w", r.seq, err)
	}
	if said.Time.UnixMilli() != r.ts || said.Event.String() != r.event || string(said.Operator) != r.operator || string(said.Case) != r.kase {
		return time.Time{}, fmt.Errorf("the search columns of record %d do not repeat its payload", r.seq)
	}
	return said.Time, nil
}

// nodes reads stored hashes of the tree (tlog.HashReader).
type nodes struct {
	ctx context.Context
	tx  *sql.Tx
}

func (n nodes) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	list := make([]tlog.Hash, len(indexes))
	for k, i := range indexes {
		var hash []byte
		if err := n.tx.QueryRowContext(n.ctx, "SELECT hash FROM node WHERE i = ?", i).Scan(&hash); err != nil {
			return nil, fmt.Errorf("reading hash %d of the log: %w", i, err)
		}
		if len(hash) != tlog.HashSize {
			return nil, fmt.Errorf("hash %d of the log has %d bytes", i, len(hash))
		}
		list[k] = tlog.Hash(hash)
	}
	return list, nil
}
