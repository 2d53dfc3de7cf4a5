package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
)

// Cosigning is a card's signature under a checkpoint of this log.
type Cosigning struct {
	Cosigner  oplog.Cosigner
	Operator  juki.OperatorID
	At        time.Time
	Day       juki.Date
	Signature []byte // as the card gave it, over oplog.CosignatureDigest(Checkpoint, At)
	// Checkpoint is the text that was signed, without cosignatures.
	Checkpoint string
}

// Cosign stores a card's signature under a checkpoint of this log, with its record in the log, and gives the whole text. It fails with
// Outcome CosignerDiffers when the operator's card signed with another key before, or the signature is not the card's.
func (d *DB) Cosign(ctx context.Context, c Cosigning) (text string, err error) {
	head, err := oplog.OpenCheckpoint(c.Checkpoint, d.VerifierKey())
	if err != nil {
		return "", fmt.Errorf("cosigning: %w", err)
	}
	err = d.act(ctx, func(t *Tx) error {
		if err := t.pinCosigner(c); err != nil {
			return err
		}
		if text, err = t.cosigned(head); err != nil {
			return err
		}
		if text, err = c.Cosigner.Cosign(text, c.At, c.Signature); err != nil {
			return differs(err)
		}
		if _, err := t.exec("INSERT INTO cosignature (size, operator, at, note) VALUES (?, ?, ?, ?)", head.Size, string(c.Operator), c.At.UnixMilli(), text); err != nil {
			return fmt.Errorf("storing the cosignature: %w", err)
		}
		return t.Append(oplog.Record{Time: t.now(), Event: oplog.HeadCosigned, Operator: c.Operator,
			Values: []oplog.Value{oplog.Size(head.Size), oplog.Root(head.Root), oplog.Day(c.Day), oplog.Digest(c.Cosigner.Digest())}})
	})
	if err != nil {
		return "", err
	}
	return text, nil
}

func differs(why error) error {
	o := juki.Refuse(juki.CosignerDiffers)
	o.Err = why
	return o
}

// pinCosigner registers a card's signing key at its first signature; afterwards it is that key or none. A key belongs to one operator.
func (t *Tx) pinCosigner(c Cosigning) error {
	var pinned string
	err := t.queryRow("SELECT key FROM cosigner WHERE operator = ?", []any{string(c.Operator)}, &pinned)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		var other string
		err = t.queryRow("SELECT operator FROM cosigner WHERE key = ?", []any{c.Cosigner.VerifierKey()}, &other)
		if err == nil {
			return differs(errors.New("the key belongs to another operator's card"))
		}
		if !errors.Is(err, sql.ErrNoRows) {
			return fmt.Errorf("reading the cosigners: %w", err)
		}
		_, err = t.exec("INSERT INTO cosigner VALUES (?, ?, ?)", string(c.Operator), c.Cosigner.VerifierKey(), c.At.UnixMilli())
		return err
	case err != nil:
		return fmt.Errorf("reading the cosigners: %w", err)
	case pinned != c.Cosigner.VerifierKey():
		return differs(errors.New("the card signs with another key than before"))
	}
	return nil
}

const newestCosigned = "SELECT note FROM cosignature WHERE size = ? ORDER BY id DESC LIMIT 1"

// cosigned is a checkpoint with the cosignatures that are stored for it.
func (t *Tx) cosigned(head oplog.Checkpoint) (text string, err error) {
	err = t.queryRow(newestCosigned, []any{head.Size}, &text)
	return cosignedOr(text, head.Text, err)
}

// cosignedOr takes the stored text only when it is of exactly that checkpoint.
func cosignedOr(text, checkpoint string, err error) (string, error) {
	if errors.Is(err, sql.ErrNoRows) {
		return checkpoint, nil
	}
	if err != nil {
		return "", fmt.Errorf("reading the cosignatures: %w", err)
	}
	if plain, err := oplog.Uncosigned(text); err != nil || plain != checkpoint {
		return checkpoint, nil
	}
	return text, nil
}

// Cosigned gives a checkpoint of this log with the signatures of the operator cards that are stored for it; as it is when there are none.
func (d *DB) Cosigned(ctx context.Context, checkpoint string) (text string, err error) {
	head, err := oplog.OpenCheckpoint(checkpoint, d.VerifierKey())
	if err != nil {
		return checkpoint, nil // of an earlier key of this log: printed as it was
	}
	err = d.read(ctx, func(pool *sql.DB) error {
		err := pool.QueryRowContext(ctx, newestCosigned, head.Size).Scan(&text)
		text, err = cosignedOr(text, checkpoint, err)
		return err
	})
	return text, err
}

// LastCosigned is the newest cosigned checkpoint, "" when there is none.
func (d *DB) LastCosigned(ctx context.Context) (text string, err error) {
	err = d.read(ctx, func(pool *sql.DB) error {
		err := pool.QueryRowContext(ctx, "SELECT note FROM cosignature ORDER BY size DESC, id DESC LIMIT 1").Scan(&text)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		return err
	})
	return text, err
}

// Cosigners are the verifier keys of the operator cards that have cosigned here, in the order of the operators.
func (d *DB) Cosigners(ctx context.Context) (keys []string, err error) {
	err = d.list(ctx, "SELECT key FROM cosigner ORDER BY operator", nil, func(scan scanner) error {
		var key string
		err := scan(&key)
		keys = append(keys, key)
		return err
	})
	return keys, err
}
