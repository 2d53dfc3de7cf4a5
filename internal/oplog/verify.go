package oplog

import (
	"errors"
	"fmt"
	"io"
	"runtime"
	"time"

	"golang.org/x/mod/sumdb/note"
)

// Options is what a log is held against.
type Options struct {
	// Checkpoints are anchors: signed checkpoints of the same or an earlier size, from the day's sheets or the central server.
	// A missing final newline and CR LF are accepted, as codes read by a scanner come.
	Checkpoints []string
	// TrustedKey is the verifier key of the terminal, "" when it is not at hand.
	TrustedKey string
	// Cosigners are the verifier keys of operator cards; when there is one, each anchor must be cosigned by one of them.
	Cosigners []string
	// Now is the time of verifying: a record that tells of an erasing at a later time is refused. Zero where the time is not known, or is the
	// very clock that the log was written by.
	Now time.Time
	// Cores is how many processor cores work; 0 for all of them.
	Cores int
	// Progress is told now and then how many records were checked; it is called from one goroutine. May be nil.
	Progress func(records int64)
}

func (o Options) cores() int {
	if o.Cores > 0 {
		return o.Cores
	}
	return runtime.GOMAXPROCS(0)
}

// Verify reads an archive in one pass and tells whether its records are those that were signed. It needs no database and no
// secret. The error is of reading r, or a TrustedKey that is none; everything wrong with the archive is in the Verdict.
func Verify(r io.Reader, o Options) (Verdict, error) {
	v, err := newVerification(o)
	if err != nil {
		return Verdict{}, err
	}
	in := &lineReader{in: r}
	if v.header(in, o.TrustedKey) {
		v.hold(o.Checkpoints, nil)
		if v.blocks(&archiveBlocks{in: in, head: in.line, erasable: v.verdict.Version >= 2}) && v.spelledAsItsVersion() {
			v.checkpoint(in)
		}
		v.conclude()
	}
	if v.err == nil {
		v.err = in.err // of the lines before the records
	}
	if v.err != nil {
		return Verdict{}, fmt.Errorf("read archive: %w", v.err)
	}
	return v.judged(), nil
}

func newVerification(o Options) (*verification, error) {
	if o.TrustedKey != "" {
		if _, err := parseVerifierKey(o.TrustedKey); err != nil {
			return nil, fmt.Errorf("trusted key: %w", err)
		}
	}
	cosigners, err := parseCosigners(o.Cosigners)
	if err != nil {
		return nil, err
	}
	return &verification{cores: o.cores(), progress: o.Progress, cosigners: cosigners, erasings: erasings{now: o.Now}}, nil
}

// verification is one log on its way to a verdict.
type verification struct {
	cores     int
	progress  func(int64)
	err       error // of reading
	verifier  note.Verifier
	lineage   lineage // with the keys before
	frontier  Frontier
	cosigners []Cosigner // that the anchors must have
	anchors   anchors    // that were given
	stored    anchors    // that lie beside the records, of one day each
	complete  bool       // every line up to the end was read
	erasings  erasings
	verdict   Verdict
}

func (v *verification) judged() Verdict {
	v.verdict.OK = v.verdict.Problem == NoProblem
	return v.verdict
}

func (v *verification) header(in *lineReader, trusted string) bool {
	switch line, ok := in.next(); {
	case ok && string(line) == archiveMagic:
		v.verdict.Version = 1
	case ok && string(line) == archiveMagicErased:
		v.verdict.Version = 2
	case ok && string(line) == archiveMagicContinued:
		v.verdict.Version = 3
	default:
		v.verdict.Problem, v.verdict.Line = NotAnArchive, 1
		return false
	}
	line, ok := in.next()
	if !ok {
		v.verdict.fail(in.problem(KeyMalformed), in.line)
		return false
	}
	key := string(line)
	if v.verdict.Version == 3 {
		if key, ok = v.successions(in, key); !ok {
			return false
		}
	}
	return v.believe(key, trusted, in.line)
}

// spelledAsItsVersion refuses version 2 for records that version 1 can hold: one spelling for one log.
func (v *verification) spelledAsItsVersion() bool {
	if v.verdict.Version == 2 && v.verdict.Erased == 0 {
		v.verdict.fail(NotAnArchive, 1)
		return false
	}
	return true
}

