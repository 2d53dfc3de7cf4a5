package stock

import (
	"context"
	"crypto/sha256"
	"time"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
)

// PaperShelf is what can be read of the stored papers (帳票).
type PaperShelf interface {
	// PapersOf lists the papers whose figures are of the days from and to, both included, newest first; kind "" is all.
	PapersOf(ctx context.Context, kind PaperKind, from, to juki.Date) ([]PaperInfo, error)
	// PaperOf reads one: what was stored, decoded. It fails with the Outcomes PaperUnknown, and DatabaseCorrupt when the stored figures are
	// not those of its digest.
	PaperOf(ctx context.Context, id PaperID) (PaperInfo, any, error)
}

// PaperTx writes them. What was kept is never changed; each print is a line of its own.
type PaperTx interface {
	// KeepPaper stores the figures text of a paper, and gives its number.
	KeepPaper(p PaperInfo, text []byte) (PaperID, error)
	// BeginPrint notes that so many copies are about to be sent to the printer. before is how many earlier prints came out, or may have.
	// It fails with Outcome PaperUnknown.
	BeginPrint(id PaperID, copies int, by juki.OperatorID, at time.Time) (print int64, before int, err error)
	// EndPrint notes what became of a print: code "" says that it came out, perhaps that something did or may have.
	EndPrint(print int64, code juki.Code, perhaps bool, by juki.OperatorID, at time.Time) error
	// HandOver notes that the PDF of a paper was handed over. It fails with Outcome PaperUnknown.
	HandOver(id PaperID, by juki.OperatorID, at time.Time) error
}

// KeepPaper stores the figures of a paper, to be drawn from there now and ever after, and records that it was made. day is that of the
// figures, the last one of a period. It fails with the Outcomes NotLoggedIn, PostMissing, and PaperUnknown when body is not a paper of the kind.
func (k *Keeper) KeepPaper(ctx context.Context, kind PaperKind, day juki.Date, body any) (PaperInfo, error) {
	is, text, err := EncodePaper(body)
	if err != nil {
		return PaperInfo{}, err
	}
	if is != kind {
		return PaperInfo{}, juki.Refuse(juki.PaperUnknown)
	}
	paper := PaperInfo{Kind: kind, Day: day, Digest: sha256.Sum256(text)}
	err = k.proceed(ctx, oplog.SheetMade, func(p proceeding) (err error) {
		paper.MadeAt, paper.MadeBy = p.now.Truncate(time.Millisecond), p.by
		if paper.ID, err = p.KeepPaper(paper, text); err != nil {
			return err
		}
		return p.record(oplog.SheetMade, append(paper.values(), oplog.Digest(paper.Digest))...)
	})
	if err != nil {
		return PaperInfo{}, err
	}
	return paper, nil
}

// Printing is a print under way.
type Printing struct {
	ID    int64
	Paper PaperInfo
	Again bool // it came out before, or may have: the sheet says 再印刷
}

// BeginPrint records that a stored paper is about to be sent to the printer (通信履歴, 第12条第2項): the program may die before the end of it,
// and what may have come out is not printed a second time without saying so. It fails with the Outcomes NotLoggedIn, PostMissing and PaperUnknown.
func (k *Keeper) BeginPrint(ctx context.Context, paper PaperInfo, copies int) (Printing, error) {
	print := Printing{Paper: paper}
	err := k.proceed(ctx, oplog.SheetPrintBegun, func(p proceeding) error {
		id, before, err := p.BeginPrint(paper.ID, max(copies, 1), p.by, p.now)
		if err != nil {
			return err
		}
		print.ID, print.Again = id, before > 0
		return p.record(oplog.SheetPrintBegun, paper.values()...)
	})
	return print, err
}

// EndPrint records what became of a print: printed (code ""), printed again, or not printed and why; perhaps says that something came out all
// the same, or may have. It is a fact and never refused for who is there: a print that ends behind a locked screen is that of the person who
// made the paper.
func (k *Keeper) EndPrint(ctx context.Context, print Printing, code juki.Code, perhaps bool) error {
	op := k.whoPrints(print.Paper)
	now := k.Now()
	return k.Book.Act(ctx, func(tx BookTx) error {
		if err := tx.EndPrint(print.ID, code, perhaps || code == "" || code == juki.PrintUncertain, op, now); err != nil {
			return err
		}
		record := oplog.Record{Time: now, Event: oplog.SheetPrinted, Operator: op, Values: print.Paper.values()}
		switch {
		case code != "":
			record.Event, record.Values = oplog.SheetNotPrinted, append(record.Values, oplog.Code(code))
		case print.Again:
			record.Event = oplog.SheetReprinted
		}
		return tx.Append(record)
	})
}

// NoteHandedOver records that the PDF of a stored paper was handed over, to be printed by hand: that is no print.
// It fails with the Outcomes NotLoggedIn, PostMissing and PaperUnknown.
func (k *Keeper) NoteHandedOver(ctx context.Context, paper PaperInfo) error {
	return k.proceed(ctx, oplog.SheetHandedOver, func(p proceeding) error {
		if err := p.HandOver(paper.ID, p.by, p.now); err != nil {
			return err
		}
		return p.record(oplog.SheetHandedOver, append(paper.values(), oplog.Digest(paper.Digest))...)
	})
}

// whoPrints is who is logged in; when nobody is any more, who made the paper.
func (k *Keeper) whoPrints(p PaperInfo) juki.OperatorID {
	if op, _ := k.Operator(); op != "" {
		return op
	}
	return p.MadeBy
}

// values are what every record of a paper names.
func (p PaperInfo) values() []oplog.Value {
	return []oplog.Value{oplog.Sheet(string(p.Kind)), oplog.Day(p.Day)}
}
