package oplog

import (
	"fmt"

	"golang.org/x/mod/sumdb/tlog"
)

// appendBlock takes in 1<<level records at once by the root of their subtree. The log must end at a multiple of as many: then no
// node below that level is read again before it is replaced.
func (f *Frontier) appendBlock(level int, root tlog.Hash) error {
	n, count := f.size>>level, int64(1)<<level
	if f.size != n*count {
		return fmt.Errorf("a log of %d records cannot take in a block of level %d", f.size, level)
	}
	for ; ; level, n = level+1, n>>1 {
		left := f.hash[level] // of the node before, when n is the right one of two
		f.index[level], f.hash[level] = tlog.StoredHashIndex(level, n), root
		if n&1 == 0 {
			break
		}
		root = tlog.NodeHash(left, root) // two complete their parent
	}
	f.size += count
	return nil
}
