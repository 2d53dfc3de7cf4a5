package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"madoguchi/internal/counter"
	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
)

// endedCases picks the cases that have ended before a moment and still have personal data: delivered, destroyed or lost, or gone to where the
// terminal does not answer for them any more. A case that ended and came back (surrendered, returned by another terminal) has not ended.
const endedCases = `FROM case_file AS f JOIN case_progress AS p ON p.number = f.number JOIN card_at AS k ON k.item = 'mynumber-card' AND k.serial = f.serial
	WHERE f.name <> x'' AND p.state <> 'handover' AND k.since < ? AND (k.state IN ('delivered', 'destroyed', 'lost') OR k.place IN ('issuer', 'elsewhere', 'disposed'))`

// EndedCases tells of how many cases the personal data may go, when they stay for so many months after a case has ended (第19条第2号). It fails with
// Outcome NothingToErase when there is none.
func (c Cases) EndedCases(ctx context.Context, months int) (e counter.EndedCases, err error) {
	err = c.d.snapshot(ctx, func(tx *sql.Tx) error {
		e, err = c.d.endedCases(ctx, tx, months)
		return err
	})
	return e, err
}

func (d *DB) endedCases(ctx context.Context, from reading, months int) (counter.EndedCases, error) {
	last, err := erasing{ctx: ctx, from: from}.timeOf(maxSeq)
	if err != nil {
		return counter.EndedCases{}, err
	}
	if now := d.now(); now.Before(last) { // the earlier of the two: a clock that was put back ends nothing sooner; one that was put forward does, once something is recorded
		last = now
	}
	until := monthsBefore(juki.DateOf(last), months)
	e := counter.EndedCases{Day: until.AddDays(-1)}
	if err := from.QueryRowContext(ctx, "SELECT count(*) "+endedCases, until.Start().UnixMilli()).Scan(&e.Cases); err != nil {
		return counter.EndedCases{}, fmt.Errorf("counting the cases that have ended: %w", err)
	}
	if e.Cases == 0 {
		return e, juki.Refuse(juki.NothingToErase)
	}
	return e, nil
}

// monthsBefore is the same day of the month so many months before, or the last of that month: never a later one, so that nothing goes too early.
func monthsBefore(day juki.Date, months int) juki.Date {
	first := time.Date(day.Year, time.Month(day.Month)-time.Month(months), 1, 0, 0, 0, 0, time.UTC)
	last := first.AddDate(0, 1, -1).Day()
	return juki.Date{Year: first.Year(), Month: int(first.Month()), Day: min(day.Day, last)}
}

// EraseCases empties the personal columns of the cases that e tells, as EndedCases gave it, drops what they are found by and their keys, in one
// act with its record case.personal-data-erased. Number, kind and the card's serial stay: the ledger and the log name them. by is the システム管理者,
// witness a second person. It fails with Outcome NothingToErase when something else may go than e tells, and then nothing has happened. The bytes
// leave the files as those of the log do: see DB.ErasedStays.
func (c Cases) EraseCases(ctx context.Context, by, witness juki.OperatorID, months int, e counter.EndedCases) error {
	if witness == "" || witness == by {
		return juki.Refuse(juki.SamePersonTwice)
	}
	err := c.d.act(ctx, func(t *Tx) error { return t.eraseCases(ctx, by, witness, months, e) })
	if err == nil {
		c.d.foldErased(ctx)
	}
	return err
}

func (t *Tx) eraseCases(ctx context.Context, by, witness juki.OperatorID, months int, e counter.EndedCases) error {
	may, err := t.d.endedCases(ctx, t.w.conn, months)
	if err != nil {
		return err
	}
	if e != may {
		return juki.Refuse(juki.NothingToErase) // not what the two were shown: to be looked at again
	}
	recorded := t.log.frontier.Size()
	if err := t.Append(oplog.Record{Time: t.now(), Event: oplog.CaseErased, Operator: by,
		Values: []oplog.Value{oplog.Count(oplog.FieldRows, e.Cases), oplog.Day(e.Day), oplog.Witness(witness)}}); err != nil {
		return err
	}
	until := e.Day.AddDays(1).Start().UnixMilli()
	if _, err := t.exec("INSERT INTO case_erasure (until, cases, recorded, by_op, witness, ts) VALUES (?, ?, ?, ?, ?, ?)", until, e.Cases, recorded,
		string(by), string(witness), t.now().UnixMilli()); err != nil {
		return fmt.Errorf("noting the erasing: %w", err)
	}
	const empty = "UPDATE case_file SET application = x'', notice = x'', expires = x'', name = x'', kana = x'', address = x'', birth = x'', sex = x'', " +
		"by_application = randomblob(32), by_notice = zeroblob(32), by_person = zeroblob(32) WHERE number IN (SELECT f.number " + endedCases + ")"
	done, err := t.exec(empty, until)
	if err != nil {
		return fmt.Errorf("erasing the personal data of %d cases: %w", e.Cases, err)
	}
	if n, err := done.RowsAffected(); err != nil || n != int64(e.Cases) {
		return corrupt(errors.Join(fmt.Errorf("%d cases were erased instead of %d", n, e.Cases), err))
	}
	if _, err := t.exec("DELETE FROM case_key WHERE number IN (SELECT number FROM case_file WHERE name = x'')"); err != nil {
		return fmt.Errorf("dropping the keys of erased cases: %w", err)
	}
	return nil
}
