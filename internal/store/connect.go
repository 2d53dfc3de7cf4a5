package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"net/url"
	"runtime"
	"strings"

	"github.com/mattn/go-sqlite3"
)

type setting struct{ pragma, set, want string }

// settings are asserted on every connection: a pragma that SQLite did not take is an error, not a surprise at the next
// power cut. go-sqlite3's own default in WAL is synchronous=NORMAL, which loses acknowledged acts when the power goes.
var settings = []setting{
	{"journal_mode", "WAL", "wal"},
	{"synchronous", "FULL", "2"},
	{"foreign_keys", "ON", "1"},
	{"secure_delete", "ON", "1"},      // a deleted cell is zeroed in the file
	{"trusted_schema", "OFF", "0"},    // a changed schema cannot call functions
	{"cell_size_check", "ON", "1"},    // damaged pages are found when read
	{"temp_store", "MEMORY", "2"},     // nothing of a query lands in a temporary file
	{"recursive_triggers", "ON", "1"}, // INSERT OR REPLACE fires the delete guards too
	{"busy_timeout", "5000", "5000"},
	{"journal_size_limit", "16777216", "16777216"}, // bytes: after a large import the write-ahead log shrinks again
}

// connector opens configured connections without registering a driver by a global name.
type connector struct {
	dsn      string
	settings []setting
}

// Connect opens a connection and asserts the settings on it.
func (c connector) Connect(context.Context) (driver.Conn, error) { return c.Driver().Open(c.dsn) }

// Driver is go-sqlite3 with the settings in its hook.
func (c connector) Driver() driver.Driver {
	return &sqlite3.SQLiteDriver{ConnectHook: func(conn *sqlite3.SQLiteConn) error {
		for _, s := range c.settings {
			if err := s.assert(conn); err != nil {
				return err
			}
		}
		return nil
	}}
}

func newConnector(path string, readOnly bool) connector {
	query := "?_txlock=immediate"
	if readOnly {
		query = "?_txlock=deferred&_query_only=1"
	}
	return connector{dsn: fileURI(path) + query, settings: settings}
}

// fileURI keeps '?', '#' and '%' of a folder's name from being read as part of the DSN.
func fileURI(path string) string {
	escaped := (&url.URL{Path: path}).EscapedPath()
	if runtime.GOOS == "windows" {
		return "file:///" + strings.TrimPrefix((&url.URL{Path: strings.ReplaceAll(path, `\`, "/")}).EscapedPath(), "/")
	}
	return "file:" + escaped
}

func (s setting) assert(c *sqlite3.SQLiteConn) error {
	if _, err := c.Exec("PRAGMA "+s.pragma+"="+s.set, nil); err != nil {
		return fmt.Errorf("setting pragma %s: %w", s.pragma, err)
	}
	rows, err := c.Query("PRAGMA "+s.pragma, nil)
	if err != nil {
		return fmt.Errorf("reading pragma %s: %w", s.pragma, err)
	}
	got := make([]driver.Value, len(rows.Columns()))
	err = rows.Next(got)
	if err = errors.Join(err, rows.Close()); err != nil {
		return fmt.Errorf("reading pragma %s: %w", s.pragma, err)
	}
	if text := fmt.Sprint(got[0]); text != s.want {
		return fmt.Errorf("pragma %s is %s, not %s", s.pragma, text, s.want)
	}
	return nil
}

// readerCount is enough for the screens of one terminal; each idle connection costs a page cache.
const readerCount = 4

func openReaders(path string) (*sql.DB, error) {
	pool := sql.OpenDB(newConnector(path, true))
	pool.SetMaxOpenConns(readerCount)
	pool.SetMaxIdleConns(readerCount)
	if err := pool.Ping(); err != nil {
		return nil, errors.Join(fmt.Errorf("opening a reading connection: %w", err), pool.Close())
	}
	return pool, nil
}

// read runs f on the reading connections, which cannot write.
func (d *DB) read(ctx context.Context, f func(*sql.DB) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return outcome(f(d.readers))
}

// snapshot runs f on one unchanging view of the database.
func (d *DB) snapshot(ctx context.Context, f func(*sql.Tx) error) error {
	return d.read(ctx, func(pool *sql.DB) error {
		tx, err := pool.BeginTx(ctx, nil)
		if err != nil {
			return fmt.Errorf("opening a snapshot: %w", err)
		}
		err = f(tx)
		if ending := tx.Rollback(); err == nil && !errors.Is(ending, sql.ErrTxDone) {
			err = ending
		}
		return err
	})
}
