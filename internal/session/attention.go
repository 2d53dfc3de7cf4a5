package session

import (
	"context"
	"fmt"
	"sync"
	"time"

	"madoguchi/internal/cards"
	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
)

// Sight is how much of an open screen can be seen (第19条第4号).
type Sight int

// The sights, each further than the one before.
const (
	Open   Sight = iota
	Veiled       // personal values are covered; the next key or press of the operator lifts it
	Hidden       // the whole screen is; the card in the reader must prove itself again
	Shut         // locked: card and password
)

// Attention is after how long without any input of the clerk the screen is covered further, and how long before each step a
// countdown is seen. A zero step never comes.
type Attention struct {
	Veil, Hide, Lock time.Duration
	Notice           time.Duration
}

// DefaultAttention is half a minute, two and five minutes. 朝来市 第19条第4号 asks for it without a figure; the figures are ours.
func DefaultAttention() Attention {
	return Attention{Veil: 30 * time.Second, Hide: 2 * time.Minute, Lock: 5 * time.Minute, Notice: 10 * time.Second}
}

// The bounds within which a city may set the times: shorter disturbs the work, longer leaves the screen open.
const (
	leastStep = 10 * time.Second
	mostVeil  = 2 * time.Minute
	mostHide  = 5 * time.Minute
	mostLock  = 15 * time.Minute
)

// Sound tells whether the times are within the bounds and in order.
func (a Attention) Sound() bool {
	return a.Veil >= leastStep && a.Veil <= mostVeil && a.Hide >= a.Veil+leastStep && a.Hide <= mostHide &&
		a.Lock >= a.Hide+leastStep && a.Lock <= mostLock && a.Notice >= 0 && a.Notice <= leastStep
}

// steps are the steps in their order.
func (a Attention) steps() [3]time.Duration { return [...]time.Duration{a.Veil, a.Hide, a.Lock} }

// after is what a time without input asks for.
func (a Attention) after(idle time.Duration) Sight {
	s := Open
	for i, step := range a.steps() {
		if step > 0 && idle >= step {
			s = Sight(i + 1)
		}
	}
	return s
}

// Countdown is the step that comes soon, and in how long; the zero Countdown when none does.
type Countdown struct {
	To   Sight
	Left time.Duration
}

// soon is the first step further than now that comes within the notice.
func (a Attention) soon(now Sight, idle time.Duration) Countdown {
	for i, step := range a.steps() {
		if to := Sight(i + 1); to > now && step > idle {
			if step-idle <= a.Notice {
				return Countdown{To: to, Left: step - idle}
			}
			return Countdown{}
		}
	}
	return Countdown{}
}

// see covers further or uncovers; what is hidden is not uncovered to a veil. It is the whole table of sights: they
// stand only in LoggedIn, and the login ends them.
func (s situation) see(to Sight, why Reason, now time.Time) step {
	st := step{next: s}
	if s.state != LoggedIn || to == s.sight || to == Shut || to == Veiled && s.sight == Hidden {
		return st
	}
	st.next.sight = to
	switch to {
	case Veiled:
		st.record(now, oplog.ScreenVeiled, s.owner.ID, oplog.Reason(why))
	case Hidden:
		st.record(now, oplog.ScreenHidden, s.owner.ID, oplog.Reason(why))
	default:
		st.record(now, oplog.ScreenBack, s.owner.ID)
	}
	return st
}

// lastInput is when the clerk last touched anything.
type lastInput struct {
	mu sync.Mutex
	at time.Time
}

func (l *lastInput) set(t time.Time) {
	l.mu.Lock()
	l.at = t
	l.mu.Unlock()
}

// since is how long ago it was; counting begins when it is first asked. A machine that slept counts by the wall's clock, one
// whose clock was set back by its own: whichever is longer.
func (l *lastInput) since(now time.Time) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.at.IsZero() {
		l.at = now
	}
	return max(now.Sub(l.at), now.Round(0).Sub(l.at.Round(0)), 0)
}

// Touch notes an input of the clerk at the clerk's own window; the resident's are none. deliberate is a key or a press, which
// lifts a veil; a pointer that moved does not, or a desk that is bumped would. It may be called as often as one likes.
func (s *Service) Touch(deliberate bool) {
	if s.deps.Steady == nil {
		return
	}
	v := s.View()
	if v.State != LoggedIn || v.Sight == Hidden || v.Sight == Veiled && !deliberate {
		return
	}
	s.input.set(s.deps.Steady())
	if v.Sight == Veiled {
		s.look(Open, ByOperator)
	}
}

// Attend covers the screen further when its time has come, and tells what comes soon. personal is whether personal data
// stands on it: without any there is nothing to veil. It never waits for the disk; somebody calls it every second.
func (s *Service) Attend(personal bool) Countdown {
	if s.deps.Steady == nil {
		return Countdown{}
	}
	v := s.View()
	if v.State != LoggedIn {
		s.input.set(time.Time{})
		return Countdown{}
	}
	a := DefaultAttention()
	if s.deps.Attention != nil {
		a = s.deps.Attention()
	}
	if !personal && v.Sight == Open {
		a.Veil = 0
	}
	idle := s.input.since(s.deps.Steady())
	due := a.after(idle)
	switch {
	case due == Shut:
		s.Lock(ByIdle)
		return Countdown{}
	case due > v.Sight:
		s.look(due, ByIdle)
	}
	return a.soon(max(due, v.Sight), idle)
}

// Hide covers the whole screen at once (第19条第5号). It never asks, waits or fails; the record follows.
func (s *Service) Hide() { s.look(Hidden, ByOperator) }

// look is happen for sights.
func (s *Service) look(to Sight, why Reason) {
	now := s.deps.Now()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.changeLocked(func(sit situation) step { return sit.see(to, why, now) })
}

// Return brings a hidden screen back: the card in the reader must be its operator's and prove itself again, by a challenge.
// It fails with NotLoggedIn, CardMissing, OperatorCardForged, the refusals of a login, those of cards.Trouble, and those of
// the store; the screen stays hidden then, or is locked when the card is another.
func (s *Service) Return(ctx context.Context) error {
	s.acting.Lock()
	defer s.acting.Unlock()
	sit, insertion := s.snapshot()
	if sit.state != LoggedIn {
		return juki.Refuse(juki.NotLoggedIn)
	}
	if sit.sight != Hidden {
		return nil
	}
	key, err := s.prove(ctx, s.deps.OperatorReader())
	if err != nil {
		return s.distrust(insertion, cards.Trouble(err))
	}
	a, err := s.account(ctx, sit.owner.ID)
	if err != nil {
		return err
	}
	if a.Key != key {
		return s.distrust(insertion, juki.Refuse(juki.OperatorCardForged))
	}
	if refusal := s.admits(a); refusal != nil {
		return refusal
	}
	return s.uncover(ctx, insertion)
}

// uncover writes the record and shows the screen. What covers it again meanwhile stays in force, as in decide.
func (s *Service) uncover(ctx context.Context, insertion int) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.insertion != insertion || s.now.state != LoggedIn {
		return juki.Refuse(juki.CardMissing)
	}
	st := s.now.see(Open, ByOperator, s.deps.Now())
	err := s.enact(ctx, st, func(Tx) error { return nil }, func() {
		if s.deps.Steady != nil {
			s.input.set(s.deps.Steady())
		}
	})
	if err != nil {
		return fmt.Errorf("bring the screen back: %w", err)
	}
	return nil
}
