package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
)

const usage = `usage: simcards COMMAND [READER [CARD]] --dir DIR
  start [--private]   start pcscd with an Operator Reader and a Customer Reader, sample cards inserted
  insert READER CARD  put a card into a reader        swap READER CARD  change the card quickly
  pull READER         take the card out               turn-over READER  the other side up: mute
  unplug READER       pull the reader's cable         plug READER       put it back
  list                readers, cards in them, sample cards
  stop                end it
`

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "simcards:", err)
		os.Exit(1)
	}
}

// options are the flags; they may stand before and after the words.
type options struct {
	dir     string
	private bool
}

func run(ctx context.Context, args []string) error {
	o, words, err := parse(args)
	if err != nil {
		return err
	}
	if len(words) == 0 {
		return errors.New("say what to do\n" + strings.TrimSpace(usage))
	}
	if o.dir, err = filepath.Abs(o.dir); err != nil {
		return err
	}
	switch words[0] {
	case "start":
		return start(ctx, o)
	case "serve": // what start runs in the background
		return serve(ctx, o)
	}
	answer, err := ask(o.controlSocket(), words)
	if err != nil {
		return err
	}
	fmt.Print(answer)
	return nil
}

func parse(args []string) (o options, words []string, err error) {
	f := flag.NewFlagSet("simcards", flag.ContinueOnError)
	f.Usage = func() { fmt.Fprint(f.Output(), usage) }
	f.StringVar(&o.dir, "dir", "", "folder of the state and the sockets")
	f.BoolVar(&o.private, "private", false, "a pcscd of its own that only programs with PCSCLITE_CSOCK_NAME reach")
	for len(args) > 0 {
		if err := f.Parse(args); err != nil {
			return o, nil, err
		}
		if args = f.Args(); len(args) > 0 {
			words, args = append(words, args[0]), args[1:]
		}
	}
	if o.dir == "" {
		return o, nil, errors.New("--dir is missing\n" + strings.TrimSpace(usage))
	}
	return o, words, nil
}

func (o options) controlSocket() string { return filepath.Join(o.dir, "control.sock") }

// matching finds the one reader whose name begins with what was typed.
func matching(names []string, typed string) (string, error) {
	var found []string
	for _, n := range names {
		if strings.HasPrefix(strings.ToLower(n), strings.ToLower(typed)) {
			found = append(found, n)
		}
	}
	if len(found) != 1 || typed == "" {
		return "", fmt.Errorf("%q is not the beginning of one reader's name; there are %q", typed, names)
	}
	return found[0], nil
}
