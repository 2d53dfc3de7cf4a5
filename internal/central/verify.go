package central

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"golang.org/x/mod/sumdb/tlog"

	"madoguchi/internal/oplog"
)

// Problem is what is wrong with a log on the server.
type Problem string

// The problems, the first of a log is told.
const (
	NoProblem       Problem = ""
	UploadMissing   Problem = "upload-missing"   // the uploads do not follow each other
	SignatureWrong  Problem = "signature-wrong"  // the terminal did not sign the head after an upload
	RootDiffers     Problem = "root-differs"     // the records up to there are not those that were signed
	RecordDiffers   Problem = "record-differs"   // a record was changed
	RecordMisfiled  Problem = "record-misfiled"  // what it is searched by is not what it says
	RecordMissing   Problem = "record-missing"   // a younger month has a hole, or one number twice
	HeadDiffers     Problem = "head-differs"     // the head does not tell of the last upload
	AnchorForeign   Problem = "anchor-foreign"   // a given checkpoint was signed by no terminal of this server
	AnchorBeyondEnd Problem = "anchor-beyond"    // a given checkpoint saw more than was uploaded
	AnchorDiffers   Problem = "anchor-differs"   // the log is not the one a given checkpoint saw
	Strangers       Problem = "records-too-many" // records that no upload brought
)

// LogVerdict is what Verify found of one log.
type LogVerdict struct {
	Terminal, Origin, VerifierKey string

	Problem Problem
	Record  int64     // where it is, or the first record of the upload in which it is
	Size    int64     // records whose hashes are proven
	Dropped int64     // of these the oldest, whose month is gone by now: their hashes are here, their text is not
	First   time.Time // of the oldest record here
	Last    time.Time // of the youngest
	Anchors int       // given checkpoints that match
}

// Verify computes every log on the server again: each record against its hash, each upload against the head that the terminal
// signed, all against the given checkpoints (from the day's sheets). It needs a role that reads the tables, no terminal and no
// secret. Records that no terminal's key covers give a verdict without a terminal.
func (o *Owner) Verify(ctx context.Context, checkpoints []string) (verdicts []LogVerdict, err error) {
	err = pgx.BeginTxFunc(ctx, o.conn, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, "SELECT id, terminal, origin, verifier_key, size, checkpoint FROM madoguchi.log ORDER BY terminal, id")
		if err != nil {
			return fmt.Errorf("reading the logs: %w", err)
		}
		logs, err := pgx.CollectRows(rows, pgx.RowToStructByPos[storedLog])
		if err != nil {
			return fmt.Errorf("reading the logs: %w", err)
		}
		unclaimed := len(checkpoints)
		for _, l := range logs {
			a := audit{tx: tx, log: l, verdict: LogVerdict{Terminal: l.Terminal, Origin: l.Origin, VerifierKey: l.Key}}
			unclaimed -= a.claim(checkpoints)
			if err := a.all(ctx); err != nil {
				return err
			}
			verdicts = append(verdicts, a.verdict)
		}
		if unclaimed > 0 {
			verdicts = append(verdicts, LogVerdict{Problem: AnchorForeign})
		}
		strangers := int64(0)
		err = tx.QueryRow(ctx, "SELECT count(*) FROM madoguchi.record AS r WHERE NOT EXISTS (SELECT 1 FROM madoguchi.log AS l WHERE l.id = r.log AND r.seq >= 0 AND r.seq < l.size)").Scan(&strangers)
		if err == nil && strangers > 0 {
			verdicts = append(verdicts, LogVerdict{Problem: Strangers})
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("central server: verifying: %w", err)
	}
	return verdicts, nil
}

type storedLog struct {
	ID                    int32
	Terminal, Origin, Key string
	Size                  int64
	Checkpoint            string
}

// audit is the verification of one log.
type audit struct {
	tx       pgx.Tx
	log      storedLog
	anchors  map[int64]tlog.Hash // by size
	frontier oplog.Frontier
	verdict  LogVerdict
}

// claim takes the checkpoints that this log's key signed.
func (a *audit) claim(checkpoints []string) (claimed int) {
	a.anchors = map[int64]tlog.Hash{}
	for _, text := range checkpoints {
		if c, err := oplog.OpenCheckpoint(text, a.log.Key); err == nil {
			a.anchors[c.Size] = c.Root
			claimed++
		}
	}
	return claimed
}

func (a *audit) fail(p Problem, record int64) {
	if a.verdict.Problem == NoProblem {
		a.verdict.Problem, a.verdict.Record = p, record
	}
}

