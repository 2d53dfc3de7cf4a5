package oplog

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"iter"
	"math/bits"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/tlog"
)

// A part of a log holds its records from one on, and the hashes of what went before; docs/archive-format.md describes it:
//
//	madoguchi-part 1
//	<verifier key>
//	<number of the first record>
//	<base64 of the root of each perfect tree before it, the largest first>
//	<empty line>
//	<seq> <salt> <payload>
//	<empty line>
//	<signed checkpoint: five lines>
//
// It can be verified alone: the hashes and the records together give the signed root. It is chained: the hashes alone give the root of
// the log before it, which whoever has the part before can compare.
const partMagic = "madoguchi-part 1"

// Edge is the right edge of a log at one size: the roots of the perfect trees that its records make up, the largest first.
type Edge struct {
	Size   int64
	Hashes []tlog.Hash
}

// Edge is what must be known of the log to go on with it.
func (f *Frontier) Edge() Edge {
	e := Edge{Size: f.size}
	for level := bits.Len64(uint64(f.size)) - 1; level >= 0; level-- {
		if f.size>>level&1 == 1 {
			e.Hashes = append(e.Hashes, f.hash[level])
		}
	}
	return e
}

func (e Edge) frontier() (f Frontier, ok bool) {
	if e.Size < 0 || bits.OnesCount64(uint64(e.Size)) != len(e.Hashes) {
		return f, false
	}
	f.size = e.Size
	rest := e.Hashes
	for level := bits.Len64(uint64(e.Size)) - 1; level >= 0; level-- {
		if e.Size>>level&1 == 1 {
			f.index[level], f.hash[level], rest = tlog.StoredHashIndex(level, e.Size>>level-1), rest[0], rest[1:]
		}
	}
	return f, true
}

// IsPart tells a part by its first line.
func IsPart(head []byte) bool { return bytes.HasPrefix(head, []byte(partMagic+"\n")) }

// WritePart writes the records from the edge on, and the signed checkpoint of the log after the last of them. It streams, and does
// not judge, as WriteArchive does.
func WritePart(w io.Writer, edge Edge, source ArchiveSource) error {
	if strings.ContainsAny(source.VerifierKey, "\n\r") {
		return errors.New("write part: the verifier key is more than one line")
	}
	out := bufio.NewWriterSize(w, 64<<10)
	fmt.Fprintf(out, "%s\n%s\n%d\n", partMagic, source.VerifierKey, edge.Size)
	for _, h := range edge.Hashes {
		fmt.Fprintf(out, "%s\n", base64.StdEncoding.EncodeToString(h[:]))
	}
	fmt.Fprintln(out)
	for r, err := range source.Records {
		if err != nil {
			return fmt.Errorf("write part: read record: %w", err)
		}
		if strings.ContainsAny(string(r.Payload), "\n\r") {
			return fmt.Errorf("write part: record %d is more than one line", r.Seq)
		}
		if _, err := fmt.Fprintf(out, "%d %s %s\n", r.Seq, r.Salt, r.Payload); err != nil {
			return fmt.Errorf("write part: %w", err)
		}
	}
	fmt.Fprintf(out, "\n%s", source.Checkpoint)
	if err := out.Flush(); err != nil {
		return fmt.Errorf("write part: %w", err)
	}
	return nil
}

// RecordsOf gives leaves as the records of an archive.
func RecordsOf(pages iter.Seq2[[]Leaf, error]) iter.Seq2[ArchiveRecord, error] {
	return func(yield func(ArchiveRecord, error) bool) {
		for page, err := range pages {
			if err != nil {
				yield(ArchiveRecord{}, err)
				return
			}
			for _, l := range page {
				if !yield(ArchiveRecord{Seq: l.Seq, Salt: l.Salt, Payload: l.Payload}, nil) {
					return
				}
			}
		}
	}
}

