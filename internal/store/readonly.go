package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"

	"golang.org/x/mod/sumdb/tlog"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
)

// ErrOlderDatabase says that the counter has not been started since the program was updated: what is to be read is not there yet.
var ErrOlderDatabase = errors.New("the database was made by an older version of this program, and the counter was not started since")

// ErrNoRecordThere says that the log has no such record, or that its text was erased.
var ErrNoRecordThere = errors.New("the log has no such record, or its text was erased")

// Reader reads a terminal's database beside the counter that works on it, or a copy of one. It takes no lock, makes no file but
// SQLite's own beside a database that nobody has open, and cannot write. What it reads is what was committed when it asked.
type Reader struct{ d *DB }

// OpenReader opens the database file. It needs no key of the terminal to verify and to prove; CheckAll needs it. The error is an
// Outcome DatabaseCorrupt when the file is no database of a counter; fs.ErrNotExist when there is none.
func OpenReader(file string, o Options) (*Reader, error) {
	info, err := os.Stat(file)
	if err != nil {
		return nil, fmt.Errorf("opening the database to read: %w", err)
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("opening the database to read: %w", fs.ErrNotExist)
	}
	d := &DB{dir: filepath.Dir(file), now: o.Now}
	if d.readers, err = openReadersBeside(file); err != nil {
		return nil, outcome(err)
	}
	if o.migrations == nil {
		o.migrations = migrations
	}
	if d.schema, err = migrationsIn(o.migrations); err == nil && o.Keys != nil {
		if d.secrets, err = openSecrets(o, false); err == nil {
			err = d.inherit(context.Background(), d.readers, o)
		}
	}
	if err != nil {
		return nil, errors.Join(outcome(err), d.readers.Close())
	}
	return &Reader{d}, nil
}

// Close lets go of the file.
func (r *Reader) Close() error {
	r.d.secrets.wipe()
	return r.d.readers.Close()
}

// Verify holds the log in the database against its signed head, the heads of each day beside it, and the anchors of o, on all cores; when all is
// good, also what it is searched along against its records.
// Acts may go on meanwhile: it verifies the log as it stood at the beginning.
func (r *Reader) Verify(ctx context.Context, o oplog.Options) (oplog.Verdict, error) {
	source, err := r.source(ctx)
	if err != nil {
		return oplog.Verdict{}, err
	}
	read := &filedLines{read: source.Lines, filing: newFiling()}
	source.Lines = read.lines
	v, err := oplog.VerifyLog(source, o)
	if err != nil || !v.OK {
		return v, outcome(err)
	}
	return r.judge(ctx, v, read, source.Size)
}

// source reads in one snapshot whose log it is, how long, and its signed heads.
func (r *Reader) source(ctx context.Context) (s oplog.LogSource, err error) {
	s.Lines = func(lines []byte, from int64, count int) ([]byte, error) { return r.lines(ctx, lines, from, count) }
	s.Leaves = func(from int64, count int) ([]tlog.Hash, error) { return r.leaves(ctx, from, count) }
	err = r.d.snapshot(ctx, func(tx *sql.Tx) error {
		var compact, before int // records numbered below 0: none is
		if err := tx.QueryRowContext(ctx, "SELECT count(*) FROM pragma_table_info('record') WHERE name = 'leaf'").Scan(&compact); err != nil {
			return fmt.Errorf("reading the form of the log: %w", err)
		}
		if compact == 0 {
			return ErrOlderDatabase
		}
		const query = "SELECT (SELECT coalesce(max(seq), -1) + 1 FROM record), EXISTS (SELECT 1 FROM record WHERE seq < 0), coalesce((SELECT verifier_key FROM terminal), '')"
		if err := tx.QueryRowContext(ctx, query).Scan(&s.Size, &before, &s.VerifierKey); err != nil {
			return fmt.Errorf("reading the log: %w", err)
		}
		if before != 0 {
			return corrupt(errors.New("a record is numbered below 0"))
		}
		list, err := generations(ctx, tx)
		if err != nil {
			return err
		}
		s.VerifierKey, s.Successions = keyOf(list, s.VerifierKey), handovers(list)
		return listIn(ctx, tx, "SELECT note FROM checkpoint ORDER BY size", nil, func(scan scanner) error {
			var text string
			err := scan(&text)
			s.Stored = append(s.Stored, text)
			return err
		})
	})
	if last := len(s.Stored) - 1; last >= 0 {
		s.Checkpoint, s.Stored = s.Stored[last], s.Stored[:last]
	}
	return s, err
}

// leaves reads the stored hashes of records up to the first that is missing.
func (r *Reader) leaves(ctx context.Context, from int64, count int) (list []tlog.Hash, err error) {
	err = listIn(ctx, r.d.readers, "SELECT seq, leaf FROM record WHERE seq >= ? AND seq < ? ORDER BY seq", []any{from, from + int64(count)}, func(scan scanner) error {
		var seq int64
		var hash []byte
		if err := scan(&seq, &hash); err != nil {
			return err
		}
		if seq == from+int64(len(list)) && len(hash) == tlog.HashSize {
			list = append(list, tlog.Hash(hash))
		}
		return nil
	})
	return list, err
}

