package counter

import (
	"context"
	"errors"
	"fmt"
	"time"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/stock"
)

// Progress is told how far a long piece of work is. It may be nil, is called from the working goroutine, and must be quick.
type Progress func(done, all int)

func (p Progress) tell(done, all int) {
	if p != nil && (done%progressStep == 0 || done == all) {
		p(done, all)
	}
}

const progressStep = 100

// PreviewList reads an arrival list and compares it with the book; nothing of it is stored. The reading is recorded with
// its numbers. A list that cannot be read at all is an error (ListUndecodable, ListHeaderMissing, ListEmpty, ListTooLarge),
// which is recorded too.
func (d *Desk) PreviewList(ctx context.Context, file []byte, h ListHeaders, progress Progress) (Preview, error) {
	op, err := d.operator(oplog.ListRead)
	if err != nil {
		return Preview{}, err
	}
	p, refusal := ReadList(file, h, d.today())
	if refusal != nil {
		return Preview{}, errors.Join(refusal, d.listRefused(ctx, op, refusal))
	}
	if p, err = d.compareWithBook(ctx, p, progress); err != nil {
		return Preview{}, err
	}
	err = d.Book.Act(ctx, func(tx Tx) error {
		return tx.Append(oplog.Record{Time: d.Now(), Event: oplog.ListRead, Operator: op, Values: []oplog.Value{
			oplog.Count(oplog.FieldRows, p.Rows), oplog.Count(oplog.FieldGood, len(p.Good)), oplog.Count(oplog.FieldBad, p.BadRows()),
			oplog.Count(oplog.FieldKnown, p.Known), oplog.Digest(p.Digest)}})
	})
	if err != nil {
		return Preview{}, err
	}
	return p, nil
}

// listRefused records that a list was not even read. The outcome of the list stays the first thing that is told.
func (d *Desk) listRefused(ctx context.Context, op juki.OperatorID, refusal error) error {
	var o *juki.Outcome
	if !errors.As(refusal, &o) {
		return nil
	}
	return d.Book.Act(ctx, func(tx Tx) error {
		return tx.Append(oplog.Record{Time: d.Now(), Event: oplog.ListRefused, Operator: op, Values: []oplog.Value{oplog.Code(o.Code)}})
	})
}

// compareWithBook takes out the rows that are stored already, and refuses those that say something else of a known number.
func (d *Desk) compareWithBook(ctx context.Context, p Preview, progress Progress) (Preview, error) {
	good := p.Good
	p.Good = nil
	for i, row := range good {
		known, trouble, err := d.knownRow(ctx, row)
		switch {
		case err != nil:
			return Preview{}, fmt.Errorf("compare line %d of the list with the book: %w", row.Line, err)
		case trouble.Code != "":
			p.Bad = append(p.Bad, p.inColumn(trouble))
		case known:
			p.Known++
		default:
			p.Good = append(p.Good, row)
		}
		progress.tell(i+1, len(good))
	}
	p.sortBad()
	return p, nil
}

// knownRow tells whether the book has the row. A serial known with another application, and a notice
// number known with another card, are a list's mistake that somebody must look at.
func (d *Desk) knownRow(ctx context.Context, row Row) (known bool, trouble BadRow, err error) {
	same, err := d.Book.Find(ctx, Key{Serial: row.Serial})
	if err != nil {
		return false, BadRow{}, err
	}
	for _, c := range same {
		if c.Application != row.Application {
			return false, BadRow{Line: row.Line, field: fieldSerial, Code: juki.RowDuplicateSerial}, nil
		}
		known = true
	}
	if known {
		return true, BadRow{}, nil
	}
	same, err = d.Book.Find(ctx, Key{Notice: row.Notice})
	if err == nil && len(same) > 0 {
		trouble = BadRow{Line: row.Line, field: fieldNotice, Code: juki.RowDuplicateID}
	}
	return false, trouble, err
}

// Taken is what TakeArrival did.
type Taken struct {
	Cards int // cases added, and cards entered into the ledger
	Known int // rows whose card or application the book had already: nothing was added
}

// TakeArrival stores the good rows of a preview: a case each, its card from the issuer into the inbox, and one
// record, all in one transaction. The same list twice adds nothing. It fails with DayNotOpen and DayClosed.
func (d *Desk) TakeArrival(ctx context.Context, p Preview, progress Progress) (Taken, error) {
	op, err := d.operator(oplog.ListTaken)
	if err != nil {
		return Taken{}, err
	}
	var taken Taken
	err = d.Book.Act(ctx, func(tx Tx) error {
		taken = Taken{Known: p.Known}
		now := d.Now()
		if err := stock.CheckDay(tx, now); err != nil {
			return err
		}
		for i, row := range p.Good {
			added, err := takeRow(tx, row, p.document(), op, now)
			if err != nil {
				return fmt.Errorf("take line %d of the list: %w", row.Line, err)
			}
			if added {
				taken.Cards++
			} else {
				taken.Known++
			}
			progress.tell(i+1, len(p.Good))
		}
		return tx.Append(oplog.Record{Time: now, Event: oplog.ListTaken, Operator: op, Values: []oplog.Value{
			oplog.Count(oplog.FieldTaken, taken.Cards), oplog.Count(oplog.FieldRefused, p.BadRows()), oplog.Count(oplog.FieldKnown, taken.Known),
			oplog.Digest(p.Digest), oplog.Item(stock.MyNumberCards), oplog.Place(stock.Inbox)}})
	})
	if err != nil {
		return Taken{}, err
	}
	return taken, nil
}

func takeRow(tx Tx, row Row, document string, op juki.OperatorID, now time.Time) (added bool, err error) {
	number, added, err := tx.AddCase(Case{State: CaseArrived, Kind: row.Kind, Serial: row.Serial, Application: row.Application,
		Notice: row.Notice, Expires: row.Expires, Person: row.Person})
	if err != nil || !added {
		return false, err
	}
	_, err = tx.Move(stock.Movement{Time: now, Item: stock.MyNumberCards, Serial: row.Serial, Case: number, By: op, Document: document,
		From:   stock.Position{Place: stock.Issuer, State: stock.AtIssuer},
		To:     stock.Position{Place: stock.Inbox, State: stock.Arrived},
		Reason: stock.Arrival})
	return err == nil, err
}
