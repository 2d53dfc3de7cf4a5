package oplog

import (
	"bytes"
	"fmt"
	"strconv"

	"golang.org/x/mod/sumdb/tlog"
)

// LogSource is a log that is no archive: the records in a terminal's database. Its functions are called from several goroutines.
type LogSource struct {
	VerifierKey string
	Checkpoint  string   // the signed head
	Stored      []string // older signed heads that lie beside the records, in the order of their size
	Successions []Succession
	Size        int64 // how many records are numbered, from 0
	// Lines appends to lines, whose memory is used again, the records from one on, at most count, each as
	//	<seq> <salt> <payload>\t<ms>\t<event>\t<operator>\t<case>\n
	// or, when its text and salt were erased, <seq> - <leaf>\n, as the archive has it; after the tab stands what it is searched by, as
	// numbers (EventID.Number, OperatorNumber, CaseNumber).
	Lines func(lines []byte, from int64, count int) ([]byte, error)
	// Leaves gives the stored hashes of the same records. They are asked for only to say which record was changed.
	Leaves func(from int64, count int) ([]tlog.Hash, error)
}

// VerifyLog is Verify for a log that is no archive.
func VerifyLog(source LogSource, o Options) (Verdict, error) {
	v, err := newVerification(o)
	if err != nil {
		return Verdict{}, err
	}
	if v.inherit(source.Successions, source.VerifierKey, 0) && v.believe(source.VerifierKey, o.TrustedKey, 0) {
		v.hold(o.Checkpoints, source.Stored)
		if v.blocks(&logBlocks{source: source}) {
			v.open(source.Checkpoint, 0)
		}
		v.conclude()
		if v.err == nil && v.verdict.BadBefore > v.verdict.BadFrom+1 {
			v.err = v.narrow(source)
		}
	}
	if v.err != nil {
		return Verdict{}, fmt.Errorf("read log: %w", v.err)
	}
	return v.judged(), nil
}

// logBlocks are the records of a LogSource.
type logBlocks struct{ source LogSource }

func (l *logBlocks) fill(b *block) bool { return b.from < l.source.Size }

func (l *logBlocks) read(b *block) {
	count := int(max(0, min(blockRecords, l.source.Size-b.from)))
	if count == 0 {
		return
	}
	if b.lines, b.err = l.source.Lines(b.lines[:0], b.from, count); b.err != nil {
		return
	}
	if found := bytes.Count(b.lines, []byte{'\n'}); found < count {
		b.problem = OutOfSequence // a record is missing
	}
}

func (l *logBlocks) line(int64) int64 { return 0 }

func (l *logBlocks) check(b *block, line []byte, seq int64) (checked, Problem) {
	rest, problem := b.numbered(line, seq)
	if problem != NoProblem {
		return checked{}, problem
	}
	if len(rest) > 1 && rest[0] == '-' && rest[1] == ' ' {
		return b.takeErased(rest[2:])
	}
	text, columns, _ := bytes.Cut(rest, []byte{'\t'})
	r, said, problem := b.takeRecord(text)
	if problem != NoProblem {
		return checked{}, problem
	}
	b.buffer = strconv.AppendInt(b.buffer[:0], int64(said.at), 10)
	b.buffer = said.appendFiled(b.buffer, columns)
	if !bytes.Equal(b.buffer, columns) {
		return checked{}, ColumnsDiffer
	}
	return r, NoProblem
}

// narrow looks for the first record in doubt that is not the one whose hash was stored. Who changed that hash too stays hidden in
// the range that the checkpoints tell.
func (v *verification) narrow(source LogSource) error {
	from, before := v.verdict.BadFrom, min(v.verdict.BadBefore, source.Size)
	for at := from &^ (blockRecords - 1); at < before; at += blockRecords {
		b := newBlock(at, block{})
		b.work(&logBlocks{source: source})
		if b.err != nil {
			return b.err
		}
		stored, err := source.Leaves(at, len(b.records))
		if err != nil {
			return err
		}
		after := v.verdict.BadAfter
		for i, r := range b.records {
			seq := at + int64(i)
			if seq >= from && seq < before && (i >= len(stored) || stored[i] != r.leaf) {
				v.verdict.bad(seq, seq+1, after, r.at.time())
				return nil
			}
			after = r.at.time()
		}
	}
	return nil
}
