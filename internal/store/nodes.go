package store

import (
	"context"
	"fmt"

	"golang.org/x/mod/sumdb/tlog"
)

// nodeLevel is the first level of the tree whose nodes are stored. A leaf hash lies beside its record; what is between is hashed from
// the leaves when it is asked for, at most 255 of them for a root or a proof.
const nodeLevel = 8

// nodes reads hashes of the tree (tlog.HashReader).
type nodes struct {
	ctx context.Context
	q   querier
}

func (n nodes) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	list := make([]tlog.Hash, len(indexes))
	for k, i := range indexes {
		var err error
		if level, at := tlog.SplitStoredHashIndex(i); level < nodeLevel {
			list[k], err = n.fold(at<<level, level)
		} else {
			list[k], err = n.stored(i)
		}
		if err != nil {
			return nil, err
		}
	}
	return list, nil
}

// stored reads a node.
func (n nodes) stored(i int64) (tlog.Hash, error) {
	list, err := n.hashes("SELECT hash FROM node WHERE i = ?", i)
	if err == nil && len(list) != 1 {
		err = fmt.Errorf("hash %d of the log is not there", i)
	}
	if err != nil {
		return tlog.Hash{}, err
	}
	return list[0], nil
}

// fold gives the node above the 1<<level leaves from one on.
func (n nodes) fold(from int64, level int) (tlog.Hash, error) {
	count := int64(1) << level
	list, err := n.hashes("SELECT leaf FROM record WHERE seq >= ? AND seq < ? ORDER BY seq", from, from+count)
	if err == nil && len(list) != int(count) {
		err = fmt.Errorf("a hash of the records %d to %d is missing", from, from+count-1)
	}
	if err != nil {
		return tlog.Hash{}, err
	}
	for ; len(list) > 1; list = list[:len(list)/2] {
		for k := range len(list) / 2 {
			list[k] = tlog.NodeHash(list[2*k], list[2*k+1])
		}
	}
	return list[0], nil
}

func (n nodes) hashes(query string, args ...any) (list []tlog.Hash, err error) {
	err = listIn(n.ctx, n.q, query, args, func(scan scanner) error {
		var hash []byte
		if err := scan(&hash); err != nil {
			return err
		}
		if len(hash) != tlog.HashSize {
			return fmt.Errorf("a hash of the log has %d bytes", len(hash))
		}
		list = append(list, tlog.Hash(hash))
		return nil
	})
	return list, err
}
