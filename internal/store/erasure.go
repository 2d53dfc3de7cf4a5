package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
)

// erasedSQL is the number of the oldest record that has its text.
const erasedSQL = "SELECT coalesce(max(upto), 0) FROM erasure"

func erasedUpto(ctx context.Context, from rowReader) (upto int64, err error) {
	if err := from.QueryRowContext(ctx, erasedSQL).Scan(&upto); err != nil {
		return 0, fmt.Errorf("reading how far the log is erased: %w", err)
	}
	return upto, nil
}

// erasedDay is the last day whose records were erased, the zero Date when none were.
func erasedDay(ctx context.Context, from rowReader) (juki.Date, error) {
	var until sql.NullInt64
	if err := from.QueryRowContext(ctx, "SELECT max(until) FROM erasure").Scan(&until); err != nil {
		return juki.Date{}, fmt.Errorf("reading how far the log is erased: %w", err)
	}
	if !until.Valid {
		return juki.Date{}, nil
	}
	return juki.DateOf(time.UnixMilli(until.Int64)).AddDays(-1), nil
}

// erasure is a row of the table.
type erasure struct {
	upto, until, records, recorded int64
	root                           []byte
	by, witness                    juki.OperatorID
}

// checkErasures compares what the table says of erasures with the tree and with their records in the log, which may be erased
// themselves by now, but not that of the last one.
func checkErasures(ctx context.Context, tx *sql.Tx) error {
	var list []erasure
	err := listIn(ctx, tx, "SELECT upto, until, records, recorded, root, by_op, witness FROM erasure ORDER BY id", nil, func(scan scanner) error {
		var e erasure
		err := scan(&e.upto, &e.until, &e.records, &e.recorded, &e.root, &e.by, &e.witness)
		list = append(list, e)
		return err
	})
	if err != nil || len(list) == 0 {
		return err
	}
	erased := list[len(list)-1].upto
	for i, e := range list {
		if e.recorded < erased && i < len(list)-1 {
			continue
		}
		root, err := tlog.TreeHash(e.upto, nodes{ctx, tx})
		if err != nil || root != tlog.Hash(e.root) {
			return corrupt(errors.Join(fmt.Errorf("the records before %d are not those that were erased", e.upto), err))
		}
		said, err := recordAt(ctx, tx, e.recorded)
		if err != nil {
			return err
		}
		if !e.toldBy(said, root) {
			return corrupt(fmt.Errorf("the erasure of the records before %d is not the one in the log", e.upto))
		}
	}
	return nil
}

func recordAt(ctx context.Context, from rowReader, seq int64) (oplog.Record, error) {
	var payload []byte
	if err := from.QueryRowContext(ctx, "SELECT payload FROM record WHERE seq = ?", seq).Scan(&payload); err != nil {
		return oplog.Record{}, fmt.Errorf("reading record %d: %w", seq, err)
	}
	r, err := oplog.DecodeRecord(payload)
	if err != nil {
		return r, corrupt(fmt.Errorf("record %d: %w", seq, err))
	}
	return r, nil
}

// toldBy tells whether a record is that of the erasure.
func (e erasure) toldBy(r oplog.Record, root tlog.Hash) bool {
	told := func(v oplog.Value) bool {
		have, has := r.Value(v.Field())
		return has && have == v
	}
	day := juki.DateOf(time.UnixMilli(e.until)).AddDays(-1)
	return r.Event == oplog.LogErased && r.Operator == e.by && told(oplog.Size(e.upto)) && told(oplog.Root(root)) && told(oplog.Day(day)) &&
		told(oplog.Count(oplog.FieldRows, int(e.records))) && (e.witness == "" || told(oplog.Witness(e.witness)))
}
