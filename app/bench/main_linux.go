// Command bench measures every figure of docs/性能.md in one run, each in turns with its floor or peer, so that a figure
// is a ratio that a busy machine changes little. scripts/bench builds what it measures and gives it two virtual monitors.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"image"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"madoguchi/app/robot"
)

// bench is one run.
type bench struct {
	bin    string // folder of the programs under measurement
	out    string // folder for data and pictures, on the disk that is measured
	rounds int
	quick  bool // few repetitions, to try the bench itself
	log    int  // records of the long log
	eyes   *robot.Robot
	hands  *robot.Robot

	terminal  *terminal              // made by the first part that needs it
	portraits map[string]*image.RGBA // how the screens look when they have come to rest
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	code, err := run(ctx)
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		code = 1
	}
	os.Exit(code)
}

func run(ctx context.Context) (code int, err error) {
	b := &bench{}
	flag.StringVar(&b.bin, "bin", "bin", "folder of the programs")
	flag.StringVar(&b.out, "out", "out/bench", "folder for data and pictures, emptied first")
	flag.IntVar(&b.rounds, "rounds", 7, "rounds of each figure")
	flag.BoolVar(&b.quick, "quick", false, "few repetitions: tries the bench, measures nothing well")
	only := flag.String("only", "", "only these parts, with commas between: act, pad, cards, start, memory, stock, log, blank, pulled, photo")
	flag.IntVar(&b.log, "records", logRecords(), "records of the log that part log measures; LOG_RECORDS")
	flag.Parse()
	if b.out, err = filepath.Abs(b.out); err != nil {
		return 0, err
	}
	if err := errors.Join(os.RemoveAll(b.out), os.MkdirAll(b.out, 0o700)); err != nil {
		return 0, err
	}
	if b.eyes, err = robot.New(); err != nil {
		return 0, err
	}
	defer b.eyes.Close()
	if b.hands, err = robot.New(); err != nil {
		return 0, err
	}
	defer b.hands.Close()
	if b.quick {
		b.rounds = 2
	}
	defer b.closeTerminal()
	var all []figure
	for _, part := range []struct {
		name    string
		measure func(context.Context) ([]figure, error)
	}{{"act", b.act}, {"pad", b.pad}, {"cards", b.onTerminal(b.cards)}, {"start", b.onTerminal(b.startUp)}, {"memory", b.onTerminal(b.memory)},
		{"stock", b.onTerminal(b.stock)}, {"log", b.longLog}, {"blank", b.onTerminal(b.blank)}, {"pulled", b.onTerminal(b.pulled)}, {"photo", b.photo}} {
		if *only != "" && !slices.Contains(strings.Split(*only, ","), part.name) {
			continue
		}
		began := time.Now()
		figures, err := part.measure(ctx)
		if err != nil {
			return 0, fmt.Errorf("measuring %s: %w", part.name, err)
		}
		all = append(all, figures...)
		fmt.Fprintf(os.Stderr, "bench: %s took %.0f s\n", part.name, time.Since(began).Seconds())
	}
	over := b.tell(all)
	if over > 0 && os.Getenv("BENCH_STRICT") == "1" {
		return 1, nil
	}
	return 0, nil
}

// tell prints the table and under what load it was measured.
func (b *bench) tell(all []figure) (over int) {
	load, _ := os.ReadFile("/proc/loadavg")
	over = table(os.Stdout, all)
	fmt.Printf("\nEach cell: min / median / max of the rounds; judged by the median. Load averages at the end: %s", load)
	if over > 0 {
		fmt.Printf("%d over budget. BENCH_STRICT=1 makes that an error.\n", over)
	}
	return over
}
