package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
	"time"

	"madoguchi/internal/oplog"
	"madoguchi/internal/store"
)

// archive measures the verification of the log's archive, which it writes once.
func (r *run) archive(ctx context.Context) ([]figure, error) {
	path := filepath.Join(r.dir, "log.archive")
	var written []figure
	if _, err := os.Stat(path); err != nil {
		f, err := r.write(ctx, path)
		if err != nil {
			return nil, err
		}
		written = append(written, f)
	}
	figures, err := r.verify(path, "archive", func(o oplog.Options) (v oplog.Verdict, err error) {
		file, err := os.Open(path)
		if err != nil {
			return v, err
		}
		defer file.Close()
		return oplog.Verify(file, o)
	})
	return append(figures, written...), err
}

// write writes the archive under another name first, so that one cut short is not taken for it.
func (r *run) write(ctx context.Context, path string) (f figure, err error) {
	db, _, err := open(r.dir)
	if err != nil {
		return f, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	file, err := os.Create(path + ".part")
	if err != nil {
		return f, err
	}
	began := time.Now()
	c, err := db.WriteArchive(ctx, file)
	took := time.Since(began)
	if err := errors.Join(err, file.Close()); err != nil {
		return f, fmt.Errorf("writing the archive: %w", err)
	}
	return figure{Name: "writing the archive", Unit: "ns/record", Ours: []float64{float64(took.Nanoseconds()) / float64(c.Size)}}, os.Rename(path+".part", path)
}

// database measures the verification of the log where it lies.
func (r *run) database(ctx context.Context) (figures []figure, err error) {
	reader, err := store.OpenReader(filepath.Join(r.dir, store.FileName), store.Options{Now: time.Now})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, reader.Close()) }()
	return r.verify(filepath.Join(r.dir, "log.archive"), "database", func(o oplog.Options) (oplog.Verdict, error) { return reader.Verify(ctx, o) })
}

// verify measures a whole verification against the bare hashing of the same messages: that of each record, and that of each node of
// the tree above them. Per core counts the processor's time, on all cores together, which other programs' work changes little; that two cores
// are faster than one, they must show by the clock.
func (r *run) verify(archive, what string, whole func(oplog.Options) (oplog.Verdict, error)) ([]figure, error) {
	m, err := readMessages(archive, 200_000)
	if err != nil {
		return nil, err
	}
	all := figure{Name: "verify " + what + ", a core's time", Unit: "ns/record", PeerName: "SHA-256 of the same messages", Budget: 2}
	leaves := figure{Name: "verify " + what + ", a core's time", Unit: "ns/record", PeerName: "SHA-256 of the records alone"}
	scale := figure{Name: "verify " + what + ", by the clock, on two cores", Unit: "ns/record", PeerName: "on one", Budget: 1 / 1.7}
	for range r.rounds {
		leaf, node := m.hash()
		one, clock1, err := timed(1, whole)
		if err != nil {
			return nil, err
		}
		_, clock2, err := timed(2, whole)
		if err != nil {
			return nil, err
		}
		all.Ours, all.Peer = append(all.Ours, one), append(all.Peer, leaf+node)
		leaves.Ours, leaves.Peer = append(leaves.Ours, one), append(leaves.Peer, leaf)
		scale.Ours, scale.Peer = append(scale.Ours, clock2), append(scale.Peer, clock1)
	}
	return []figure{all, leaves, scale}, nil
}

// timed verifies on so many cores; nanoseconds a record of the processor's time and by the clock.
func timed(cores int, whole func(oplog.Options) (oplog.Verdict, error)) (used, clock float64, err error) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(cores))
	runtime.GC()
	before, began := processor(), time.Now()
	v, err := whole(oplog.Options{Cores: cores})
	took := time.Since(began)
	if err != nil || !v.OK {
		return 0, 0, fmt.Errorf("the log does not verify: %s %w", v.Problem, err)
	}
	n := float64(v.Records)
	return float64((processor() - before).Nanoseconds()) / n, float64(took.Nanoseconds()) / n, nil
}

// processor is the time that this process has used of all cores.
func processor() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// messages are what is hashed of the first records of a log.
type messages struct {
	bytes []byte
	ends  []int
	nodes [][sha256.Size]byte
}

func readMessages(archive string, most int) (m messages, err error) {
	file, err := os.Open(archive)
	if err != nil {
		return m, fmt.Errorf("opening the archive that tells the messages: %w", err)
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	for skip := 0; len(m.ends) < most && lines.Scan() && len(lines.Bytes()) > 0; skip++ {
		if skip < 2 {
			continue
		}
		_, rest, _ := bytes.Cut(lines.Bytes(), []byte{' '})
		salt, payload, found := bytes.Cut(rest, []byte{' '})
		if !found {
			return m, io.ErrUnexpectedEOF
		}
		m.bytes = append(m.bytes, 0)
		if m.bytes, err = hex.AppendDecode(m.bytes, salt); err != nil {
			return m, err
		}
		m.bytes = append(m.bytes, payload...)
		m.ends = append(m.ends, len(m.bytes))
	}
	m.nodes = make([][sha256.Size]byte, len(m.ends))
	return m, lines.Err()
}

// hash hashes them and the nodes above, one core doing nothing else; nanoseconds a record of the processor's time.
func (m messages) hash() (leaf, node float64) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	before, from := processor(), 0
	for i, end := range m.ends {
		m.nodes[i] = sha256.Sum256(m.bytes[from:end])
		from = end
	}
	between := processor()
	var pair [1 + 2*sha256.Size]byte
	for i := range m.nodes {
		pair[0] = 1
		copy(pair[1:], m.nodes[i][:])
		copy(pair[1+sha256.Size:], m.nodes[i][:])
		m.nodes[i] = sha256.Sum256(pair[:])
	}
	after, n := processor(), float64(len(m.ends))
	return float64((between - before).Nanoseconds()) / n, float64((after - between).Nanoseconds()) / n
}
