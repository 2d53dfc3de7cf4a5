package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
)

// act has the store's own benchmark measure one durable act (row, record, tree, signed checkpoint) against a bare
// 4 KiB append with fsync, in turns, on the disk that out is on.
func (b *bench) act(ctx context.Context) ([]figure, error) {
	repeat := "150x"
	if b.quick {
		repeat = "20x"
	}
	cmd := exec.CommandContext(ctx, "go", "test", "-tags", "migrated_fynedo,x11", "-run", "^$", "-bench", "^BenchmarkAct$",
		"-benchtime", repeat, "-count", strconv.Itoa(b.rounds), "./internal/store")
	cmd.Env = append(os.Environ(), "TMPDIR="+b.out) // /tmp may be memory, where nothing is durable
	cmd.Stderr = os.Stderr
	text, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("running the store's benchmark: %w\n%s", err, text)
	}
	var figures []figure
	for _, name := range []string{"empty log", "20000 records"} {
		f := figure{name: "durable act p50, " + name, unit: "µs", peerName: "append+fsync", budget: 2}
		for line := range strings.Lines(string(text)) {
			if strings.Contains(line, strings.ReplaceAll(name, " ", "_")) {
				f.ours, f.peer = append(f.ours, metric(line, "act-p50-µs")), append(f.peer, metric(line, "bare-p50-µs"))
			}
		}
		figures = append(figures, f)
	}
	return figures, nil
}

// metric is the number before the unit in a line of a Go benchmark; 0 when it is not there.
func metric(line, unit string) float64 {
	words := strings.Fields(line)
	for i, w := range words {
		if w == unit && i > 0 {
			value, err := strconv.ParseFloat(words[i-1], 64)
			if err == nil {
				return value
			}
		}
	}
	return 0
}
