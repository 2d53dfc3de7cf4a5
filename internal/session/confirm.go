package session

import (
	"context"
	"errors"
	"fmt"
	"time"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
)

// ConfirmRequest is an act that needs a second person.
type ConfirmRequest struct {
	For   oplog.EventID // the act; needed
	Posts []juki.Post   // who may confirm it; empty for anybody of the register
	Case  juki.CaseNumber
}

// errWhatFor is a caller's mistake: nobody confirms they do not know what.
var errWhatFor = errors.New("confirm: the request does not say which act it is for")

// Confirmation says that a second person stood by. The act names the operator as its witness.
type Confirmation struct {
	Operator Operator
	For      oplog.EventID
	At       time.Time
}

// Confirm asks a second person for their own password, typed in place while the first stays logged in. It is never the
// person who is logged in (第14条第10項, Outcome SamePersonTwice). A wrong password counts toward the second person's
// lockout, not the first one's. password is wiped. Other Outcomes: NotLoggedIn, OperatorUnknown, OperatorRevoked,
// OperatorLockedOut, PostMissing, PasswordExpired, PasswordWrong, and those of the store. Each is recorded.
func (s *Service) Confirm(ctx context.Context, r ConfirmRequest, second juki.OperatorID, password []byte) (Confirmation, error) {
	defer clear(password)
	s.acting.Lock()
	defer s.acting.Unlock()
	c, err := s.confirming(r)
	if err != nil {
		return Confirmation{}, err
	}
	account, refused, err := c.witness(ctx, second, password)
	return c.conclude(ctx, account, refused, err)
}

// confirming is one confirmation under way.
type confirming struct {
	s         *Service
	request   ConfirmRequest
	first     Operator
	insertion int  // of the first person's card
	byCard    bool // the second person's own card lies in the customer reader
}

// confirming begins a confirmation of what the operator who is logged in wants to do.
func (s *Service) confirming(r ConfirmRequest) (confirming, error) {
	if r.For == (oplog.EventID{}) {
		return confirming{}, errWhatFor
	}
	first, err := s.Require()
	if err != nil {
		return confirming{}, err
	}
	_, insertion := s.snapshot()
	return confirming{s: s, request: r, first: first, insertion: insertion}, nil
}

// conclude records what came of it and makes the confirmation.
func (c confirming) conclude(ctx context.Context, a Account, refused *juki.Outcome, err error) (Confirmation, error) {
	if err != nil {
		return Confirmation{}, err
	}
	if refused != nil {
		return Confirmation{}, c.refuse(ctx, a, refused)
	}
	at := c.s.deps.Now()
	if err := c.accept(ctx, a, at); err != nil {
		return Confirmation{}, err
	}
	if sit, still := c.s.snapshot(); sit.state != LoggedIn || still != c.insertion {
		return Confirmation{}, juki.Refuse(juki.NotLoggedIn) // the first person left meanwhile
	}
	return Confirmation{a.Operator, c.request.For, at}, nil
}

// witness finds the second person by the id and compares the password.
func (c confirming) witness(ctx context.Context, id juki.OperatorID, password []byte) (Account, *juki.Outcome, error) {
	if id == c.first.ID {
		return Account{}, juki.Refuse(juki.SamePersonTwice), nil
	}
	a, err := c.s.account(ctx, id)
	if err != nil {
		if errors.Is(err, juki.Refuse(juki.OperatorUnknown)) {
			return Account{}, juki.Refuse(juki.OperatorUnknown), nil
		}
		return Account{}, nil, err
	}
	return c.judge(a, password)
}

// judge compares the password. Post and expiry are looked at after it, so that nobody learns from here who holds which
// post.
func (c confirming) judge(a Account, password []byte) (Account, *juki.Outcome, error) {
	if refusal := c.s.admits(a); refusal != nil {
		return a, refusal, nil
	}
	right, err := matchPassword(password, a.Password)
	switch {
	case err != nil:
		return Account{}, nil, err
	case !right:
		return a, juki.Refuse(juki.PasswordWrong), nil
	case c.s.expired(a):
		return a, juki.Refuse(juki.PasswordExpired), nil
	case !holds(a.Post, c.request.Posts):
		return a, juki.Refuse(juki.PostMissing), nil
	}
	return a, nil, nil
}

// refuse records why the confirmation did not come about; a wrong password is counted.
func (c confirming) refuse(ctx context.Context, a Account, why *juki.Outcome) error {
	values := []oplog.Value{oplog.Code(why.Code), oplog.For(c.request.For)}
	if a.ID != "" {
		values = append(values, oplog.Witness(a.ID))
	}
	values = append(values, c.where()...)
	record := c.record(oplog.SecondRefused, c.s.deps.Now(), values)
	if why.Code == juki.PasswordWrong {
		return c.s.missed(ctx, a, &record)
	}
	err := c.s.act(context.WithoutCancel(ctx), func(tx Tx) error { return tx.Append(record) })
	if err != nil {
		return fmt.Errorf("confirm: %w", err)
	}
	return why
}

// accept records the confirmation and forgets the second person's earlier misses.
func (c confirming) accept(ctx context.Context, a Account, at time.Time) error {
	a.Failed = 0
	err := c.s.act(ctx, func(tx Tx) error {
		if err := tx.UpdateOperator(a); err != nil {
			return err
		}
		return tx.Append(c.record(oplog.SecondConfirmed, at,
			append(c.where(), oplog.Witness(a.ID), oplog.For(c.request.For), oplog.Post(a.Post))))
	})
	if err != nil {
		return fmt.Errorf("confirm: %w", err)
	}
	return nil
}

// where names the reader of the second person's card; nothing when the person typed an id.
func (c confirming) where() []oplog.Value {
	if !c.byCard {
		return nil
	}
	return []oplog.Value{oplog.Reader(customerReader)}
}

func (c confirming) record(e oplog.EventID, at time.Time, values []oplog.Value) oplog.Record {
	return oplog.Record{Time: at, Event: e, Operator: c.first.ID, Case: c.request.Case, Values: values}
}
