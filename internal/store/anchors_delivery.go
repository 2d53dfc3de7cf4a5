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

// Delivery is an archive of the log, or a part of it, that was put into the delivery folder.
type Delivery struct {
	ID         int64
	At         time.Time
	From, Size int64 // it has the records From to Size-1
	Root       tlog.Hash
	Digest     [32]byte // SHA-256 of the file
	File       string   // its name in the folder
	Receipted  time.Time
	Filed      time.Time // by the receiver's clock, as its receipt says; of LastReceipt alone
}

// Erased is how many records, the oldest, have no text any more.
func (d *DB) Erased(ctx context.Context) (upto int64, err error) {
	err = d.snapshot(ctx, func(tx *sql.Tx) error {
		upto, err = erasedUpto(ctx, tx)
		return err
	})
	return upto, err
}

// Edge is what is known of the log at one size, from its stored hashes: what a part from there on begins with.
func (d *DB) Edge(ctx context.Context, size int64) (e oplog.Edge, err error) {
	err = d.snapshot(ctx, func(tx *sql.Tx) error {
		f, err := oplog.LoadFrontier(size, nodes{ctx, tx})
		e = f.Edge()
		return err
	})
	return e, err
}

// KeepDelivery stores that a file lies in the delivery folder, with its record in the log.
func (d *DB) KeepDelivery(ctx context.Context, y Delivery) (Delivery, error) {
	err := d.act(ctx, func(t *Tx) error {
		if err := t.queryRow("SELECT coalesce(max(id), 0) + 1 FROM delivery", nil, &y.ID); err != nil {
			return fmt.Errorf("numbering the delivery: %w", err)
		}
		if _, err := t.exec("INSERT INTO delivery VALUES (?, ?, ?, ?, ?, ?, ?, ?)", y.ID, y.At.UnixMilli(), d.VerifierKey(), y.From, y.Size, y.Root[:], y.Digest[:], y.File); err != nil {
			return fmt.Errorf("storing the delivery: %w", err)
		}
		return t.Append(oplog.Record{Time: y.At, Event: oplog.ArchiveDelivered, Values: y.values()})
	})
	return y, err
}

func (y Delivery) values() []oplog.Value {
	return []oplog.Value{oplog.Size(y.Size), oplog.Root(y.Root), oplog.Digest(y.Digest), oplog.Day(juki.DateOf(y.At))}
}

// KeepReceipt stores the receipt of a delivery, which was verified with the receiver's key, with its record in the log. It fails with
// Outcome ReceiptDiffers for one that speaks of other records or another file.
func (d *DB) KeepReceipt(ctx context.Context, y Delivery, text, receiver string) error {
	r, err := oplog.OpenReceipt(text, receiver)
	if err == nil && (r.Origin != d.secrets.sealer.Origin() || r.From != y.From || r.Size != y.Size || r.Root != y.Root || r.Digest != y.Digest) {
		err = errors.New("the receipt speaks of another file")
	}
	if err != nil {
		o := juki.Refuse(juki.ReceiptDiffers)
		o.Err = err
		return o
	}
	return d.act(ctx, func(t *Tx) error {
		if _, err := t.exec("INSERT INTO delivery_receipt VALUES (?, ?, ?, ?)", y.ID, t.now().UnixMilli(), receiver, text); err != nil {
			return fmt.Errorf("storing the receipt: %w", err)
		}
		return t.Append(oplog.Record{Time: t.now(), Event: oplog.ArchiveReceipt, Values: y.values()})
	})
}

const selectDelivery = `SELECT id, delivery.at, from_size, size, root, digest, file, coalesce(delivery_receipt.at, 0)
	FROM delivery LEFT JOIN delivery_receipt ON delivery = id WHERE key = ? `

// Deliveries lists the newest deliveries of this log under its present key, at most n, newest first.
func (d *DB) Deliveries(ctx context.Context, n int) (list []Delivery, err error) {
	return d.deliveries(ctx, selectDelivery+"ORDER BY id DESC LIMIT ?", d.VerifierKey(), n)
}

// Unreceipted lists the deliveries whose receipt has not come, newer than the last confirmed one, newest first.
func (d *DB) Unreceipted(ctx context.Context) (list []Delivery, err error) {
	const query = selectDelivery + `AND delivery_receipt.at IS NULL
		AND size > (SELECT coalesce(max(size), -1) FROM delivery JOIN delivery_receipt ON delivery = id WHERE key = ?) ORDER BY id DESC LIMIT 100`
	return d.deliveries(ctx, query, d.VerifierKey(), d.VerifierKey())
}

func (d *DB) deliveries(ctx context.Context, query string, args ...any) (list []Delivery, err error) {
	err = d.list(ctx, query, args, func(scan scanner) error {
		var y Delivery
		var at, receipted int64
		var root, digest []byte
		if err := scan(&y.ID, &at, &y.From, &y.Size, &root, &digest, &y.File, &receipted); err != nil {
			return err
		}
		y.At, y.Root, y.Digest = time.UnixMilli(at), tlog.Hash(root), [32]byte(digest)
		if receipted > 0 {
			y.Receipted = time.UnixMilli(receipted)
		}
		list = append(list, y)
		return nil
	})
	return list, err
}

// Delivered is how many records of this log are confirmed, by a signed receipt, to be stored elsewhere; 0 for none. The receipt is verified
// again, and must be of the log as it is.
func (d *DB) Delivered(ctx context.Context) (size int64, err error) {
	last, err := d.LastReceipt(ctx)
	return last.Size, err
}

// LastReceipt is the confirmed delivery that reaches farthest; the zero Delivery for none.
func (d *DB) LastReceipt(ctx context.Context) (y Delivery, err error) {
	const query = selectDelivery + "AND delivery_receipt.at IS NOT NULL ORDER BY size DESC LIMIT 1"
	list, err := d.deliveries(ctx, query, d.VerifierKey())
	if err != nil || len(list) == 0 {
		return Delivery{}, err
	}
	y = list[0]
	var text, receiver string
	err = d.read(ctx, func(pool *sql.DB) error {
		return pool.QueryRowContext(ctx, "SELECT note, receiver FROM delivery_receipt WHERE delivery = ?", y.ID).Scan(&text, &receiver)
	})
	if err != nil {
		return Delivery{}, fmt.Errorf("reading the receipt: %w", err)
	}
	r, err := oplog.OpenReceipt(text, receiver)
	if err != nil || r.Size != y.Size || r.Root != y.Root || r.Digest != y.Digest {
		return Delivery{}, corrupt(errors.Join(errors.New("a stored receipt is not the one of its delivery"), err))
	}
	_, ours, err := d.Leaves(ctx, y.Size, 0, 0)
	if err != nil {
		return Delivery{}, err
	}
	if ours.Root != y.Root {
		return Delivery{}, corrupt(errors.New("the log is not the one that was delivered"))
	}
	y.Filed = r.At
	return y, nil
}
