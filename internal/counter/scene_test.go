package counter_test

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"madoguchi/hardware/sim"
	"madoguchi/internal/cards"
	"madoguchi/internal/cards/testissuer"
	"madoguchi/internal/counter"
	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/pin"
	"madoguchi/internal/stock"
	"madoguchi/internal/store"
)

// A scene is a counter in the middle of a day: the real store, simulated readers and cards at APDU level, a resident
// who answers by script. Only windows are missing.

const (
	customerReader = "Customer Reader 00 00"
	shelf          = stock.PlaceID("A-01")
	clerkID        = juki.OperatorID("S003")
)

var workingDay = juki.Date{Year: 2026, Month: 11, Day: 24}

// factory makes RSA keys once for all tests of the package.
var factory = sync.OnceValue(sim.NewFactory)

type scene struct {
	t        *testing.T
	ctx      context.Context
	dir      string
	db       *store.DB
	book     *failingBook
	desk     *counter.Desk
	keeper   *stock.Keeper
	readers  *sim.Readers
	resident *scriptedResident
	clock    time.Time
	loggedIn juki.OperatorID
	post     juki.Post // of who is logged in: an operator unless a test says otherwise
	case1    juki.CaseNumber
	card     *sim.Card // of case1
}

const list = `製造番号,申請書ID,交付通知書番号,氏名,氏名カナ,住所,生年月日,性別,有効期限,カード種別
490000000000001,28225000000000000000001,A1B-234567,𠮷見 葛󠄀子,ヨシミ カズコ,兵庫県朝来市見本町1,%s,女,2036-04-01,個人番号カード
490000000000002,28225000000000000000002,A1B-234568,見本 次郎,ミホン ジロウ,兵庫県朝来市見本町2,1980-02-03,男,2036-02-03,個人番号カード
`

func newScene(t *testing.T) *scene { return newSceneFor(t, "1990-04-01") }

// newSceneFor opens a counter with two inspected cards; the person of case1 was born on birth.
func newSceneFor(t *testing.T, birth string) *scene {
	t.Helper()
	s := &scene{t: t, ctx: t.Context(), dir: t.TempDir(), readers: sim.NewReaders("Operator Reader 00 00", customerReader),
		clock: workingDay.At(9, 0), loggedIn: clerkID, resident: newScriptedResident()}
	s.open()
	t.Cleanup(func() { _ = s.db.Close() })
	s.must(s.keeper.OpenDay(s.ctx, "", ""))
	preview, err := s.desk.PreviewList(s.ctx, []byte(fmt.Sprintf(list, birth)), counter.DefaultListHeaders(), nil)
	s.must(err)
	_, err = s.desk.TakeArrival(s.ctx, preview, nil)
	s.must(err)
	s.must(stock.RegisterPlaces(s.ctx, s.db.Stock(), clerkID, s.clock, shelf))
	for _, serial := range []juki.CardSerial{"490000000000001", "490000000000002"} {
		c, err := s.desk.Inspect(s.ctx, serial, shelf)
		s.must(err)
		if s.case1 == "" {
			s.case1 = c.Number
		}
	}
	s.card = s.newCard("490000000000001", "20360401", "28225")
	return s
}

// open opens the store anew, as the program does when it starts.
func (s *scene) open() {
	s.t.Helper()
	db, err := store.Open(s.dir, store.Options{Now: func() time.Time { return s.clock }, Rand: rand.Reader, Keys: store.FixedKey{7}, Origin: "28225.madoguchi/terminal-01"})
	s.must(err)
	s.db, s.book = db, &failingBook{Book: db.Counter()}
	s.desk = &counter.Desk{Book: s.book, Readers: s.readers, CustomerReader: func() string { return customerReader }, Resident: s.resident,
		Issuer: testissuer.Issuer{}, Municipality: "28225", Operator: func() (juki.OperatorID, juki.Post) { return s.loggedIn, s.post }, Now: func() time.Time { return s.clock }}
	s.keeper = &stock.Keeper{Book: db.Stock(), Terminal: "terminal-01", Operator: s.desk.Operator, Now: s.desk.Now}
}

