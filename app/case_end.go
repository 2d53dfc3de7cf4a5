package main

import (
	"context"
	"errors"

	"madoguchi/app/clerk"
	"madoguchi/internal/counter"
	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/session"
)

// CaseEnd implements clerk.CaseEnds.
func (o office) CaseEnd(ctx context.Context) (clerk.CaseEnd, error) {
	if _, err := o.m.session.Require(juki.SystemAdministrator); err != nil {
		return clerk.CaseEnd{}, err
	}
	s := clerk.CaseEnd{Months: o.m.caseMonths()}
	var err error
	s.Ended, err = o.m.db.Cases().EndedCases(ctx, s.Months)
	var refused *juki.Outcome
	if errors.As(err, &refused) && refused.Code == juki.NothingToErase {
		s.Refused, err = refused.Code, nil
	}
	return s, err
}

// EraseCases implements clerk.CaseEnds.
func (o office) EraseCases(ctx context.Context, by session.Confirmation, e counter.EndedCases) error {
	if by.For != oplog.CaseErased { // a confirmation of something else, or none
		return juki.Refuse(juki.PostMissing)
	}
	op, err := o.m.session.Require(juki.SystemAdministrator)
	if err != nil {
		return err
	}
	return o.m.db.Cases().EraseCases(ctx, op.ID, by.Operator.ID, o.m.caseMonths(), e)
}

// caseMonths is how long the personal data of a case stay by the regulation in force today.
func (m *Main) caseMonths() int {
	return m.inForceToday().CaseMonths
}
