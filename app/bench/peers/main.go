// Command peers measures other tamper-evident logs as the bench measures the product's: durable appends in turns with a bare append and
// fsync, verification, bytes of a record. It is a module of its own, so that the product depends on none of them. It prints JSON.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"syscall"
	"time"

	"k8s.io/klog/v2"
)

// figure is a figure of the bench; all are told, none is judged.
type figure struct {
	Name, Unit, PeerName string
	Ours, Peer           []float64
	Budget               float64
}

type run struct {
	dir     string
	records int
	repeat  int // durable appends in a round
	rounds  int
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	r := run{records: 100_000, repeat: 300}
	inside := flag.Bool("journald", false, "this process is in a mount namespace of its own, for a private journald")
	quick := flag.Bool("quick", false, "few records")
	flag.StringVar(&r.dir, "dir", "", "folder for the logs, on the disk that is measured; emptied first")
	flag.IntVar(&r.rounds, "rounds", 3, "rounds of durable appends")
	flag.Parse()
	if *quick {
		r.records, r.repeat = 5_000, 30
	}
	if r.dir == "" {
		fmt.Fprintln(os.Stderr, "peers -dir DIR")
		os.Exit(2)
	}
	if *inside {
		tell(r.inNamespace())
		return
	}
	klog.LogToStderr(false) // a library's chatter
	klog.SetOutput(io.Discard)
	if err := os.RemoveAll(r.dir); err != nil {
		fmt.Fprintln(os.Stderr, "peers:", err)
		os.Exit(1)
	}
	var all []figure
	for name, measure := range map[string]func(context.Context) ([]figure, error){"Tessera": r.tessera, "journald": r.journald} {
		figures, err := measure(ctx)
		if err != nil {
			fmt.Fprintf(os.Stderr, "peers: %s is left out: %v\n", name, err)
		}
		all = append(all, figures...)
	}
	slices.SortStableFunc(all, func(a, b figure) int { return len(a.PeerName) - len(b.PeerName) })
	tell(all, os.RemoveAll(r.dir))
}

func tell(figures []figure, err error) {
	if err == nil {
		err = json.NewEncoder(os.Stdout).Encode(figures)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "peers:", err)
		os.Exit(1)
	}
}

// payload is a record as the product writes them.
func payload(i int) []byte {
	at := time.Date(2026, 1, 5, 8, 31, 0, 0, time.FixedZone("JST", 9*60*60)).Add(time.Duration(i) * 3 * time.Second)
	return fmt.Appendf(nil, `{"v":1,"t":"%s","e":"handover.card-taken-by-resident","op":"S%03d","case":"R08-%06d","f":{"state":"take"}}`,
		at.Format("2006-01-02T15:04:05.000-07:00"), 1+i%12, 1+i/30)
}

// takeTurns does durable appends in turns with a bare append of 4 KiB and its fsync.
func (r *run) takeTurns(name string, do func() error) (figure, error) {
	f := figure{Name: name + ": durable append, p50", Unit: "µs", PeerName: "append+fsync"}
	bare, err := os.Create(filepath.Join(r.dir, "bare"))
	if err != nil {
		return f, err
	}
	defer bare.Close()
	block := make([]byte, 4096)
	for range r.rounds {
		var ours, floor []float64
		for range r.repeat {
			began := time.Now()
			if _, err := bare.Write(block); err != nil {
				return f, err
			}
			if err := bare.Sync(); err != nil {
				return f, err
			}
			floor = append(floor, float64(time.Since(began).Nanoseconds())/1e3)
			began = time.Now()
			if err := do(); err != nil {
				return f, err
			}
			ours = append(ours, float64(time.Since(began).Nanoseconds())/1e3)
		}
		slices.Sort(ours)
		slices.Sort(floor)
		f.Ours, f.Peer = append(f.Ours, ours[len(ours)/2]), append(f.Peer, floor[len(floor)/2])
	}
	return f, nil
}

// used is the processor's time of this process, or of its children that have ended.
func used(who int) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(who, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// stored is what a folder's files take on the disk, in bytes.
func stored(dir string) (size float64, err error) {
	err = filepath.WalkDir(dir, func(_ string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := entry.Info()
		if s, ok := info.Sys().(*syscall.Stat_t); err == nil && ok {
			size += float64(s.Blocks) * 512
		}
		return err
	})
	return size, err
}
