package cards_test

import (
	"context"
	"errors"
	"testing"

	"madoguchi/hardware"
	"madoguchi/internal/cards"
	"madoguchi/internal/cards/testissuer"
	"madoguchi/internal/juki"
	"madoguchi/internal/pin"
)

// The PINs of the sample card "delivered", and others to change to.
var (
	oldPINs = map[juki.PINKind]string{juki.SignaturePIN: "ABC123", juki.AuthenticationPIN: "1234", juki.ResidentRegisterPIN: "9876", juki.FaceEntryPIN: "4321"}
	newPINs = map[juki.PINKind]string{juki.SignaturePIN: "ZKW8821", juki.AuthenticationPIN: "7305", juki.ResidentRegisterPIN: "6194", juki.FaceEntryPIN: "2850"}
)

func TestEveryPINIsVerifiedAndChanged(t *testing.T) {
	for kind, old := range oldPINs {
		b := benchWith(t, "delivered")
		if err := b.verify(kind, old); err != nil {
			t.Fatalf("PIN %d: %v", kind, err)
		}
		if err := b.change(kind, old, newPINs[kind]); err != nil {
			t.Fatalf("PIN %d: %v", kind, err)
		}
		if err := b.verify(kind, newPINs[kind]); err != nil {
			t.Errorf("PIN %d after the change: %v", kind, err)
		}
		var wrong *cards.WrongPIN
		if err := b.verify(kind, old); !errors.As(err, &wrong) {
			t.Errorf("PIN %d: the old one still opens: %v", kind, err)
		}
	}
}

func (b *bench) change(kind juki.PINKind, old, new string) error {
	b.t.Helper()
	return b.with(func(ctx context.Context, c hardware.Card) error {
		return cards.ChangePIN(ctx, c, pin.New(kind, []byte(old)), pin.New(kind, []byte(new)))
	})
}

func TestAWrongPINCostsOneTryAndSaysHowManyAreLeft(t *testing.T) {
	b := benchWith(t, "delivered")
	for _, left := range []int{2, 1, 0} {
		var wrong *cards.WrongPIN
		if err := b.verify(juki.AuthenticationPIN, "0000"); !errors.As(err, &wrong) || wrong.Left != left {
			t.Fatalf("want %d left: %v", left, err)
		}
	}
	locked := &spy{}
	err := b.with(func(ctx context.Context, c hardware.Card) error {
		locked.Card = c
		return cards.VerifyPIN(ctx, locked, pin.New(juki.AuthenticationPIN, []byte("1234")))
	})
	if !errors.Is(err, juki.Refuse(juki.CardPINLocked)) || locked.pins != 0 {
		t.Errorf("locked: %v, sent %d times", err, locked.pins)
	}
}

func TestAWrongOldPINChangesNothing(t *testing.T) {
	for kind, old := range oldPINs {
		b := benchWith(t, "delivered")
		var wrong *cards.WrongPIN
		if err := b.change(kind, newPINs[kind], newPINs[kind]); !errors.As(err, &wrong) {
			t.Errorf("PIN %d: %v", kind, err)
		}
		if err := b.verify(kind, old); err != nil {
			t.Errorf("PIN %d: the old one is gone: %v", kind, err)
		}
	}
}

func TestAPINOfImpossibleLengthIsNotSent(t *testing.T) {
	b := benchWith(t, "delivered")
	for kind, p := range map[juki.PINKind]string{juki.AuthenticationPIN: "12345", juki.SignaturePIN: "AB123", juki.FaceEntryPIN: ""} {
		if err := b.verify(kind, p); !errors.Is(err, juki.Refuse(juki.PINFormat)) {
			t.Errorf("%d: %v", kind, err)
		}
		if err := b.change(kind, oldPINs[kind], p); !errors.Is(err, juki.Refuse(juki.PINFormat)) {
			t.Errorf("%d: %v", kind, err)
		}
		if left := b.tries(kind); left != fullTries[kind] {
			t.Errorf("%d: %d tries left", kind, left)
		}
	}
}

func TestACardWithoutThePINIsOfTheWrongKind(t *testing.T) {
	for _, sample := range []string{"S001", "resident"} {
		b := benchWith(t, sample)
		if err := b.verify(juki.FaceEntryPIN, "1234"); !errors.Is(err, juki.Refuse(juki.CardWrongKind)) {
			t.Errorf("%s: %v", sample, err)
		}
	}
}

