package photo

import (
	"context"
	"errors"
	"image"
	"sync"
	"time"

	"madoguchi/hardware"
	"madoguchi/internal/counter"
	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
)

// Registrar takes a photo to where it belongs. On real counters there is none: the photo is registered at the 統合端末 and the clerk
// confirms it (docs/decisions/0022-photos.md).
type Registrar interface {
	// Register hands over the photo of a case as a JPEG without metadata. jpeg is lent: it is wiped after the call, and nothing of it may
	// be kept but where it is registered. Registering the same case again replaces what was there.
	Register(ctx context.Context, n juki.CaseNumber, jpeg []byte) error
}

// Resident is the resident's window as the act drives it.
type Resident interface {
	// Show puts one page of guidance on the window.
	Show(g juki.Guidance)
	// AskPhoto shows what paint draws and asks whether it is the resident's own photo. It blocks until the answer, the end of ctx, a
	// time-out (PadTimeout), a lock (NotLoggedIn) or a missing pad monitor (NoPadMonitor); then the picture has left the window.
	// paint fills dst and is false when there is nothing to draw any more.
	AskPhoto(ctx context.Context, paint func(dst *image.RGBA) bool) (yes bool, err error)
	// Ready tells whether the window faces the resident: nil, or the Outcome NoPadMonitor.
	Ready() error
}

// Deps is what the photos of a counter need.
type Deps struct {
	Book      Book
	Scanner   func() hardware.Scanner  // the counter's own; nil when there is none
	Trouble   func(error) juki.Code    // names a scanner's fault
	Resident  func() Resident          // nil while there is no window
	Registrar Registrar                // nil: the clerk is led to the 統合端末
	Second    func(day juki.Date) bool // whether the regulation asks for a second person
	Operator  func() (juki.OperatorID, juki.Post)
	Now       func() time.Time
	// Gate refuses an act while the terminal is stopped or closed, for whoever is logged in; nil where nothing ever is.
	Gate func(act oplog.EventID) error
	// Relation is counter.Desk's: what the person shown has in common with who is logged in; nil where nothing is compared.
	Relation func(ctx context.Context, people []juki.Person) (string, error)
}

// Times of the act.
const (
	// KeepLocked is how long a picture outlives a lock: enough to fetch a card that was left behind, not enough for a lunch.
	KeepLocked = 2 * time.Minute
	// scanWithin bounds one scan; a cold lamp takes half a minute.
	scanWithin = 2 * time.Minute
	// registerWithin bounds the registrar.
	registerWithin = 30 * time.Second
)

// Why a picture was erased, as the record names it.
const (
	ByRegistration = "registered"
	ByRescan       = "rescan"
	ByDeclining    = "declined"
	ByCancelling   = "cancelled"
	ByPad          = "pad-lost"
	ByLeaving      = "page-left"
	ByLock         = "locked-too-long"
	ByIdle         = "idle"
	ByOperator     = "operator-changed"
	ByEmergency    = "emergency"
	ByEnd          = "program-ended"
)

// underOne is why a case has no photo.
const underOne = "under-one"

// Counter is all photos of a counter: one at a time, whatever the number of windows (第22条第2号).
type Counter struct {
	d Deps

	mu       sync.Mutex
	act      *Act            // the one that is open; nil for none
	owner    juki.OperatorID // whose work the act is
	locked   time.Time       // since when the owner's screen is locked; zero when it is not
	settling sync.Mutex      // one at a time records what is owed
	owed     []owedRecord    // erasures that could not be recorded yet
}

// owedRecord is an erasure that happened and is not recorded yet: it comes before the next act.
type owedRecord struct {
	record oplog.Record
	status Status
}

// New makes the photos of a counter; a program has one.
func New(d Deps) *Counter { return &Counter{d: d} }

// Ready is nil, or the Outcome that says why nothing can be scanned now.
func (c *Counter) Ready(ctx context.Context) error {
	s := c.d.Scanner()
	if s == nil {
		return juki.Refuse(juki.ScannerMissing)
	}
	if err := s.Ready(ctx); err != nil {
		return juki.Refuse(c.d.Trouble(err))
	}
	return nil
}

// Begin takes a case for its photo. changed is called after every change, from any goroutine. The caller ends the act with Close. Outcomes:
// PhotoInHand while another act is open, NotLoggedIn, PostMissing, those of the gate (EmergencyOpen), CaseUnknown, and CardAlreadyDelivered
// for a case that is over.
func (c *Counter) Begin(ctx context.Context, n juki.CaseNumber, changed func()) (*Act, error) {
	op, post := c.d.Operator()
	if op == "" {
		return nil, juki.Refuse(juki.NotLoggedIn)
	}
	if entry, known := oplog.Lookup(oplog.PhotoScanned); !known || !entry.May(post) {
		return nil, juki.Refuse(juki.PostMissing)
	}
	if c.d.Gate != nil {
		if err := c.d.Gate(oplog.PhotoScanned); err != nil {
			return nil, err
		}
	}
	a := &Act{c: c, by: op, changed: changed}
	a.ctx, a.end = context.WithCancel(context.WithoutCancel(ctx))
	if !c.take(a, op) {
		a.end()
		return nil, juki.Refuse(juki.PhotoInHand)
	}
	if err := a.begin(ctx, n); err != nil {
		a.end()
		c.release(a)
		return nil, err
	}
	return a, nil
}

