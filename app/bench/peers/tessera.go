package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"path/filepath"
	"syscall"
	"time"

	"github.com/transparency-dev/tessera"
	"github.com/transparency-dev/tessera/api"
	"github.com/transparency-dev/tessera/client"
	"github.com/transparency-dev/tessera/fsck"
	"github.com/transparency-dev/tessera/storage/posix"
	"golang.org/x/mod/sumdb/note"

	"github.com/transparency-dev/merkle/rfc6962"
)

const origin = "28225.madoguchi/peer"

// tessera measures the transparency log library on files. An entry counts as appended when its place is durable; that a signed
// checkpoint covers it comes later, by the interval. Each is a batch of its own, as a counter's acts are.
func (r *run) tessera(ctx context.Context) ([]figure, error) {
	secret, public, err := note.GenerateKey(rand.Reader, origin)
	if err != nil {
		return nil, err
	}
	signer, err := note.NewSigner(secret)
	if err != nil {
		return nil, err
	}
	verifier, err := note.NewVerifier(public)
	if err != nil {
		return nil, err
	}
	dir := filepath.Join(r.dir, "tessera")
	if err := r.fillTessera(ctx, dir, signer); err != nil {
		return nil, err
	}
	size, err := stored(dir)
	if err != nil {
		return nil, err
	}
	check := figure{Name: "Tessera 1.0.4: verify (fsck), a core's time", Unit: "ns/record"}
	for range r.rounds {
		began := used(syscall.RUSAGE_SELF)
		if err := fsck.New(origin, verifier, client.FileFetcher{Root: dir}, leafHashes, fsck.Opts{N: 1}).Check(ctx); err != nil {
			return nil, fmt.Errorf("checking the log: %w", err)
		}
		check.Ours = append(check.Ours, float64((used(syscall.RUSAGE_SELF)-began).Nanoseconds())/float64(r.records))
	}
	append1, err := r.appendTessera(ctx, dir, signer)
	return []figure{append1, check, {Name: "Tessera 1.0.4: on the disk", Unit: "B/record", Ours: []float64{size / float64(r.records)}}}, err
}

func leafHashes(bundle []byte) ([][]byte, error) {
	var b api.EntryBundle
	if err := b.UnmarshalText(bundle); err != nil {
		return nil, err
	}
	var list [][]byte
	for _, entry := range b.Entries {
		list = append(list, rfc6962.DefaultHasher.HashLeaf(entry))
	}
	return list, nil
}

// fillTessera appends many entries at once, in large batches.
func (r *run) fillTessera(ctx context.Context, dir string, signer note.Signer) error {
	ctx, stop := context.WithCancel(ctx) // ends what the library does beside
	defer stop()
	driver, err := posix.New(ctx, posix.Config{Path: dir})
	if err != nil {
		return err
	}
	a, shutdown, reader, err := tessera.NewAppender(ctx, driver, tessera.NewAppendOptions().WithCheckpointSigner(signer).WithBatching(256, 50*time.Millisecond).
		WithCheckpointInterval(time.Second).WithPushback(16384))
	if err != nil {
		return err
	}
	wait := tessera.NewPublicationAwaiter(ctx, reader.ReadCheckpoint, 100*time.Millisecond)
	var last tessera.IndexFuture
	for from := 0; from < r.records; from += 4096 {
		var futures []tessera.IndexFuture
		for i := from; i < min(from+4096, r.records); i++ {
			futures = append(futures, a.Add(ctx, tessera.NewEntry(payload(i))))
		}
		for _, f := range futures {
			if _, err := f(); err != nil {
				return fmt.Errorf("appending: %w", err)
			}
			last = f
		}
	}
	if _, _, err := wait.Await(ctx, last); err != nil {
		return err
	}
	return shutdown(ctx)
}

func (r *run) appendTessera(ctx context.Context, dir string, signer note.Signer) (figure, error) {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	driver, err := posix.New(ctx, posix.Config{Path: dir})
	if err != nil {
		return figure{}, err
	}
	a, shutdown, _, err := tessera.NewAppender(ctx, driver, tessera.NewAppendOptions().WithCheckpointSigner(signer).WithBatching(1, time.Millisecond).
		WithCheckpointInterval(100*time.Millisecond))
	if err != nil {
		return figure{}, err
	}
	n := r.records
	f, err := r.takeTurns("Tessera 1.0.4", func() error {
		n++
		_, err := a.Add(ctx, tessera.NewEntry(payload(n)))()
		return err
	})
	if err != nil {
		return f, err
	}
	return f, shutdown(ctx)
}