func TestADoubtfulAnswerIsNoWrongPINAndIsNotRepeated(t *testing.T) {
	b := benchWith(t, "delivered")
	var seen *spy
	err := b.with(func(ctx context.Context, c hardware.Card) error {
		seen = &spy{Card: c, twist: func(cmd hardware.Command, r hardware.Response) hardware.Response {
			if cmd.INS == 0x20 && len(cmd.Data) > 0 {
				return hardware.Response{SW: 0x6F00}
			}
			return r
		}}
		return cards.VerifyPIN(ctx, seen, pin.New(juki.AuthenticationPIN, []byte("1234")))
	})
	var doubtful *cards.Doubtful
	if !errors.As(err, &doubtful) || doubtful.Left != 3 {
		t.Errorf("%v", err)
	}
	if seen.pins != 1 {
		t.Errorf("the PIN was sent %d times", seen.pins)
	}
}

// spy sees every command and keeps the slices that held PINs.
type spy struct {
	hardware.Card
	twist func(hardware.Command, hardware.Response) hardware.Response
	pins  int
	held  [][]byte
	panic bool
}

func (s *spy) Transmit(ctx context.Context, c hardware.Command) (hardware.Response, error) {
	if c.CarriesPIN() && len(c.Data) > 0 {
		s.pins++
		s.held = append(s.held, c.Data)
		if s.panic {
			panic("driver")
		}
	}
	r, err := s.Card.Transmit(ctx, c)
	if s.twist != nil && err == nil {
		r = s.twist(c, r)
	}
	return r, err
}

func TestNoCopyOfAPINIsLeftInACommand(t *testing.T) {
	b := benchWith(t, "delivered")
	use := func(s *spy) error {
		s.Card, _ = b.readers.Open(t.Context(), reader)
		if s.Card == nil {
			return nil // pulled: nothing to use
		}
		defer s.Card.Close()
		old, new := pin.New(juki.ResidentRegisterPIN, []byte("9876")), pin.New(juki.ResidentRegisterPIN, []byte("9876"))
		_ = testissuer.Issuer{}.SetFirstPIN(t.Context(), s, old)
		return cards.ChangePIN(t.Context(), s, old, new)
	}
	for name, s := range map[string]*spy{
		"done":    {},
		"refused": {twist: func(hardware.Command, hardware.Response) hardware.Response { return hardware.Response{SW: 0x9000} }},
		"panic":   {panic: true},
	} {
		func() {
			defer func() { _ = recover() }()
			_ = use(s)
		}()
		if len(s.held) == 0 {
			t.Errorf("%s: no PIN was seen", name)
		}
		for _, data := range s.held {
			for _, c := range data {
				if c != 0 {
					t.Errorf("%s: a PIN is left", name)
				}
			}
		}
	}
}

func TestFirstPINsAreSetOnCardsThatAllowIt(t *testing.T) {
	b := benchWith(t, "new-1")
	for kind, p := range newPINs {
		if err := b.set(kind, p); err != nil {
			t.Fatal(err)
		}
		if err := b.verify(kind, p); err != nil {
			t.Errorf("PIN %d: %v", kind, err)
		}
	}
	if err := benchWith(t, "face-only").set(juki.AuthenticationPIN, "7305"); !errors.Is(err, juki.Refuse(juki.IssuerRefused)) {
		t.Errorf("顔認証カード: %v", err)
	}
	if err := benchWith(t, "S001").set(juki.AuthenticationPIN, "7305"); !errors.Is(err, juki.Refuse(juki.IssuerRefused)) {
		t.Errorf("operator card: %v", err)
	}
}

func (b *bench) set(kind juki.PINKind, digits string) error {
	b.t.Helper()
	return b.with(func(ctx context.Context, c hardware.Card) error {
		return testissuer.Issuer{}.SetFirstPIN(ctx, c, pin.New(kind, []byte(digits)))
	})
}

func TestAPINInTwoPlacesHasTheTriesOfTheWorseOne(t *testing.T) {
	b := benchWith(t, "delivered")
	_ = b.with(func(ctx context.Context, c hardware.Card) error {
		for _, cmd := range []hardware.Command{
			{INS: 0xA4, P1: 0x04, P2: 0x0C, Data: []byte("\xD3\x92\x10\x00\x31\x00\x01\x01\x01\x00")}, // 共通カードAP, the first place
			{INS: 0xA4, P1: 0x02, P2: 0x0C, Data: []byte{0x00, 0x1C}},
			{INS: 0x20, P2: 0x80, Data: []byte("0000")},
		} {
			if _, err := c.Transmit(ctx, cmd); err != nil {
				t.Fatal(err)
			}
		}
		return nil
	})
	if left := b.tries(juki.ResidentRegisterPIN); left != 2 {
		t.Errorf("%d tries left, want 2", left)
	}
}
