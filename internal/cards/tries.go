package cards

import (
	"context"
	"errors"
	"fmt"

	"madoguchi/hardware"
	"madoguchi/internal/juki"
)

// errNoSuchPIN says that the card holds no PIN of the kind asked for.
var errNoSuchPIN = errors.New("the card has no such PIN")

// Tries reads how many tries a PIN has left; 0 is locked (第23条第4号). It costs nothing. A PIN kept in two places
// has the tries of the place that has fewer. Errors are Faults or a StatusError, wrapped, or the Outcome
// CardWrongKind for a card without such a PIN.
func Tries(ctx context.Context, card hardware.Card, kind juki.PINKind) (int, error) {
	t := talk{ctx, card}
	p, err := t.pinProfile(kind)
	if err != nil {
		return 0, fmt.Errorf("read tries: %w", err)
	}
	left, err := t.tries(p)
	if errors.Is(err, errNoSuchPIN) {
		return 0, because(juki.CardWrongKind, err)
	}
	if err != nil {
		return 0, fmt.Errorf("read tries: %w", err)
	}
	return left, nil
}

// pinProfile finds what the inserted card says of one kind of PIN.
func (t talk) pinProfile(kind juki.PINKind) (*pinProfile, error) {
	p, err := t.profile()
	if err != nil {
		return nil, err
	}
	if p == nil || p.pin(kind) == nil {
		return nil, because(juki.CardWrongKind, errNoSuchPIN)
	}
	return p.pin(kind), nil
}

// tries is the smallest retry counter of the places of a PIN.
func (t talk) tries(p *pinProfile) (int, error) {
	least := p.tries
	for _, at := range p.places {
		if err := t.goTo(at); err != nil {
			return 0, err
		}
		left, err := t.triesHere(p.tries)
		if err != nil {
			return 0, err
		}
		least = min(least, left)
	}
	return least, nil
}

// goTo selects the reference of a PIN.
func (t talk) goTo(at place) error {
	there, err := t.selectApp(at.app)
	if err != nil {
		return err
	}
	if there {
		there, err = t.selectFile(at.ref)
	}
	if err == nil && !there {
		err = errNoSuchPIN
	}
	return err
}

// triesHere reads the counter of the selected reference: VERIFY without data.
func (t talk) triesHere(full int) (int, error) {
	const doing = "read tries"
	r, err := t.send(doing, hardware.Command{INS: 0x20, P2: 0x80})
	if err != nil {
		return 0, err
	}
	if r.OK() { // verified in this session already: a right PIN fills the counter
		return full, nil
	}
	if left, ok := triesOf(r.SW); ok {
		return left, nil
	}
	return 0, &StatusError{doing, r.SW}
}

// triesOf reads the tries left out of a status word; ok is false for one that tells none.
func triesOf(sw uint16) (left int, ok bool) {
	switch {
	case sw&0xFFF0 == 0x63C0:
		return int(sw & 0xF), true
	case sw == swBlocked, sw == swBlockedISO:
		return 0, true
	}
	return 0, false
}
