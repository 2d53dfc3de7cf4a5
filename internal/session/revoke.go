package session

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
)

// Why an operator is revoked, as records and texts name it.
const (
	RevokedCardLost = "card-lost" // the card is lost or stolen
	RevokedMoved    = "moved"     // 人事異動・業務変更, 第14条第4項
	RevokedRetired  = "retired"
	RevokedMisuse   = "misuse" // 目的外の利用
)

// RevocationReasons lists the reasons in the order of the screen.
func RevocationReasons() []string {
	return []string{RevokedCardLost, RevokedMoved, RevokedRetired, RevokedMisuse}
}

// RevokeRequest ends an operator's use of the terminal for good.
type RevokeRequest struct {
	ID     juki.OperatorID
	Reason string       // one of RevocationReasons
	Second Confirmation // for oplog.OperatorRevoked; needed where RevocationNeedsSecond says so
}

// Why a revocation cannot be.
var (
	errReason    = errors.New("the reason of the revocation is none of those known")
	errGone      = errors.New("the operator is revoked already")
	errLastAdmin = errors.New("nobody would be left to administer the terminal")
)

// RevocationNeedsSecond tells whether the regulation in force asks for a second person.
func (s *Service) RevocationNeedsSecond() bool {
	return s.deps.RevocationNeedsSecond != nil && s.deps.RevocationNeedsSecond()
}

// secondWithin is how long a confirmation stands for the act it was given for.
const secondWithin = 5 * time.Minute

// Revoke ends somebody's use of the terminal (第14条第6項): the card is refused from then on and nothing brings it back; a
// person who comes back is enrolled under a new id. Only a システム管理者 who is logged in may do it. Who revokes themselves
// is out at once; the last システム管理者 cannot. It fails with NotLoggedIn, PostMissing, OperatorUnknown, WitnessMissing, and
// StepNotAllowed (its cause says why).
func (s *Service) Revoke(ctx context.Context, r RevokeRequest) error {
	s.acting.Lock()
	defer s.acting.Unlock()
	by, err := s.Require(juki.SystemAdministrator)
	if err != nil {
		return err
	}
	account, err := s.mayRevoke(ctx, by, r)
	if err != nil {
		return err
	}
	values := []oplog.Value{oplog.Subject(r.ID), oplog.Reason(r.Reason)}
	if id := r.Second.Operator.ID; id != "" {
		values = append(values, oplog.Witness(id))
	}
	account.Revoked = true
	if err := s.change(ctx, account, oplog.OperatorRevoked, by.ID, values...); err != nil {
		return fmt.Errorf("revoke operator: %w", err)
	}
	s.dismiss(r.ID)
	return nil
}

// mayRevoke reads the account and checks the request against it.
func (s *Service) mayRevoke(ctx context.Context, by Operator, r RevokeRequest) (Account, error) {
	if !slices.Contains(RevocationReasons(), r.Reason) {
		return Account{}, notAllowed(errReason)
	}
	account, err := s.account(ctx, r.ID)
	if err != nil {
		return Account{}, err
	}
	if account.Revoked {
		return Account{}, notAllowed(errGone)
	}
	if s.RevocationNeedsSecond() && !s.confirms(r.Second, by) {
		return Account{}, juki.Refuse(juki.WitnessMissing)
	}
	if account.Post == juki.SystemAdministrator {
		register, err := s.deps.Book.Operators(ctx)
		if err != nil {
			return Account{}, fmt.Errorf("read register of operators: %w", err)
		}
		left := slices.ContainsFunc(register, func(a Account) bool {
			return a.ID != r.ID && a.Post == juki.SystemAdministrator && s.admits(a) == nil
		})
		if !left {
			return Account{}, notAllowed(errLastAdmin)
		}
	}
	return account, nil
}

// confirms tells whether a confirmation is one of this act, fresh, and another's.
func (s *Service) confirms(c Confirmation, by Operator) bool {
	age := s.deps.Now().Sub(c.At)
	return c.For == oplog.OperatorRevoked && c.Operator.ID != "" && c.Operator.ID != by.ID && age >= 0 && age <= secondWithin
}

// dismiss puts a revoked operator out of the terminal at once, whose work is open or covered, or whose card waits for its
// password. A card of somebody revoked beside another's covered work is refused at the password.
func (s *Service) dismiss(id juki.OperatorID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.now.owner.ID == id || s.now.state == CardRead && s.now.card.ID == id {
		s.happenLocked(occurrence{event: Dismissed, operator: Operator{ID: id}, code: juki.OperatorRevoked})
	}
}
