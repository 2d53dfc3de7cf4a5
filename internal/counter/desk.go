package counter

import (
	"context"
	"time"

	"madoguchi/hardware"
	"madoguchi/internal/cards"
	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
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
	Operator       func() (juki.OperatorID, juki.Post) // who is logged in now, and as what; "" when nobody is
	Now            func() time.Time
	Purposes       func() []string // what a person's data may be looked up for now, by the regulation (第19条第3号); nil: for the handover alone
	// Gate refuses an act while the terminal is stopped or closed, for whoever is logged in; nil where nothing ever is.
	Gate func(act oplog.EventID) error
	// Relation tells what the people about to be shown have in common with who is logged in, as the record of the look says it; "" for nothing.
	// Nil where nothing is compared.
	Relation func(ctx context.Context, people []juki.Person) (string, error)
}

// related adds to the record of a look what the people shown have in common with who looks (目的外利用の点検): compared at this moment, because the log
// holds no names to compare later.
func (d *Desk) related(ctx context.Context, values []oplog.Value, people ...juki.Person) ([]oplog.Value, error) {
	if d.Relation == nil {
		return values, nil
	}
	what, err := d.Relation(ctx, people)
	if err != nil || what == "" {
		return values, err
	}
	return append(values, oplog.Relation(what)), nil
}

// operator refuses an act when nobody is logged in (第12条第2項), and when the catalogue does not name the post of who
// is for the act's event (第4条・第5条).
func (d *Desk) operator(act oplog.EventID) (juki.OperatorID, error) {
	op, post := d.Operator()
	if op == "" {
		return "", juki.Refuse(juki.NotLoggedIn)
	}
	if entry, known := oplog.Lookup(act); !known || !entry.May(post) {
		return "", juki.Refuse(juki.PostMissing)
	}
	if d.Gate != nil {
		if err := d.Gate(act); err != nil {
			return "", err
		}
	}
	return op, nil
}

func (d *Desk) today() juki.Date { return juki.DateOf(d.Now()) }
