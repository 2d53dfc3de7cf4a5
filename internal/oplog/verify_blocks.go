package oplog

import (
	"bytes"
	"crypto/sha256"
	"sync"
	"time"

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
	buffer        []byte
	first         time.Time // of its first record that has a text
	newer, erased int64
	problem       Problem // of the record after records
	err           error   // of reading
}

type checked struct {
	leaf tlog.Hash
	time time.Time // zero when the text was erased
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
		if b.first.IsZero() {
			b.first = r.time
		}
		b.records, rest = append(b.records, r), rest[end+1:]
	}
	b.problem = problem
}

// root is the root of the block's subtree; whole is false when the block is not full.
func (b *block) root() (root tlog.Hash, whole bool) {
	if len(b.records) != blockRecords {
		return root, false
	}
	level := make([]tlog.Hash, blockRecords/2)
	for i := range level {
		level[i] = tlog.NodeHash(b.records[2*i].leaf, b.records[2*i+1].leaf)
	}
	for ; len(level) > 1; level = level[:len(level)/2] {
		for i := range len(level) / 2 {
			level[i] = tlog.NodeHash(level[2*i], level[2*i+1])
		}
	}
	return level[0], true
}

// leafOf is LeafHash in the block's own memory.
func (b *block) leafOf(salt Salt, payload []byte) tlog.Hash {
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
	return &block{from: from, ready: make(chan struct{}), lines: old.lines[:0], records: old.records[:0], buffer: old.buffer}
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
