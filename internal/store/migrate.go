package store

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"sort"
	"strconv"
)

//go:embed migrations/*.sql
var migrations embed.FS

// ErrNewerDatabase refuses a database that a newer program has changed.
var ErrNewerDatabase = errors.New("the database was made by a newer version of this program")

type migration struct {
	version int
	name    string
	sql     string
}

// migrationsIn reads NNNN_name.sql files in the order of their numbers.
func migrationsIn(files fs.FS) ([]migration, error) {
	names, err := fs.Glob(files, "migrations/*.sql")
	if err != nil {
		return nil, fmt.Errorf("listing the migrations: %w", err)
	}
	sort.Strings(names)
	var list []migration
	for _, name := range names {
		text, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, fmt.Errorf("reading migration %s: %w", name, err)
		}
		base := name[len("migrations/"):]
		if len(base) < 5 || base[4] != '_' {
			return nil, fmt.Errorf("migration %s is not called NNNN_name.sql", base)
		}
		version, err := strconv.Atoi(base[:4])
		if err != nil || version == 0 || len(list) > 0 && list[len(list)-1].version == version {
			return nil, fmt.Errorf("migration %s has no number of its own", base)
		}
		list = append(list, migration{version: version, name: base, sql: string(text)})
	}
	return list, nil
}

// migrate applies what is not applied yet, each migration in a transaction of its own together with its line in the
// table of migrations: after a power cut the next start goes on where this one stopped. A migration that has been
// shipped is never edited again.
func (d *DB) migrate() error {
	applied, err := d.appliedMigrations()
	if err != nil {
		return err
	}
	for _, m := range d.schema {
		if applied[m.version] {
			delete(applied, m.version)
			continue
		}
		if err := d.apply(m); err != nil {
			return fmt.Errorf("applying migration %s: %w", m.name, err)
		}
	}
	if len(applied) > 0 {
		return ErrNewerDatabase
	}
	return nil
}

const migrationTable = `CREATE TABLE IF NOT EXISTS migration (
	version INTEGER PRIMARY KEY, name TEXT NOT NULL, applied INTEGER NOT NULL) STRICT`

func (d *DB) appliedMigrations() (map[int]bool, error) {
	conn, ctx := d.writer.conn, context.Background()
	if _, err := conn.ExecContext(ctx, migrationTable); err != nil {
		return nil, fmt.Errorf("making the table of migrations: %w", err)
	}
	rows, err := conn.QueryContext(ctx, "SELECT version FROM migration")
	if err != nil {
		return nil, fmt.Errorf("reading the table of migrations: %w", err)
	}
	applied := map[int]bool{}
	for rows.Next() {
		var version int
		if err := rows.Scan(&version); err != nil {
			return nil, errors.Join(err, rows.Close())
		}
		applied[version] = true
	}
	return applied, errors.Join(rows.Err(), rows.Close())
}

func (d *DB) apply(m migration) error {
	if err := d.writer.begin(context.Background()); err != nil {
		return err
	}
	defer d.writer.pass()
	_, err := d.writer.conn.ExecContext(context.Background(), m.sql) // several statements: not prepared
	if err == nil {
		_, err = d.writer.exec("INSERT INTO migration VALUES (?, ?, ?)", m.version, m.name, d.now().UnixMilli())
	}
	if err == nil {
		err = d.writer.commit()
	}
	if err != nil {
		d.writer.rollback()
	}
	return err
}
