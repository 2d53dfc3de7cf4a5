package counter

import (
	"context"
	"time"

	"madoguchi/hardware"
	"madoguchi/internal/cards"
	"madoguchi/internal/juki"
	"madoguchi/internal/pin"
)

// Resident is the resident's window as a procedure drives it. app/resident implements it.
type Resident interface {
	// Show puts one page of guidance on the window.
	Show(g juki.Guidance)
	// AskPIN explains one PIN and lets the resident type it twice. It blocks until the answer, the end of ctx,
	// a time-out (PadTimeout), the resident's cancel (PadCancelled) or a missing pad monitor (NoPadMonitor).
	AskPIN(ctx context.Context, r pin.Request) (pin.Answer, error)
	// Ready tells whether PINs may be typed now: nil, or the Outcome NoPadMonitor.
	Ready() error
}

// Desk is one counter: its devices, its books, who works at it.
type Desk struct {
	Book           Book
	Readers        hardware.Readers
	CustomerReader func() string // the reader that faces the resident; "" when none is set
	Resident       Resident
	Issuer         cards.Issuer // nil: PINs are set at the 統合端末 and the clerk is led through it
	Municipality   juki.MunicipalityCode
	Operator       func() juki.OperatorID // who is logged in now; "" when nobody is
	Now            func() time.Time
}

// operator refuses an act when nobody is logged in (第12条第2項).
func (d *Desk) operator() (juki.OperatorID, error) {
	op := d.Operator()
	if op == "" {
		return "", juki.Refuse(juki.NotLoggedIn)
	}
	return op, nil
}

func (d *Desk) today() juki.Date { return juki.DateOf(d.Now()) }