// AnchorBeforePart is the problem of an anchor that is older than the first record of a part: the part cannot be held against it.
const AnchorBeforePart Problem = "anchor-before-part"

// PartVerdict is what VerifyPart found. Records counts the whole log up to the part's end.
type PartVerdict struct {
	Verdict
	From     int64     // the first record in the part
	FromRoot tlog.Hash // of the log before it
}

// VerifyPart reads a part in one pass, on one core, and tells whether its records and hashes are those that were signed. The error is as
// Verify's. An anchor of the size at which the part begins, or of a later one, is held against it.
func VerifyPart(r io.Reader, o Options) (PartVerdict, error) {
	v, err := newPartCheck(r, o)
	if err != nil {
		return PartVerdict{}, err
	}
	if v.head(o) && v.records(o.Progress) {
		v.checkpoint()
	}
	v.conclude()
	if v.err != nil {
		return PartVerdict{}, fmt.Errorf("read part: %w", v.err)
	}
	v.OK = v.Problem == NoProblem
	return v.PartVerdict, nil
}

// partCheck is a part on its way to a verdict.
type partCheck struct {
	PartVerdict
	in        *bufio.Reader
	line      int64
	err       error // of reading
	cosigners []Cosigner
	keys      lineage
	frontier  Frontier
	anchors   anchors
	erasings  erasings
	started   bool // the head was read
	complete  bool
}

func newPartCheck(r io.Reader, o Options) (*partCheck, error) {
	if o.TrustedKey != "" {
		if _, err := parseVerifierKey(o.TrustedKey); err != nil {
			return nil, fmt.Errorf("trusted key: %w", err)
		}
	}
	cosigners, err := parseCosigners(o.Cosigners)
	return &partCheck{in: bufio.NewReaderSize(r, lineBuffer), cosigners: cosigners, erasings: erasings{now: o.Now}}, err
}

// next reads a line without its newline; on failure it notes why.
func (v *partCheck) next() ([]byte, bool) {
	line, err := v.in.ReadSlice('\n')
	v.line++
	switch {
	case err == nil:
		return line[:len(line)-1], true
	case errors.Is(err, io.EOF):
		v.fail(CutOff, v.line)
	case errors.Is(err, bufio.ErrBufferFull):
		v.fail(LineMalformed, v.line)
	default:
		v.err = err
	}
	return nil, false
}

func (v *partCheck) head(o Options) bool {
	if line, ok := v.next(); !ok || string(line) != partMagic {
		v.Problem, v.Line = NotAnArchive, 1
		return false
	}
	key, ok := v.next()
	if !ok || !v.believe(string(key), o.TrustedKey) {
		return false
	}
	number, ok := v.next()
	if !ok {
		return false
	}
	from, canonical := canonicalNumber(string(number))
	if !canonical {
		v.fail(LineMalformed, v.line)
		return false
	}
	edge := Edge{Size: from}
	for range bits.OnesCount64(uint64(from)) {
		line, ok := v.next()
		if !ok {
			return false
		}
		h, err := strictBase64(string(line))
		if err != nil || len(h) != tlog.HashSize {
			v.fail(LineMalformed, v.line)
			return false
		}
		edge.Hashes = append(edge.Hashes, tlog.Hash(h))
	}
	if line, ok := v.next(); !ok || len(line) > 0 {
		v.fail(LineMalformed, v.line)
		return false
	}
	return v.begin(edge, o.Checkpoints)
}

func (v *partCheck) believe(key, trusted string) bool {
	verifier, err := parseVerifierKey(key)
	if err != nil {
		v.fail(KeyMalformed, v.line)
		return false
	}
	v.VerifierKey, v.Key, v.keys.current = key, KeyOfArchive, verifier
	if trusted != "" {
		v.Key = KeyGiven
		if trusted != key {
			v.VerifierKey, v.Foreign = trusted, key
			v.fail(KeyForeign, v.line)
			return false
		}
	}
	return true
}