func (c *Counter) take(a *Act, owner juki.OperatorID) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.act != nil {
		return false
	}
	c.act, c.owner, c.locked = a, owner, time.Time{}
	return true
}

func (c *Counter) release(a *Act) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.act == a {
		c.act, c.owner = nil, ""
	}
}

// open refuses a case that is over.
func open(c counter.Case) error {
	if c.State == counter.CaseDelivered {
		return juki.Refuse(juki.CardAlreadyDelivered)
	}
	return nil
}

// Presence is who is at the counter now.
type Presence struct {
	Operator juki.OperatorID // who is logged in, or whose work lies locked; "" for nobody
	Locked   bool
	Idle     bool // locked because nobody touched anything
	Stopped  bool // locked by the emergency key
}

// Follow is told of every change of who is at the counter. A picture goes at once with its operator, after an idle lock and in an
// emergency; a lock by the card leaves KeepLocked to come back. It wipes before it returns; any goroutine may call it.
func (c *Counter) Follow(p Presence) {
	c.mu.Lock()
	a, why := c.act, ""
	switch {
	case a == nil:
	case p.Operator != c.owner:
		why = ByOperator
	case p.Locked && p.Stopped:
		why = ByEmergency
	case p.Locked && p.Idle:
		why = ByIdle
	case p.Locked && c.locked.IsZero():
		c.locked = c.d.Now()
	case !p.Locked:
		c.locked = time.Time{}
	}
	c.mu.Unlock()
	if why != "" {
		a.leave(why)
	}
}

// Tick looks at the time of a lock and records what is owed; once a second is enough.
func (c *Counter) Tick(ctx context.Context) {
	c.mu.Lock()
	a := c.act
	over := a != nil && !c.locked.IsZero() && c.d.Now().Sub(c.locked) >= KeepLocked
	owes := len(c.owed) > 0
	c.mu.Unlock()
	if over {
		a.leave(ByLock)
	}
	if owes {
		_ = c.settle(ctx)
	}
}

// Close ends the open act for the end of the program and waits for it.
func (c *Counter) Close() {
	c.mu.Lock()
	a := c.act
	c.mu.Unlock()
	if a != nil {
		a.leave(ByEnd)
		ended := make(chan struct{})
		go func() { a.workers.Wait(); close(ended) }()
		select {
		case <-ended:
		case <-time.After(closeWithin): // a full disk keeps the record of a registration: the program ends all the same
			a.end()
			<-ended
		}
	}
	_ = c.settle(context.Background())
}

// closeWithin is how long the end of the program waits for the registrar and the record.
const closeWithin = registerWithin + 5*time.Second

// record runs f in a transaction, after what is owed: the log keeps the order of what happened.
func (c *Counter) record(ctx context.Context, f func(Tx) error) error {
	if err := c.settle(ctx); err != nil {
		return err
	}
	return c.d.Book.Act(ctx, f)
}

// Recover records for each picture that was in memory when a program ended without a word that it is gone with that memory. It is
// called once, when a program starts and before the first act.
func Recover(ctx context.Context, book Book, now time.Time) error {
	held, err := book.HeldPhotos(ctx)
	if err != nil {
		return err
	}
	for _, n := range held {
		err = errors.Join(err, book.Act(ctx, func(tx Tx) error {
			s, err := tx.Photo(n)
			if err != nil {
				return err
			}
			s.Held = false
			if err := tx.SetPhoto(n, s); err != nil {
				return err
			}
			return tx.Append(oplog.Record{Time: now, Event: oplog.PhotoErased, Case: n, Values: []oplog.Value{oplog.Reason(ByEnd)}})
		}))
	}
	return err
}

// settle records what is owed.
func (c *Counter) settle(ctx context.Context) error {
	c.settling.Lock()
	defer c.settling.Unlock()
	for {
		c.mu.Lock()
		if len(c.owed) == 0 {
			c.mu.Unlock()
			return nil
		}
		first := c.owed[0]
		c.mu.Unlock()
		if now := c.d.Now(); now.Before(first.record.Time) { // the clock was set back meanwhile, and a record ahead of it is refused
			first.record.Time = now
		}
		err := c.d.Book.Act(ctx, func(tx Tx) error {
			if err := tx.SetPhoto(first.record.Case, first.status); err != nil {
				return err
			}
			return tx.Append(first.record)
		})
		if err != nil {
			return err
		}
		c.mu.Lock()
		c.owed = c.owed[1:]
		c.mu.Unlock()
	}
}
