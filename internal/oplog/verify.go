package oplog

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"time"

	"golang.org/x/mod/sumdb/note"
)

// Options is what an archive is held against.
type Options struct {
	// Checkpoints are anchors: signed checkpoints of the same or an earlier size, from the day's sheets or the central server.
	// A missing final newline and CR LF are accepted, as codes read by a scanner come.
	Checkpoints []string
	// TrustedKey is the verifier key of the terminal, "" when it is not at hand.
	TrustedKey string
}

// Verify reads an archive in one pass and tells whether its records are those that were signed. It needs no database and no
// secret. The error is of reading r, or a TrustedKey that is none; everything wrong with the archive is in the Verdict.
func Verify(r io.Reader, o Options) (Verdict, error) {
	v := &verification{in: bufio.NewReaderSize(r, lineBuffer)}
	if o.TrustedKey != "" {
		if _, err := parseVerifierKey(o.TrustedKey); err != nil {
			return Verdict{}, fmt.Errorf("trusted key: %w", err)
		}
	}
	if v.header(o.TrustedKey) {
		v.anchors = newAnchors(o.Checkpoints, v.verifier)
		v.anchors.reached(&v.frontier, time.Time{})
		if v.records() {
			v.checkpoint()
		}
		v.conclude()
	}
	if v.err != nil {
		return Verdict{}, fmt.Errorf("read archive: %w", v.err)
	}
	v.verdict.OK = v.verdict.Problem == NoProblem
	return v.verdict, nil
}

// lineBuffer bounds a line: longer than any record may be, so that a file without line ends cannot fill the memory.
const lineBuffer = 64 << 10

type verification struct {
	in       *bufio.Reader
	line     int64 // lines read
	err      error // of reading
	verifier note.Verifier
	frontier Frontier
	anchors  anchors
	complete bool // every line up to the end was read
	verdict  Verdict
}

// next reads a line without its newline; ok is false at the end of the file and for an overlong or unended line.
func (v *verification) next() (line []byte, ok bool) {
	line, err := v.in.ReadSlice('\n')
	v.line++
	switch {
	case err == nil:
		return line[:len(line)-1], true
	case errors.Is(err, io.EOF):
		v.verdict.fail(CutOff, v.line)
	case !errors.Is(err, bufio.ErrBufferFull):
		v.err = err
	}
	return nil, false
}

func (v *verification) header(trusted string) bool {
	if line, ok := v.next(); !ok || string(line) != archiveMagic {
		v.verdict.Problem, v.verdict.Line = NotAnArchive, 1
		return false
	}
	line, ok := v.next()
	if !ok {
		v.verdict.fail(KeyMalformed, v.line)
		return false
	}
	verifier, err := parseVerifierKey(string(line))
	if err != nil {
		v.verdict.fail(KeyMalformed, v.line)
		return false
	}
	v.verifier, v.verdict.VerifierKey, v.verdict.Key = verifier, string(line), KeyOfArchive
	if trusted != "" {
		v.verdict.Key = KeyGiven
		if trusted != string(line) {
			v.verdict.VerifierKey = trusted
			v.verdict.fail(KeyForeign, v.line)
			return false
		}
	}
	return true
}

// records reads the records up to the empty line.
func (v *verification) records() bool {
	for {
		line, ok := v.next()
		if !ok {
			v.verdict.fail(LineMalformed, v.line)
			v.verdict.bad(v.frontier.Size(), v.frontier.Size()+1)
			return false
		}
		if len(line) == 0 {
			return true
		}
		record, problem := parseLine(line, v.frontier.Size())
		if problem != NoProblem {
			v.verdict.fail(problem, v.line)
			v.verdict.bad(v.frontier.Size(), v.frontier.Size()+1)
			return false
		}
		if v.err = v.frontier.append(record.leaf); v.err != nil {
			return false
		}
		v.take(record)
	}
}

func (v *verification) take(record archived) {
	if v.verdict.First.IsZero() {
		v.verdict.First = record.raw.time
	}
	v.verdict.Last = record.raw.time
	if _, known := ParseEvent(record.raw.event); !known {
		v.verdict.Newer++
	}
	v.anchors.reached(&v.frontier, record.raw.time)
}

// checkpoint reads the rest of the file, which must be a checkpoint of exactly the records read.
func (v *verification) checkpoint() {
	rest, err := io.ReadAll(io.LimitReader(v.in, maxCheckpoint+1))
	if err != nil {
		v.err = err
		return
	}
	c, err := openCheckpoint(string(rest), v.verifier)
	switch {
	case errors.Is(err, errCheckpointForm):
		v.verdict.fail(CheckpointBroken, v.line+1)
		return
	case err != nil:
		v.verdict.fail(SignatureWrong, v.line+1)
		return
	}
	v.verdict.Checkpoint, v.complete = c, true
}

// conclude holds what was read against the archive's own checkpoint and the anchors.
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
	if !v.complete {
		return
	}
	signed := v.verdict.Checkpoint
	switch {
	case size < signed.Size:
		v.verdict.fail(RecordsMissing, 0)
		v.verdict.bad(v.anchors.proven, signed.Size)
	case size > signed.Size:
		v.verdict.fail(RecordsTooMany, 0)
		v.verdict.bad(v.anchors.proven, size)
	case root != signed.Root:
		v.verdict.fail(RootDiffers, 0)
		v.verdict.bad(v.anchors.proven, size)
	}
}
