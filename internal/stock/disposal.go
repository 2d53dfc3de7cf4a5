package stock

import (
	"context"
	"slices"
	"time"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
)

// DisposalNumber names a disposal: "H08-000012".
type DisposalNumber string

// DisposalCase is the disposal of one card, or of some blanks or forms (廃棄, 第22条第1号): decided, approved, done.
type DisposalCase struct {
	Number     DisposalNumber
	Things     Things // one serial, or numbers, or a quantity
	Place      PlaceID
	Was        State  // before it was decided: a refused one goes back to it
	Why        Reason // one of DisposalReasons
	Decided    time.Time
	DecidedBy  juki.OperatorID
	Approved   time.Time // zero: not yet
	ApprovedBy juki.OperatorID
	Refused    bool      // the approval was refused; Approved is when
	Done       time.Time // zero: not yet
	DoneBy     juki.OperatorID
	Witness    juki.OperatorID
	Proof      DisposalProof
}

// DisposalProof is how it was disposed of.
type DisposalProof struct {
	Method      string         // one of Rules.MethodsFor the item
	FaceGone    bool           // 券面判読不能: confirmed by itself; never of a medium
	ChipGone    bool           // ICチップ破壊: confirmed by itself; forms have no chip
	Initialised Initialisation // how a medium was initialised before (第19条第1号); "" of everything else
	Where       string         // 実施場所
	Contractor  string         // 委託先, "" when done by ourselves
	Certificate string         // 処理証明書番号 of a contractor
}

// Disposals is what can be read of them.
type Disposals interface {
	// DisposalsBetween lists disposals decided in a time, oldest first.
	DisposalsBetween(ctx context.Context, from, to time.Time) ([]DisposalCase, error)
	// OpenDisposals lists those not done and not refused, oldest first.
	OpenDisposals(ctx context.Context) ([]DisposalCase, error)
	// CandidateOf is what is known of a card that may be proposed; SerialUnknown for one the ledger never saw.
	CandidateOf(ctx context.Context, item ItemID, serial juki.CardSerial) (Candidate, error)
}

// DisposalTx writes them.
type DisposalTx interface {
	// AddDisposal stores what was decided and gives its number, from 1 in each year of 令和.
	AddDisposal(c DisposalCase) (DisposalNumber, error)
	// DisposalOf reads one; DisposalUnknown when there is none.
	DisposalOf(n DisposalNumber) (DisposalCase, error)
	JudgeDisposal(n DisposalNumber, yes bool, approver juki.OperatorID, at time.Time) error
	EndDisposal(n DisposalNumber, p DisposalProof, by, witness juki.OperatorID, at time.Time) error
	// Candidate is what is known of a card to be disposed of; SerialUnknown for one the ledger never saw.
	Candidate(item ItemID, serial juki.CardSerial) (Candidate, error)
}

