package oplog

import (
	"fmt"

	"golang.org/x/mod/sumdb/tlog"
)

// Frontier is the right edge of a log's tree: the newest node of every level, at most 63 hashes. It answers every read that
// appending to the log and taking its root needs, so a log of any length is checked in one pass and constant memory, and a
// store need not read nodes from disk for each record. The zero Frontier is an empty log. It is a value: copy it to keep a
// state to go back to.
type Frontier struct {
	size  int64
	index [63]int64 // stored hash index of the newest node of a level
	hash  [63]tlog.Hash
}

// LoadFrontier reads the frontier of a log of size records from its node table.
func LoadFrontier(size int64, nodes tlog.HashReader) (Frontier, error) {
	f := Frontier{size: size}
	var levels []int
	var indexes []int64
	for level := 0; size>>level > 0; level++ {
		levels = append(levels, level)
		indexes = append(indexes, tlog.StoredHashIndex(level, size>>level-1))
	}
	hashes, err := nodes.ReadHashes(indexes)
	if err != nil {
		return Frontier{}, fmt.Errorf("read the nodes of a log of %d records: %w", size, err)
	}
	for i, level := range levels {
		f.index[level], f.hash[level] = indexes[i], hashes[i]
	}
	return f, nil
}

// Size is how many records the log has.
func (f *Frontier) Size() int64 { return f.size }

// Advance takes in the nodes of a sealed leaf, which must be the next one.
func (f *Frontier) Advance(l Leaf) error {
	if l.Seq != f.size {
		return fmt.Errorf("record %d does not follow a log of %d records", l.Seq, f.size)
	}
	f.take(l.Nodes)
	return nil
}

// append takes in the hash of the next record.
func (f *Frontier) append(leaf tlog.Hash) error {
	added, err := tlog.StoredHashesForRecordHash(f.size, leaf, f)
	if err != nil {
		return err
	}
	f.take(added)
	return nil
}

func (f *Frontier) take(added []tlog.Hash) {
	first := tlog.StoredHashIndex(0, f.size)
	for level, h := range added { // a record completes one node of each level up to where it stops
		f.index[level], f.hash[level] = first+int64(level), h
	}
	f.size++
}

// Root is the root hash of the log.
func (f *Frontier) Root() (tlog.Hash, error) { return tlog.TreeHash(f.size, f) }

// ReadHashes makes the frontier a tlog.HashReader for its own size.
func (f *Frontier) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	hashes := make([]tlog.Hash, len(indexes))
	for i, index := range indexes {
		level, n := tlog.SplitStoredHashIndex(index)
		if level >= len(f.hash) || f.size>>level <= n || f.index[level] != index {
			return nil, fmt.Errorf("node %d is not on the frontier of %d records", index, f.size)
		}
		hashes[i] = f.hash[level]
	}
	return hashes, nil
}
