package store

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
)

// KeepInspection stores a 操作履歴点検記録 with its record in the log, which has the digest of what was stored.
func (d *DB) KeepInspection(ctx context.Context, i oplog.Inspection) (oplog.Inspection, error) {
	body, err := json.Marshal(i)
	if err != nil {
		return i, fmt.Errorf("writing down the inspection: %w", err)
	}
	digest := sha256.Sum256(body)
	err = d.act(ctx, func(t *Tx) error {
		if err := t.queryRow("SELECT coalesce(max(id), 0) + 1 FROM log_inspection", nil, &i.ID); err != nil {
			return fmt.Errorf("numbering the inspection: %w", err)
		}
		sealed, err := d.sealText(string(body), "log_inspection.body", inspectionRow(i.ID, digest))
		if err != nil {
			return err
		}
		if _, err := t.exec("INSERT INTO log_inspection VALUES (?, ?, ?, ?, ?, ?)", i.ID, monthNumber(i.Month.First), i.At.UnixMilli(), string(i.By), sealed, digest[:]); err != nil {
			return fmt.Errorf("storing the inspection: %w", err)
		}
		return t.Append(oplog.Record{Time: i.At, Event: oplog.LogInspected, Operator: i.By,
			Values: []oplog.Value{oplog.Day(i.Month.Last), oplog.Count(oplog.FieldHits, i.Hits()), oplog.Digest(digest)}})
	})
	return i, err
}

// inspectionRow binds the sealed text to its number and its digest.
func inspectionRow(id int64, digest [32]byte) string { return fmt.Sprintf("%d %x", id, digest) }

func monthNumber(d juki.Date) int { return d.Year*100 + d.Month }

// Inspections lists the newest inspections, at most n.
func (d *DB) Inspections(ctx context.Context, n int) (list []oplog.Inspection, err error) {
	err = d.list(ctx, "SELECT id, at, body, digest FROM log_inspection ORDER BY id DESC LIMIT ?", []any{n}, func(scan scanner) error {
		var id, at int64
		var sealed, digest []byte
		if err := scan(&id, &at, &sealed, &digest); err != nil {
			return err
		}
		i, err := d.openInspection(id, sealed, digest)
		if err == nil && i.At.UnixMilli() != at {
			err = corrupt(fmt.Errorf("inspection %d: its time was changed by hand", id))
		}
		list = append(list, i)
		return err
	})
	return list, err
}

func (d *DB) openInspection(id int64, sealed, digest []byte) (i oplog.Inspection, err error) {
	body, err := d.openText(sealed, "log_inspection.body", inspectionRow(id, [32]byte(digest)))
	if err != nil {
		return i, err
	}
	if sha256.Sum256([]byte(body)) != [32]byte(digest) {
		return i, corrupt(fmt.Errorf("inspection %d is not what was stored", id))
	}
	if err := json.Unmarshal([]byte(body), &i); err != nil {
		return i, corrupt(errors.Join(fmt.Errorf("inspection %d does not read", id), err))
	}
	i.ID, i.At = id, i.At.In(time.FixedZone("JST", 9*60*60))
	return i, nil
}
