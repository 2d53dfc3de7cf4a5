package central

import (
	"context"
	"crypto/sha256"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strconv"

	"github.com/jackc/pgx/v5"
)

//go:embed migrations/*.sql
var migrations embed.FS

type migration struct {
	number int
	name   string
	text   string
}

// allMigrations are the numbered files, in order.
func allMigrations(from fs.FS) ([]migration, error) {
	names, err := fs.Glob(from, "migrations/*.sql") // sorted
	if err != nil {
		return nil, fmt.Errorf("listing the migrations: %w", err)
	}
	var list []migration
	for i, name := range names {
		text, err := fs.ReadFile(from, name)
		if err != nil {
			return nil, fmt.Errorf("reading a migration: %w", err)
		}
		number, err := strconv.Atoi(path.Base(name)[:4])
		if err != nil || number != i+1 {
			return nil, fmt.Errorf("migration %s is out of order", name)
		}
		list = append(list, migration{number, path.Base(name), string(text)})
	}
	return list, nil
}

// ErrNewerServer is a database that a newer program has set up.
var ErrNewerServer = errors.New("the central database was set up by a newer program")

// migrate brings the schema up to date inside tx, as its owner. A migration that was changed after it ran is refused.
func migrate(ctx context.Context, tx pgx.Tx, list []migration) error {
	const table = `CREATE TABLE IF NOT EXISTS madoguchi.migration (number integer PRIMARY KEY, name text NOT NULL,
		digest bytea NOT NULL, ran_at timestamptz NOT NULL DEFAULT now())`
	if _, err := tx.Exec(ctx, table); err != nil {
		return fmt.Errorf("keeping the list of migrations: %w", err)
	}
	rows, err := tx.Query(ctx, "SELECT digest FROM madoguchi.migration ORDER BY number")
	if err != nil {
		return fmt.Errorf("reading the list of migrations: %w", err)
	}
	ran, err := pgx.CollectRows(rows, pgx.RowTo[[]byte])
	if err != nil {
		return fmt.Errorf("reading the list of migrations: %w", err)
	}
	if len(ran) > len(list) {
		return ErrNewerServer
	}
	for i, m := range list {
		digest := sha256.Sum256([]byte(m.text))
		if i < len(ran) {
			if string(ran[i]) != string(digest[:]) {
				return fmt.Errorf("migration %s ran with another text", m.name)
			}
			continue
		}
		if _, err := tx.Exec(ctx, m.text); err != nil {
			return fmt.Errorf("running migration %s: %w", m.name, err)
		}
		if _, err := tx.Exec(ctx, "INSERT INTO madoguchi.migration VALUES ($1, $2, $3)", m.number, m.name, digest[:]); err != nil {
			return fmt.Errorf("noting migration %s: %w", m.name, err)
		}
	}
	return nil
}
