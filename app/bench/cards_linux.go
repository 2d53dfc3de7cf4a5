package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/ebfe/scard"

	"madoguchi/hardware"
	"madoguchi/hardware/pcsc"
	"madoguchi/hardware/sim"
	"madoguchi/internal/cards"
	"madoguchi/internal/cards/testissuer"
	"madoguchi/internal/juki"
	"madoguchi/internal/pin"
)

// tape is a card that remembers which commands it was sent and what it said.
type tape struct {
	hardware.Card
	commands [][]byte
	status   []uint16
}

// Transmit implements hardware.Card.
func (t *tape) Transmit(ctx context.Context, c hardware.Command) (hardware.Response, error) {
	r, err := t.Card.Transmit(ctx, c)
	t.commands, t.status = append(t.commands, c.Bytes()), append(t.status, r.SW)
	return r, err
}

// handover is what a handover does with the card: look what it is, set the four PINs.
func handover(ctx context.Context, card hardware.Card) error {
	if _, err := cards.Identify(ctx, card); err != nil {
		return err
	}
	for kind, digits := range map[juki.PINKind]string{juki.SignaturePIN: "KEISOKU7", juki.AuthenticationPIN: "2580",
		juki.ResidentRegisterPIN: "3691", juki.FaceEntryPIN: "1470"} {
		p := pin.New(kind, []byte(digits))
		err := testissuer.Issuer{}.SetFirstPIN(ctx, card, p)
		p.Wipe()
		if err != nil {
			return err
		}
	}
	return nil
}

// pace is the time of one APDU on a quick real card; most take longer.
const pace = 10 * time.Millisecond

// cards measures a handover's card operations through our driver against the same APDUs sent with the library alone, both
// through the same pcscd to the same card: as fast as a quick real card, which the budget is for, and as fast as a
// simulated card can, where the hand-over to the goroutine that may be left at a deadline shows (some 25 µs an APDU).
func (b *bench) cards(ctx context.Context, t *terminal) ([]figure, error) {
	card, err := t.factory.MyNumber(sim.MyNumberCard{Serial: "400000000000777", Municipality: "28225", Expires: "20360401"})
	if err != nil {
		return nil, err
	}
	if err := errors.Join(t.service.Insert(customerReader, card), t.service.Settle(ctx)); err != nil {
		return nil, err
	}
	readers, sent := pcsc.New(), &tape{}
	if _, _, err := ours(ctx, readers, sent); err != nil {
		return nil, err
	}
	t.service.SetPace(pace)
	quick, err := b.cardRounds(ctx, readers, sent, 4)
	t.service.SetPace(0)
	if err != nil {
		return nil, err
	}
	repeat := 40
	if b.quick {
		repeat = 5
	}
	instant, err := b.cardRounds(ctx, readers, sent, repeat)
	if err != nil {
		return nil, err
	}
	quick[0].name = fmt.Sprintf("card operations, %d APDUs of %d ms", len(sent.commands), pace.Milliseconds())
	quick[1].name = "card operations, taking and letting go too"
	quick[0].budget, quick[1].budget = 1.1, 1.1
	instant[0].name = fmt.Sprintf("card operations, %d APDUs of no time", len(sent.commands))
	_, err = t.service.Remove(customerReader)
	return append(quick, instant[0]), err
}

// cardRounds measures with the card open, and with taking and letting go of it.
func (b *bench) cardRounds(ctx context.Context, readers *pcsc.Readers, sent *tape, repeat int) ([]figure, error) {
	inside, whole := figure{unit: "ms", peerName: "raw APDUs"}, figure{unit: "ms", peerName: "raw APDUs"}
	for range b.rounds {
		var in, all, rawIn, rawAll []float64
		for range repeat {
			i, a, err := ours(ctx, readers, nil)
			if err != nil {
				return nil, err
			}
			ri, ra, err := raw(sent)
			if err != nil {
				return nil, err
			}
			in, all, rawIn, rawAll = append(in, i), append(all, a), append(rawIn, ri), append(rawAll, ra)
		}
		inside.ours, inside.peer = append(inside.ours, median(in)), append(inside.peer, median(rawIn))
		whole.ours, whole.peer = append(whole.ours, median(all)), append(whole.peer, median(rawAll))
	}
	return []figure{inside, whole}, nil
}

// ours does the operations through the driver; milliseconds with the card open, and altogether. sent, if any, remembers.
func ours(ctx context.Context, readers *pcsc.Readers, sent *tape) (inside, whole float64, err error) {
	start := time.Now()
	card, err := readers.Open(ctx, customerReader)
	if err != nil {
		return 0, 0, err
	}
	used := card
	if sent != nil {
		sent.Card, used = card, sent
	}
	opened := time.Now()
	err = handover(ctx, used)
	done := time.Now()
	err = errors.Join(err, card.Close())
	return ms(done.Sub(opened)), ms(time.Since(start)), err
}

// raw sends the same APDUs and nothing else.
func raw(sent *tape) (inside, whole float64, err error) {
	start := time.Now()
	c, err := scard.EstablishContext()
	if err != nil {
		return 0, 0, err
	}
	defer func() { whole = ms(time.Since(start)) }()
	defer func() { err = errors.Join(err, c.Release()) }()
	card, err := c.Connect(customerReader, scard.ShareExclusive, scard.ProtocolAny)
	if err != nil {
		return 0, 0, err
	}
	defer func() { err = errors.Join(err, card.Disconnect(scard.ResetCard)) }()
	opened := time.Now()
	for i, command := range sent.commands {
		answer, err := card.Transmit(command)
		if err != nil {
			return 0, 0, err
		}
		if n := len(answer); n < 2 || uint16(answer[n-2])<<8|uint16(answer[n-1]) != sent.status[i] {
			return 0, 0, fmt.Errorf("APDU %d of %d was answered otherwise than before", i+1, len(sent.commands))
		}
	}
	return ms(time.Since(opened)), 0, nil
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1e3 }
