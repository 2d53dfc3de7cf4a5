package cards

import (
	"context"
	"errors"
	"fmt"

	"madoguchi/hardware"
	"madoguchi/internal/juki"
	"madoguchi/internal/pin"
)

// WrongPIN is the card's answer to a PIN that is not its own. Left is how many tries remain; at 0 the PIN is locked.
type WrongPIN struct {
	Kind juki.PINKind
	Left int
}

// Error tells the tries left.
func (e *WrongPIN) Error() string { return fmt.Sprintf("wrong PIN, %d tries left", e.Left) }

// Doubtful is an answer that says neither right nor wrong. The tries were read again from the card: Left is what they
// are now, -1 when they could not be read. The PIN was not sent a second time.
type Doubtful struct {
	Kind juki.PINKind
	Left int
	Err  error
}

// Error tells what was in doubt.
func (e *Doubtful) Error() string { return "doubtful answer to a PIN: " + e.Err.Error() }

// Unwrap gives the cause.
func (e *Doubtful) Unwrap() error { return e.Err }

// VerifyPIN presents a PIN, at every place the card keeps it. nil means right everywhere. Otherwise the error is
// *WrongPIN; the Outcome CardPINLocked (nothing was sent); the Outcome CardWrongKind; *Doubtful; or a Fault, wrapped:
// a pulled card is CardRemoved, never a wrong PIN. p stays the caller's, who wipes it.
func VerifyPIN(ctx context.Context, card hardware.Card, p *pin.PIN) error {
	t := talk{ctx, card}
	profile, err := t.pinProfile(p.Kind())
	if err == nil {
		err = t.verify(profile, p)
	}
	if err != nil {
		return fmt.Errorf("verify PIN: %w", err)
	}
	return nil
}

// verify reads the tries first and does not spend one on a locked PIN or on one of impossible length.
func (t talk) verify(profile *pinProfile, p *pin.PIN) error {
	if p.Len() < profile.min || p.Len() > profile.max {
		return juki.Refuse(juki.PINFormat)
	}
	left, err := t.tries(profile)
	if errors.Is(err, errNoSuchPIN) {
		return because(juki.CardWrongKind, err)
	}
	if err != nil {
		return err
	}
	if left == 0 {
		return juki.Refuse(juki.CardPINLocked)
	}
	for _, at := range profile.places {
		if err := t.verifyAt(profile, at, p); err != nil {
			return err
		}
	}
	return nil
}

// verifyAt presents the PIN at one place.
func (t talk) verifyAt(profile *pinProfile, at place, p *pin.PIN) error {
	if err := t.goTo(at); err != nil {
		return err
	}
	r, err := t.sendPIN("verify", hardware.Command{INS: 0x20, P2: 0x80}, p)
	if err != nil {
		return t.doubt(profile, err)
	}
	if r.OK() {
		return nil
	}
	left, ok := triesOf(r.SW)
	if !ok {
		return t.doubt(profile, &StatusError{"verify", r.SW})
	}
	return &WrongPIN{profile.kind, left}
}

// sendPIN transmits a command with the PIN as its data. The command's copy of the PIN is wiped on every path,
// a panic of the driver included.
func (t talk) sendPIN(doing string, c hardware.Command, p *pin.PIN) (r hardware.Response, err error) {
	err = p.Use(func(chars []byte) error {
		c.Data = append([]byte(nil), chars...)
		defer c.Wipe()
		r, err = t.send(doing, c)
		return err
	})
	return r, err
}

// doubt answers a PIN command that was neither taken nor refused. When the card is gone there is nothing to read;
// in every other case the card itself says how many tries are left.
func (t talk) doubt(profile *pinProfile, cause error) error {
	if gone(cause) {
		return cause
	}
	left, err := t.tries(profile)
	if gone(err) {
		return err
	}
	if err != nil {
		left = -1
	}
	return &Doubtful{profile.kind, left, cause}
}

// gone tells the faults after which this conversation has no card any more.
func gone(err error) bool {
	for _, f := range []hardware.Fault{hardware.CardRemoved, hardware.NoCard, hardware.CardReset, hardware.ServiceMissing, hardware.NoReader} {
		if errors.Is(err, f) {
			return true
		}
	}
	return false
}
