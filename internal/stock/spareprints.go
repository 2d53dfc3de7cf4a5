package stock

import (
	"context"
	"slices"
	"time"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
)

// SparePrint is copies of a personal paper beyond the one in use (予備印刷, 第19条第1号): registered when they are printed, and destroyed before a
// witness when they are not needed.
type SparePrint struct {
	ID          int64
	Paper       PaperInfo // its id, kind and day
	First, Last int       // the numbers the copies bear, 写し First/Of to Last/Of; Of 0: they bear none, First counts from 1
	Of          int
	Pages       int // of all these copies together
	By          juki.OperatorID
	At          time.Time
}

// SpareShelf is what can be read of spare prints.
type SpareShelf interface {
	// SparePrints lists those that are not destroyed, the oldest first. Those of a print of which surely nothing came out are none.
	SparePrints(ctx context.Context) ([]SparePrint, error)
}

// SpareTx writes them. Nothing of them changes or goes.
type SpareTx interface {
	// AddSpares registers copies; print is the print they come from, 0 for those registered by hand. It fails with Outcome PaperUnknown.
	AddSpares(s SparePrint, print int64) (int64, error)
	// SparesOf reads some that are not destroyed; Outcome PaperUnknown for none, and for those that are.
	SparesOf(id int64) (SparePrint, error)
	// DestroySpares notes that they were destroyed.
	DestroySpares(id int64, method string, by, witness juki.OperatorID, at time.Time) error
}

// PersonalPrint is what the print of a personal paper says of itself.
type PersonalPrint struct {
	Purpose string // as the regulation calls it (第19条第3号)
	Copies  int    // from 1
	Pages   int    // of one copy
	Cases   int    // that the paper names; 0 for one that names cards alone
}

// Used is the record that personal data leave on paper.
func (u PersonalPrint) Used(kind PaperKind) []oplog.Value {
	values := []oplog.Value{oplog.Purpose(u.Purpose), oplog.Count(oplog.FieldPages, u.Pages*u.Copies), oplog.Sheet(string(kind))}
	if u.Cases > 0 {
		values = append(values, oplog.Count(oplog.FieldHits, u.Cases))
	}
	return values
}

// BeginPersonalPrint is BeginPrint for a paper that identifies somebody: what it is printed for, its copies beyond the first as spare prints and
// that it begins are recorded in one transaction. It fails with PurposeMissing and as BeginPrint does.
func (k *Keeper) BeginPersonalPrint(ctx context.Context, paper PaperInfo, use PersonalPrint) (Printing, error) {
	print := Printing{Paper: paper}
	if use.Purpose == "" {
		return print, juki.Refuse(juki.PurposeMissing)
	}
	err := k.proceed(ctx, oplog.PersonPrinted, func(p proceeding) error {
		if err := p.record(oplog.PersonPrinted, use.Used(paper.Kind)...); err != nil {
			return err
		}
		id, before, err := p.BeginPrint(paper.ID, use.Copies, p.by, p.now)
		if err != nil {
			return err
		}
		print.ID, print.Again = id, before > 0
		if use.Copies > 1 {
			s := SparePrint{Paper: paper, First: 2, Last: use.Copies, Of: use.Copies, Pages: use.Pages * (use.Copies - 1)}
			if err := p.registerSpares(s, id); err != nil {
				return err
			}
		}
		return p.record(oplog.SheetPrintBegun, paper.values()...)
	})
	return print, err
}

func (p proceeding) registerSpares(s SparePrint, print int64) error {
	s.By, s.At = p.by, p.now
	if _, err := p.AddSpares(s, print); err != nil {
		return err
	}
	return p.record(oplog.SpareRegistered, append(s.Paper.values(), oplog.Count(oplog.FieldPages, s.Pages))...)
}

// RegisterSpares registers copies that were made by hand, from a PDF or at a copier; pages is of one copy. It fails with NotLoggedIn, PostMissing,
// PaperUnknown, and StepNotAllowed for none.
func (k *Keeper) RegisterSpares(ctx context.Context, paper PaperInfo, copies, pages int) error {
	if copies < 1 || pages < 1 {
		return juki.Refuse(juki.StepNotAllowed)
	}
	return k.proceed(ctx, oplog.SpareRegistered, func(p proceeding) error {
		return p.registerSpares(SparePrint{Paper: paper, First: 1, Last: copies, Pages: copies * pages}, 0)
	})
}

// DestroySpares records that spare prints were destroyed, by one of the regulation's methods and before another person (第19条第1号). It fails with
// PaperUnknown, ProofMissing for another method, WitnessMissing and SamePersonTwice.
func (k *Keeper) DestroySpares(ctx context.Context, id int64, method string, witness juki.OperatorID) error {
	return k.proceed(ctx, oplog.SpareDestroyed, func(p proceeding) error {
		s, err := p.SparesOf(id)
		if err != nil {
			return err
		}
		if !slices.Contains(p.rules.Methods, method) {
			return juki.Refuse(juki.ProofMissing)
		}
		if err := p.second(witness, true); err != nil {
			return err
		}
		if err := p.DestroySpares(id, method, p.by, witness, p.now); err != nil {
			return err
		}
		return p.record(oplog.SpareDestroyed, append(s.Paper.values(), oplog.Count(oplog.FieldPages, s.Pages), oplog.Method(method), oplog.Witness(witness))...)
	})
}
