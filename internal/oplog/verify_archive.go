package oplog

import (
	"bytes"
	"errors"
	"io"
	"slices"
)

// lineBuffer bounds a line with its newline: longer than any record may be, so that a file without line ends cannot fill the memory.
const lineBuffer = 64 << 10

// lineReader reads the lines of an archive. It reads far ahead: most lines are handed on as a whole block, in the memory they were read into.
type lineReader struct {
	in    io.Reader
	ahead []byte // read, but not taken yet
	ended error  // why there is no more to read: io.EOF or a failure
	line  int64  // lines read
	cut   bool   // the file ended before its line did
	err   error  // of reading
}

// next reads a line without its newline; ok is false at the end of the file and for an overlong or unended line.
func (r *lineReader) next() (line []byte, ok bool) {
	r.line++
	for {
		if end := bytes.IndexByte(r.ahead, '\n'); end >= 0 && end < lineBuffer {
			line, r.ahead = r.ahead[:end], r.ahead[end+1:]
			return line, true
		}
		if !r.wants(len(r.ahead)) {
			return nil, false
		}
		r.ahead = r.more(r.ahead)
	}
}

// block takes the lines up to an empty one, at most count, with their newlines, into memory that it may use; all is false when
// that was not count lines, and ended when it was because of the empty line.
func (r *lineReader) block(memory []byte, count int) (lines []byte, all, ended bool) {
	lines, at := append(memory[:0], r.ahead...), 0 // at: where the lines end that are taken
	for ; count > 0; count-- {
		r.line++
		end := bytes.IndexByte(lines[at:], '\n')
		for ; end < 0 && r.wants(len(lines)-at); end = bytes.IndexByte(lines[at:], '\n') {
			lines = r.more(lines)
		}
		if end == 0 {
			r.ahead = append(r.ahead[:0], lines[at+1:]...)
			return lines[:at], false, true
		}
		if end < 0 || end >= lineBuffer {
			return lines[:at], false, false
		}
		at += end + 1
	}
	r.ahead = append(r.ahead[:0], lines[at:]...)
	return lines[:at], true, false
}

// wants tells whether reading on may end a line of which so many bytes are there, and notes why not.
func (r *lineReader) wants(there int) bool {
	switch {
	case there >= lineBuffer:
		return false
	case r.ended == nil:
		return true
	case errors.Is(r.ended, io.EOF):
		r.cut = true
	default:
		r.err = r.ended
	}
	return false
}

// more reads on behind text.
func (r *lineReader) more(text []byte) []byte {
	text = slices.Grow(text, lineBuffer)
	for range patience {
		n, err := r.in.Read(text[len(text):cap(text)])
		text, r.ended = text[:len(text)+n], err
		if n > 0 || err != nil {
			return text
		}
	}
	r.ended = io.ErrNoProgress
	return text
}

// patience is how often a reader may give nothing, as bufio has it.
const patience = 100

// rest is what follows the last line.
func (r *lineReader) rest() io.Reader {
	if r.ended != nil {
		return io.MultiReader(bytes.NewReader(r.ahead), failing{r.ended})
	}
	return io.MultiReader(bytes.NewReader(r.ahead), r.in)
}

// failing is a reader after its end.
type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

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
	lines, all, ended := a.in.block(b.lines, blockRecords)
	if b.lines = lines; !all && !ended {
		b.problem, b.err = a.in.problem(LineMalformed), a.in.err
	}
	return all
}

func (a *archiveBlocks) read(*block) {}

func (a *archiveBlocks) line(seq int64) int64 { return a.head + seq + 1 }

// headLines stand before the first record; in version 3 the handovers do too.
const headLines = 2

func (a *archiveBlocks) check(b *block, line []byte, seq int64) (checked, Problem) {
	rest, problem := b.numbered(line, seq)
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
	return checked{leaf: leaf, at: unknown}, NoProblem
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
	if !b.known(said.event) {
		b.newer++
	}
	if string(said.event) == LogErased.id {
		b.hear(rest[65:])
	}
	return checked{leaf: b.leafOf(&salt, rest[65:]), at: said.at}, said, NoProblem
}