func (s *scene) newCard(serial, expires, city string) *sim.Card {
	s.t.Helper()
	c, err := factory().MyNumber(sim.MyNumberCard{Serial: serial, Municipality: city, Expires: expires})
	s.must(err)
	return c
}

func (s *scene) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

// start opens the handover of case1.
func (s *scene) start() *counter.Handover {
	s.t.Helper()
	h, err := s.desk.Open(s.ctx, s.case1, func() {})
	s.must(err)
	s.t.Cleanup(h.Close)
	return h
}

// upTo takes a handover to a state the way clerk and resident do.
func (s *scene) upTo(h *counter.Handover, want counter.State) {
	s.t.Helper()
	for i := 0; h.View().State != want; i++ {
		if i > 40 {
			s.t.Fatalf("the handover does not come to %s, it is at %s (%s)", want, h.View().State, h.View().Trouble)
		}
		s.push(h)
	}
}

// push does the next thing of the present state and waits for what follows from it.
func (s *scene) push(h *counter.Handover) {
	s.t.Helper()
	from := h.View().State
	switch from {
	case counter.IdentityDue:
		s.must(h.CheckIdentity(s.ctx, adultPapers))
	case counter.FaceDue:
		s.must(h.CompareFace(s.ctx))
	case counter.CardDue:
		s.must(h.FetchCard(s.ctx, "490000000000001"))
	case counter.InsertDue:
		if s.readers.Card(customerReader) == nil {
			s.must(s.readers.Insert(customerReader, s.card))
		}
	case counter.PINsDue:
		s.must(h.BeginPINs(s.ctx))
	case counter.TakeDue:
		_, err := s.readers.Remove(customerReader)
		s.must(err)
	case counter.HandDue:
		s.must(h.Hand(s.ctx))
	}
	s.waitLeaves(h, from)
}

var adultPapers = counter.Identity{Documents: []counter.Document{"A-drivers-license"}, Representative: []counter.Document{"A-passport"}, Proof: true}

// waitLeaves waits until the handover has left a state.
func (s *scene) waitLeaves(h *counter.Handover, from counter.State) {
	s.t.Helper()
	s.wait("leave "+string(from), func() bool { return h.View().State != from })
}

func (s *scene) waitState(h *counter.Handover, want counter.State) {
	s.t.Helper()
	s.wait("come to "+string(want), func() bool { return h.View().State == want })
}

func (s *scene) wait(what string, ready func() bool) {
	s.t.Helper()
	for range 2000 {
		if ready() {
			return
		}
		time.Sleep(2 * time.Millisecond)
	}
	s.t.Fatalf("it did not %s\n%s", what, lines(s.events()))
}

// events are the ids of the case's records, oldest first.
func (s *scene) events() []string {
	s.t.Helper()
	lines, err := s.db.LogTail(s.ctx, 1000, store.LogFilter{Case: s.case1})
	s.must(err)
	var ids []string
	for _, l := range slices.Backward(lines) {
		ids = append(ids, l.Record.Event.String())
	}
	return ids
}

// position is where the ledger says case1's card is.
func (s *scene) position() (at stock.Position) {
	s.t.Helper()
	probe := errors.New("only looking")
	err := s.db.Counter().Act(s.ctx, func(tx counter.Tx) (err error) {
		at, _, err = tx.Where(stock.MyNumberCards, "490000000000001")
		if err == nil {
			err = probe
		}
		return err
	})
	if !errors.Is(err, probe) {
		s.t.Fatal(err)
	}
	return at
}

// cardAccepts tells whether the card takes a PIN, with every try left before and after.
func (s *scene) cardAccepts(kind juki.PINKind, chars string) error {
	s.t.Helper()
	if s.readers.Card(customerReader) == nil {
		s.must(s.readers.Insert(customerReader, s.card))
		defer func() { _, _ = s.readers.Remove(customerReader) }()
	}
	card, err := s.readers.Open(s.ctx, customerReader)
	s.must(err)
	defer card.Close()
	if left, err := cards.Tries(s.ctx, card, kind); err != nil || left != kind.Tries() {
		return fmt.Errorf("%d tries left (%v)", left, err)
	}
	return cards.VerifyPIN(s.ctx, card, pin.New(kind, []byte(chars)))
}

