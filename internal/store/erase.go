package store

import (
	"context"
	"fmt"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
)

// Erase empties the texts and salts of the records that e tells, as Erasable gave it, in one act with its record log.erased. What is
// left of them is their number and their hash. by is the システム管理者, witness a second person or "". It fails with Outcome
// RecordsTooYoung, RecordsNotUploaded, TimeUnconfirmed or NothingToErase, and then nothing has happened. The bytes leave the files right after, or as soon as nobody
// reads an older moment any more: see ErasedStays.
func (d *DB) Erase(ctx context.Context, by, witness juki.OperatorID, e oplog.Erasable) error {
	err := d.act(ctx, func(t *Tx) error { return t.erase(ctx, by, witness, e) })
	if err == nil {
		d.foldErased(ctx)
	}
	return err
}

func (t *Tx) erase(ctx context.Context, by, witness juki.OperatorID, e oplog.Erasable) error {
	may, err := t.d.erasable(ctx, t.w.conn, e.Confirmed)
	if err != nil {
		return err
	}
	if e != may {
		return mayNot(e, may)
	}
	values := []oplog.Value{oplog.Size(e.Upto), oplog.Root(e.Root), oplog.Count(oplog.FieldRows, int(e.Records)), oplog.Day(e.Day)}
	if witness != "" {
		values = append(values, oplog.Witness(witness))
	}
	recorded := t.log.frontier.Size()
	if err := t.Append(oplog.Record{Time: t.now(), Event: oplog.LogErased, Operator: by, Values: values}); err != nil {
		return err
	}
	if _, err := t.exec("INSERT INTO erasure (upto, until, records, confirmed, told, root, recorded, by_op, witness, ts) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", e.Upto,
		e.Day.AddDays(1).Start().UnixMilli(), e.Records, e.Confirmed.Records, e.Confirmed.At.UnixMilli(), e.Root[:], recorded, string(by), string(witness), t.now().UnixMilli()); err != nil {
		return fmt.Errorf("noting the erasure: %w", err)
	}
	done, err := t.exec("UPDATE record SET ts = NULL, event = NULL, operator = NULL, case_no = NULL, salt = x'', payload = '' WHERE seq >= ? AND seq < ?", e.Upto-e.Records, e.Upto)
	if err != nil {
		return fmt.Errorf("erasing %d records: %w", e.Records, err)
	}
	if n, err := done.RowsAffected(); err != nil || n != e.Records {
		return corrupt(fmt.Errorf("%d records were erased instead of %d", n, e.Records))
	}
	return nil
}

// mayNot tells why not that, when something else may go.
func mayNot(e, may oplog.Erasable) error {
	switch {
	case e.Upto > may.Upto && e.Upto > may.Confirmed.Records:
		return juki.Refuse(juki.RecordsNotUploaded)
	case e.Upto > may.Upto:
		return juki.Refuse(juki.RecordsTooYoung)
	}
	return juki.Refuse(juki.NothingToErase) // it was offered before another erasure: to be looked at again
}
