package store

import (
	"database/sql"
	"errors"
	"fmt"
	"io"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
)

// clockSlack is how far the clock may stand behind the last record, and a record ahead of the clock, before somebody has to look:
// time servers set clocks back by less.
const clockSlack = 2 * time.Second

// saltSize is the size of a record's salt in bytes.
const saltSize = 32

// seal is what the transaction under way has added to the log.
type seal struct {
	size     int64 // records, with those of this transaction
	appended int
}

// Append seals r at the end of the log, in this transaction (oplog.Tx). It fails with Outcome ClockBehind while the
// clock stands behind the last record and with RecordRefused when the catalogue does not allow r; then the
// transaction cannot commit any more.
func (t *Tx) Append(r oplog.Record) error { return t.append(r, false) }

func (t *Tx) append(r oplog.Record, clockAccepted bool) (err error) {
	defer func() {
		if err != nil && t.failure == nil {
			t.failure = err
		}
	}()
	size, last, err := t.logEnd()
	if err != nil {
		return err
	}
	now := t.d.now()
	if !clockAccepted && now.Add(clockSlack).Before(last) {
		return juki.Refuse(juki.ClockBehind)
	}
	if r.Time.After(now.Add(clockSlack)) {
		// A record from the future would stop the log until that time comes.
		o := juki.Refuse(juki.RecordRefused)
		o.Err = errors.New("the record's time lies ahead of the clock")
		return o
	}
	return t.write(size, r)
}

// logEnd is the number of records, and the time of the last one (zero when there is none).
func (t *Tx) logEnd() (size int64, last time.Time, err error) {
	var ms int64
	err = t.queryRow("SELECT seq + 1, ts FROM record ORDER BY seq DESC LIMIT 1", nil, &size, &ms)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, time.Time{}, nil
	}
	if err != nil {
		return 0, time.Time{}, fmt.Errorf("reading the end of the log: %w", err)
	}
	return size, time.UnixMilli(ms), nil
}

func (t *Tx) write(seq int64, r oplog.Record) error {
	salt := make([]byte, saltSize)
	if _, err := io.ReadFull(t.d.rand, salt); err != nil {
		return fmt.Errorf("drawing a salt: %w", err)
	}
	payload, err := payloadOf(seq, r)
	if err != nil {
		return err
	}
	hashes, err := tlog.StoredHashesForRecordHash(seq, leafOf(salt, payload), nodes{t.queryRow})
	if err != nil {
		return fmt.Errorf("hashing record %d: %w", seq, err)
	}
	if _, err := t.exec("INSERT INTO record VALUES (?, ?, ?, ?, ?, ?, ?)",
		seq, payload, salt, r.Time.UnixMilli(), r.Event.String(), string(r.Operator), string(r.Case)); err != nil {
		return fmt.Errorf("writing record %d: %w", seq, err)
	}
	first := tlog.StoredHashIndex(0, seq)
	for k, h := range hashes {
		if _, err := t.exec("INSERT INTO node VALUES (?, ?)", first+int64(k), h[:]); err != nil {
			return fmt.Errorf("writing the hashes of record %d: %w", seq, err)
		}
	}
	t.seal.size, t.seal.appended = seq+1, t.seal.appended+1
	return nil
}

// sign puts the signed head of the log into the transaction, once for all its records. Of each day the last head stays.
func (t *Tx) sign() error {
	root, err := tlog.TreeHash(t.seal.size, nodes{t.queryRow})
	if err != nil {
		return fmt.Errorf("reading the head of the log: %w", err)
	}
	text, err := t.d.secrets.signHead(t.seal.size, root)
	if err != nil {
		return err
	}
	day := dayNumber(t.time)
	if _, err := t.exec("INSERT INTO checkpoint VALUES (?, ?, ?)", t.seal.size, day, text); err != nil {
		return fmt.Errorf("writing the checkpoint: %w", err)
	}
	if _, err := t.exec("DELETE FROM checkpoint WHERE day = ? AND size < ?", day, t.seal.size); err != nil {
		return fmt.Errorf("writing the checkpoint: %w", err)
	}
	return nil
}

// dayNumber is the civil day in Japan, as 20261122. Japan has had no summer time since 1952.
func dayNumber(at time.Time) int {
	y, m, d := at.In(time.FixedZone("JST", 9*60*60)).Date()
	return y*10000 + int(m)*100 + d
}

// nodes reads the tree's hashes with whatever reads one row.
type nodes struct {
	row func(query string, args []any, dest ...any) error
}

// ReadHashes gives the stored hashes at indexes (tlog.HashReader): at most about 2 × log₂ of the log's size.
func (n nodes) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	list := make([]tlog.Hash, len(indexes))
	for k, i := range indexes {
		var hash []byte
		if err := n.row("SELECT hash FROM node WHERE i = ?", []any{i}, &hash); err != nil {
			return nil, fmt.Errorf("reading hash %d of the log: %w", i, err)
		}
		if copy(list[k][:], hash) != tlog.HashSize {
			return nil, corrupt(fmt.Errorf("hash %d of the log is cut short", i))
		}
	}
	return list, nil
}