// Prove makes the proof of one record (oplog.Prove) under checkpoint, which may be one of a printed sheet, or, when it is "", under the
// first stored head that has the record, that of its own day: then the way to the root is short. The error is ErrNoRecordThere, or oplog.ErrNotInCheckpoint for a record younger than the checkpoint.
func (r *Reader) Prove(ctx context.Context, seq int64, checkpoint string) (proof []byte, err error) {
	source, err := r.source(ctx)
	if err != nil {
		return nil, err
	}
	err = r.d.snapshot(ctx, func(tx *sql.Tx) error {
		if checkpoint == "" {
			err := tx.QueryRowContext(ctx, "SELECT note FROM checkpoint WHERE size > ? ORDER BY size LIMIT 1", seq).Scan(&checkpoint)
			if errors.Is(err, sql.ErrNoRows) {
				return fmt.Errorf("record %d: %w", seq, ErrNoRecordThere)
			}
			if err != nil {
				return fmt.Errorf("reading the head over record %d: %w", seq, err)
			}
		}
		record := oplog.ArchiveRecord{Seq: seq}
		var salt []byte
		err := tx.QueryRowContext(ctx, "SELECT salt, payload FROM record WHERE seq = ?", seq).Scan(&salt, &record.Payload)
		if errors.Is(err, sql.ErrNoRows) || err == nil && copy(record.Salt[:], salt) != len(record.Salt) {
			return fmt.Errorf("record %d: %w", seq, ErrNoRecordThere)
		}
		if err != nil {
			return fmt.Errorf("reading record %d: %w", seq, err)
		}
		proof, err = oplog.Prove(keyThatSigned(source, checkpoint), checkpoint, record, nodes{ctx, tx})
		return err
	})
	return proof, err
}

// CheckAll is DB.CheckAll beside the counter (始業点検), with the check of the key and of the schema that Open makes.
func (r *Reader) CheckAll(ctx context.Context) (records int64, err error) {
	if r.d.secrets.sealer == nil {
		return 0, errors.New("checking everything needs the terminal's key")
	}
	if err := r.checkBelongs(ctx); err != nil {
		return 0, err
	}
	return r.d.CheckAll(ctx)
}

// ClockBehind is DB.ClockBehind.
func (r *Reader) ClockBehind(ctx context.Context) (bool, error) { return r.d.ClockBehind(ctx) }

// checkBelongs checks that the database has this program's form and was signed with this terminal's key.
func (r *Reader) checkBelongs(ctx context.Context) error {
	applied := 0
	if err := r.d.readers.QueryRowContext(ctx, "SELECT count(*) FROM migration").Scan(&applied); err != nil {
		return outcome(fmt.Errorf("reading the table of migrations: %w", err))
	}
	switch {
	case applied < len(r.d.schema):
		return ErrOlderDatabase
	case applied > len(r.d.schema):
		return ErrNewerDatabase
	}
	if err := r.d.compareSchema(r.d.readers); err != nil {
		return outcome(err)
	}
	source, err := r.source(ctx)
	if err != nil {
		return err
	}
	if ours := r.d.VerifierKey(); source.VerifierKey != ours {
		if _, err := oplog.OpenCheckpoint(source.Checkpoint, ours); err == nil {
			return corrupt(errors.New("the terminal's public key was changed in the database"))
		}
		return juki.Refuse(juki.CheckpointForeign)
	}
	return nil
}

// readSettings are asserted on every connection of a Reader. What concerns writing is not: the file may be a copy that never had a
// write-ahead log.
func readSettings() []setting {
	return []setting{{"query_only", "ON", "1"}, {"trusted_schema", "OFF", "0"}, {"cell_size_check", "ON", "1"}, {"temp_store", "MEMORY", "2"}, {"busy_timeout", "5000", "5000"}}
}

// openReadersBeside opens connections that read a database which another process may be writing. The file is opened read-only.
func openReadersBeside(file string) (*sql.DB, error) {
	pool := sql.OpenDB(connector{dsn: fileURI(file) + "?mode=ro&_txlock=deferred", settings: readSettings()})
	connections := runtime.GOMAXPROCS(0) + 1 // one a core, and one that asks meanwhile
	pool.SetMaxOpenConns(connections)
	pool.SetMaxIdleConns(connections)
	var counter bool
	const query = "SELECT count(*) = 3 FROM sqlite_schema WHERE type = 'table' AND name IN ('record', 'checkpoint', 'terminal')"
	err := pool.QueryRow(query).Scan(&counter)
	if err == nil && !counter {
		err = corrupt(errors.New("the file is no database of a counter"))
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("opening the database to read: %w", err), pool.Close())
	}
	return pool, nil
}
