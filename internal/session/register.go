package session

import (
	"context"
	"fmt"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
)

// ChangePassword replaces the password of the operator whose card lies in the operator reader (第16条第1号), logged in or,
// with an expired password, not yet. Both passwords are wiped. It fails like Login, and with PasswordWeak for the new
// one, which must differ from the old. A wrong old password counts as a miss.
func (s *Service) ChangePassword(ctx context.Context, old, new []byte) error {
	defer clear(old)
	defer clear(new)
	s.acting.Lock()
	defer s.acting.Unlock()
	sit, insertion := s.snapshot()
	account, right, err := s.authenticate(ctx, sit, insertion, old)
	if err != nil {
		return err
	}
	if !right {
		return s.missed(ctx, account, nil)
	}
	if string(old) == string(new) {
		o := juki.Refuse(juki.PasswordWeak)
		o.Err = errSame
		return o
	}
	if err := checkPassword(new, account.ID, account.Name, s.deps.Rules); err != nil {
		return err
	}
	if account.Password, err = hashPassword(new, s.deps.Cost, s.deps.Rand); err != nil {
		return fmt.Errorf("change password: %w", err)
	}
	account.PasswordChanged, account.Failed = juki.DateOf(s.deps.Now()), 0
	return s.change(ctx, account, oplog.PasswordChanged, account.ID)
}

// LiftLockout lets an operator try again who was locked out by wrong passwords (第16条第5号). Only a システム管理者 who is
// logged in may do it. It fails with NotLoggedIn, PostMissing, OperatorUnknown, and StepNotAllowed when nobody is locked out.
func (s *Service) LiftLockout(ctx context.Context, id juki.OperatorID) error {
	return s.administer(ctx, id, func(a *Account) (oplog.EventID, bool) {
		was := a.LockedOut
		a.LockedOut, a.Failed = false, 0
		return oplog.LockoutLifted, was
	})
}

// administer is a change of somebody's account by the システム管理者 who is logged in. values are recorded beside whose account it is.
func (s *Service) administer(ctx context.Context, id juki.OperatorID, edit func(*Account) (oplog.EventID, bool), values ...oplog.Value) error {
	s.acting.Lock()
	defer s.acting.Unlock()
	by, err := s.Require(juki.SystemAdministrator)
	if err != nil {
		return err
	}
	account, err := s.account(ctx, id)
	if err != nil {
		return err
	}
	event, some := edit(&account)
	if !some {
		return juki.Refuse(juki.StepNotAllowed)
	}
	return s.change(ctx, account, event, by.ID, append(values, oplog.Subject(id))...)
}

// change stores an account with its record.
func (s *Service) change(ctx context.Context, a Account, e oplog.EventID, by juki.OperatorID, values ...oplog.Value) error {
	return s.act(ctx, func(tx Tx) error {
		if err := tx.UpdateOperator(a); err != nil {
			return err
		}
		return tx.Append(oplog.Record{Time: s.deps.Now(), Event: e, Operator: by, Values: values})
	})
}

// Operators lists the register for screens, in the order of the ids; locked-out and revoked ones included.
func (s *Service) Operators(ctx context.Context) ([]Account, error) {
	register, err := s.deps.Book.Operators(ctx)
	if err != nil {
		return nil, fmt.Errorf("read register of operators: %w", err)
	}
	for i := range register {
		register[i].Password = "" // no screen needs the hash
	}
	return register, nil
}
