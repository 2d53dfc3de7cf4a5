package session_test

import (
	"context"
	"crypto/rand"
	"errors"
	"maps"
	"slices"
	"sync"
	"testing"
	"time"

	"madoguchi/hardware"
	"madoguchi/hardware/sim"
	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/session"
)

const (
	operatorReader = "Operator 00"
	customerReader = "Customer 01"

	adminPassword = "Tamba-kuroMame7" // of S001, the first システム管理者
	clerkPassword = "Iwatsu-Negi#4312"
)

var factory = sim.NewFactory()

// scene is a terminal: two readers, a register, a running session and everything it said.
type scene struct {
	t       *testing.T
	readers *sim.Readers
	book    *book
	session *session.Service
	stop    func()

	mu     sync.Mutex
	now    time.Time
	steady time.Duration // on the clock that measures how long nobody has touched anything
	views  chan session.View
	onRand func() // called once, when randomness is drawn next
	frozen bool   // the watcher is not told of changes
	second bool   // a revocation needs a second person
	gate   func(session.Operator) *juki.Outcome
}

func newScene(t *testing.T) *scene {
	t.Helper()
	s := &scene{t: t, readers: sim.NewReaders(operatorReader, customerReader), book: &book{accounts: map[juki.OperatorID]session.Account{}},
		now: time.Date(2026, 11, 24, 9, 0, 0, 0, juki.Tokyo())}
	s.start()
	return s
}

// start starts the program on what the register holds; a second start is a restart.
func (s *scene) start() {
	s.t.Helper()
	if s.stop != nil {
		s.stop()
	}
	var err error
	s.session, err = session.New(s.t.Context(), session.Deps{
		Book: s.book, Readers: watched{s.readers, s}, OperatorReader: func() string { return operatorReader }, CustomerReader: func() string { return customerReader },
		Now: s.clock, Rand: random{s}, Rules: session.DefaultRules(), AcceptClock: s.book.acceptClock, Cost: session.Cost{Passes: 1, Memory: 64, Threads: 1},
		RevocationNeedsSecond: func() bool { return s.second }, Steady: s.steadyClock,
		Gate: func(o session.Operator) *juki.Outcome {
			if s.gate == nil {
				return nil
			}
			return s.gate(o)
		},
	})
	if err != nil {
		s.t.Fatal(err)
	}
	views := make(chan session.View, 1000)
	s.views = views
	s.session.Subscribe(func(v session.View) { views <- v })
	ctx, cancel := context.WithCancel(s.t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		s.session.Run(ctx)
	}()
	s.stop = sync.OnceFunc(func() {
		cancel()
		<-done
	})
	s.t.Cleanup(s.stop)
}

func (s *scene) clock() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.now
}

func (s *scene) steadyClock() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC).Add(s.steady)
}

// idle lets time pass in which nobody touches anything; the screen looks at the clock then.
func (s *scene) idle(d time.Duration, personal bool) session.Countdown {
	s.mu.Lock()
	s.steady += d
	s.mu.Unlock()
	return s.session.Attend(personal)
}

func (s *scene) later(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now = s.now.Add(d)
}

func (s *scene) insert(reader, sample string) *sim.Card {
	s.t.Helper()
	card, err := factory.Sample(sample)
	if err != nil {
		s.t.Fatal(err)
	}
	if err := s.readers.Insert(reader, card); err != nil {
		s.t.Fatal(err)
	}
	return card
}

func (s *scene) pull(reader string) {
	s.t.Helper()
	if _, err := s.readers.Remove(reader); err != nil {
		s.t.Fatal(err)
	}
}

// until takes views, in order, until one is as wanted.
func (s *scene) until(what string, wanted func(session.View) bool) session.View {
	s.t.Helper()
	var last session.View
	for {
		select {
		case last = <-s.views:
			if wanted(last) {
				return last
			}
		case <-time.After(20 * time.Second): // a hang, not a measurement
			s.t.Fatalf("never seen: %s; last: %v, trouble %q", what, last.State, last.Trouble)
		}
	}
}

func inState(st session.State) func(session.View) bool {
	return func(v session.View) bool { return v.State == st }
}

func troubled(code juki.Code) func(session.View) bool {
	return func(v session.View) bool { return v.Trouble == code }
}

// enrolFirst goes through the first start: S001 is the システム管理者.
func (s *scene) enrolFirst() {
	s.t.Helper()
	s.insert(operatorReader, "S001")
	s.until("card ready", func(v session.View) bool { return v.FirstStart && v.CardReady })
	s.must(s.session.Enrol(s.t.Context(), session.EnrolRequest{ID: "S001", Name: "見本 花子", Post: juki.SystemAdministrator, Password: []byte(adminPassword)}))
	s.until("enrolled", inState(session.CardRead))
}

