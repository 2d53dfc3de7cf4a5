package session

import (
	"context"
	"fmt"

	"madoguchi/internal/cards"
	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
)

// Login completes the card in the operator reader with its operator's password: work begins, or goes on where it was
// locked (第12条第2項). The card is challenged again. password is wiped whatever comes of it. It fails with the Outcomes
// CardMissing, OperatorCardForged, OperatorRevoked, OperatorLockedOut, PasswordWrong, PasswordExpired (then
// ChangePassword), EmergencyOpen, StepNotAllowed when somebody is logged in, those of cards.Trouble, and those of the store.
func (s *Service) Login(ctx context.Context, password []byte) error {
	defer clear(password)
	s.acting.Lock()
	defer s.acting.Unlock()
	sit, insertion := s.snapshot()
	if sit.state == LoggedIn {
		return juki.Refuse(juki.StepNotAllowed)
	}
	account, right, err := s.authenticate(ctx, sit, insertion, password)
	if err != nil {
		return err
	}
	o := occurrence{event: PasswordOK}
	if !right {
		o = occurrence{event: PasswordWrong, failed: account.Failed}
	} else if s.expired(account) {
		return s.refuse(ctx, account, juki.Refuse(juki.PasswordExpired))
	} else if closed := s.closedTo(account.Operator); closed != nil {
		return s.refuse(ctx, account, closed)
	}
	return s.decide(ctx, insertion, o, account)
}

// snapshot is the situation and the insertion it is about.
func (s *Service) snapshot() (situation, int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.now, s.insertion
}

// authenticate challenges the card in the reader again and compares the password of its operator.
func (s *Service) authenticate(ctx context.Context, sit situation, insertion int, password []byte) (a Account, right bool, err error) {
	if sit.card == (Operator{}) {
		return Account{}, false, juki.Refuse(juki.CardMissing)
	}
	key, err := s.prove(ctx, s.deps.OperatorReader())
	if err != nil {
		return Account{}, false, s.distrust(insertion, cards.Trouble(err))
	}
	a, err = s.account(ctx, sit.card.ID)
	if err != nil {
		return Account{}, false, err
	}
	if a.Key != key {
		return Account{}, false, s.distrust(insertion, juki.Refuse(juki.OperatorCardForged))
	}
	if refusal := s.admits(a); refusal != nil {
		return Account{}, false, s.refuse(ctx, a, refusal)
	}
	right, err = matchPassword(password, a.Password)
	return a, right, err
}

// distrust answers a challenge that failed at the password. A card that turned out to be forged or another kind is not
// recognised any more; one that was busy, slow or pulled is the watcher's to judge, and may be asked again.
func (s *Service) distrust(insertion int, why *juki.Outcome) error {
	if why.Code != juki.OperatorCardForged && why.Code != juki.CardWrongKind {
		return why
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.insertion == insertion {
		s.happenLocked(occurrence{event: CardRefused, operator: s.now.card, code: why.Code})
	}
	return why
}

// account reads one operator of the register.
func (s *Service) account(ctx context.Context, id juki.OperatorID) (Account, error) {
	register, err := s.deps.Book.Operators(ctx)
	if err != nil {
		return Account{}, fmt.Errorf("read register of operators: %w", err)
	}
	for _, a := range register {
		if a.ID == id {
			return a, nil
		}
	}
	return Account{}, juki.Refuse(juki.OperatorUnknown)
}

// decide puts a password's verdict into effect. A card that is pulled while it is written locks at once, and stands after
// the login in the log. A miss is counted even when the caller gives up: nobody gets a free try by closing the window.
func (s *Service) decide(ctx context.Context, insertion int, o occurrence, a Account) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.insertion != insertion {
		return juki.Refuse(juki.CardMissing)
	}
	if closed := s.closedTo(a.Operator); closed != nil && o.event == PasswordOK { // stopped while the password was compared
		s.pendLocked(oplog.Record{Time: s.deps.Now(), Event: oplog.LoginRefused, Operator: a.ID, Values: []oplog.Value{oplog.Code(closed.Code)}})
		return closed
	}
	st := next(s.now, o, s.deps.Now(), s.deps.Rules)
	if len(st.records) == 0 {
		return refusal(st)
	}
	a.Failed, a.LockedOut = 0, st.lockOut
	if o.event == PasswordWrong {
		a.Failed = o.failed + 1
	}
	err := s.enact(context.WithoutCancel(ctx), st, func(tx Tx) error { return tx.UpdateOperator(a) }, func() {})
	if err != nil {
		return fmt.Errorf("log in: %w", err)
	}
	return refusal(st)
}

// refusal keeps a nil Outcome from becoming a non-nil error.
func refusal(st step) error {
	if st.refused == nil {
		return nil
	}
	return st.refused
}

// expired tells whether the password has to be changed before any work (第16条第6号).
func (s *Service) expired(a Account) bool {
	days := s.deps.Rules.PasswordDays
	return days > 0 && !juki.DateOf(s.deps.Now()).Before(a.PasswordChanged.AddDays(days))
}

// closedTo tells why the terminal is not open to somebody whose card and password were right; nil when it is.
func (s *Service) closedTo(o Operator) *juki.Outcome {
	if s.deps.Gate == nil {
		return nil
	}
	return s.deps.Gate(o)
}

// refuse records that an operator was not let in although the password was no miss. A right password begins the count anew, also one that is too
// old and one that came to a closed terminal.
func (s *Service) refuse(ctx context.Context, a Account, why *juki.Outcome) error {
	switch why.Code {
	case juki.PasswordExpired, juki.EmergencyOpen, juki.OutsideHours:
		a.Failed = 0
	}
	if err := s.change(ctx, a, oplog.LoginRefused, a.ID, oplog.Code(why.Code)); err != nil {
		return fmt.Errorf("log in: %w", err)
	}
	return why
}
