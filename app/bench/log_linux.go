package main

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
)

// logRecords is how many records the log has: LOG_RECORDS, or those of three years.
func logRecords() int {
	if n, err := strconv.Atoi(os.Getenv("LOG_RECORDS")); err == nil && n > 0 {
		return n
	}
	return 10_000_000
}

const fewRecords = 200_000 // with -quick

// longLog measures the operation history with the records of three years, and its peers with fewer. The log is built once, into a folder
// of the user's cache, and anew when the form of the database or the mix of records has changed.
func (b *bench) longLog(ctx context.Context) (all []figure, err error) {
	if b.quick {
		b.log = fewRecords
	}
	dir, err := b.logFolder()
	if err != nil {
		return nil, err
	}
	rounds := min(b.rounds, 3) // a round of verification reads everything four times
	for _, part := range []string{"build", "start", "act", "archive", "database", "search", "reports", "proof"} {
		fmt.Fprintf(os.Stderr, "bench: log, %s\n", part)
		args := []string{"-data", dir, "-records", strconv.Itoa(b.log), "-rounds", strconv.Itoa(rounds), "-quick=" + strconv.FormatBool(b.quick), part}
		figures, err := b.told(ctx, "bench-log", args...)
		if ctx.Err() != nil || err != nil && part == "build" {
			return nil, errors.Join(err, ctx.Err())
		}
		if err != nil { // what took long is told all the same
			fmt.Fprintf(os.Stderr, "bench: %v\n", err)
			figures = []figure{{name: "log, " + part + ": not measured", budget: 1}}
		}
		all = append(all, figures...)
	}
	upload, err := b.uploads(ctx)
	if err != nil {
		fmt.Fprintf(os.Stderr, "bench: %v\n", err) // nothing measured is over its budget
	}
	peers, err := b.told(ctx, "bench-peers", "-dir", filepath.Join(b.out, "peers"), "-rounds", strconv.Itoa(rounds), "-quick="+strconv.FormatBool(b.quick))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		fmt.Fprintf(os.Stderr, "bench: the log's peers were not measured: %v\n", err)
	}
	size, files := folderSize(dir)
	fmt.Fprintf(os.Stderr, "bench: the log stays in %s (%d files, %.0f MB) for the next run; delete it as you like\n", dir, files, float64(size)/1e6)
	return append(append(all, upload), peers...), nil
}

// logFolder is where the log of this form and length lies. Those of other forms, which nobody reads any more, go.
func (b *bench) logFolder() (string, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	sources, err := filepath.Glob("internal/store/migrations/*.sql")
	if err != nil {
		return "", err
	}
	form := sha256.New()
	for _, source := range append(sources, "internal/store/seal.go", "app/bench/log/records_linux.go") {
		text, err := os.ReadFile(source)
		if err != nil {
			return "", fmt.Errorf("reading the form of the log: %w", err)
		}
		form.Write(text)
	}
	name := fmt.Sprintf("%x", form.Sum(nil)[:6])
	root := filepath.Join(cache, "madoguchi-bench")
	before, err := os.ReadDir(root)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", err
	}
	for _, old := range before {
		if !strings.HasPrefix(old.Name(), name) {
			if err := os.RemoveAll(filepath.Join(root, old.Name())); err != nil {
				return "", err
			}
		}
	}
	return filepath.Join(root, name+"-"+strconv.Itoa(b.log)), nil
}

// told runs one of the measuring programs and takes the figures that it prints.
func (b *bench) told(ctx context.Context, program string, args ...string) (figures []figure, err error) {
	cmd := exec.CommandContext(ctx, filepath.Join(b.bin, program), args...)
	cmd.Stderr = os.Stderr
	text, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("running %s: %w", program, err)
	}
	var list []struct {
		Name, Unit, PeerName string
		Ours, Peer           []float64
		Budget               float64
	}
	if err := json.Unmarshal(text, &list); err != nil {
		return nil, fmt.Errorf("reading what %s measured: %w", program, err)
	}
	for _, f := range list {
		figures = append(figures, figure{name: f.Name, unit: f.Unit, peerName: f.PeerName, ours: f.Ours, peer: f.Peer, budget: f.Budget})
	}
	return figures, nil
}

// uploads has the central server's own benchmark measure an upload against a bare COPY of the same rows into a table with the same
// indexes, in turns. Upload must reach 40 % of the COPY's rate.
func (b *bench) uploads(ctx context.Context) (figure, error) {
	f := figure{name: "upload of 100,000 records", unit: "µs/record", peerName: "bare COPY, same indexes", budget: 2.5}
	cmd := exec.CommandContext(ctx, "go", "test", "-tags", "migrated_fynedo,x11", "-run", "^$", "-bench", "^BenchmarkUpload$",
		"-benchtime", "1x", "-count", strconv.Itoa(b.rounds), "-timeout", "1h", "./internal/central")
	cmd.Stderr = os.Stderr
	text, err := cmd.Output()
	if err != nil {
		return f, fmt.Errorf("running the central server's benchmark: %w\n%s", err, text)
	}
	for line := range strings.Lines(string(text)) {
		if rate := metric(line, "upload-rows/s"); rate > 0 {
			f.ours, f.peer = append(f.ours, 1e6/rate), append(f.peer, 1e6/metric(line, "copy-rows/s"))
		}
	}
	return f, nil
}

// folderSize is what a folder's files take, in bytes, and how many they are.
func folderSize(dir string) (size int64, files int) {
	_ = filepath.WalkDir(dir, func(_ string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		info, err := entry.Info()
		if err == nil {
			size, files = size+info.Size(), files+1
		}
		return err
	})
	return size, files
}
