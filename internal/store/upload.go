package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"golang.org/x/mod/sumdb/tlog"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
)

// Leaves reads records for the central server (central.Log): from one on, at most count, and so many that their texts stay
// within bytes, but one at least when count allows it. Each has its leaf hash as it is stored; nothing is judged here.
// Records that were erased cannot be sent: Outcome CentralRejected, for the server must have had them.
// The checkpoint is of the log after the last of them, signed from the stored hashes.
func (d *DB) Leaves(ctx context.Context, from int64, count, bytes int) (leaves []oplog.Leaf, c oplog.Checkpoint, err error) {
	err = d.snapshot(ctx, func(tx *sql.Tx) error {
		if leaves, err = readLeaves(ctx, tx, from, count, bytes); err != nil {
			return err
		}
		c, err = d.secrets.sealer.Checkpoint(from+int64(len(leaves)), nodes{ctx, tx})
		return err
	})
	return leaves, c, err
}

func readLeaves(ctx context.Context, tx *sql.Tx, from int64, count, bytes int) ([]oplog.Leaf, error) {
	rows, err := tx.QueryContext(ctx, "SELECT seq, salt, payload, leaf FROM record WHERE seq >= ? ORDER BY seq LIMIT ?", from, count)
	if err != nil {
		return nil, fmt.Errorf("reading the log: %w", err)
	}
	defer rows.Close()
	var leaves []oplog.Leaf
	for r, err := range archiveRecords(rows) {
		if err != nil {
			return nil, fmt.Errorf("reading the log: %w", err)
		}
		if r.Seq != from+int64(len(leaves)) {
			return nil, corrupt(fmt.Errorf("record %d is missing", from+int64(len(leaves))))
		}
		if bytes -= len(r.Payload); bytes < 0 && len(leaves) > 0 {
			break
		}
		if r.Erased {
			o := juki.Refuse(juki.CentralRejected)
			o.Err = fmt.Errorf("record %d was erased when its time was over: only a server that has it already can go on", r.Seq)
			return nil, o
		}
		leaves = append(leaves, oplog.Leaf{Seq: r.Seq, Salt: r.Salt, Payload: r.Payload, FirstNode: tlog.StoredHashIndex(0, r.Seq), Nodes: []tlog.Hash{r.Leaf}})
	}
	if err := errors.Join(rows.Close(), rows.Err()); err != nil {
		return nil, fmt.Errorf("reading the log: %w", err)
	}
	return leaves, nil
}