// DecideDisposal proposes things for disposal: they become 廃棄待ち where they lie. One case a serial, range or quantity; all of them or none.
// It fails with DayNotOpen, DayClosed, ActUnknown (no such reason), SerialUnknown, NotAtPlace, and StateNotAllowed when the reason is not true of
// them: see Rules.WhyDispose.
func (k *Keeper) DecideDisposal(ctx context.Context, t Things, from PlaceID, why Reason) ([]DisposalCase, error) {
	var list []DisposalCase
	err := k.proceed(ctx, oplog.DisposalDecided, func(p proceeding) error {
		list = nil
		if err := p.begins(); err != nil {
			return err
		}
		if !slices.Contains(DisposalReasons(), why) {
			return juki.Refuse(juki.ActUnknown)
		}
		if !t.sound() || from.countless() {
			return juki.Refuse(juki.NotAtPlace)
		}
		for _, one := range t.each() {
			c, err := p.decide(DisposalCase{Things: one, Place: from, Why: why, Decided: p.now, DecidedBy: p.by})
			if err != nil {
				return err
			}
			list = append(list, c)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return list, nil
}

// countless tells whether nobody can take anything in hand at a place: outside, under way or missing.
func (p PlaceID) countless() bool {
	return !p.Inside() || p == Transit || p == Mail || p == Missing
}

func (p proceeding) decide(c DisposalCase) (DisposalCase, error) {
	candidates, err := p.disposable(c)
	if err != nil {
		return c, err
	}
	refusal := error(juki.Refuse(juki.StateNotAllowed))
	for _, c.Was = range candidates {
		m := c.Things.movement()
		if m.Serial == "" { // where a card is was looked up already
			there, err := p.lies(m, Position{c.Place, c.Was})
			if err != nil {
				return c, err
			}
			if !there {
				refusal = juki.Refuse(juki.NotAtPlace)
				continue
			}
		}
		if c.Number, err = p.AddDisposal(c); err != nil {
			return c, err
		}
		m.From, m.To = Position{c.Place, c.Was}, Position{c.Place, AwaitingDisposal}
		m.Reason, m.Document = DisposalDecided, string(c.Number)
		if _, err := p.move(m); err != nil {
			return c, err
		}
		values := append(c.Things.noted(), oplog.Number(c.Number), oplog.Reason(c.Why), oplog.Place(c.Place))
		return c, p.record(oplog.DisposalDecided, values...)
	}
	return c, refusal
}

// ApproveDisposal is the supervisor's yes or no, by the confirmation of another person than who decided it (第3条–第5条).
// A refused one goes back to the state it had. It fails with DisposalUnknown, WitnessMissing (nobody confirmed), SamePersonTwice,
// StepNotAllowed (judged already) and DayClosed.
func (k *Keeper) ApproveDisposal(ctx context.Context, n DisposalNumber, approver juki.OperatorID, yes bool) error {
	event := oplog.DisposalApproved
	if !yes {
		event = oplog.DisposalRefused
	}
	return k.proceed(ctx, event, func(p proceeding) error {
		c, err := p.DisposalOf(n)
		switch {
		case err != nil:
			return err
		case approver == "":
			return juki.Refuse(juki.WitnessMissing)
		case approver == c.DecidedBy:
			return juki.Refuse(juki.SamePersonTwice)
		case !c.Approved.IsZero():
			return juki.Refuse(juki.StepNotAllowed)
		}
		if err := p.goesOn(); err != nil {
			return err
		}
		if err := p.JudgeDisposal(n, yes, approver, p.now); err != nil {
			return err
		}
		if !yes {
			if err := p.giveBack(c, approver); err != nil {
				return err
			}
		}
		return p.record(event, oplog.Number(n), oplog.Witness(approver), oplog.Item(c.Things.Item))
	})
}

// giveBack gives what is not to be disposed of the state back that it had, wherever it lies now.
func (p proceeding) giveBack(c DisposalCase, approver juki.OperatorID) error {
	m, err := p.awaiting(c)
	if err != nil {
		return err
	}
	m.To = Position{m.From.Place, c.Was}
	m.Reason = DisposalDecided
	if approver != p.by {
		m.Witness = approver
	}
	_, err = p.move(m)
	return err
}

// awaiting is a movement of what waits for its disposal, from where it lies: a card may have been carried to another place.
func (p proceeding) awaiting(c DisposalCase) (Movement, error) {
	m := c.Things.movement()
	m.From, m.Document = Position{c.Place, AwaitingDisposal}, string(c.Number)
	if m.Serial == "" {
		return m, nil
	}
	at, _, err := p.Where(m.Item, m.Serial)
	if err != nil || at.State != AwaitingDisposal {
		return m, refuseOr(err, juki.NotAtPlace)
	}
	m.From = at
	return m, nil
}

// Dispose records that it was done, with a witness who confirmed by the own card. It fails with DisposalUnknown, DisposalNotApproved,
// WitnessMissing, SamePersonTwice, DocumentForm (of the certificate), ProofMissing (method, face or chip not confirmed, a medium not initialised or the proof of another thing, place not named, certificate missing with a contractor),
// StepNotAllowed (done already), NotAtPlace (lost meanwhile) and DayClosed.
func (k *Keeper) Dispose(ctx context.Context, n DisposalNumber, proof DisposalProof, witness juki.OperatorID) error {
	return k.proceed(ctx, oplog.DisposalDone, func(p proceeding) error {
		c, err := p.DisposalOf(n)
		switch {
		case err != nil:
			return err
		case c.Approved.IsZero() || c.Refused:
			return juki.Refuse(juki.DisposalNotApproved)
		case !c.Done.IsZero():
			return juki.Refuse(juki.StepNotAllowed)
		case !proof.whole(c.Things, p.rules):
			return juki.Refuse(juki.ProofMissing)
		}
		if err := checkDocument(proof.Certificate); err != nil {
			return err
		}
		if err := p.second(witness, true); err != nil {
			return err
		}
		if err := p.goesOn(); err != nil {
			return err
		}
		m, err := p.awaiting(c)
		if err != nil {
			return err
		}
		m.To, m.Reason, m.Witness = Position{Disposed, Destroyed}, Disposal, witness
		if _, err := p.move(m); err != nil {
			return err
		}
		if err := p.EndDisposal(n, proof, p.by, witness, p.now); err != nil {
			return err
		}
		values := append(c.Things.noted(), oplog.Number(n), oplog.Method(proof.Method), oplog.Witness(witness))
		if proof.Initialised != "" {
			values = append(values, oplog.Initialised(proof.Initialised))
		}
		return p.record(oplog.DisposalDone, values...)
	})
}

// DueDisposals lists what waits for its disposal and is late: approved and not done, and, where the rules ask for the same day,
// what was decided before today.
func (k *Keeper) DueDisposals(ctx context.Context, today juki.Date) ([]DisposalCase, error) {
	open, err := k.Book.OpenDisposals(ctx)
	if err != nil {
		return nil, err
	}
	sameDay := k.RulesOn(today).DisposalSameDay
	return slices.DeleteFunc(open, func(c DisposalCase) bool {
		return c.Approved.IsZero() && !(sameDay && juki.DateOf(c.Decided).Before(today))
	}), nil
}
