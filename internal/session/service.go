package session

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"sync/atomic"
	"time"

	"madoguchi/hardware"
	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
)

// Deps is what a Service works with.
type Deps struct {
	Book           Book
	Readers        hardware.Readers
	OperatorReader func() string // the reader of the operator cards, by its name; "" when none is set
	CustomerReader func() string // where the card of a further operator is put at enrolment
	Now            func() time.Time
	Rand           io.Reader // nonces and salts: crypto/rand.Reader but in tests
	Rules          Rules
	// AcceptClock lets work go on with a clock that stands behind the last record; confirmed is who answers for it. Nil where
	// no clock is ever accepted.
	AcceptClock func(ctx context.Context, confirmed oplog.Record) error
	Cost        Cost // of new password hashes; the zero Cost is StandardCost
	// RevocationNeedsSecond tells whether the regulation asks for a second person to revoke an operator; nil for no.
	RevocationNeedsSecond func() bool
	// Gate is asked for each operator whose card and password were right whether the terminal may be used now: a terminal that was stopped (第24条) lets
	// in who has something to do there. It answers at once and calls no method of the Service but View. Nil where it always may.
	Gate func(Operator) *juki.Outcome
	// Steady is the clock that measures how long nobody has touched anything (第19条第4号); nil where nobody looks. It is not Now: that one
	// is the civil clock, which is set by people.
	Steady    func() time.Time
	Attention func() Attention // the times in force; nil for DefaultAttention
}

// Service is the session of a terminal: one for the whole program. Its methods may be called from any goroutine;
// those that take a context do I/O and are kept off the UI thread, the others return at once, whatever the disk does.
type Service struct {
	deps Deps
	view atomic.Pointer[View]
	wake chan struct{} // tells the recorder that records wait

	acting      sync.Mutex              // one act at a time: passwords, register, records
	clockMisses map[juki.OperatorID]int // wrong passwords at AcceptClock; acting is held

	input lastInput

	mu          sync.Mutex // guards what is below; held while subscribers are told, never while anything is written
	now         situation
	mode        Mode
	private     bool // the mode is Privacy and stays
	first       bool // no operator is enrolled yet
	ready       bool // at the first start: a card that can be enrolled lies in the reader
	insertion   int  // counts insertions and removals, so that a late answer cannot speak for another card
	pending     []oplog.Record
	enacting    bool     // a step is being written
	meanwhile   []change // what happened since that began
	subscribers []func(View)
}

// New makes the session of a terminal; nobody is logged in. It reads the register to know whether this is the
// first start.
func New(ctx context.Context, d Deps) (*Service, error) {
	if d.Book == nil || d.Readers == nil || d.OperatorReader == nil || d.CustomerReader == nil || d.Now == nil || d.Rand == nil {
		return nil, errors.New("start session: a dependency is missing")
	}
	if d.Cost == (Cost{}) {
		d.Cost = StandardCost
	}
	register, err := d.Book.Operators(ctx)
	if err != nil {
		return nil, fmt.Errorf("start session: %w", err)
	}
	s := &Service{deps: d, wake: make(chan struct{}, 1), mode: Normal, clockMisses: map[juki.OperatorID]int{}, first: len(register) == 0}
	s.publish()
	return s, nil
}

// View is what screens show of the session.
type View struct {
	State      State
	Operator   Operator  // LoggedIn: who works; Locked: whose work is covered; else zero
	Card       Operator  // whose card lies in the reader, zero when none that helps
	Reason     Reason    // why Locked
	Trouble    juki.Code // why the card or the reader is no help, "" when nothing is wrong
	FirstStart bool      // nobody is enrolled: the first システム管理者 is next
	CardReady  bool      // FirstStart only: a card that can be enrolled lies in the operator reader
	Mode       Mode      // how much of people the screen shows
	Sight      Sight     // LoggedIn: Open, Veiled or Hidden
}

