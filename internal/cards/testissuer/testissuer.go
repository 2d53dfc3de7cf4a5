// Package testissuer sets first PINs on simulated cards. FOR TESTS AND TRAINING ONLY: its command exists on no real
// card, and only the training build and tests import it.
package testissuer

import (
	"context"
	"fmt"

	"madoguchi/hardware"
	"madoguchi/internal/cards"
	"madoguchi/internal/juki"
	"madoguchi/internal/pin"
)

// Issuer speaks the test-only command PUT PIN: 80 F4 kind 80 Lc PIN, kind being the juki.PINKind.
type Issuer struct{}

var _ cards.Issuer = Issuer{}

// SetFirstPIN sets one PIN on a simulated card, at all places the card keeps it, and fills its tries. It is one
// command, so a card pulled in between has the PIN or has it not. A card that does not know the command gives
// the Outcome IssuerRefused.
func (Issuer) SetFirstPIN(ctx context.Context, card hardware.Card, p *pin.PIN) error {
	var answer hardware.Response
	err := p.Use(func(chars []byte) (err error) {
		c := hardware.Command{CLA: 0x80, INS: 0xF4, P1: byte(p.Kind()), P2: 0x80, Data: append([]byte(nil), chars...)}
		defer c.Wipe()
		answer, err = card.Transmit(ctx, c)
		return err
	})
	if err != nil {
		return fmt.Errorf("set first PIN: %w", err)
	}
	if !answer.OK() {
		o := juki.Refuse(juki.IssuerRefused)
		o.Err = &cards.StatusError{Doing: "set first PIN", SW: answer.SW}
		return o
	}
	return nil
}
