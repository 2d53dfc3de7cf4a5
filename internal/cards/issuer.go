package cards

import (
	"context"

	"madoguchi/hardware"
	"madoguchi/internal/pin"
)

// Issuer does what only the keys of J-LIS (地方公共団体情報システム機構) can do to a card. On real cards the clerk is
// led through the 統合端末 step instead and no Issuer exists; the simulated cards of the training build have
// one in package testissuer.
type Issuer interface {
	// SetFirstPIN sets a PIN of a card that has none yet (第23条第2号: typed by the applicant). Errors are Faults,
	// wrapped, and the Outcome IssuerRefused. The PIN is never sent twice by itself; after an error it is either
	// set or not, and the same PIN may be set again. p stays the caller's, who wipes it.
	SetFirstPIN(ctx context.Context, card hardware.Card, p *pin.PIN) error
}
