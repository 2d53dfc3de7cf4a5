// Command log measures the operation history with as many records as three years bring: a durable act, verification, searches, reports,
// size and proof. It builds the log itself, once, in the product's own form, and prints what it measured as JSON for the bench.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/signal"
)

// figure is a figure of the bench: in rounds, beside its peer's of the same round.
type figure struct {
	Name, Unit, PeerName string
	Ours, Peer           []float64
	Budget               float64
}

// run is one run of the program.
type run struct {
	dir     string // of the terminal whose log is measured
	records int
	rounds  int
	quick   bool
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	r := run{}
	flag.StringVar(&r.dir, "data", "", "the terminal's data folder; build fills it")
	flag.IntVar(&r.records, "records", 10_000_000, "records that build makes")
	flag.IntVar(&r.rounds, "rounds", 3, "rounds of each figure")
	flag.BoolVar(&r.quick, "quick", false, "few repetitions")
	flag.Parse()
	parts := map[string]func(context.Context) ([]figure, error){"build": r.build, "start": r.start, "act": r.act, "archive": r.archive, "database": r.database,
		"search": r.search, "reports": r.reports, "proof": r.proof}
	part := parts[flag.Arg(0)]
	if part == nil || r.dir == "" {
		fmt.Fprintln(os.Stderr, "log -data DIR build|start|act|archive|database|search|reports|proof")
		os.Exit(2)
	}
	figures, err := part(ctx)
	if err == nil {
		err = json.NewEncoder(os.Stdout).Encode(figures)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "log:", err)
		os.Exit(1)
	}
}
