package session

import (
	"context"
	"fmt"

	"madoguchi/internal/juki"
)

// Vouching is an operator of a register who is asked for the password where no session can be: a restored database is no terminal yet, has no
// reader and no card, and yet somebody has to answer for what it lacks.
type Vouching struct {
	account Account
	rules   Rules
}

// NewVouching finds the operator. It fails as a login does before any password is asked: OperatorUnknown, OperatorRevoked, OperatorLockedOut.
func NewVouching(ctx context.Context, book Book, rules Rules, id juki.OperatorID) (*Vouching, error) {
	s := Service{deps: Deps{Book: book, Rules: rules}}
	a, err := s.account(ctx, id)
	if err != nil {
		return nil, err
	}
	if refusal := s.admits(a); refusal != nil {
		return nil, refusal
	}
	return &Vouching{a, rules}, nil
}

// Post is what the operator may do.
func (v *Vouching) Post() juki.Post { return v.account.Post }

// Check compares the password as a login does and wipes it. A wrong one fails with PasswordWrong, and with OperatorLockedOut when it is the last of
// those in a row that the register still allowed (第16条第5号). It writes nothing: the database that could count is given up with the refusal,
// and a record before the log is handed over would stand where the missing ones belong. A password that is too old is good here: it can only be
// changed at the terminal that is being brought back, whose first login asks for it.
func (v *Vouching) Check(password []byte) error {
	defer clear(password)
	right, err := matchPassword(password, v.account.Password)
	if err != nil {
		return fmt.Errorf("compare the password of %s: %w", v.account.ID, err)
	}
	if right {
		return nil
	}
	if v.rules.left(v.account.Failed) == 0 {
		return juki.Refuse(juki.OperatorLockedOut)
	}
	return juki.Refuse(juki.PasswordWrong)
}
