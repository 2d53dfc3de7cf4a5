package stock

import (
	"context"
	"slices"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
)

// CloseDay closes the day of the sheets (締め): the sheets of all groups are complete, no count or handover is half done, the figures are
// frozen. sheets are what MakeSheets gave, all of them; they are stored in the same transaction, together with a digest of every movement up to
// now (see LedgerHash): a movement of a closed day that is changed later is found. It closes today, or an earlier day that was opened and counted
// but not closed.
//
// The checkpoint that the sheets print was signed before the record of the closing: it anchors the log up to the sheets, and the next day's
// sheet anchors the closing. The second person of the day stands in the counts. Where the rules ask for no second count, the witness is the second person, so that
// never one alone counts, explains and closes (第22条第1号). The sheets say who closed; their ClosedName and WitnessName come with them.
//
// It fails as DaySheet.Check does, with CountOpen, HandoverOpen (a card lies at the counter now), DayNotOpen, DayClosed, SamePersonTwice, WitnessMissing, and with
// StepNotAllowed when the figures have changed since the sheets were made.
func (k *Keeper) CloseDay(ctx context.Context, sheets []DaySheet, witness juki.OperatorID) error {
	op, _, err := k.operator(oplog.DayClosed)
	if err != nil {
		return err
	}
	if len(sheets) == 0 {
		return juki.Refuse(juki.StepNotAllowed)
	}
	if witness == op {
		return juki.Refuse(juki.SamePersonTwice)
	}
	day := sheets[0].Date
	figures, err := k.Book.Figures(ctx, day)
	if err != nil {
		return err
	}
	if err := figures.Day.running(); err != nil {
		return err
	}
	if err := k.complete(sheets, figures); err != nil {
		return err
	}
	if witness == "" && !k.RulesOn(day).SecondCount {
		return juki.Refuse(juki.WitnessMissing)
	}
	return k.proceed(ctx, oplog.DayClosed, func(p proceeding) error {
		s := DayState{Day: day, Closed: p.now, ClosedBy: p.by}
		last, err := seal(p, &s)
		if err != nil {
			return err
		}
		if last != figures.Last { // something moved between the figures and this
			return juki.Refuse(juki.StepNotAllowed)
		}
		if err := settled(p, day); err != nil {
			return err
		}
		return p.close(s, last, sheets, witness)
	})
}

// close keeps the sheets and closes the day, with what the ledger has then.
func (p proceeding) close(s DayState, last int64, sheets []DaySheet, witness juki.OperatorID) error {
	for _, sheet := range sheets {
		sheet.ClosedAt, sheet.ClosedBy, sheet.Witness = s.Closed, p.by, witness
		if err := p.keepSheet(sheet); err != nil {
			return err
		}
	}
	if err := p.PutClosed(s, last, witness); err != nil {
		return err
	}
	if err := p.record(oplog.DayClosed, closingValues(s, last, witness)...); err != nil {
		return err
	}
	return p.stateClosing(s.Day, sheets)
}

func closingValues(s DayState, last int64, witness juki.OperatorID) []oplog.Value {
	values := []oplog.Value{oplog.Day(s.Day), oplog.Digest(s.Ledger)}
	if last > 0 {
		values = append(values, oplog.MovementOf(last))
	}
	return witnessed(values, witness)
}

// complete refuses sheets that may not be closed, and those that are not what the books say now.
func (k *Keeper) complete(sheets []DaySheet, f DayFigures) error {
	fresh := k.SheetsOf(f, Head{Date: sheets[0].Date})
	for _, s := range fresh {
		if err := s.Check(); err != nil {
			return err
		}
	}
	if len(sheets) != len(fresh) {
		return juki.Refuse(juki.StepNotAllowed)
	}
	for i := range sheets {
		if !sameFigures(sheets[i], fresh[i]) {
			return juki.Refuse(juki.StepNotAllowed)
		}
	}
	return nil
}

func sameFigures(a, b DaySheet) bool {
	return a.Date == b.Date && a.Group == b.Group && slices.Equal(a.States, b.States) && slices.EqualFunc(a.Rows, b.Rows, SheetRow.same)
}

// settled refuses the closing while something of the day is half done.
func settled(tx BookTx, day juki.Date) error {
	if err := on(tx, day, DayState.running); err != nil {
		return err
	}
	if err := counted(tx, day); err != nil {
		return err
	}
	lies, err := tx.HandoverLies()
	if err == nil && lies {
		err = juki.Refuse(juki.HandoverOpen)
	}
	return err
}

// counted refuses with CountOpen while a count of a day, or of one before it, is not ended.
func counted(tx DayTx, day juki.Date) error {
	open, err := tx.CountIsOpen(day)
	if err == nil && open {
		err = juki.Refuse(juki.CountOpen)
	}
	return err
}

// seal works out the digest of the ledger up to now, over the one of the day closed last, and gives the last movement in it.
func seal(tx DayTx, s *DayState) (last int64, err error) {
	before, last, err := tx.LastClosing()
	if err != nil {
		return 0, err
	}
	h := NewLedgerHash(before)
	err = tx.MovementsAfter(last, func(m Movement) error {
		last = m.ID
		h.Add(m)
		return nil
	})
	s.Ledger = h.Sum()
	return last, err
}

// keepSheet stores a sheet and records it; what is printed later is what is stored here.
func (p proceeding) keepSheet(s DaySheet) error {
	digest, err := s.Digest()
	if err != nil {
		return err
	}
	if err := p.KeepSheet(s); err != nil {
		return err
	}
	return p.record(oplog.SheetMade, oplog.Sheet(string(PaperDaily)), oplog.Day(s.Date), oplog.Digest(digest))
}

// Keep stores a complete sheet of a day that is not closed, for a paper before the closing. It fails as DaySheet.Check does, and with
// CountOpen.
func (k *Keeper) Keep(ctx context.Context, s DaySheet) error {
	return k.proceed(ctx, oplog.SheetMade, func(p proceeding) error {
		if err := s.Check(); err != nil {
			return err
		}
		if err := counted(p, s.Date); err != nil {
			return err
		}
		return p.keepSheet(s)
	})
}
