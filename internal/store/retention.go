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

// mostErased bounds one erasure, in records. It is one transaction, so that it is done whole or not at all: an erasure cut in parts would
// be told by a record whose word is not kept yet, or leave texts gone that no record tells of. Others wait for it meanwhile, so it must not be long:
// the oldest whole months together are offered up to so many records, one month at least; the rest can go right after them.
const mostErased = 100_000

// Erasable tells what may be erased now, when the first confirmed records are stored at the central server or in an archive whose
// receipt was read back: the texts of whole months that lie three years back. The log itself must say so too (communication.upload-ended,
// archive.receipt-read), and the three years must be over by this clock, by the last record and by the time told from outside. It fails with
// Outcome NothingToErase when no whole month has been kept its time, with RecordsNotUploaded when there is one, but not of confirmed records, and
// with TimeUnconfirmed when there is one by this terminal alone.
func (d *DB) Erasable(ctx context.Context, confirmed oplog.Outside) (e oplog.Erasable, err error) {
	err = d.snapshot(ctx, func(tx *sql.Tx) error {
		e, err = d.erasable(ctx, tx, confirmed)
		return err
	})
	return e, err
}

// reading is what an erasure is planned from: a snapshot, or the writer's transaction.
type reading interface {
	rowReader
	querier
}

func (d *DB) erasable(ctx context.Context, from reading, confirmed oplog.Outside) (oplog.Erasable, error) {
	if err := d.searchable(); err != nil { // the months and what is confirmed are found along indexes
		return oplog.Erasable{}, err
	}
	p := erasing{ctx: ctx, from: from}
	var err error
	if p.erased, err = erasedUpto(ctx, from); err != nil {
		return oplog.Erasable{}, err
	}
	here, err := p.timeOf(maxSeq)
	if err != nil {
		return oplog.Erasable{}, err
	}
	if now := d.now(); now.Before(here) { // the earlier of the two: a clock that was put back makes the log younger
		here = now
	}
	if confirmed.Records, err = p.confirmed(confirmed.Records); err != nil {
		return oplog.Erasable{}, err
	}
	today := here
	if confirmed.At.IsZero() {
		confirmed.Records = 0 // nobody outside was asked: nothing is stored there either
	} else {
		today = confirmed.Today(here) // a clock that was put forward, with records that came since, does not make the log older
	}
	e, err := p.upTo(oplog.ErasableUntil(juki.DateOf(today)), confirmed.Records, mostErased)
	e.Confirmed = confirmed
	if errors.Is(err, juki.Refuse(juki.NothingToErase)) && today.Before(here) {
		err = p.oldHereAlone(here, err)
	}
	return e, err
}

// oldHereAlone tells whether a month would be old enough by the terminal's own time, though not by the one outside.
func (p erasing) oldHereAlone(here time.Time, nothing error) error {
	first, err := p.timeOf(p.erased)
	if err != nil {
		return err
	}
	if !first.IsZero() && first.Before(oplog.ErasableUntil(juki.DateOf(here)).Start()) {
		return juki.Refuse(juki.TimeUnconfirmed)
	}
	return nothing
}

// erasing finds out how far an erasure may go.
type erasing struct {
	ctx    context.Context
	from   reading
	erased int64 // records before this have no text any more
}

const maxSeq = int64(1) << 62

// timeOf is the time of the newest record numbered at most seq; zero when there is none with a text.
func (p erasing) timeOf(seq int64) (time.Time, error) {
	var ms sql.NullInt64
	err := p.from.QueryRowContext(p.ctx, "SELECT ts FROM record WHERE seq <= ? ORDER BY seq DESC LIMIT 1", seq).Scan(&ms)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return time.Time{}, fmt.Errorf("reading the time of a record: %w", err)
	}
	if !ms.Valid {
		return time.Time{}, nil
	}
	return time.UnixMilli(ms.Int64), nil
}

