package oplog

import (
	"bufio"
	"errors"
	"io"
)

// lineBuffer bounds a line: longer than any record may be, so that a file without line ends cannot fill the memory.
const lineBuffer = 64 << 10

// lineReader reads the lines of an archive.
type lineReader struct {
	in   *bufio.Reader
	line int64 // lines read
	cut  bool  // the file ended before its line did
	err  error // of reading
}

// next reads a line without its newline; ok is false at the end of the file and for an overlong or unended line.
func (r *lineReader) next() (line []byte, ok bool) {
	line, err := r.in.ReadSlice('\n')
	r.line++
	switch {
	case err == nil:
		return line[:len(line)-1], true
	case errors.Is(err, io.EOF):
		r.cut = true
	case !errors.Is(err, bufio.ErrBufferFull):
		r.err = err
	}
	return nil, false
}

// problem is what it means that a line could not be read.
func (r *lineReader) problem(otherwise Problem) Problem {
	if r.cut {
		return CutOff
	}
	return otherwise
}

// archiveBlocks are the records of an archive, up to the empty line.
type archiveBlocks struct {
	in       *lineReader
	head     int64 // lines before the first record
	erasable bool  // version 2: the oldest records may have no text
}

func (a *archiveBlocks) fill(b *block) bool {
	for range blockRecords {
		line, ok := a.in.next()
		if !ok {
			b.problem = a.in.problem(LineMalformed)
			b.err = a.in.err
			return false
		}
		if len(line) == 0 {
			return false
		}
		b.lines = append(append(b.lines, line...), '\n')
	}
	return true
}

func (a *archiveBlocks) read(*block) {}

func (a *archiveBlocks) line(seq int64) int64 { return a.head + seq + 1 }

// headLines stand before the first record; in version 3 the handovers do too.
const headLines = 2

func (a *archiveBlocks) check(b *block, line []byte, seq int64) (checked, Problem) {
	rest, problem := afterNumber(line, seq)
	if problem != NoProblem {
		return checked{}, problem
	}
	if a.erasable && len(rest) > 1 && rest[0] == '-' && rest[1] == ' ' {
		return b.takeErased(rest[2:])
	}
	r, _, problem := b.takeRecord(rest)
	return r, problem
}

// takeErased reads "<leaf>".
func (b *block) takeErased(text []byte) (checked, Problem) {
	leaf, ok := parseErased(text)
	if !ok || b.erased != int64(len(b.records)) { // erased are the oldest, without a gap: nothing can be hidden between others
		return checked{}, LineMalformed
	}
	b.erased++
	return checked{leaf: leaf}, NoProblem
}

// takeRecord reads "<salt> <payload>" and gives what it said too.
func (b *block) takeRecord(rest []byte) (checked, seen, Problem) {
	if len(rest) < 64+1+1 || rest[64] != ' ' {
		return checked{}, seen{}, LineMalformed
	}
	salt, ok := parseSalt(rest[:64])
	if !ok {
		return checked{}, seen{}, LineMalformed
	}
	said, ok := scanQuick(rest[65:])
	if !ok {
		return checked{}, seen{}, PayloadMalformed
	}
	if !knownEvent(said.event) {
		b.newer++
	}
	return checked{leaf: b.leafOf(salt, rest[65:]), time: said.time}, said, NoProblem
}

func knownEvent(id []byte) bool {
	_, known := byID[string(id)]
	return known
}
