package cards_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"madoguchi/hardware"
	"madoguchi/hardware/sim"
	"madoguchi/internal/cards"
	"madoguchi/internal/cards/testissuer"
	"madoguchi/internal/juki"
	"madoguchi/internal/pin"
)

// pulledEverywhere runs work on a fresh card once for each of its APDUs and each side of the chip's work, pulling the card
// there; then it puts the card back and lets check look at it.
func pulledEverywhere(t *testing.T, sample string, work func(context.Context, hardware.Card) error, check func(*testing.T, *bench, error)) {
	whole := benchWith(t, sample)
	before := whole.card.Answered()
	if err := whole.with(work); err != nil {
		t.Fatalf("without a pull: %v", err)
	}
	commands := whole.card.Answered() - before
	if commands < 1 {
		t.Fatal("no command was sent")
	}
	for n := 1; n <= commands; n++ {
		for _, when := range []sim.PullWhen{sim.BeforeAnswer, sim.AfterAnswer} {
			t.Run(fmt.Sprintf("command %d of %d, side %d", n, commands, when), func(t *testing.T) {
				b := benchWith(t, sample)
				b.card.PullAt(n, when)
				err := b.with(work)
				if !errors.Is(err, hardware.CardRemoved) || cards.Trouble(err).Code != juki.CardPulled {
					t.Errorf("a pulled card gave: %v", err)
				}
				var wrong *cards.WrongPIN
				if errors.As(err, &wrong) {
					t.Error("a pulled card counted as a wrong PIN")
				}
				b.insert()
				for kind, want := range fullTries {
					if left := b.tries(kind); left != want {
						t.Errorf("PIN %d has %d tries left, want %d", kind, left, want)
					}
				}
				check(t, b, err)
			})
		}
	}
}

func TestCardPulledWhileItIsIdentified(t *testing.T) {
	work := func(ctx context.Context, c hardware.Card) error {
		_, err := cards.Identify(ctx, c)
		return err
	}
	pulledEverywhere(t, "delivered", work, func(t *testing.T, b *bench, _ error) {
		if id := b.identify(); id.Serial != "400000000000101" {
			t.Errorf("read again: %+v", id)
		}
	})
}

func TestCardPulledWhileAFirstPINIsSet(t *testing.T) {
	for kind, p := range newPINs {
		work := func(ctx context.Context, c hardware.Card) error {
			return testissuer.Issuer{}.SetFirstPIN(ctx, c, pin.New(kind, []byte(p)))
		}
		pulledEverywhere(t, "new-1", work, func(t *testing.T, b *bench, _ error) {
			// Set or not set, both are true states; setting it once more makes it certain and costs nothing.
			if err := b.with(work); err != nil {
				t.Fatal(err)
			}
			if err := b.verify(kind, p); err != nil {
				t.Errorf("PIN %d: %v", kind, err)
			}
		})
	}
}

func TestCardPulledWhileAPINIsChanged(t *testing.T) {
	for kind, old := range oldPINs {
		work := func(ctx context.Context, c hardware.Card) error {
			return cards.ChangePIN(ctx, c, pin.New(kind, []byte(old)), pin.New(kind, []byte(newPINs[kind])))
		}
		pulledEverywhere(t, "delivered", work, func(t *testing.T, b *bench, err error) {
			var half *cards.HalfChanged
			if errors.As(err, &half) {
				if kind != juki.ResidentRegisterPIN {
					t.Errorf("PIN %d has one place and is half changed", kind)
				}
				return // the caller knows that the places may differ
			}
			withOld, withNew := b.verify(kind, old) == nil, b.verify(kind, newPINs[kind]) == nil
			if withOld == withNew || kind == juki.ResidentRegisterPIN && withNew {
				t.Errorf("PIN %d: old opens %v, new opens %v", kind, withOld, withNew)
			}
		})
	}
}
