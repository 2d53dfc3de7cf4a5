// Package central brings the operation history of all terminals together on one PostgreSQL server (第12条・第13条), and it is the
// only user of pgx. A terminal uploads through a Client or, in the background, an Uploader; whoever runs the server works
// through an Owner.
//
// A terminal may call two functions of the server and nothing else: head_of and ingest. What it sends is checked there
// (its own log, no gap, no fork, every leaf the hash of its record), so re-sending is always safe and a stolen terminal
// can neither read nor change what is stored. Nothing is ever deleted on the terminal because it was uploaded.
package central

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
)

// Log is the terminal's own log.
type Log interface {
	VerifierKey() string
	// Checkpoint is the signed head of the log as it stands.
	Checkpoint(ctx context.Context) (oplog.Checkpoint, error)
	// Leaves reads the records from one on, at most count and so many that their texts stay within bytes, but one at least when
	// count allows it; of each its Seq, Salt, Payload and leaf hash (Nodes[0]). The checkpoint is of the log after the last of them.
	Leaves(ctx context.Context, from int64, count, bytes int) ([]oplog.Leaf, oplog.Checkpoint, error)
	Record(ctx context.Context, records ...oplog.Record) error
}

// Client uploads the log of one terminal. Not for several goroutines.
type Client struct {
	Settings Settings
	Log      Log
	Now      func() time.Time
	By       juki.OperatorID // who asked for it; "" for the program

	// Progress, if not nil, is told after each accepted batch.
	Progress func(Progress)

	outage juki.Code // the failure that stands in the log already
}

// Progress is how far an upload has come.
type Progress struct {
	Stored int64         // records on the server
	Size   int64         // records in the log
	Skew   time.Duration // the server's clock minus this one
	At     time.Time     // the server's clock, when it was asked
}

// The limits of one batch: some seconds at most even on a slow server, and no more memory than a photo.
const (
	batchRecords = 5000
	batchBytes   = 2 << 20
	batchWithin  = 2 * time.Minute
	headWithin   = 30 * time.Second
)

// Upload sends everything the server has not got, in one go. The records of an upload are themselves records: what is left
// when an upload ends, the record of its end, waits for the next, and alone causes none.
// It fails with the Outcomes CentralNotSet, CentralUnreachable, CentralUntrusted, CentralRefused, CentralFork, CentralAhead and
// CentralRejected, and with those of the log. After a failure, and after anything else, the next Upload goes on from what the
// server has.
func (c *Client) Upload(ctx context.Context) (Progress, error) {
	r := run{Client: c}
	err := r.all(ctx)
	r.hangUp(ctx)
	return r.progress, errors.Join(err, r.conclude(ctx, err))
}

// Compare asks the server now what it has and holds its signed head against the log: Stored of the Progress are records that
// the server has as they stand here. Nothing is sent, and nothing is recorded: what is decided by it has its own record.
// It fails as Upload does.
func (c *Client) Compare(ctx context.Context) (Progress, error) {
	r := run{Client: c}
	err := r.open(ctx)
	r.hangUp(ctx)
	if err != nil {
		return Progress{}, err // of a server that says something else nothing is known
	}
	return r.progress, nil
}

// run is one upload.
type run struct {
	*Client
	conn     *pgx.Conn
	begun    bool // recorded
	progress Progress
}

// open connects and compares.
func (r *run) open(ctx context.Context) error {
	config, err := r.Settings.config(r.Now)
	if err != nil {
		return err
	}
	if r.conn, err = connect(ctx, config); err != nil {
		return err
	}
	return r.compare(ctx)
}

func (r *run) hangUp(ctx context.Context) {
	if r.conn == nil {
		return
	}
	closing, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer cancel()
	_ = r.conn.Close(closing)
}

func (r *run) all(ctx context.Context) error {
	if err := r.open(ctx); err != nil {
		return err
	}
	if idle, err := r.nothingNew(ctx); err != nil || idle {
		return err
	}
	if r.outage == "" { // else nothing more is recorded until the server takes something
		if err := r.begin(ctx); err != nil {
			return err
		}
	}
	return r.sendAll(ctx)
}

// compare asks what the server has and holds it against the log.
func (r *run) compare(ctx context.Context) error {
	var stored int64
	var text string
	var at time.Time
	asking, cancel := context.WithTimeout(ctx, headWithin)
	defer cancel()
	own, err := r.Log.Checkpoint(ctx)
	if err != nil {
		return err
	}
	err = r.conn.QueryRow(asking, "SELECT size, checkpoint, at FROM madoguchi.head_of($1, $2, $3, $4)",
		r.Log.VerifierKey(), own.Text, string(r.outage), r.Now()).Scan(&stored, &text, &at)
	if err != nil {
		return outcome(fmt.Errorf("asking the central server for its head: %w", err))
	}
	r.progress = Progress{Stored: stored, Size: own.Size, Skew: at.Sub(r.Now()), At: at}
	if stored == 0 {
		return nil
	}
	theirs, err := oplog.OpenCheckpoint(text, r.Log.VerifierKey())
	if err != nil || theirs.Size != stored {
		return refuse(juki.CentralFork, errors.Join(fmt.Errorf("the server's head of %d records was not signed here", stored), err))
	}
	if stored > own.Size {
		return refuse(juki.CentralAhead, fmt.Errorf("the server has %d records, the log %d", stored, own.Size))
	}
	_, ours, err := r.Log.Leaves(ctx, stored, 0, 0)
	if err != nil {
		return err
	}
	if ours.Root != theirs.Root {
		return refuse(juki.CentralFork, fmt.Errorf("the first %d records are not those of the server", stored))
	}
	return nil
}

func refuse(code juki.Code, why error) error {
	o := juki.Refuse(code)
	o.Err = why
	return o
}

