package stock

import (
	"context"
	"time"

	"madoguchi/internal/juki"
)

// DisposalNumber names a disposal: "H08-000012".
type DisposalNumber string

// DisposalCase is the disposal of one card, or of some blanks or forms (廃棄, 第22条第1号): decided, approved, done.
type DisposalCase struct {
	Number     DisposalNumber
	Things     Things // one serial, or numbers, or a quantity
	Place      PlaceID
	Why        Reason // cancelled, come-back, surrender, spoil, defect, expired ...
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
	Method      string // one of Rules.Methods
	FaceGone    bool   // 券面判読不能: confirmed by itself
	ChipGone    bool   // ICチップ破壊: confirmed by itself; forms have no chip
	Where       string // 実施場所
	Contractor  string // 委託先, "" when done by ourselves
	Certificate string // 処理証明書番号 of a contractor
}

// Disposals is what can be read of them.
type Disposals interface {
	// DisposalsBetween lists disposals decided in a time, oldest first.
	DisposalsBetween(ctx context.Context, from, to time.Time) ([]DisposalCase, error)
	// OpenDisposals lists those not done and not refused, oldest first.
	OpenDisposals(ctx context.Context) ([]DisposalCase, error)
}

// DecideDisposal proposes a thing for disposal: it becomes 廃棄待ち where it lies. One case a serial.
func (k *Keeper) DecideDisposal(ctx context.Context, t Things, from PlaceID, why Reason) ([]DisposalCase, error) {
	return nil, juki.Refuse(juki.StepNotAllowed)
}

// ApproveDisposal is the supervisor's yes or no, by the confirmation of another person than who decided it (第3条–第5条).
// A refused one goes back to the state it had.
func (k *Keeper) ApproveDisposal(ctx context.Context, n DisposalNumber, approver juki.OperatorID, yes bool) error {
	return juki.Refuse(juki.StepNotAllowed)
}

// Dispose records that it was done, with a witness who confirmed by the own card. It fails with DisposalNotApproved, WitnessMissing,
// ProofMissing (method, face or chip not confirmed, certificate missing with a contractor).
func (k *Keeper) Dispose(ctx context.Context, n DisposalNumber, p DisposalProof, witness juki.OperatorID) error {
	return juki.Refuse(juki.StepNotAllowed)
}
