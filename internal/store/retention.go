package store

import (
	"context"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
)

// Erasable tells what may be erased now, when the first confirmed records are stored at the central server or in an archive whose
// receipt was read back. It fails with Outcome NothingToErase when no whole month has been kept its time, and with
// RecordsNotUploaded when there is one, but not of confirmed records.
func (d *DB) Erasable(ctx context.Context, confirmed int64) (oplog.Erasable, error) {
	return oplog.Erasable{}, juki.Refuse(juki.NothingToErase)
}

// Erase empties the texts and salts of the records that e tells, with its record log.erased, in one act. by is the システム管理者,
// witness a second person or "". It fails with Outcome RecordsTooYoung, RecordsNotUploaded or NothingToErase.
func (d *DB) Erase(ctx context.Context, by, witness juki.OperatorID, e oplog.Erasable) error {
	return juki.Refuse(juki.NothingToErase)
}
