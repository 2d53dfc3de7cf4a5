package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"madoguchi/internal/oplog"
)

// scanner reads the columns of one row.
type scanner func(dest ...any) error

// querier is what rows are read from: the pool of readers, or a snapshot.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// list reads all rows of a query on a reading connection.
func (d *DB) list(ctx context.Context, query string, args []any, row func(scanner) error) error {
	return d.read(ctx, func(pool *sql.DB) error { return listIn(ctx, pool, query, args, row) })
}

// listIn reads all rows of a query, one by one.
func listIn(ctx context.Context, q querier, query string, args []any, row func(scanner) error) error {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return fmt.Errorf("reading: %w", err)
	}
	return eachRow(rows, row)
}

// payloadsIn reads the records whose payloads a query gives. A payload that is none is an Outcome DatabaseCorrupt.
func payloadsIn(ctx context.Context, q querier, query string, args []any, each func(oplog.Record) error) error {
	return listIn(ctx, q, query, args, func(scan scanner) error {
		var payload []byte
		if err := scan(&payload); err != nil {
			return err
		}
		r, err := oplog.DecodeRecord(payload)
		if err != nil {
			return corrupt(err)
		}
		return each(r)
	})
}

// list reads all rows of a query inside the transaction.
func (t *Tx) list(query string, args []any, row func(scanner) error) error {
	s, err := t.w.prepared(query)
	if err != nil {
		return err
	}
	rows, err := s.Query(args...)
	if err != nil {
		return fmt.Errorf("reading: %w", err)
	}
	return eachRow(rows, row)
}

func eachRow(rows *sql.Rows, row func(scanner) error) error {
	for rows.Next() {
		if err := row(rows.Scan); err != nil {
			return errors.Join(fmt.Errorf("reading a row: %w", err), rows.Close())
		}
	}
	return errors.Join(rows.Err(), rows.Close())
}
