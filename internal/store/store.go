// Package store keeps what a terminal must keep in one SQLite file: it implements the small storage interfaces that
// the domain packages declare, and it is the only user of go-sqlite3.
//
// Three rules shape it. One writer at a time, and an act that is acknowledged is on the disk. No record, no act: a
// transaction that appended nothing to the operation history does not commit (第13条). Nothing in the ledgers and
// the log is updated or deleted; triggers in the database refuse it even to this program.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"madoguchi/internal/oplog"
)

// FileName is the name of the database inside the data folder.
const FileName = "madoguchi.db"

// Options is what a DB needs from outside.
type Options struct {
	Now    func() time.Time // the program's clock
	Rand   io.Reader        // salts, nonces, new keys: crypto/rand.Reader but in tests and the scripted day
	Keys   Keys             // the terminal's master secret
	Origin string           // the log's name in signed checkpoints, "28225.madoguchi/terminal-01": the same from the first start on

	// Recorded, if not nil, is told of the records of an act once they are on the disk: one observer for what must follow from
	// certain records, wherever they come from. It runs inside the writer's turn: it returns at once and does not call the DB.
	Recorded func(events []oplog.EventID)

	migrations fs.FS // tests: instead of the embedded ones
}

// DB is the opened database of a terminal. It is safe for use by several goroutines.
type DB struct {
	dir       string
	schema    []migration
	now       func() time.Time
	rand      *sharedReader
	told      func([]oplog.EventID) // of what was recorded; never nil
	secrets   secrets
	handovers []oplog.Succession // to keys before the one that signs now: see inherit
	keys      Keys
	lock      *folderLock
	reserve   reserve
	writer    *writer
	readers   *sql.DB
	folding   *folding
	log       logEnd                   // whoever has the writer's turn may touch it
	condemned atomic.Bool              // the check of the whole file found damage: see CheckBeside
	misfiled  atomic.Pointer[[]string] // the indexes of the log that lie, nil for none: see RebuildSearch
}

// Open opens the database in dir, makes both when they are not there, brings the schema up to date and checks what a start must know; the
// whole file is left to CheckBeside. It fails with Outcome DatabaseLocked when another counter has the folder open, DatabaseCorrupt when the file or the
// log's head does not hold together, CheckpointForeign when the log was signed with another key or for another terminal,
// and ErrNewerDatabase when a newer program made it. A clock behind the last record does not stop Open: see DB.ClockBehind.
func Open(dir string, o Options) (*DB, error) {
	if o.Now == nil || o.Rand == nil || o.Keys == nil {
		return nil, errors.New("opening the database: Now, Rand and Keys are all needed")
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, outcome(fmt.Errorf("making the data folder: %w", err))
	}
	lock, err := lockFolder(filepath.Join(dir, "lock"))
	if err != nil {
		return nil, err
	}
	d := &DB{dir: dir, now: o.Now, rand: &sharedReader{from: o.Rand}, keys: o.Keys, told: o.Recorded, lock: lock, reserve: reserve{path: filepath.Join(dir, "reserve"), now: o.Now}}
	if d.told == nil {
		d.told = func([]oplog.EventID) {}
	}
	if err := d.open(o); err != nil {
		return nil, errors.Join(outcome(err), d.close())
	}
	return d, nil
}

func (d *DB) open(o Options) error {
	if o.migrations == nil {
		o.migrations = migrations
	}
	var err error
	if d.schema, err = migrationsIn(o.migrations); err != nil {
		return err
	}
	path := filepath.Join(d.dir, FileName)
	fresh, err := makePrivateFile(path)
	if err != nil {
		return err
	}
	if fresh && d.lock.marked() {
		return corrupt(errors.New("the folder has been used, but its database is gone"))
	}
	if d.secrets, err = openSecrets(o, fresh); err != nil {
		return err
	}
	ended, err := d.openFile(path, fresh)
	if err != nil {
		return err
	}
	if err := d.migrate(); err != nil {
		return err
	}
	if err := d.checkSchema(); err != nil {
		return err
	}
	if err := d.inherit(context.Background(), d.writer.conn, o); err != nil {
		return err
	}
	if d.readers, err = openReaders(path); err != nil {
		return err
	}
	if err := d.loadLog(context.Background(), ended); err != nil {
		return err
	}
	d.wasStopped()
	// Without room for these the counter still opens: its acts say that the disk is full.
	d.lock.mark(d.VerifierKey())
	_ = d.reserve.keep()
	return nil
}

// openFile opens the writer's connection and looks at what a start relies on. ended tells whether the run before ended well.
func (d *DB) openFile(path string, fresh bool) (ended bool, err error) {
	if ended, err = endedWell(path); err != nil {
		return ended, err
	}
	if d.writer, err = openWriter(path); err != nil || fresh {
		return ended, err
	}
	return ended, d.checkSmall()
}

// makePrivateFile makes path for the owner alone, before SQLite does so with the umask's mode; SQLite gives its
// -wal and -shm files the mode of the database. One that was copied back from a backup gets the mode too. fresh is true
// when there was nothing, or only an empty file.
func makePrivateFile(path string) (fresh bool, err error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return false, fmt.Errorf("opening the database file: %w", err)
	}
	info, err := f.Stat()
	if err = errors.Join(err, f.Chmod(0o600), f.Close(), SyncFolder(filepath.Dir(path))); err != nil {
		return false, fmt.Errorf("looking at the database file: %w", err)
	}
	return info.Size() == 0, nil
}

// Close folds the write-ahead log into the database file and lets go of the folder. It fails when work of
// this DB is still going on.
func (d *DB) Close() error { return outcome(d.close()) }

func (d *DB) close() error {
	var errs []error
	errs = append(errs, d.endFolding())
	if d.readers != nil {
		errs = append(errs, d.readers.Close())
	}
	if d.writer != nil {
		errs = append(errs, d.writer.close())
	}
	d.secrets.wipe()
	return errors.Join(append(errs, d.lock.release())...)
}

// sharedReader lets several goroutines draw from one source of randomness.
type sharedReader struct {
	mu   sync.Mutex
	from io.Reader
}

func (r *sharedReader) Read(p []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return io.ReadFull(r.from, p)
}
