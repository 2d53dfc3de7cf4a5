package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"iter"
	"math"
	"strings"
	"time"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
)

// VerifierKey is the terminal's public key: what the archive and the printed checkpoints verify with.
func (d *DB) VerifierKey() string { return d.secrets.sealer.VerifierKey() }

// Checkpoint is the signed head of the log as it stands, also of an empty one. Its Text goes on the day's sheet.
func (d *DB) Checkpoint(ctx context.Context) (c oplog.Checkpoint, err error) {
	err = d.snapshot(ctx, func(tx *sql.Tx) error {
		c, err = d.head(ctx, tx)
		return err
	})
	return c, err
}

// head reads the newest checkpoint and verifies it. What was not signed by this terminal is corrupt: claim has told
// apart the database of another terminal before.
func (d *DB) head(ctx context.Context, tx *sql.Tx) (oplog.Checkpoint, error) {
	text, size, err := latestCheckpoint(ctx, tx)
	if errors.Is(err, sql.ErrNoRows) {
		var nothing oplog.Frontier
		return d.secrets.sealer.Checkpoint(0, &nothing)
	}
	if err != nil {
		return oplog.Checkpoint{}, fmt.Errorf("reading the checkpoint: %w", err)
	}
	c, err := oplog.OpenCheckpoint(text, d.VerifierKey())
	if err != nil {
		return oplog.Checkpoint{}, corrupt(err)
	}
	if c.Size != size {
		return oplog.Checkpoint{}, corrupt(errors.New("the checkpoint is filed under another size"))
	}
	return c, nil
}

type rowReader interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

func latestCheckpoint(ctx context.Context, from rowReader) (text string, size int64, err error) {
	err = from.QueryRowContext(ctx, "SELECT note, size FROM checkpoint ORDER BY size DESC LIMIT 1").Scan(&text, &size)
	return text, size, err
}

// WriteArchive writes the whole log with its signed head, which it gives, to w, from one snapshot: acts go on meanwhile. It
// judges nothing; oplog's verification does.
func (d *DB) WriteArchive(ctx context.Context, w io.Writer) (c oplog.Checkpoint, err error) {
	err = d.snapshot(ctx, func(tx *sql.Tx) error {
		if c, err = d.head(ctx, tx); err != nil {
			return err
		}
		rows, err := tx.QueryContext(ctx, "SELECT seq, salt, payload, leaf FROM record ORDER BY seq")
		if err != nil {
			return fmt.Errorf("reading the log: %w", err)
		}
		defer rows.Close()
		return oplog.WriteArchive(w, oplog.ArchiveSource{VerifierKey: d.VerifierKey(), Successions: d.handovers, Checkpoint: c.Text, Records: archiveRecords(rows)})
	})
	return c, err
}

func archiveRecords(rows *sql.Rows) iter.Seq2[oplog.ArchiveRecord, error] {
	return func(yield func(oplog.ArchiveRecord, error) bool) {
		for rows.Next() {
			var r oplog.ArchiveRecord
			var salt, leaf []byte
			err := rows.Scan(&r.Seq, &salt, &r.Payload, &leaf)
			r.Erased = len(salt) == 0 && len(r.Payload) == 0
			if err == nil && (copy(r.Leaf[:], leaf) != len(r.Leaf) || copy(r.Salt[:], salt) != len(r.Salt) && !r.Erased) {
				err = corrupt(fmt.Errorf("the salt or the hash of record %d is cut short", r.Seq))
			}
			if !yield(r, err) || err != nil {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(oplog.ArchiveRecord{}, err)
		}
	}
}

// LogFilter chooses records for the history screen; zero fields choose all.
type LogFilter struct {
	Case        juki.CaseNumber
	Operator    juki.OperatorID
	Event       oplog.EventID
	From, Until time.Time // From ≤ time < Until
	Before      int64     // only records numbered below this, to go on where a page ended; 0 for none
}

// LogLine is one record with its number in the log.
type LogLine struct {
	Seq    int64
	Record oplog.Record
}

// LogTail gives the newest n records that f chooses, newest first.
func (d *DB) LogTail(ctx context.Context, n int, f LogFilter) ([]LogLine, error) {
	where, args := f.where()
	var lines []LogLine
	err := d.read(ctx, func(pool *sql.DB) error {
		rows, err := pool.QueryContext(ctx, "SELECT seq, payload FROM record WHERE "+where+" ORDER BY seq DESC LIMIT ?", append(args, n)...)
		if err != nil {
			return fmt.Errorf("searching the log: %w", err)
		}
		defer rows.Close()
		for rows.Next() {
			var line LogLine
			var payload []byte
			if err := rows.Scan(&line.Seq, &payload); err != nil {
				return fmt.Errorf("reading a record: %w", err)
			}
			if line.Record, err = oplog.DecodeRecord(payload); err != nil {
				return corrupt(fmt.Errorf("record %d: %w", line.Seq, err))
			}
			lines = append(lines, line)
		}
		return rows.Err()
	})
	return lines, err
}

func (f LogFilter) where() (string, []any) {
	before := f.Before
	if before == 0 {
		before = math.MaxInt64
	}
	terms, args := []string{"seq < ? AND seq >= (" + erasedSQL + ")"}, []any{before}
	add := func(use bool, term string, arg any) {
		if use {
			terms, args = append(terms, term), append(args, arg)
		}
	}
	add(f.Case != "", "case_no = ?", numberOfCase(f.Case))
	add(f.Operator != "", "operator = ?", numberOfOperator(f.Operator))
	add(f.Event != oplog.EventID{}, "event = ?", f.Event.Number())
	add(!f.From.IsZero(), "ts >= ?", f.From.UnixMilli())
	add(!f.Until.IsZero(), "ts < ?", f.Until.UnixMilli())
	return strings.Join(terms, " AND "), args
}
