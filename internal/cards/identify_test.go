package cards_test

import (
	"context"
	"errors"
	"maps"
	"testing"

	"github.com/google/go-cmp/cmp"

	"madoguchi/hardware"
	"madoguchi/hardware/sim"
	"madoguchi/internal/cards"
	"madoguchi/internal/juki"
)

func TestACardSaysWhatItIsWithoutAnyPIN(t *testing.T) {
	locked := map[juki.PINKind]int{juki.SignaturePIN: 0, juki.AuthenticationPIN: 0, juki.ResidentRegisterPIN: 0, juki.FaceEntryPIN: 0}
	for sample, want := range map[string]cards.Identity{
		"new-1": {Kind: juki.MyNumberCard, Serial: "400000000000001", Municipality: "28225", Expires: juki.Date{Year: 2036, Month: 4, Day: 1},
			SignatureCert: true, AuthCert: true, Tries: fullTries},
		"blocked": {Kind: juki.MyNumberCard, Serial: "400000000000102", Municipality: "28225", Expires: juki.Date{Year: 2036, Month: 4, Day: 1},
			SignatureCert: true, AuthCert: true, Tries: locked},
		"child": {Kind: juki.MyNumberCard, Serial: "400000000000105", Municipality: "28225", Expires: juki.Date{Year: 2036, Month: 4, Day: 1},
			AuthCert: true, Tries: fullTries},
		"S001":            {Kind: juki.OperatorCard},
		"forged-operator": {Kind: juki.OperatorCard},
	} {
		t.Run(sample, func(t *testing.T) {
			if diff := cmp.Diff(want, benchWith(t, sample).identify()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestAResidentCardIsToldByItsTokenLabelNotByItsAnswerToReset(t *testing.T) {
	if id := benchWith(t, "resident").identify(); id.Kind != juki.ResidentCard {
		t.Errorf("kind %v", id.Kind)
	}
}

func TestAPhoneAndAForeignChipAreUnknownCards(t *testing.T) {
	phone, err := factory.MyNumber(sim.MyNumberCard{Serial: "400000000000017", Municipality: "28225", Expires: "20360401", Token: "JPKIAPGPSETOKEN"})
	if id := newBench(t, phone, err).identify(); id.Kind != juki.UnknownCard || id.Serial != "" {
		t.Errorf("phone: %+v", id)
	}
	for _, sw := range []uint16{0x6A82, 0x6D00, 0x6E00, 0x6700, 0x6985, 0x6A86} {
		id, err := cards.Identify(t.Context(), answering(sw))
		if err != nil || id.Kind != juki.UnknownCard {
			t.Errorf("%04X: %v, %v", sw, id.Kind, err)
		}
	}
}

func TestADyingCardIsNotTakenForAForeignOne(t *testing.T) {
	for _, sw := range []uint16{0x6F00, 0x6581, 0x6400, 0x6283} {
		_, err := cards.Identify(t.Context(), answering(sw))
		var status *cards.StatusError
		if !errors.As(err, &status) || cards.Trouble(err).Code != juki.CardFailed {
			t.Errorf("%04X: %v", sw, err)
		}
	}
}

// answering is a chip that says the same to everything.
type answering uint16

func (a answering) Transmit(context.Context, hardware.Command) (hardware.Response, error) {
	return hardware.Response{SW: uint16(a)}, nil
}

func (answering) Close() error { return nil }

func TestTheCardInTheReaderIsComparedWithTheCase(t *testing.T) {
	day := func(y int) juki.Date { return juki.Date{Year: y, Month: 4, Day: 1} }
	id := cards.Identity{Kind: juki.MyNumberCard, Serial: "400000000000001", Municipality: "28225", Expires: day(2036), Tries: fullTries}
	want := cards.Want{Kind: juki.MyNumberCard, Serial: "400000000000001", Municipality: "28225", Expires: day(2036), Today: day(2026)}
	if o := cards.Check(id, want); o != nil {
		t.Fatalf("the right card: %v", o)
	}
	for name, c := range map[string]struct {
		change func(*cards.Identity, *cards.Want)
		code   juki.Code
	}{
		"operator card":     {func(id *cards.Identity, _ *cards.Want) { *id = cards.Identity{Kind: juki.OperatorCard} }, juki.OperatorCardHere},
		"unknown card":      {func(id *cards.Identity, _ *cards.Want) { *id = cards.Identity{} }, juki.CardWrongKind},
		"unknown wanted":    {func(id *cards.Identity, w *cards.Want) { *id, w.Kind = cards.Identity{}, juki.UnknownCard }, juki.CardWrongKind},
		"resident card":     {func(id *cards.Identity, _ *cards.Want) { id.Kind = juki.ResidentCard }, juki.CardWrongKind},
		"other city":        {func(id *cards.Identity, _ *cards.Want) { id.Municipality = "40130" }, juki.CardOfOtherCity},
		"no city":           {func(id *cards.Identity, w *cards.Want) { id.Municipality, w.Municipality = "", "" }, juki.CardOfOtherCity},
		"expired yesterday": {func(_ *cards.Identity, w *cards.Want) { w.Today = day(2036).AddDays(1) }, juki.CardExpired},
		"no expiry":         {func(id *cards.Identity, w *cards.Want) { id.Expires, w.Expires = juki.Date{}, juki.Date{} }, juki.CardExpired},
		"other person":      {func(id *cards.Identity, _ *cards.Want) { id.Serial = "400000000000002" }, juki.CardOfOtherCase},
		"no serial":         {func(id *cards.Identity, w *cards.Want) { id.Serial, w.Serial = "", "" }, juki.CardOfOtherCase},
		"other expiry":      {func(_ *cards.Identity, w *cards.Want) { w.Expires = day(2035) }, juki.CardOfOtherCase},
		"one PIN locked": {func(id *cards.Identity, _ *cards.Want) {
			id.Tries = maps.Clone(fullTries)
			id.Tries[juki.FaceEntryPIN] = 0
		}, juki.CardPINLocked},
	} {
		t.Run(name, func(t *testing.T) {
			id, want := id, want
			c.change(&id, &want)
			if o := cards.Check(id, want); o == nil || o.Code != c.code {
				t.Errorf("%v, want %s", o, c.code)
			}
		})
	}
	want.Today = day(2036)
	if o := cards.Check(id, want); o != nil {
		t.Errorf("on its last day: %v", o)
	}
}

func TestEveryFaultHasItsSentence(t *testing.T) {
	for fault, code := range map[hardware.Fault]juki.Code{
		hardware.ServiceMissing: juki.ReaderServiceMissing, hardware.NoReader: juki.ReaderMissing, hardware.NoCard: juki.CardMissing,
		hardware.CardMute: juki.CardMute, hardware.CardRemoved: juki.CardPulled, hardware.CardReset: juki.CardBusy,
		hardware.CardBusy: juki.CardBusy, hardware.DeviceTimeout: juki.CardFailed, hardware.DeviceFailed: juki.CardFailed,
	} {
		if o := cards.Trouble(fault); o.Code != code || !errors.Is(o, fault) {
			t.Errorf("%s: %v", fault, o)
		}
	}
	if cards.Trouble(nil) != nil {
		t.Error("no error is a trouble")
	}
}
