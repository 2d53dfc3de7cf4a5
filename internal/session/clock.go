package session

import (
	"context"
	"fmt"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
)

// acceptors are the posts that may let work go on with a clock that went back.
var acceptors = []juki.Post{juki.Assistant, juki.DataProtectionManager, juki.SystemAdministrator}

// AcceptClock is the login of a supervisor who has checked a clock that stands behind the last record: nothing at all can be
// recorded before, and so nobody can log in (第13条). Card and password are asked for as at any login; with them the clock
// is accepted and recorded in the supervisor's name, who is logged in then. password is wiped. It fails like Login, with
// PostMissing, and with StepNotAllowed when the clock is not behind.
//
// A wrong password cannot be recorded either while the clock is behind. Such misses are counted in memory against the
// same limit, until the program ends.
func (s *Service) AcceptClock(ctx context.Context, password []byte) error {
	defer clear(password)
	s.acting.Lock()
	defer s.acting.Unlock()
	sit, insertion := s.snapshot()
	if sit.state == LoggedIn || s.deps.AcceptClock == nil {
		return juki.Refuse(juki.StepNotAllowed)
	}
	if s.clockMisses[sit.card.ID] >= s.deps.Rules.Tries {
		return juki.Refuse(juki.OperatorLockedOut)
	}
	account, right, err := s.authenticate(ctx, sit, insertion, password)
	switch {
	case err != nil:
		return err
	case !right:
		s.clockMisses[account.ID]++
		return juki.Refuse(juki.PasswordWrong)
	case !holds(account.Post, acceptors):
		return juki.Refuse(juki.PostMissing)
	case s.expired(account):
		return juki.Refuse(juki.PasswordExpired)
	}
	if closed := s.closedTo(account.Operator); closed != nil {
		return closed // it could not be recorded: the clock is behind
	}
	confirmed := oplog.Record{Time: s.deps.Now(), Event: oplog.ClockConfirmed, Operator: account.ID}
	if err := s.deps.AcceptClock(ctx, confirmed); err != nil {
		return fmt.Errorf("accept the clock: %w", err)
	}
	return s.decide(ctx, insertion, occurrence{event: PasswordOK}, account)
}