// View is the session as it is now. It takes no lock: a screen may ask at any time.
func (s *Service) View() View { return *s.view.Load() }

// Subscribe calls f with the present view and then with each change, in order, from whichever goroutine caused it.
// f hands the view over (to the UI thread) and returns at once; it calls no method of the Service but View.
func (s *Service) Subscribe(f func(View)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.subscribers = append(s.subscribers, f)
	f(s.View())
}

// publish tells everybody the situation; s.mu is held.
func (s *Service) publish() {
	v := View{
		State: s.now.state, Operator: s.now.owner, Card: s.now.card, Reason: s.now.reason, Trouble: s.now.trouble,
		FirstStart: s.first, CardReady: s.first && s.ready, Mode: s.mode,
	}
	if v.State == LoggedIn {
		v.Sight = s.now.sight
	}
	if old := s.view.Load(); old != nil && *old == v {
		return
	}
	if old := s.view.Load(); v.State == LoggedIn && (old == nil || old.State != LoggedIn) {
		s.input.set(time.Time{}) // the login itself was an input
	}
	s.view.Store(&v)
	for _, f := range s.subscribers {
		f(v)
	}
}

// happen is for what nothing may hold up: first the new situation and everybody's view of it, then the record, by the
// recorder. It never waits for the disk.
func (s *Service) happen(o occurrence) {
	s.mu.Lock()
	s.happenLocked(o)
	s.mu.Unlock()
}

func (s *Service) happenLocked(o occurrence) {
	s.changeLocked(s.following(o))
}

// following is what an occurrence of this moment does.
func (s *Service) following(o occurrence) change {
	now := s.deps.Now()
	return func(sit situation) step { return next(sit, o, now, s.deps.Rules) }
}

// wakeRecorder tells the recorder that records wait.
func (s *Service) wakeRecorder() {
	select {
	case s.wake <- struct{}{}:
	default: // it is awake already
	}
}

// pendLocked leaves records to the recorder; s.mu is held.
func (s *Service) pendLocked(records ...oplog.Record) {
	s.changeLocked(func(sit situation) step { return step{next: sit, records: records} })
}

// note leaves a record of the program itself to the recorder.
func (s *Service) note(e oplog.EventID, values ...oplog.Value) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pendLocked(oplog.Record{Time: s.deps.Now(), Event: e, Values: values})
}

// Lock covers the work. It never asks, waits or fails (第14条第8項, 第19条第5号); the record follows. Without somebody
// logged in only ByEmergency and ByDrill do anything: they are recorded.
func (s *Service) Lock(r Reason) {
	events := map[Reason]Event{ByIdle: IdleTooLong, ByOperator: LockAsked, ByDesktop: OSLocked, ByEmergency: EmergencyStop, ByDrill: EmergencyStop}
	e, known := events[r]
	if !known {
		e = LockAsked // an unknown reason is no reason to leave the screen open
	}
	s.happen(occurrence{event: e, drill: r == ByDrill})
}

// LogOut ends the work of the operator who is logged in. The card may stay for a new login.
func (s *Service) LogOut() { s.happen(occurrence{event: LoggedOut}) }

// Require tells who is logged in if that person holds one of the posts; without posts, anybody will do. It fails with
// the Outcomes NotLoggedIn and PostMissing.
func (s *Service) Require(posts ...juki.Post) (Operator, error) {
	v := s.View()
	if v.State != LoggedIn {
		return Operator{}, juki.Refuse(juki.NotLoggedIn)
	}
	if !holds(v.Operator.Post, posts) {
		return Operator{}, juki.Refuse(juki.PostMissing)
	}
	return v.Operator, nil
}

// holds tells whether a post is among those allowed; an empty list allows every post.
func holds(post juki.Post, allowed []juki.Post) bool {
	for _, p := range allowed {
		if p == post {
			return true
		}
	}
	return len(allowed) == 0
}