// ownRecords is how many records an upload itself leaves behind, at most.
const ownRecords = 3

// nothingNew tells whether the server has everything but the records of uploads.
func (r *run) nothingNew(ctx context.Context) (bool, error) {
	waiting := r.progress.Size - r.progress.Stored
	if waiting == 0 || waiting > ownRecords {
		return waiting == 0, nil
	}
	leaves, _, err := r.Log.Leaves(ctx, r.progress.Stored, ownRecords, batchBytes)
	if err != nil {
		return false, err
	}
	for _, l := range leaves {
		record, err := oplog.DecodeRecord(l.Payload)
		if err != nil || !ofUpload(record.Event) {
			return false, nil
		}
	}
	return true, nil
}

func ofUpload(e oplog.EventID) bool {
	return e == oplog.UploadBegun || e == oplog.UploadEnded || e == oplog.UploadFailed
}

// begin records the beginning, so that it is part of what is sent.
func (r *run) begin(ctx context.Context) error {
	err := r.Log.Record(ctx, oplog.Record{Time: r.Now(), Event: oplog.UploadBegun, Operator: r.By, Values: []oplog.Value{oplog.Size(r.progress.Stored)}})
	if err != nil {
		return err
	}
	r.begun = true
	own, err := r.Log.Checkpoint(ctx)
	r.progress.Size = own.Size
	return err
}

// part is what one batch sends.
type part struct {
	from       int64
	salts      [][]byte
	payloads   []string
	hashes     []byte
	checkpoint string
	err        error
}

// sendAll uploads batch by batch; the next is read while the server works on the one before.
func (r *run) sendAll(ctx context.Context) error {
	reading, stop := context.WithCancel(ctx)
	defer stop()
	var next <-chan part
	for r.progress.Stored < r.progress.Size { // which grows when an outage ends
		if next == nil {
			next = r.read(reading, r.progress.Stored)
		}
		p := <-next
		next = nil
		if p.err != nil {
			return p.err
		}
		if end := p.from + int64(len(p.payloads)); end < r.progress.Size {
			next = r.read(reading, end)
		}
		if err := r.send(ctx, p); err != nil {
			return err
		}
	}
	return nil
}

// read reads the batch that begins with a record, beside what else goes on.
func (r *run) read(ctx context.Context, from int64) <-chan part {
	read := make(chan part, 1)
	count := int(min(batchRecords, r.progress.Size-from))
	go func() {
		p := part{from: from}
		leaves, head, err := r.Log.Leaves(ctx, from, count, batchBytes)
		if err == nil && len(leaves) == 0 {
			err = fmt.Errorf("uploading: no record %d in the log", from)
		}
		for _, l := range leaves {
			p.salts, p.payloads, p.hashes = append(p.salts, l.Salt[:]), append(p.payloads, string(l.Payload)), append(p.hashes, l.Nodes[0][:]...)
		}
		p.checkpoint, p.err = head.Text, err
		read <- p
	}()
	return read
}

// send uploads a batch.
func (r *run) send(ctx context.Context, p part) error {
	sending, cancel := context.WithTimeout(ctx, batchWithin)
	defer cancel()
	stored, err := r.ingest(sending, p)
	if movedMeanwhile(err) {
		stored, err = r.ingest(sending, p)
	}
	if err != nil {
		return outcome(fmt.Errorf("uploading the records from %d on: %w", p.from, err))
	}
	if stored != p.from+int64(len(p.payloads)) {
		return refuse(juki.CentralRejected, fmt.Errorf("the server has %d records after %d were sent from %d on", stored, len(p.payloads), p.from))
	}
	r.progress.Stored = stored
	if r.outage = ""; !r.begun { // the outage is over: its upload is told from here on
		if err := r.begin(ctx); err != nil {
			return err
		}
	}
	if r.Progress != nil {
		r.Progress(r.progress)
	}
	return nil
}

func (r *run) ingest(ctx context.Context, p part) (stored int64, err error) {
	err = r.conn.QueryRow(ctx, "SELECT madoguchi.ingest($1, $2, $3, $4, $5, $6)", r.Log.VerifierKey(), p.from,
		p.salts, p.payloads, p.hashes, p.checkpoint).Scan(&stored)
	return stored, err
}

// movedMeanwhile tells whether nothing was stored because the month of some records was made while they were on their way to where those
// without a month are kept. The next try finds it.
func movedMeanwhile(err error) bool {
	var said *pgconn.PgError
	return errors.As(err, &said) && said.Code == pgCheckViolation && said.TableName == "record_default"
}

const pgCheckViolation = "23514"

// conclude records how the upload ended. Of an outage only the first failure is recorded, however often it is tried.
func (r *run) conclude(ctx context.Context, failure error) error {
	ctx = context.WithoutCancel(ctx) // what was begun is ended also while the program ends
	record := oplog.Record{Time: r.Now(), Operator: r.By}
	var o *juki.Outcome
	switch {
	case failure == nil || !errors.As(failure, &o):
		if !r.begun {
			return nil
		}
		record.Event, record.Values = oplog.UploadEnded, []oplog.Value{oplog.Size(r.progress.Stored)}
	case o.Code == juki.CentralNotSet || r.outage == o.Code && !r.begun:
		return nil
	default:
		record.Event, record.Values = oplog.UploadFailed, []oplog.Value{oplog.Code(o.Code)}
		if r.conn != nil {
			record.Values = append(record.Values, oplog.Size(r.progress.Stored))
		}
	}
	if err := r.Log.Record(ctx, record); err != nil {
		return err
	}
	if record.Event == oplog.UploadFailed { // only what stands in the log need not be told again
		r.outage = o.Code
	}
	return nil
}