// believe takes the key that the log names, unless another one is trusted.
func (v *verification) believe(key, trusted string, line int64) bool {
	verifier, err := parseVerifierKey(key)
	if err != nil {
		v.verdict.fail(KeyMalformed, line)
		return false
	}
	v.verifier, v.verdict.VerifierKey, v.verdict.Key = verifier, key, KeyOfArchive
	if trusted != "" {
		v.verdict.Key = KeyGiven
		if trusted != key && v.lineage.has(trusted) { // who has that key can hand the log over to one of his own
			v.verdict.Key, v.verdict.Predecessor = KeyInherited, trusted
		} else if trusted != key {
			v.verdict.VerifierKey, v.verdict.Foreign = trusted, key
			v.verdict.fail(KeyForeign, line)
			return false
		}
	}
	return true
}

// hold takes the checkpoints that the log is held against.
func (v *verification) hold(given, stored []string) {
	v.lineage.current = v.verifier
	v.anchors, v.stored = newAnchors(given, v.lineage), newAnchors(stored, v.lineage)
	v.anchors.demand(v.cosigners)
	v.stored.handovers(v.lineage)
	v.reached(time.Time{})
}

func (v *verification) reached(last time.Time) {
	v.anchors.reached(&v.frontier, last)
	v.stored.reached(&v.frontier, last)
}

// blocks checks all records of a source, block by block; false when not all of them could be read.
func (v *verification) blocks(source blockSource) bool {
	belt := newBelt(source, v.cores)
	defer belt.stop()
	for b := range belt.all {
		if b.erased > 0 && v.verdict.Erased != b.from {
			b.problem, b.records = LineMalformed, nil // erased are the oldest, without a gap
		}
		if v.err = b.err; v.err == nil {
			v.err = v.take(b)
		}
		if v.err != nil {
			return false
		}
		if b.problem != NoProblem {
			size := v.frontier.Size()
			v.verdict.fail(b.problem, source.line(size))
			v.verdict.bad(size, size+1, v.verdict.Last, time.Time{})
			return false
		}
		if v.progress != nil {
			v.progress(v.frontier.Size())
		}
	}
	return true
}

// take takes in the records of a block that can be read.
func (v *verification) take(b *block) error {
	if b.whole && !v.anchors.inside(b.from) && !v.stored.inside(b.from) {
		if err := v.frontier.appendBlock(blockLevel, b.root); err != nil {
			return err
		}
		v.at(b.records[len(b.records)-1].at.time())
	} else {
		for _, r := range b.records {
			if err := v.frontier.append(r.leaf); err != nil {
				return err
			}
			v.at(r.at.time())
		}
	}
	if v.verdict.First.IsZero() {
		v.verdict.First = b.first.time()
	}
	v.continued(b)
	v.verdict.Newer += b.newer
	v.verdict.Erased += b.erased
	for _, e := range b.erasings {
		v.erasings.hear(e)
	}
	return nil
}

// at notes the time of the newest record, unknown for one whose text was erased, and looks at the checkpoints of its number.
func (v *verification) at(last time.Time) {
	if !last.IsZero() {
		v.verdict.Last = last
	}
	v.reached(v.verdict.Last)
}

// checkpoint reads the rest of the file, which must be a checkpoint of exactly the records read.
func (v *verification) checkpoint(in *lineReader) {
	rest, err := io.ReadAll(io.LimitReader(in.rest(), maxCheckpoint+1))
	if err != nil {
		v.err = err
		return
	}
	v.open(string(rest), in.line+1)
}

func (v *verification) open(text string, line int64) {
	c, err := openCheckpoint(text, v.verifier)
	switch {
	case errors.Is(err, errCheckpointForm):
		v.verdict.fail(CheckpointBroken, line)
		return
	case err != nil:
		v.verdict.fail(SignatureWrong, line)
		return
	}
	v.verdict.Checkpoint, v.complete = c, true
}

// conclude holds what was read against the log's own checkpoint and the anchors.
func (v *verification) conclude() {
	if v.err != nil {
		return
	}
	size := v.frontier.Size()
	root, err := v.frontier.Root()
	if err != nil {
		v.err = err
		return
	}
	v.verdict.Records, v.verdict.Root = size, root
	v.anchors.conclude(&v.verdict, v.complete)
	v.stored.concludeStored(&v.verdict, v.complete)
	if !v.complete {
		return
	}
	proven, after := v.anchors.proven, v.anchors.after
	signed := v.verdict.Checkpoint
	switch {
	case size < signed.Size:
		v.verdict.fail(RecordsMissing, 0)
		v.verdict.bad(proven, signed.Size, after, time.Time{})
	case size > signed.Size:
		v.verdict.fail(RecordsTooMany, 0)
		v.verdict.bad(proven, size, after, v.verdict.Last)
	case root != signed.Root:
		v.verdict.fail(RootDiffers, 0)
		v.verdict.bad(proven, size, after, v.verdict.Last)
	default:
		v.erasings.judge(&v.verdict)
	}
}