// confirmed is how many records are stored elsewhere by what the caller and the log say.
func (p erasing) confirmed(said int64) (int64, error) {
	most := int64(0)
	for _, e := range []oplog.EventID{oplog.UploadEnded, oplog.ArchiveReceipt} {
		const query = "SELECT payload FROM record INDEXED BY record_event WHERE event = ? ORDER BY ts DESC LIMIT 100"
		err := payloadsIn(p.ctx, p.from, query, []any{e.Number()}, func(r oplog.Record) error {
			size, _ := r.Value(oplog.FieldSize)
			most = max(most, size.Number())
			return nil
		})
		if err != nil {
			return 0, err
		}
	}
	return min(said, most), nil
}

// upTo plans the erasure of what lies before a day, or of the oldest months before it.
func (p erasing) upTo(until juki.Date, confirmed, most int64) (oplog.Erasable, error) {
	first, err := p.timeOf(p.erased)
	if err != nil || first.IsZero() || !first.Before(until.Start()) {
		return oplog.Erasable{}, errors.Join(err, juki.Refuse(juki.NothingToErase))
	}
	upto, err := p.before(until)
	if err == nil && upto-p.erased > most { // less at once: up to the month in which that many are reached, or the first month
		until, err = p.month(p.erased+most, oplog.NextMonth(juki.DateOf(first)))
		if err == nil {
			upto, err = p.before(until)
		}
	}
	if err != nil {
		return oplog.Erasable{}, err
	}
	if upto <= p.erased {
		return oplog.Erasable{}, juki.Refuse(juki.NothingToErase)
	}
	if upto > confirmed {
		if upto, until, err = p.uploaded(confirmed); err != nil {
			return oplog.Erasable{}, err
		}
	}
	root, err := tlog.TreeHash(upto, nodes{p.ctx, p.from})
	if err != nil {
		return oplog.Erasable{}, corrupt(err)
	}
	return oplog.Erasable{Upto: upto, Day: until.AddDays(-1), Records: upto - p.erased, Root: root}, nil
}

// uploaded goes up to the month in which the confirmed records end.
func (p erasing) uploaded(confirmed int64) (upto int64, until juki.Date, err error) {
	if until, err = p.month(confirmed, juki.Date{}); err == nil {
		upto, err = p.before(until)
	}
	if err != nil || confirmed <= p.erased || upto <= p.erased || upto > confirmed {
		err = errors.Join(err, juki.Refuse(juki.RecordsNotUploaded))
	}
	return upto, until, err
}

// month is the beginning of the month in which a record was written, but not before least.
func (p erasing) month(seq int64, least juki.Date) (juki.Date, error) {
	at, err := p.timeOf(seq)
	day := juki.DateOf(at)
	day.Day = 1
	if day.Before(least) {
		return least, err
	}
	return day, err
}

// before is the number of the first record that is not of before a day. Records stand in the order of their numbers, and the clock may
// have been put back in between.
func (p erasing) before(until juki.Date) (seq int64, err error) {
	var first sql.NullInt64
	ms := until.Start().UnixMilli()
	err = p.from.QueryRowContext(p.ctx, "SELECT seq FROM record INDEXED BY record_ts WHERE ts >= ? ORDER BY ts, seq LIMIT 1", ms).Scan(&first)
	if errors.Is(err, sql.ErrNoRows) {
		return p.erased, nil // a log that ends before that day erases nothing: its newest record stays
	}
	if err == nil {
		const earlier = "SELECT coalesce((SELECT seq FROM record NOT INDEXED WHERE seq >= ? AND seq < ? AND ts >= ? ORDER BY seq LIMIT 1), ?)"
		err = p.from.QueryRowContext(p.ctx, earlier, p.erased, first.Int64, ms, first.Int64).Scan(&seq)
	}
	if err != nil {
		return 0, fmt.Errorf("looking for the records of before %s: %w", until, err)
	}
	return seq, nil
}
