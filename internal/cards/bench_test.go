package cards_test

import (
	"context"
	"testing"

	"madoguchi/hardware"
	"madoguchi/hardware/sim"
	"madoguchi/internal/cards"
	"madoguchi/internal/juki"
	"madoguchi/internal/pin"
)

const reader = "Customer 01"

// factory is shared: it makes RSA keys once.
var factory = sim.NewFactory()

// bench is a reader with one card.
type bench struct {
	t       *testing.T
	readers *sim.Readers
	card    *sim.Card
}

func newBench(t *testing.T, card *sim.Card, err error) *bench {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	b := &bench{t, sim.NewReaders(reader), card}
	b.insert()
	return b
}

func benchWith(t *testing.T, sample string) *bench {
	t.Helper()
	card, err := factory.Sample(sample)
	return newBench(t, card, err)
}

func (b *bench) insert() {
	b.t.Helper()
	if err := b.readers.Insert(reader, b.card); err != nil {
		b.t.Fatal(err)
	}
}

// with runs f in one card session, as a procedure does.
func (b *bench) with(f func(ctx context.Context, c hardware.Card) error) error {
	b.t.Helper()
	c, err := b.readers.Open(b.t.Context(), reader)
	if err != nil {
		b.t.Fatal(err)
	}
	defer c.Close()
	return f(b.t.Context(), c)
}

func (b *bench) identify() cards.Identity {
	b.t.Helper()
	var id cards.Identity
	err := b.with(func(ctx context.Context, c hardware.Card) (err error) {
		id, err = cards.Identify(ctx, c)
		return err
	})
	if err != nil {
		b.t.Fatal(err)
	}
	return id
}

func (b *bench) verify(kind juki.PINKind, digits string) error {
	b.t.Helper()
	return b.with(func(ctx context.Context, c hardware.Card) error {
		p := pin.New(kind, []byte(digits))
		defer p.Wipe()
		return cards.VerifyPIN(ctx, c, p)
	})
}

func (b *bench) tries(kind juki.PINKind) int {
	b.t.Helper()
	var left int
	err := b.with(func(ctx context.Context, c hardware.Card) (err error) {
		left, err = cards.Tries(ctx, c, kind)
		return err
	})
	if err != nil {
		b.t.Fatal(err)
	}
	return left
}

var fullTries = map[juki.PINKind]int{juki.SignaturePIN: 5, juki.AuthenticationPIN: 3, juki.ResidentRegisterPIN: 3, juki.FaceEntryPIN: 3}
