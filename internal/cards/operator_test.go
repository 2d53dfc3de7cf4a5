package cards_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"testing"

	"madoguchi/hardware"
	"madoguchi/hardware/sim"
	"madoguchi/internal/cards"
	"madoguchi/internal/juki"
)

// prove reads the card and has it prove itself.
func (b *bench) prove() (key cards.OperatorKey, err error) {
	b.t.Helper()
	err = b.with(func(ctx context.Context, c hardware.Card) error {
		if key, err = cards.ReadOperatorCard(ctx, c); err != nil {
			return err
		}
		return cards.Prove(ctx, c, key, rand.Reader)
	})
	return key, err
}

func TestAnOperatorCardProvesItsKey(t *testing.T) {
	one, err := benchWith(t, "S001").prove()
	if err != nil {
		t.Fatal(err)
	}
	again, _ := benchWith(t, "S001").prove()
	other, _ := benchWith(t, "S002").prove()
	if one.ID != again.ID || one.ID == other.ID || one.ID == (cards.KeyID{}) {
		t.Errorf("ids %v, %v, %v", one.ID, again.ID, other.ID)
	}
}

func TestACopiedCertificateIsForged(t *testing.T) {
	key, err := benchWith(t, "forged-operator").prove()
	if !errors.Is(err, juki.Refuse(juki.OperatorCardForged)) {
		t.Errorf("%v", err)
	}
	genuine, _ := benchWith(t, "S001").prove()
	if key.ID != genuine.ID {
		t.Error("the sample does not show the copied certificate: this test tests nothing")
	}
}

func TestARecordedAnswerIsForged(t *testing.T) {
	b := benchWith(t, "S001")
	var recorded hardware.Response
	replay := func(t *testing.T, c *spy) error {
		key, err := cards.ReadOperatorCard(t.Context(), c)
		if err != nil {
			t.Fatal(err)
		}
		return cards.Prove(t.Context(), c, key, rand.Reader)
	}
	for round, want := range []error{nil, juki.Refuse(juki.OperatorCardForged)} {
		err := b.with(func(_ context.Context, c hardware.Card) error {
			return replay(t, &spy{Card: c, twist: func(cmd hardware.Command, r hardware.Response) hardware.Response {
				if cmd.INS != 0x87 {
					return r
				}
				if round == 0 {
					recorded = hardware.Response{Data: bytes.Clone(r.Data), SW: r.SW}
				}
				return recorded
			}})
		})
		if !errors.Is(err, want) || (err == nil) != (want == nil) {
			t.Errorf("round %d: %v", round, err)
		}
	}
}

func TestWithoutRandomnessNothingIsProved(t *testing.T) {
	b := benchWith(t, "S001")
	err := b.with(func(ctx context.Context, c hardware.Card) error {
		key, err := cards.ReadOperatorCard(ctx, c)
		if err != nil {
			t.Fatal(err)
		}
		return cards.Prove(ctx, c, key, bytes.NewReader(make([]byte, 31)))
	})
	if err == nil {
		t.Error("a nonce of 31 bytes was taken")
	}
}

func TestOtherCardsAreNoOperatorCards(t *testing.T) {
	for _, sample := range []string{"new-1", "resident"} {
		if _, err := benchWith(t, sample).prove(); !errors.Is(err, juki.Refuse(juki.CardWrongKind)) {
			t.Errorf("%s: %v", sample, err)
		}
	}
}

func TestOperatorCardPulledAtEveryCommand(t *testing.T) {
	whole := benchWith(t, "S001")
	if _, err := whole.prove(); err != nil {
		t.Fatal(err)
	}
	for n := 1; n <= whole.card.Answered(); n++ {
		for _, when := range []sim.PullWhen{sim.BeforeAnswer, sim.AfterAnswer} {
			b := benchWith(t, "S001")
			b.card.PullAt(n, when)
			if _, err := b.prove(); !errors.Is(err, hardware.CardRemoved) {
				t.Errorf("command %d: %v", n, err)
			}
			b.insert()
			if _, err := b.prove(); err != nil {
				t.Errorf("command %d, put back: %v", n, err)
			}
		}
	}
}
