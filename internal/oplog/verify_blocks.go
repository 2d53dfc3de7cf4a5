package oplog

import (
	"bytes"
	"crypto/sha256"
	"strconv"
	"sync"

	"golang.org/x/mod/sumdb/tlog"
)

// Records are checked in blocks, each by one core: its lines are read, every leaf is hashed, and of a full block the root of its
// subtree. Taking the blocks in order and joining their roots is little work.
const (
	blockLevel   = 10
	blockRecords = 1 << blockLevel
)

// block is a run of records that begins at a multiple of blockRecords.
type block struct {
	from  int64
	lines []byte // one record each, with its newline
	ready chan struct{}

	records       []checked
	whole         bool      // full, and all its records can be read
	root          tlog.Hash // of a whole block's subtree
	buffer        []byte
	number        []byte             // the next record's number, in decimal digits
	events        [eventSlots]string // of the catalogue, seen last
	first         instant            // of its first record that has a text
	newer, erased int64
	erasings      []heard // of which its records tell
	problem       Problem // of the record after records
	err           error   // of reading
}

type checked struct {
	leaf tlog.Hash
	at   instant // unknown when the text was erased
}

// newBlock is an empty block that uses the memory of an old one.
func newBlock(from int64, old block) *block {
	return &block{from: from, ready: make(chan struct{}), first: unknown, lines: old.lines[:0], records: old.records[:0], buffer: old.buffer, events: old.events,
		number: strconv.AppendInt(old.number[:0], from, 10)}
}

// blockSource gives blocks of records.
type blockSource interface {
	// fill puts the next lines into b, on one goroutine and in order; false after the last.
	fill(b *block) bool
	// read is done by any core: what fill left to do.
	read(b *block)
	// check is given one line without its newline: its leaf and time, or what is wrong with it.
	check(b *block, line []byte, seq int64) (checked, Problem)
	// line is where record seq stands in the file, 0 for no file.
	line(seq int64) int64
}

// work checks the records of a block.
func (b *block) work(source blockSource) {
	defer close(b.ready)
	problem := b.problem // of what comes after the lines
	if source.read(b); b.err != nil {
		return
	}
	if b.problem != NoProblem {
		problem = b.problem
	}
	b.problem = NoProblem
	for rest := b.lines; len(rest) > 0; {
		end := bytes.IndexByte(rest, '\n')
		r, wrong := source.check(b, rest[:end], b.from+int64(len(b.records)))
		if wrong != NoProblem {
			b.problem = wrong
			return
		}
		if b.first == unknown {
			b.first = r.at
		}
		b.records, rest = append(b.records, r), rest[end+1:]
		b.number = next(b.number)
	}
	if b.problem = problem; len(b.records) == blockRecords {
		b.whole, b.root = true, rootOf(b.records)
	}
}

// rootOf is the root of the subtree of a full block.
func rootOf(records []checked) tlog.Hash {
	var level [blockRecords / 2]tlog.Hash
	for i := range level {
		level[i] = tlog.NodeHash(records[2*i].leaf, records[2*i+1].leaf)
	}
	for count := len(level) / 2; count > 0; count /= 2 {
		for i := range count {
			level[i] = tlog.NodeHash(level[2*i], level[2*i+1])
		}
	}
	return level[0]
}

// numbered is afterNumber of the block's next record; the number is compared as text, for it is nearly always right.
func (b *block) numbered(line []byte, seq int64) ([]byte, Problem) {
	if n := len(b.number); len(line) > n && line[n] == ' ' && string(line[:n]) == string(b.number) {
		return line[n+1:], NoProblem
	}
	return afterNumber(line, seq)
}

// next counts decimal digits up.
func next(digits []byte) []byte {
	for i := len(digits) - 1; i >= 0; i-- {
		if digits[i]++; digits[i] <= '9' {
			return digits
		}
		digits[i] = '0'
	}
	return append([]byte{'1'}, digits...)
}

// eventSlots is how many known events a block remembers.
const eventSlots = 64

// known tells whether the catalogue has an event. A log has few, so each is looked up seldom.
func (b *block) known(event []byte) bool {
	n := len(event)
	slot := &b.events[(n*7+int(event[n-1])+int(event[n/2])*3)%eventSlots]
	if *slot == string(event) {
		return true
	}
	_, known := byID[string(event)]
	if known {
		*slot = string(event)
	}
	return known
}

// leafOf is LeafHash in the block's own memory.
func (b *block) leafOf(salt *Salt, payload []byte) tlog.Hash {
	b.buffer = append(append(append(b.buffer[:0], 0), salt[:]...), payload...)
	return sha256.Sum256(b.buffer)
}

// belt has blocks checked by several cores and hands them on in order.
type belt struct {
	ordered chan *block
	free    chan *block
	halt    chan struct{}
	running sync.WaitGroup
}

func newBelt(source blockSource, cores int) *belt {
	ahead := 2 * cores // so many blocks wait for a core or for their turn
	b := &belt{ordered: make(chan *block, ahead), free: make(chan *block, 2*ahead+cores+2), halt: make(chan struct{})}
	todo := make(chan *block, ahead)
	for range cores {
		b.running.Go(func() {
			for next := range todo {
				next.work(source)
			}
		})
	}
	b.running.Go(func() { b.feed(source, todo) })
	return b
}

func (b *belt) feed(source blockSource, todo chan<- *block) {
	defer close(b.ordered)
	defer close(todo)
	for from := int64(0); ; from += blockRecords {
		next := b.blank(from)
		more := source.fill(next)
		if len(next.lines) == 0 && next.problem == NoProblem && next.err == nil && !more {
			return
		}
		for _, to := range []chan<- *block{b.ordered, todo} {
			select {
			case to <- next:
			case <-b.halt:
				return
			}
		}
		if !more {
			return
		}
	}
}

// blank is an empty block, one that was used before when there is any.
func (b *belt) blank(from int64) *block {
	var old block
	select {
	case p := <-b.free:
		old = *p
	default:
	}
	return newBlock(from, old)
}

// all gives the blocks in order; a block is no longer there when the next one is asked for.
func (b *belt) all(yield func(*block) bool) {
	for next := range b.ordered {
		<-next.ready
		if !yield(next) {
			return
		}
		select {
		case b.free <- next:
		default:
		}
	}
}

// stop ends the goroutines and waits for them: afterwards nobody reads the source. Blocks under way are dropped.
func (b *belt) stop() {
	close(b.halt)
	b.running.Wait()
}
