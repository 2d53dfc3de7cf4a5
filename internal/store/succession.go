package store

import (
	"context"
	"crypto/hkdf"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"strconv"

	"golang.org/x/mod/sumdb/tlog"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
)

// generation is a line of the table succession: the key that a restored log goes on with.
type generation struct {
	number   int
	handover oplog.Succession
	nonce    []byte
}

type rowsReader interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	rowReader
}

// generations reads the handovers of the log, oldest first. A database that no program of this version has worked on has none.
func generations(ctx context.Context, from rowsReader) (list []generation, err error) {
	var there bool
	if err := from.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'succession')").Scan(&there); err != nil || !there {
		return nil, err
	}
	rows, err := from.QueryContext(ctx, "SELECT generation, size, root, old_key, new_key, signature, nonce FROM succession ORDER BY size")
	if err != nil {
		return nil, fmt.Errorf("reading the handovers of the log: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var g generation
		var root []byte
		h := &g.handover
		if err := rows.Scan(&g.number, &h.Size, &root, &h.OldKey, &h.NewKey, &h.Signature, &g.nonce); err != nil {
			return nil, fmt.Errorf("reading the handovers of the log: %w", err)
		}
		if len(root) != tlog.HashSize {
			return nil, corrupt(errors.New("the root of a handover is cut short"))
		}
		h.Root = tlog.Hash(root)
		list = append(list, g)
	}
	return list, rows.Err()
}

func handovers(list []generation) (all []oplog.Succession) {
	for _, g := range list {
		all = append(all, g.handover)
	}
	return all
}

// keyOf is the key that signs the log now: first is the one of its beginning.
func keyOf(list []generation, first string) string {
	if n := len(list); n > 0 {
		return list[n-1].handover.NewKey
	}
	return first
}

// originOf names the log of a generation: "28225.madoguchi/terminal-01-2".
func originOf(first string, generation int) string {
	if generation < 2 {
		return first
	}
	return first + "-" + strconv.Itoa(generation)
}

// sealerOfGeneration draws the signing key of a generation. Without the nonce, a backup that is restored twice would give two logs one key.
func sealerOfGeneration(master []byte, origin string, g generation) (*oplog.Sealer, error) {
	seed, err := hkdf.Key(sha256.New, master, g.nonce, "madoguchi log signing, generation "+strconv.Itoa(g.number), oplog.SeedSize)
	if err != nil {
		return nil, fmt.Errorf("deriving a key: %w", err)
	}
	defer clear(seed)
	key, err := oplog.NewTerminalKey(originOf(origin, g.number), seed)
	if err != nil {
		return nil, err
	}
	return oplog.NewSealer(key), nil
}

// inherit takes the key of the newest generation, when the log was handed over to one. The chain must be whole and begin at this terminal's
// first key.
func (d *DB) inherit(ctx context.Context, from rowsReader, o Options) error {
	list, err := generations(ctx, from)
	if err != nil || len(list) == 0 {
		return err
	}
	newest := list[len(list)-1]
	if first := list[0].handover.OldKey; first != d.VerifierKey() {
		return juki.Refuse(juki.CheckpointForeign)
	}
	if err := oplog.CheckSuccessions(handovers(list), newest.handover.NewKey); err != nil {
		return corrupt(err)
	}
	master, err := masterOf(o.Keys, o.Rand, false)
	if err != nil {
		return err
	}
	defer clear(master)
	sealer, err := sealerOfGeneration(master, o.Origin, newest)
	if err != nil {
		return err
	}
	if sealer.VerifierKey() != newest.handover.NewKey {
		return corrupt(errors.New("the newest key of the log is not this terminal's"))
	}
	d.secrets.sealer, d.handovers = sealer, handovers(list)
	return nil
}

// Continued is how a restored log goes on.
type Continued struct {
	Generation  int
	VerifierKey string // the new one: the central server must be told of it
	Handover    oplog.Succession
}

// Continue hands the log over to a new key, of a generation after those known, and records it. The restore calls it once, on the database
// that it brings back; the one whose backup it was goes on with the old key, if it still lives, and is told apart by it. missing is how
// many records are known to be lost; by is who took that on, "" when none is.
func (d *DB) Continue(ctx context.Context, o Options, after int, missing int64, by juki.OperatorID) (c Continued, err error) {
	master, err := masterOf(o.Keys, o.Rand, false)
	if err != nil {
		return c, err
	}
	defer clear(master)
	old := d.secrets.sealer
	err = d.act(ctx, func(t *Tx) error {
		list, err := generations(ctx, d.writer.conn)
		if err != nil {
			return err
		}
		g := generation{number: max(1, after) + 1, nonce: make([]byte, sha256.Size)}
		if n := len(list); n > 0 {
			g.number = max(g.number, list[n-1].number+1)
		}
		if _, err := io.ReadFull(d.rand, g.nonce); err != nil {
			return fmt.Errorf("drawing a nonce: %w", err)
		}
		next, err := sealerOfGeneration(master, o.Origin, g)
		if err != nil {
			return err
		}
		head, err := old.Checkpoint(t.log.frontier.Size(), &t.log.frontier)
		if err != nil {
			return err
		}
		if g.handover, err = old.HandOver(head, next.VerifierKey()); err != nil {
			return err
		}
		if err := t.hand(g, head); err != nil {
			return err
		}
		c = Continued{Generation: g.number, VerifierKey: next.VerifierKey(), Handover: g.handover}
		d.secrets.sealer = next // the head of this transaction is the first one that it signs
		return t.Append(recordOf(g.handover, t, missing, by))
	})
	if err != nil {
		d.secrets.sealer = old
		return Continued{}, err
	}
	d.handovers = append(d.handovers, c.Handover)
	return c, nil
}

func (t *Tx) hand(g generation, head oplog.Checkpoint) error {
	h := g.handover
	_, err := t.exec("INSERT INTO succession VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", g.number, h.Size, h.Root[:], h.OldKey, h.NewKey, h.Signature, head.Text, g.nonce, t.now().UnixMilli())
	if err != nil {
		return fmt.Errorf("writing the handover of the log: %w", err)
	}
	return nil
}

// mostRows is what the field takes; more records than that are told as so many.
const mostRows = 9_999_999

func recordOf(h oplog.Succession, t *Tx, missing int64, by juki.OperatorID) oplog.Record {
	r := oplog.Record{Time: t.now(), Event: oplog.LogContinued, Operator: by,
		Values: []oplog.Value{oplog.Size(h.Size), oplog.Root(h.Root), oplog.Digest(h.Digest())}}
	if missing > 0 || by != "" {
		r.Values = append(r.Values, oplog.Count(oplog.FieldRows, int(min(missing, mostRows))), oplog.Code(juki.RestoreBehind))
	}
	return r
}

// keyThatSigned is the key of the log, now or before, that a checkpoint verifies with; the present one for what none signed.
func keyThatSigned(s oplog.LogSource, checkpoint string) string {
	for _, h := range s.Successions {
		if _, err := oplog.OpenCheckpoint(checkpoint, h.OldKey); err == nil {
			return h.OldKey
		}
	}
	return s.VerifierKey
}