// failingBook refuses acts while broken is set, as a full disk does.
type failingBook struct {
	counter.Book
	mu     sync.Mutex
	broken error
	slow   func() // called before each act, which waits for it
}

func (b *failingBook) set(err error) {
	b.mu.Lock()
	b.broken = err
	b.mu.Unlock()
}

// hang lets the next acts wait, as a disk that hangs does; reached tells that one waits, and let lets all go on.
func (b *failingBook) hang() (reached <-chan struct{}, let func()) {
	waits, gate := make(chan struct{}, 10), make(chan struct{})
	set := func(f func()) {
		b.mu.Lock()
		b.slow = f
		b.mu.Unlock()
	}
	set(func() {
		waits <- struct{}{}
		<-gate
	})
	return waits, sync.OnceFunc(func() {
		set(nil)
		close(gate)
	})
}

func (b *failingBook) Act(ctx context.Context, f func(counter.Tx) error) error {
	b.mu.Lock()
	err, slow := b.broken, b.slow
	b.mu.Unlock()
	if err != nil {
		return err
	}
	if slow != nil {
		slow()
	}
	return b.Book.Act(ctx, f)
}

// scriptedResident types the PINs of answers and keeps what it handed over, to see it wiped.
type scriptedResident struct {
	mu      sync.Mutex
	answers map[juki.PINKind]string
	same    bool                       // takes the 4-digit PIN typed before whenever offered
	hold    bool                       // never answers
	refuse  juki.Code                  // answers with this outcome
	mistake map[juki.PINKind]juki.Code // first typed wrong, and refused by the pad
	noPad   bool
	pages   []juki.Guidance
	asked   []juki.PINKind
	given   []*pin.PIN
	avoid   []juki.PINHints
}

func newScriptedResident() *scriptedResident {
	return &scriptedResident{answers: map[juki.PINKind]string{juki.SignaturePIN: "KAZE83SORA", juki.AuthenticationPIN: "5820",
		juki.ResidentRegisterPIN: "6391", juki.FaceEntryPIN: "7284"}, mistake: map[juki.PINKind]juki.Code{}}
}

func (r *scriptedResident) Show(g juki.Guidance) {
	r.mu.Lock()
	r.pages = append(r.pages, g)
	r.mu.Unlock()
}

func (r *scriptedResident) Ready() error {
	if r.noPad {
		return juki.Refuse(juki.NoPadMonitor)
	}
	return nil
}

func (r *scriptedResident) AskPIN(ctx context.Context, ask pin.Request) (pin.Answer, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.asked, r.avoid = append(r.asked, ask.Kind), append(r.avoid, ask.Avoid)
	if r.hold {
		r.mu.Unlock()
		<-ctx.Done()
		r.mu.Lock()
		return pin.Answer{}, ctx.Err()
	}
	if r.refuse != "" {
		return pin.Answer{}, juki.Refuse(r.refuse)
	}
	if code, wrong := r.mistake[ask.Kind]; wrong {
		delete(r.mistake, ask.Kind)
		ask.Refused(code)
	}
	if ask.OfferSame && r.same {
		return pin.Answer{Same: true}, nil
	}
	p := pin.New(ask.Kind, []byte(r.answers[ask.Kind]))
	r.given = append(r.given, p)
	return pin.Answer{PIN: p}, nil
}

// allWiped tells whether nothing that was typed is left in memory.
func (r *scriptedResident) allWiped() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return !slices.ContainsFunc(r.given, func(p *pin.PIN) bool { return p.Len() > 0 })
}

func has(events []string, id oplog.EventID) int {
	n := 0
	for _, e := range events {
		if e == id.String() {
			n++
		}
	}
	return n
}

func lines(s []string) string { return strings.Join(s, "\n") + "\n" }
