package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
)

// photo has the photo's own benchmark do 100 whole acts a round: what comes after the scanner's end until the preview is painted, and what is left in
// memory of them.
func (b *bench) photo(ctx context.Context) ([]figure, error) {
	repeat, rounds := "100x", min(b.rounds, 5)
	if b.quick {
		repeat = "5x"
	}
	cmd := exec.CommandContext(ctx, "go", "test", "-tags", "migrated_fynedo,x11", "-run", "^$", "-bench", "^BenchmarkPhoto$",
		"-benchtime", repeat, "-count", strconv.Itoa(rounds), "./internal/photo")
	cmd.Env = append(os.Environ(), "TMPDIR="+b.out)
	cmd.Stderr = os.Stderr
	text, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("running the photo's benchmark: %w\n%s", err, text)
	}
	worst := figure{name: "end of the scan to preview, 600 dpi, p95", unit: "ms", budget: 300}
	usual := figure{name: "end of the scan to preview, 600 dpi, p50", unit: "ms"}
	memory := figure{name: "resident memory after 100 photos", unit: "MB", peerName: "before", budget: 1.05}
	for line := range strings.Lines(string(text)) {
		if !strings.Contains(line, "preview-p95-ms") {
			continue
		}
		worst.ours, usual.ours = append(worst.ours, metric(line, "preview-p95-ms")), append(usual.ours, metric(line, "preview-p50-ms"))
		memory.ours, memory.peer = append(memory.ours, metric(line, "after-MB")), append(memory.peer, metric(line, "before-MB"))
	}
	return []figure{worst, usual, memory}, nil
}