func (a *audit) all(ctx context.Context) error {
	head := ""
	if err := a.anchored(); err != nil {
		return err
	}
	for a.frontier.Size() < a.log.Size {
		b, err := a.next(ctx)
		if errors.Is(err, pgx.ErrNoRows) {
			a.fail(UploadMissing, a.frontier.Size())
			break
		}
		if err != nil {
			return err
		}
		if err := a.upload(ctx, b); err != nil {
			return err
		}
		head = b.Checkpoint
	}
	a.verdict.Size = a.frontier.Size()
	if a.frontier.Size() != a.log.Size || head != a.log.Checkpoint {
		a.fail(HeadDiffers, a.frontier.Size())
	}
	for size := range a.anchors {
		if size > a.frontier.Size() {
			a.fail(AnchorBeyondEnd, a.frontier.Size())
		}
	}
	return nil
}

// batch is one upload as stored.
type batch struct {
	First, Size int64
	Leaves      []byte
	Checkpoint  string
}

func (a *audit) next(ctx context.Context) (b batch, err error) {
	b.First = a.frontier.Size()
	err = a.tx.QueryRow(ctx, "SELECT size, leaves, checkpoint FROM madoguchi.batch WHERE log = $1 AND first = $2 AND size > first AND length(leaves) = 32 * (size - first)",
		a.log.ID, b.First).Scan(&b.Size, &b.Leaves, &b.Checkpoint)
	if err != nil {
		return b, fmt.Errorf("reading the upload from record %d on: %w", b.First, err)
	}
	return b, nil
}

// upload takes the hashes of an upload into the tree, holds the signed head against it and the records against the hashes.
func (a *audit) upload(ctx context.Context, b batch) error {
	for i := range b.Size - b.First {
		if err := a.grow(tlog.Hash(b.Leaves[32*i : 32*i+32])); err != nil {
			return err
		}
	}
	signed, err := oplog.OpenCheckpoint(b.Checkpoint, a.log.Key)
	root, rootErr := a.frontier.Root()
	switch {
	case rootErr != nil:
		return rootErr
	case err != nil || signed.Size != b.Size:
		a.fail(SignatureWrong, b.First)
	case signed.Root != root:
		a.fail(RootDiffers, b.First)
	}
	return a.records(ctx, b)
}

// grow takes in a leaf and holds the anchor of that size against the tree.
func (a *audit) grow(leaf tlog.Hash) error {
	size := a.frontier.Size()
	nodes, err := tlog.StoredHashesForRecordHash(size, leaf, &a.frontier)
	if err != nil {
		return err
	}
	if err := a.frontier.Advance(oplog.Leaf{Seq: size, Nodes: nodes}); err != nil {
		return err
	}
	return a.anchored()
}

func (a *audit) anchored() error {
	want, anchored := a.anchors[a.frontier.Size()]
	if !anchored {
		return nil
	}
	root, err := a.frontier.Root()
	if err != nil {
		return err
	}
	if root != want {
		a.fail(AnchorDiffers, a.frontier.Size())
		return nil
	}
	a.verdict.Anchors++
	return nil
}

// row is a stored record.
type row struct {
	Seq                   int64
	Time                  time.Time
	Event, Operator, Case string
	Salt                  []byte
	Payload               string
}

func (a *audit) records(ctx context.Context, b batch) error {
	rows, err := a.tx.Query(ctx, `SELECT seq, ts, event, operator, case_no, salt, payload FROM madoguchi.record
		WHERE log = $1 AND seq >= $2 AND seq < $3 ORDER BY seq`, a.log.ID, b.First, b.Size)
	if err != nil {
		return fmt.Errorf("reading the records from %d on: %w", b.First, err)
	}
	defer rows.Close()
	want := b.First
	for rows.Next() {
		r, err := pgx.RowToStructByPos[row](rows)
		if err != nil {
			return fmt.Errorf("reading the records from %d on: %w", b.First, err)
		}
		a.holes(want, r.Seq)
		want = r.Seq + 1
		a.record(r, tlog.Hash(b.Leaves[32*(r.Seq-b.First):][:32]))
	}
	a.holes(want, b.Size)
	return rows.Err()
}

// holes judges the records from one up to another that are not here. Before the oldest that is here they went with their month.
func (a *audit) holes(from, to int64) {
	switch {
	case from == to:
	case from < to && a.verdict.First.IsZero():
		a.verdict.Dropped += to - from
	default:
		a.fail(RecordMissing, min(from, to))
	}
}

func (a *audit) record(r row, leaf tlog.Hash) {
	if a.verdict.First.IsZero() {
		a.verdict.First = r.Time
	}
	a.verdict.Last = r.Time
	if len(r.Salt) != len(oplog.Salt{}) || oplog.LeafHash(oplog.Salt(r.Salt), []byte(r.Payload)) != leaf {
		a.fail(RecordDiffers, r.Seq)
		return
	}
	var said struct {
		T    time.Time `json:"t"`
		E    string    `json:"e"`
		Op   string    `json:"op"`
		Case string    `json:"case"`
	}
	if json.Unmarshal([]byte(r.Payload), &said) != nil || !said.T.Equal(r.Time) || said.E != r.Event || said.Op != r.Operator || said.Case != r.Case {
		a.fail(RecordMisfiled, r.Seq)
	}
}
