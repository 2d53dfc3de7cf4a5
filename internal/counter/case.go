// Package counter is the procedures of the counter (窓口の手続): each a closed table of states and events in one file,
// and the cases they work on.
package counter

import (
	"context"

	"madoguchi/internal/juki"
	"madoguchi/internal/stock"
)

// CaseState is how far a case has come.
type CaseState string

// The states of a case.
const (
	CaseArrived    CaseState = "arrived"   // on an arrival list, card not yet inspected
	CaseStored     CaseState = "stored"    // card inspected, in no handover; whether it can be handed over the ledger says (see Case.At)
	CaseInHandover CaseState = "handover"  // a handover has taken the case
	CaseDelivered  CaseState = "delivered" // 交付済
)

// Case is one person's card on its way through the counter.
type Case struct {
	Number      juki.CaseNumber
	State       CaseState
	Kind        juki.CardKind
	Serial      juki.CardSerial
	Application juki.ApplicationID
	Notice      juki.NoticeNumber
	Expires     juki.Date // 有効期限 of the card
	Person      juki.Person
	Erased      bool           // the time of its personal data is over: Person, Application, Notice and Expires are gone (第19条第2号)
	Guardianed  bool           // 成年被後見人: no certificate for signing
	Home        stock.PlaceID  // where to fetch the card, and once it was taken out, where it belongs; "" before inspection
	At          stock.Position // where the ledger has the card now; it is not stored with the case
	Handover    State          // how far the handover has come while State is CaseInHandover
}

// Tx is the part of a transaction that works on cases.
type Tx interface {
	stock.Tx
	stock.AppointmentTx
	// AddCase stores a new case. added is false, and nothing is stored, when the serial or the
	// application id is known already (the same list read twice).
	AddCase(c Case) (number juki.CaseNumber, added bool, err error)
	// UpdateCase stores State, Guardianed, Home and Handover of the case; the rest of a case never changes.
	UpdateCase(c Case) error
	// Case reads a case inside the transaction.
	Case(n juki.CaseNumber) (Case, error)
}

// Book is the stored cases. package store implements it.
type Book interface {
	stock.Appointments
	// Act runs f in one durable transaction. It refuses to commit when f appended no record.
	Act(ctx context.Context, f func(Tx) error) error
	// Find looks up cases; an unknown key gives an empty list.
	Find(ctx context.Context, k Key) ([]Case, error)
	// CasesIn lists the cases in a state, oldest first; in CaseStored only those whose card can be handed over.
	CasesIn(ctx context.Context, s CaseState) ([]Case, error)
	// CountIn is how many cases CasesIn would list. Nothing personal is read for it.
	CountIn(ctx context.Context, s CaseState) (int, error)
}

// Key is what a case is found by: exactly one of Notice, Serial, Number, or Kana with Birth; or Notice and Number of the same text, which find
// whatever bears it: R08-000001 has the form of both.
type Key struct {
	Notice juki.NoticeNumber
	Serial juki.CardSerial
	Number juki.CaseNumber
	Kana   string    // compared folded: small kana, voicing marks, width and spaces do not matter
	Birth  juki.Date // with Kana
}
