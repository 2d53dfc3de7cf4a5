package session

import (
	"context"
	"errors"
	"fmt"
	"regexp"

	"madoguchi/internal/cards"
	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
)

// EnrolRequest is a new operator of the register.
type EnrolRequest struct {
	ID       juki.OperatorID // a capital letter and 3 to 5 digits: "S001"
	Name     string
	Post     juki.Post
	Own      Own    // optional
	Password []byte // wiped by Enrol
}

// Why an enrolment cannot be.
var (
	errID   = errors.New("an operator id is a capital letter and 3 to 5 digits")
	errName = errors.New("the name is missing")
	errPost = errors.New("the first operator is the システム管理者")
	errUsed = errors.New("the id or the card is in the register already")
)

var idForm = regexp.MustCompile(`\A[A-Z][0-9]{3,5}\z`)

// Enrol adds an operator with the operator card that lies in a reader (第14条第1項): at the first start the operator
// reader, and the operator must be a システム管理者; afterwards the customer reader, because the operator reader holds the card
// of the システム管理者 who is logged in and does it. It fails with the Outcomes NotLoggedIn, PostMissing, PasswordWeak,
// StepNotAllowed (its cause says what is wrong with the request), those of cards.Trouble and those of the store.
func (s *Service) Enrol(ctx context.Context, r EnrolRequest) error {
	defer clear(r.Password)
	s.acting.Lock()
	defer s.acting.Unlock()
	reader, err := s.mayEnrol(r)
	if err != nil {
		return err
	}
	if err := checkPassword(r.Password, r.ID, r.Name, s.deps.Rules); err != nil {
		return err
	}
	_, insertion := s.snapshot()
	key, err := s.prove(ctx, reader)
	if err != nil {
		return cards.Trouble(err)
	}
	hash, err := hashPassword(r.Password, s.deps.Cost, s.deps.Rand)
	if err != nil {
		return fmt.Errorf("enrol operator: %w", err)
	}
	account := Account{Operator: Operator{r.ID, r.Name, r.Post}, Key: key, Password: hash, PasswordChanged: juki.DateOf(s.deps.Now()), Own: r.Own.trimmed()}
	if s.View().FirstStart {
		return s.enterFirst(ctx, insertion, account)
	}
	return s.enterFurther(ctx, insertion, account)
}

// mayEnrol checks who asks and what for, and tells where the new card is.
func (s *Service) mayEnrol(r EnrolRequest) (reader string, err error) {
	reader = s.deps.OperatorReader()
	first := s.View().FirstStart
	if !first {
		if _, err := s.Require(juki.SystemAdministrator); err != nil {
			return "", err
		}
		reader = s.deps.CustomerReader()
	}
	switch {
	case !idForm.MatchString(string(r.ID)):
		return "", notAllowed(errID)
	case r.Name == "":
		return "", notAllowed(errName)
	case first && r.Post != juki.SystemAdministrator, oplog.PostName(r.Post) == "":
		return "", notAllowed(errPost)
	}
	return reader, nil
}

func notAllowed(cause error) error {
	o := juki.Refuse(juki.StepNotAllowed)
	o.Err = cause
	return o
}

// enterFirst stores the first account and tells the session.
func (s *Service) enterFirst(ctx context.Context, insertion int, a Account) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	st, err := s.mayEnter(insertion, a)
	if err != nil {
		return err
	}
	err = s.enact(ctx, st, func(tx Tx) error { return addNew(tx, a) }, func() { s.first, s.ready = false, false })
	if err != nil {
		return fmt.Errorf("enrol operator: %w", err)
	}
	return nil
}

// enterFurther stores one more account. Nothing changes for the screen, and a lock need not wait for the disk.
func (s *Service) enterFurther(ctx context.Context, insertion int, a Account) error {
	s.mu.Lock()
	st, err := s.mayEnter(insertion, a)
	s.mu.Unlock()
	if err != nil {
		return err
	}
	err = s.act(ctx, func(tx Tx) error {
		if err := addNew(tx, a); err != nil {
			return err
		}
		return appendAll(tx, st.records)
	})
	if err != nil {
		return fmt.Errorf("enrol operator: %w", err)
	}
	return nil
}

// mayEnter checks that the card and the work the enrolment was begun with are still there; s.mu is held.
func (s *Service) mayEnter(insertion int, a Account) (step, error) {
	if s.insertion != insertion {
		return step{}, juki.Refuse(juki.CardPulled)
	}
	if !s.first && s.now.state != LoggedIn {
		return step{}, juki.Refuse(juki.NotLoggedIn) // locked while the card was read
	}
	return next(s.now, occurrence{event: EnrolmentDone, operator: a.Operator}, s.deps.Now(), s.deps.Rules), nil
}

// addNew adds an account whose id and card are nobody else's.
func addNew(tx Tx, a Account) error {
	added, err := tx.AddOperator(a)
	if err == nil && !added {
		err = notAllowed(errUsed)
	}
	return err
}
