package cards

import (
	"context"
	"fmt"

	"madoguchi/hardware"
	"madoguchi/internal/juki"
	"madoguchi/internal/pin"
)

// HalfChanged says that the card left or failed while a PIN kept at several places was being changed: the first Done
// places hold the new PIN, the next one either, the others the old one. Nothing is repeated by itself: the clerk
// sees it and the resident decides.
type HalfChanged struct {
	Kind juki.PINKind
	Done int
	Err  error
}

// Error tells how far the change came.
func (e *HalfChanged) Error() string {
	return fmt.Sprintf("PIN surely changed at %d places only: %v", e.Done, e.Err)
}

// Unwrap gives the cause.
func (e *HalfChanged) Unwrap() error { return e.Err }

// ChangePIN replaces a PIN that the resident knows. The old one is verified at every place before anything is changed,
// so that a wrong old PIN changes nothing. Errors are those of VerifyPIN, *Doubtful for a change the card answered
// unclearly, and *HalfChanged. After a Fault a PIN kept at one place is the old or the new one, never a third. Both PINs
// stay the caller's, who wipes them.
func ChangePIN(ctx context.Context, card hardware.Card, old, new *pin.PIN) error {
	t := talk{ctx, card}
	profile, err := t.pinProfile(old.Kind())
	if err == nil {
		err = t.change(profile, old, new)
	}
	if err != nil {
		return fmt.Errorf("change PIN: %w", err)
	}
	return nil
}

func (t talk) change(profile *pinProfile, old, new *pin.PIN) error {
	if new.Kind() != old.Kind() || new.Len() < profile.min || new.Len() > profile.max {
		return juki.Refuse(juki.PINFormat)
	}
	if err := t.verify(profile, old); err != nil {
		return err
	}
	for done, at := range profile.places {
		sent, err := t.changeAt(profile, at, old, new)
		switch {
		case err == nil:
		case len(profile.places) > 1 && (sent || done > 0):
			return &HalfChanged{profile.kind, done, err}
		default:
			return err
		}
	}
	return nil
}

// changeAt verifies and changes at one place. Selecting another application forgets a verified PIN, so with more
// places than one the old PIN, known to be right, is presented again at its own place. sent tells whether the card may
// have seen the new PIN.
func (t talk) changeAt(profile *pinProfile, at place, old, new *pin.PIN) (sent bool, err error) {
	if len(profile.places) > 1 {
		if err := t.verifyAt(profile, at, old); err != nil {
			return false, err
		}
	}
	c := hardware.Command{CLA: at.change.cla, INS: at.change.ins, P1: at.change.p1, P2: at.change.p2}
	r, err := t.sendPIN("change", c, new)
	if err == nil && !r.OK() {
		err = &StatusError{"change", r.SW}
	}
	if err != nil {
		return true, t.doubt(profile, err)
	}
	return true, nil
}