// atWork is a terminal with S001 logged in and S002, a clerk, in the register.
func atWork(t *testing.T) *scene {
	t.Helper()
	s := newScene(t)
	s.enrolFirst()
	s.must(s.login(adminPassword))
	s.until("logged in", inState(session.LoggedIn))
	s.insert(customerReader, "S002")
	s.must(s.session.Enrol(t.Context(), session.EnrolRequest{ID: "S002", Name: "見本 一郎", Post: juki.Operator, Password: []byte(clerkPassword)}))
	s.pull(customerReader)
	return s
}

func (s *scene) login(password string) error {
	return s.session.Login(s.t.Context(), []byte(password))
}

func (s *scene) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

func (s *scene) refused(code juki.Code, err error) {
	s.t.Helper()
	if !errors.Is(err, juki.Refuse(code)) {
		s.t.Errorf("want %s, got %v", code, err)
	}
}

// events are the events in the log so far, without the communications; what waits is written first.
func (s *scene) events() (list []string) {
	s.t.Helper()
	for _, r := range s.records() {
		if r.Event != oplog.CardSessionBegun && r.Event != oplog.CardSessionEnded {
			list = append(list, r.Event.String())
		}
	}
	return list
}

// records is the log so far; what waits is written first.
func (s *scene) records() []oplog.Record {
	s.t.Helper()
	s.stop() // the recorder writes what waits
	s.book.mu.Lock()
	defer s.book.mu.Unlock()
	return slices.Clone(s.book.log)
}

// random is true randomness that tells when it is drawn.
type random struct{ s *scene }

func (r random) Read(b []byte) (int, error) {
	once(&r.s.mu, &r.s.onRand)
	return rand.Read(b)
}

// once calls a hook and forgets it.
func once(mu *sync.Mutex, hook *func()) {
	mu.Lock()
	f := *hook
	*hook = nil
	mu.Unlock()
	if f != nil {
		f()
	}
}

// watched is the readers, whose changes can be kept from the session.
type watched struct {
	*sim.Readers
	s *scene
}

func (w watched) Watch(ctx context.Context) <-chan hardware.Snapshot {
	out := make(chan hardware.Snapshot)
	go func() {
		defer close(out)
		for snap := range w.Readers.Watch(ctx) {
			w.s.mu.Lock()
			frozen := w.s.frozen
			w.s.mu.Unlock()
			if frozen {
				continue
			}
			select {
			case out <- snap:
			case <-ctx.Done():
			}
		}
	}()
	return out
}

// book is a register in memory that keeps the rules of the stored one.
type book struct {
	mu       sync.Mutex
	accounts map[juki.OperatorID]session.Account
	log      []oplog.Record
	full     bool                               // the disk is full
	behind   bool                               // the clock stands behind the last record
	onRead   func()                             // called once, at the next reading of the register
	onAct    func()                             // called once, after the next act
	slow     func(written []oplog.Record) error // called before each commit, which waits for it; readers do not
}

type bookTx struct {
	accounts map[juki.OperatorID]session.Account
	log      []oplog.Record
}

func (b *book) Act(_ context.Context, f func(session.Tx) error) error {
	defer once(&b.mu, &b.onAct)
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.full {
		return juki.Refuse(juki.DiskFull)
	}
	if b.behind {
		return juki.Refuse(juki.ClockBehind)
	}
	tx := &bookTx{maps.Clone(b.accounts), slices.Clone(b.log)}
	if err := f(tx); err != nil {
		return err
	}
	if len(tx.log) == len(b.log) {
		return errors.New("the act appended no record")
	}
	if slow := b.slow; slow != nil {
		b.mu.Unlock() // the session writes one act at a time
		err := slow(tx.log[len(b.log):])
		if b.mu.Lock(); err != nil {
			return err
		}
	}
	b.accounts, b.log = tx.accounts, tx.log
	return nil
}

func (b *book) Operators(context.Context) ([]session.Account, error) {
	once(&b.mu, &b.onRead)
	b.mu.Lock()
	defer b.mu.Unlock()
	var list []session.Account
	for _, id := range slices.Sorted(maps.Keys(b.accounts)) {
		list = append(list, b.accounts[id])
	}
	return list, nil
}

func (b *book) account(id juki.OperatorID) session.Account {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.accounts[id]
}

func (b *book) setFull(full bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.full = full
}

func (tx *bookTx) Append(r oplog.Record) error {
	if err := r.Check(); err != nil {
		return err
	}
	tx.log = append(tx.log, r)
	return nil
}

func (tx *bookTx) AddOperator(a session.Account) (bool, error) {
	for _, other := range tx.accounts {
		if other.ID == a.ID || other.Key == a.Key {
			return false, nil
		}
	}
	tx.accounts[a.ID] = a
	return true, nil
}

func (tx *bookTx) UpdateOperator(a session.Account) error {
	if _, ok := tx.accounts[a.ID]; !ok {
		return juki.Refuse(juki.OperatorUnknown)
	}
	tx.accounts[a.ID] = a
	return nil
}

func (tx *bookTx) Operator(id juki.OperatorID) (session.Account, bool, error) {
	a, ok := tx.accounts[id]
	return a, ok, nil
}
