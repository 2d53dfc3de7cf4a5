package session

import (
	"context"
	"fmt"

	"madoguchi/internal/oplog"
)

// missed counts a wrong password that was not a login: the lockout of 第16条第5号 counts wrong passwords wherever they are
// typed. record is the act's own record, LoginFailed when nil. It is counted even when the caller gives up.
func (s *Service) missed(ctx context.Context, a Account, record *oplog.Record) error {
	now := s.deps.Now()
	var st step
	st.miss(a.ID, a.Failed, now, s.deps.Rules)
	if record != nil {
		record.Values = append(record.Values, oplog.Count(oplog.FieldTries, s.deps.Rules.left(a.Failed)))
		st.records[0] = *record
	}
	a.Failed, a.LockedOut = a.Failed+1, st.lockOut
	err := s.act(context.WithoutCancel(ctx), func(tx Tx) error {
		if err := tx.UpdateOperator(a); err != nil {
			return err
		}
		return appendAll(tx, st.records)
	})
	if err != nil {
		return fmt.Errorf("count wrong password: %w", err)
	}
	return refusal(st)
}
