package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
)

// checkSchema compares the tables, indexes and triggers of the file with those that the migrations make. It finds a guard
// that was dropped, a trigger that was slipped in, and a damaged schema.
func (d *DB) checkSchema() error { return d.compareSchema(d.writer.conn) }

func (d *DB) compareSchema(on querier) error {
	conn := newConnector(":memory:", false)
	conn.settings = nil // a database in memory has no journal to set
	pool := sql.OpenDB(conn)
	pool.SetMaxOpenConns(1) // each connection would be a database of its own
	want, err := schemaOf(pool, d.schema)
	if err = errors.Join(err, pool.Close()); err != nil {
		return fmt.Errorf("making the schema to compare with: %w", err)
	}
	have, err := objects(on)
	if err != nil {
		return err
	}
	if !slices.Equal(have, want) {
		return corrupt(errors.New("tables, indexes and triggers are not those of this program"))
	}
	return nil
}

func schemaOf(pool *sql.DB, list []migration) ([]string, error) {
	if _, err := pool.Exec(migrationTable); err != nil {
		return nil, err
	}
	for _, m := range list {
		if _, err := pool.Exec(m.sql); err != nil {
			return nil, fmt.Errorf("migration %s: %w", m.name, err)
		}
	}
	return objects(pool)
}

// objects lists what a database is made of. The tables of statistics that SQLite makes for itself do not count.
func objects(q querier) (list []string, err error) {
	rows, err := q.QueryContext(context.Background(), "SELECT type || ' ' || name || ' ' || coalesce(sql, '') FROM sqlite_schema WHERE name NOT LIKE 'sqlite_stat%' ORDER BY 1")
	if err != nil {
		return nil, fmt.Errorf("reading the schema: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var object string
		if err := rows.Scan(&object); err != nil {
			return nil, fmt.Errorf("reading the schema: %w", err)
		}
		list = append(list, object)
	}
	return list, rows.Err()
}