// begin takes the edge and the anchors that speak of it or of what comes after it.
func (v *partCheck) begin(edge Edge, checkpoints []string) bool {
	var ok bool
	if v.frontier, ok = edge.frontier(); !ok {
		v.fail(LineMalformed, 3)
		return false
	}
	root, err := v.frontier.Root()
	if err != nil {
		v.err = err
		return false
	}
	v.From, v.FromRoot, v.started = edge.Size, root, true
	v.anchors = newAnchors(checkpoints, v.keys)
	v.anchors.demand(v.cosigners)
	for v.anchors.next < len(v.anchors.order) && v.anchors.list[v.anchors.order[v.anchors.next]].Checkpoint.Size < edge.Size {
		v.anchors.list[v.anchors.order[v.anchors.next]].Problem = AnchorBeforePart
		v.anchors.next++
	}
	v.anchors.reached(&v.frontier, time.Time{})
	return true
}

// records checks every record up to the empty line; false when not all could be read.
func (v *partCheck) records(progress func(int64)) bool {
	for {
		line, ok := v.next()
		if !ok {
			return false
		}
		if len(line) == 0 {
			return true
		}
		seq := v.frontier.Size()
		if problem := v.record(line, seq); problem != NoProblem {
			v.fail(problem, v.line)
			v.bad(seq, seq+1, v.Last, time.Time{})
			return false
		}
		if progress != nil && seq%blockRecords == 0 {
			progress(seq)
		}
	}
}

func (v *partCheck) record(line []byte, seq int64) Problem {
	rest, problem := afterNumber(line, seq)
	if problem != NoProblem {
		return problem
	}
	if len(rest) < 64+1+1 || rest[64] != ' ' {
		return LineMalformed
	}
	salt, ok := parseSalt(rest[:64])
	if !ok {
		return LineMalformed
	}
	said, err := scanPayload(rest[65:])
	if err != nil {
		return PayloadMalformed
	}
	if _, known := ParseEvent(said.event); !known {
		v.Newer++
	}
	if v.err = v.frontier.append(LeafHash(salt, rest[65:])); v.err != nil {
		return LineMalformed
	}
	if said.event == LogErased.id {
		v.erasings.hear(toldErased(rest[65:], seq))
	}
	if v.First.IsZero() {
		v.First = said.time
	}
	v.Last = said.time
	v.anchors.reached(&v.frontier, said.time)
	return NoProblem
}

// checkpoint reads the rest, which must be a checkpoint of exactly the log up to here.
func (v *partCheck) checkpoint() {
	rest, err := io.ReadAll(io.LimitReader(v.in, maxCheckpoint+1))
	if err != nil {
		v.err = err
		return
	}
	c, err := openCheckpoint(string(rest), v.keys.current)
	switch {
	case errors.Is(err, errCheckpointForm):
		v.fail(CheckpointBroken, v.line+1)
	case err != nil:
		v.fail(SignatureWrong, v.line+1)
	default:
		v.Checkpoint, v.complete = c, true
	}
}

func (v *partCheck) conclude() {
	if v.err != nil || !v.started {
		return
	}
	root, err := v.frontier.Root()
	if err != nil {
		v.err = err
		return
	}
	size := v.frontier.Size()
	v.Records, v.Root = size, root
	v.anchors.conclude(&v.Verdict, v.complete)
	if !v.complete {
		return
	}
	from, after := max(v.From, v.anchors.proven), v.anchors.after
	switch signed := v.Checkpoint; {
	case size < signed.Size:
		v.fail(RecordsMissing, 0)
		v.bad(from, signed.Size, after, time.Time{})
	case size > signed.Size:
		v.fail(RecordsTooMany, 0)
		v.bad(from, size, after, v.Last)
	case root != signed.Root:
		v.fail(RootDiffers, 0)
		v.bad(from, size, after, v.Last)
	default:
		v.erasings.judge(&v.Verdict) // a part has a text for each of its records
	}
}
