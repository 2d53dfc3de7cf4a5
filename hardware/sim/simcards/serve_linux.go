package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"strings"
	"sync"
	"time"

	"madoguchi/hardware/sim"
	"madoguchi/hardware/sim/ifd"
)

// The readers and what is in them at the start.
var (
	readerNames = []string{"Operator Reader", "Customer Reader"}
	firstCards  = []string{"S001", "delivered"} // cards with PINs, so that any program can be tried on them at once
)

// bench is the running service and the drawer of cards.
type bench struct {
	service *ifd.Service
	factory *sim.Factory
	stop    context.CancelFunc

	mu    sync.Mutex
	cards map[string]*sim.Card // every card that was ever asked for, by the word for it
}

// serve runs until it is told to stop or ctx ends.
func serve(ctx context.Context, o options) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	service, err := ifd.Start(ctx, ifd.Config{Dir: o.dir, Readers: readerNames, Private: o.private, Log: os.Stderr})
	if err != nil {
		return err
	}
	b := &bench{service: service, factory: sim.NewFactory(), stop: stop, cards: map[string]*sim.Card{}}
	for i, name := range service.Names() {
		if _, err := b.do([]string{"insert", name, firstCards[i]}); err != nil {
			return errors.Join(err, service.Close())
		}
	}
	return errors.Join(b.listen(ctx, o.controlSocket()), service.Close())
}

// listen answers commands until ctx ends.
func (b *bench) listen(ctx context.Context, socket string) error {
	if err := os.Remove(socket); err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("removing an old control socket: %w", err)
	}
	l, err := net.Listen("unix", socket)
	if err != nil {
		return fmt.Errorf("opening the control socket: %w", err)
	}
	context.AfterFunc(ctx, func() { _ = l.Close() })
	for {
		c, err := l.Accept()
		if err != nil {
			return nil // closed
		}
		answerOne(c, b.do)
	}
}

// do carries out one command and says what is so afterwards.
func (b *bench) do(words []string) (string, error) {
	if len(words) == 1 && words[0] == "list" {
		return b.list(), nil
	}
	if len(words) == 1 && words[0] == "stop" {
		b.stop()
		return "the simulated readers end\n", nil
	}
	if len(words) < 2 {
		return "", fmt.Errorf("what is %q?\n%s", strings.Join(words, " "), usage)
	}
	reader, err := matching(b.service.Names(), words[1])
	if err != nil {
		return "", err
	}
	if err := b.atReader(words[0], reader, words[2:]); err != nil {
		return "", err
	}
	if err := b.settle(); err != nil {
		return "", err
	}
	return b.list(), nil
}

// settle waits until PC/SC programs see what was done, so that the next command of a script does.
func (b *bench) settle() error {
	ctx, cancel := context.WithTimeout(context.Background(), settleWithin)
	defer cancel()
	return b.service.Settle(ctx)
}

// settleWithin bounds the wait for pcscd, which looks at its readers a few times a second.
const settleWithin = 10 * time.Second

func (b *bench) atReader(command, reader string, rest []string) error {
	switch {
	case (command == "insert" || command == "swap") && len(rest) == 1:
		card, err := b.card(reader, rest[0])
		if err != nil {
			return err
		}
		return b.service.Insert(reader, card)
	case len(rest) > 0:
	case command == "pull":
		_, err := b.service.Remove(reader)
		return err
	case command == "turn-over":
		return b.service.TurnOver(reader)
	case command == "unplug":
		return b.service.Unplug(reader)
	case command == "plug":
		return b.service.Plug(reader)
	}
	return fmt.Errorf("%s takes other words\n%s", command, usage)
}

// card takes a card out of the drawer; one that lies in another reader cannot be had.
func (b *bench) card(reader, word string) (*sim.Card, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	c := b.cards[word]
	if c == nil {
		var err error
		if c, err = b.makeCard(word); err != nil {
			return nil, err
		}
		b.cards[word] = c
	}
	for _, name := range b.service.Names() {
		if name != reader && b.service.Card(name) == c {
			return nil, fmt.Errorf("the card %s is in %q; pull it first", word, name)
		}
	}
	return c, nil
}

func (b *bench) makeCard(word string) (*sim.Card, error) {
	spec, isNew := strings.CutPrefix(word, "new:")
	if !isNew {
		return b.factory.Sample(word)
	}
	fields := append(strings.Split(spec, ":"), "", "")
	d := sim.MyNumberCard{Serial: fields[0], Municipality: fields[1], Expires: fields[2]}
	if d.Municipality == "" {
		d.Municipality = "28225"
	}
	if d.Expires == "" {
		d.Expires = "20360401"
	}
	return b.factory.MyNumber(d)
}

// list says what is where.
func (b *bench) list() string {
	var s strings.Builder
	for _, name := range b.service.Names() {
		card := "(empty)"
		if c := b.service.Card(name); c != nil {
			card = c.Label()
		}
		fmt.Fprintf(&s, "%s: %s\n", name, card)
	}
	fmt.Fprintf(&s, "cards: %s, new:SERIAL[:CITY[:YYYYMMDD]]\n", strings.Join(sim.SampleNames(), ", "))
	pins := sim.SamplePINs()
	fmt.Fprintf(&s, "PINs (TEST): %s of the operators; signature %s, authentication %s, resident register %s, face entry %s of the card \"delivered\"\n",
		sim.SampleOperatorPIN, pins[sim.SignaturePIN], pins[sim.AuthenticationPIN], pins[sim.ResidentRegisterPIN], pins[sim.TextPIN])
	fmt.Fprintf(&s, "PC/SC: PCSCLITE_CSOCK_NAME=%s\n", b.service.Socket())
	return s.String()
}
