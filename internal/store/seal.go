package store

import (
	"fmt"
	"time"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
)

// logEnd is where the log stands. As this process alone writes, it is kept in memory and need not be read for each act.
type logEnd struct {
	frontier oplog.Frontier
	last     time.Time // of the last record, zero when there is none
}

// Append seals r at the end of the log, in this transaction (oplog.Tx). It fails with Outcome ClockBehind while the
// clock stands behind the last record and with RecordRefused when the catalogue does not allow r; then the
// transaction cannot commit any more, whatever f makes of the error.
func (t *Tx) Append(r oplog.Record) error {
	err := t.checkClock(r)
	if err == nil {
		err = t.seal(r)
	}
	return t.remember(err)
}

func (t *Tx) remember(err error) error {
	if t.failure == nil {
		t.failure = err
	}
	return err
}

func (t *Tx) checkClock(r oplog.Record) error {
	now := t.d.now()
	if behind(now, t.log.last) {
		return juki.Refuse(juki.ClockBehind)
	}
	if behind(now, r.Time) {
		// A record from the future would stop the log until that time comes.
		o := juki.Refuse(juki.RecordRefused)
		o.Err = fmt.Errorf("%s: the record's time lies ahead of the clock", r.Event)
		return o
	}
	return nil
}

func (t *Tx) seal(r oplog.Record) error {
	salt, err := oplog.NewSalt(t.d.rand)
	if err != nil {
		return err
	}
	leaf, err := oplog.Seal(t.log.frontier.Size(), &t.log.frontier, r, salt)
	if err != nil {
		return err
	}
	if err := t.insert(leaf, r); err != nil {
		return err
	}
	t.log.last = r.Time
	t.appended = append(t.appended, r.Event)
	return t.log.frontier.Advance(leaf)
}

// insert stores a sealed record, and what it completes of the tree from nodeLevel on.
func (t *Tx) insert(leaf oplog.Leaf, r oplog.Record) error {
	filed, err := fileUnder(r)
	if err != nil {
		return err
	}
	if _, err := t.exec("INSERT INTO record VALUES (?, ?, ?, ?, ?, ?, ?, ?)", leaf.Seq, r.Time.UnixMilli(), filed.event, filed.operator, filed.number,
		leaf.Nodes[0][:], leaf.Salt[:], string(leaf.Payload)); err != nil {
		return fmt.Errorf("writing record %d: %w", leaf.Seq, err)
	}
	for level := nodeLevel; level < len(leaf.Nodes); level++ {
		if _, err := t.exec("INSERT INTO node VALUES (?, ?)", leaf.FirstNode+int64(level), leaf.Nodes[level][:]); err != nil {
			return fmt.Errorf("writing the hashes of record %d: %w", leaf.Seq, err)
		}
	}
	return nil
}

// sign puts the signed head of the log into the transaction, once for all its records. Of each day the last head stays.
func (t *Tx) sign() error {
	c, err := t.d.secrets.sealer.Checkpoint(t.log.frontier.Size(), &t.log.frontier)
	if err != nil {
		return err
	}
	day := dayNumber(t.time)
	if _, err := t.exec("INSERT INTO checkpoint VALUES (?, ?, ?)", c.Size, day, c.Text); err != nil {
		return fmt.Errorf("writing the checkpoint: %w", err)
	}
	if _, err := t.exec("DELETE FROM checkpoint WHERE day = ? AND size < ?", day, c.Size); err != nil {
		return fmt.Errorf("dropping the checkpoint before: %w", err)
	}
	return nil
}

// dayNumber is the civil day in Japan, as 20261122. Japan has had no summer time since 1952.
func dayNumber(at time.Time) int {
	y, m, d := at.In(time.FixedZone("JST", 9*60*60)).Date()
	return y*10000 + int(m)*100 + d
}
