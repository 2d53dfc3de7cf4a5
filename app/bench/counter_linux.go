package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"madoguchi/hardware/sim"
	"madoguchi/hardware/sim/ifd"
	"madoguchi/internal/juki"
	"madoguchi/internal/session"
	"madoguchi/internal/store"
)

// The readers behind the private pcscd, as PC/SC names them, and what the settings' defaults make the log's name.
const (
	operatorReader = "Operator Reader 00 00"
	customerReader = "Customer Reader 01 00"
	origin         = "28225.madoguchi/terminal-01"
	password       = "Keisoku-Madoguchi-07" // of an operator who exists only while the bench runs
)

// terminal is a counter's data folder with one operator, real pcscd with two simulated readers, and the operator's card.
type terminal struct {
	dir     string
	sockets string
	service *ifd.Service
	card    *sim.Card
	factory *sim.Factory
}

// newTerminal starts a private pcscd and enrols the operator. Its folder is short, because sockets' names are.
func (b *bench) newTerminal(ctx context.Context) (t *terminal, err error) {
	sockets, err := os.MkdirTemp("", "mb")
	if err != nil {
		return nil, err
	}
	t = &terminal{dir: filepath.Join(b.out, "data"), sockets: sockets, factory: sim.NewFactory()}
	if t.service, err = ifd.Start(ctx, ifd.Config{Dir: sockets, Readers: []string{"Operator Reader", "Customer Reader"}, Private: true}); err != nil {
		return nil, err
	}
	if err := os.Setenv("PCSCLITE_CSOCK_NAME", t.service.Socket()); err != nil {
		return nil, err
	}
	if t.card, err = t.factory.Operator(sim.SampleOperators()[0]); err == nil {
		err = t.enrol(ctx)
	}
	if err != nil {
		return nil, errors.Join(err, t.service.Close())
	}
	settings := fmt.Sprintf("operator_reader = %q\ncustomer_reader = %q\n", operatorReader, customerReader)
	return t, os.WriteFile(filepath.Join(t.dir, "terminal.toml"), []byte(settings), 0o600)
}

// enrol makes the operator the first システム管理者 of the terminal, with the card in a simulated reader.
func (t *terminal) enrol(ctx context.Context) error {
	db, err := store.Open(t.dir, store.Options{Now: time.Now, Rand: rand.Reader, Keys: store.FileKey(filepath.Join(t.dir, "terminal.key")), Origin: origin})
	if err != nil {
		return err
	}
	readers := sim.NewReaders(operatorReader)
	s, err := session.New(ctx, session.Deps{Book: db.Operators(), Readers: readers, Now: time.Now, Rand: rand.Reader,
		OperatorReader: func() string { return operatorReader }, CustomerReader: func() string { return "" }, Rules: session.DefaultRules()})
	if err != nil {
		return errors.Join(err, db.Close())
	}
	ctx, stop := context.WithCancel(ctx)
	ended := make(chan struct{})
	go func() { s.Run(ctx); close(ended) }()
	err = readers.Insert(operatorReader, t.card)
	for end := time.Now().Add(patience); err == nil && !s.View().CardReady; time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			err = errors.New("the session does not see the operator's card")
		}
	}
	if err == nil {
		err = s.Enrol(ctx, session.EnrolRequest{ID: "S001", Name: "計測 係", Post: juki.SystemAdministrator, Password: []byte(password)})
	}
	stop()
	<-ended
	return errors.Join(err, db.Close())
}

// onTerminal is a part that needs the terminal.
func (b *bench) onTerminal(measure func(context.Context, *terminal) ([]figure, error)) func(context.Context) ([]figure, error) {
	return func(ctx context.Context) (_ []figure, err error) {
		if b.terminal == nil {
			if b.terminal, err = b.newTerminal(ctx); err != nil {
				return nil, err
			}
		}
		return measure(ctx, b.terminal)
	}
}

// closeTerminal ends pcscd.
func (b *bench) closeTerminal() {
	if b.terminal != nil {
		_ = b.terminal.service.Close()
		_ = os.RemoveAll(b.terminal.sockets)
	}
}
