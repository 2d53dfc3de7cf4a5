package photo_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"math"
	randv2 "math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"madoguchi/hardware"
	"madoguchi/internal/counter"
	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/photo"
	"madoguchi/internal/stock"
	"madoguchi/internal/store"
)

// A scene is a counter with the real store, a scanner, a resident and a registrar that do as the test says. Only windows are missing.
type scene struct {
	t         testing.TB
	dir       string
	db        *store.DB
	book      *failingBook
	photos    *photo.Counter
	scanner   *glass
	resident  *person
	registrar *office
	mu        sync.Mutex
	clock     time.Time
	operator  juki.OperatorID
	post      juki.Post
	second    bool
	stopped   bool // the terminal was stopped (第24条)
	adult     juki.CaseNumber
	baby      juki.CaseNumber
}

const (
	clerkID = juki.OperatorID("S003")
	chiefID = juki.OperatorID("S002")
)

const list = `製造番号,申請書ID,交付通知書番号,氏名,氏名カナ,住所,生年月日,性別,有効期限,カード種別
490000000000001,28225000000000000000001,A1B-234567,見本 太郎,ミホン タロウ,兵庫県朝来市見本町1,1990-04-01,男,2036-04-01,個人番号カード
490000000000002,28225000000000000000002,A1B-234568,見本 赤子,ミホン アカゴ,兵庫県朝来市見本町2,2026-02-03,女,2031-02-03,個人番号カード
`

func newScene(t testing.TB) *scene {
	t.Helper()
	s := openScene(t, t.TempDir())
	s.arrive()
	return s
}

func openScene(t testing.TB, dir string) *scene {
	t.Helper()
	s := &scene{t: t, dir: dir, scanner: &glass{}, resident: &person{yes: true}, registrar: &office{}, second: true,
		clock: juki.Date{Year: 2026, Month: 11, Day: 24}.At(9, 0), operator: clerkID, post: juki.Operator}
	s.open()
	t.Cleanup(func() { _ = s.db.Close() })
	return s
}

// open opens the store anew, as the program does when it starts.
func (s *scene) open() {
	s.t.Helper()
	db, err := store.Open(s.dir, store.Options{Now: s.now, Rand: rand.Reader, Keys: store.FixedKey{7}, Origin: "28225.madoguchi/terminal-01"})
	s.must(err)
	s.db, s.book = db, &failingBook{Book: db.Photos()}
	s.photos = photo.New(photo.Deps{Book: s.book, Scanner: func() hardware.Scanner { return s.scanner }, Trouble: trouble,
		Resident: func() photo.Resident { return s.resident }, Registrar: s.registrar, Second: func(juki.Date) bool { return s.second },
		Operator: func() (juki.OperatorID, juki.Post) { return s.operator, s.post }, Now: s.now, Gate: s.gate})
}

func (s *scene) gate(oplog.EventID) error {
	if s.stopped {
		return juki.Refuse(juki.EmergencyOpen)
	}
	return nil
}

func (s *scene) arrive() {
	s.t.Helper()
	desk := &counter.Desk{Book: s.db.Counter(), Municipality: "28225", Operator: func() (juki.OperatorID, juki.Post) { return s.operator, s.post }, Now: s.now}
	keeper := &stock.Keeper{Book: s.db.Stock(), Terminal: "terminal-01", Operator: desk.Operator, Now: s.now}
	s.must(keeper.OpenDay(context.Background(), "", ""))
	preview, err := desk.PreviewList(context.Background(), []byte(list), counter.DefaultListHeaders(), nil)
	s.must(err)
	_, err = desk.TakeArrival(context.Background(), preview, nil)
	s.must(err)
	s.cases()
}

// cases finds the two cases of the list.
func (s *scene) cases() {
	s.t.Helper()
	for serial, n := range map[juki.CardSerial]*juki.CaseNumber{"490000000000001": &s.adult, "490000000000002": &s.baby} {
		found, err := s.db.Counter().Find(context.Background(), counter.Key{Serial: serial})
		s.must(err)
		*n = found[0].Number
	}
}

func (s *scene) now() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.clock
}

func (s *scene) pass(d time.Duration) {
	s.mu.Lock()
	s.clock = s.clock.Add(d)
	s.mu.Unlock()
}

func (s *scene) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

// refuses checks that an act is refused with a code.
func (s *scene) refuses(what string, code juki.Code, err error) {
	s.t.Helper()
	if !errors.Is(err, juki.Refuse(code)) {
		s.t.Errorf("%s: %v, want %s", what, err, code)
	}
}

func (s *scene) begin(n juki.CaseNumber) *photo.Act {
	s.t.Helper()
	a, err := s.photos.Begin(context.Background(), n, func() {})
	s.must(err)
	s.t.Cleanup(a.Close)
	return a
}

// upTo takes an act to a state the way clerk, scanner and resident do.
func (s *scene) upTo(a *photo.Act, want photo.State) {
	s.t.Helper()
	for i := 0; a.View().State != want; i++ {
		if i > 20 {
			s.t.Fatalf("the act does not come to %s, it is at %s (%s)", want, a.View().State, a.View().Trouble)
		}
		from := a.View().State
		switch from {
		case photo.ScanDue:
			s.must(a.Scan(context.Background()))
		case photo.Framing:
			s.must(a.Show(context.Background()))
		case photo.CompareDue:
			s.must(a.Compare(context.Background(), chiefID))
		case photo.RegisterDue:
			s.must(a.Register(context.Background()))
		}
		s.until("leave "+string(from), func() bool { return a.View().State != from })
	}
}

// upToShown is upTo for a state in which something waits.
func (s *scene) untilState(a *photo.Act, want photo.State) {
	s.t.Helper()
	s.until("come to "+string(want), func() bool { return a.View().State == want })
}

func (s *scene) until(what string, ready func() bool) {
	s.t.Helper()
	for range 4000 {
		if ready() {
			return
		}
		time.Sleep(time.Millisecond)
	}
	s.t.Fatalf("it did not %s", what)
}

// events are the photo events of a case with the reason of each erasure, oldest first.
func (s *scene) events(n juki.CaseNumber) (ids []string) {
	s.t.Helper()
	lines, err := s.db.LogTail(context.Background(), 1000, store.LogFilter{Case: n})
	s.must(err)
	for _, l := range slices.Backward(lines) {
		id := l.Record.Event.String()
		if id == "person.displayed" || id == "arrival.list-taken" {
			continue
		}
		for _, v := range l.Record.Values {
			if f := v.Field(); f == oplog.FieldReason || f == oplog.FieldCode || f == oplog.FieldWitness {
				id += " " + v.Text()
			}
		}
		ids = append(ids, id)
	}
	return ids
}

func (s *scene) tells(n juki.CaseNumber, want ...string) {
	s.t.Helper()
	if got := s.events(n); !slices.Equal(got, want) {
		s.t.Errorf("the log tells\n%q, want\n%q", got, want)
	}
}

// wiped checks that nothing the scanner gave is left.
func (s *scene) wiped(a *photo.Act) {
	s.t.Helper()
	dst := image.NewRGBA(image.Rect(0, 0, 20, 20))
	if a.PaintSheet(dst) || a.PaintCut(dst) || a.PaintPrinted(dst) {
		s.t.Error("the picture can still be drawn")
	}
	if !bytes.Equal(dst.Pix, make([]byte, len(dst.Pix))) {
		s.t.Error("something was drawn")
	}
	for i, pix := range s.scanner.made() {
		if !bytes.Equal(pix, make([]byte, len(pix))) {
			s.t.Errorf("the pixels of scan %d are still there", i+1)
		}
	}
}

func trouble(err error) juki.Code {
	for fault, code := range map[hardware.Fault]juki.Code{hardware.ScannerGone: juki.ScannerMissing, hardware.ScannerJam: juki.ScannerJam, hardware.ScannerBusy: juki.ScannerBusy,
		hardware.ScannerCoverOpen: juki.ScannerCoverOpen, hardware.ScannerNoPaper: juki.ScannerNoPaper, hardware.ScannerTimeout: juki.ScannerTimeout} {
		if errors.Is(err, fault) {
			return code
		}
	}
	return juki.ScannerFailed
}

// glass is a scanner that gives sample pictures, each different.
type glass struct {
	mu     sync.Mutex
	sample int
	fault  error
	hold   chan struct{} // while not nil a scan waits for it
	wrong  bool          // gives another size than asked
	given  [][]byte
}

func (g *glass) Ready(context.Context) error { return g.fault }

func (g *glass) Scan(ctx context.Context, area hardware.ScanArea, progress func(float64)) (*hardware.Scan, error) {
	g.mu.Lock()
	hold, fault, n := g.hold, g.fault, g.sample
	g.mu.Unlock()
	if hold != nil {
		select {
		case <-hold:
		case <-ctx.Done():
			return nil, fmt.Errorf("scan: %w", ctx.Err())
		}
	}
	if fault != nil {
		return nil, fmt.Errorf("scan: %w", fault)
	}
	size := area.Pixels()
	if g.wrong {
		size.X--
	}
	img := image.NewNRGBA(image.Rectangle{Max: size})
	drawSample(img, n)
	g.mu.Lock()
	g.sample, g.given = n+1, append(g.given, img.Pix)
	g.mu.Unlock()
	if progress != nil {
		progress(1)
	}
	return &hardware.Scan{Image: img, DPI: area.DPI}, nil
}

func (g *glass) made() [][]byte {
	g.mu.Lock()
	defer g.mu.Unlock()
	return slices.Clone(g.given)
}

// samples is how many different pictures there are.
const samples = 8

// drawSample draws one of the sample pictures: a smooth likeness with a grain of its own, so that no 64 bytes of it stand anywhere else.
func drawSample(img *image.NRGBA, n int) {
	n %= samples
	size := img.Rect.Size()
	var seed [32]byte
	binary.LittleEndian.PutUint64(seed[:], uint64(n)+1)
	noise := randv2.NewChaCha8(seed)
	for y := range size.Y {
		for x := range size.X {
			i := img.PixOffset(x, y)
			d := math.Hypot(float64(x)/float64(size.X)-.5, float64(y)/float64(size.Y)-.45-float64(n)*.005)
			base := 215 - 90*math.Max(0, 1-d*2.6)
			grain := noise.Uint64()
			img.Pix[i] = uint8(base + float64(grain&31))
			img.Pix[i+1] = uint8(base*.9 + float64(grain>>8&31))
			img.Pix[i+2] = uint8(base*.8 + float64(grain>>16&31))
			img.Pix[i+3] = 0xff
		}
	}
}

// person is a resident's window that answers by itself.
type person struct {
	mu    sync.Mutex
	yes   bool
	err   error
	hold  chan error // while not nil the resident thinks; what comes is the window's error, nil for the answer
	noPad bool
	seen  int
	pages []juki.Guidance
}

func (p *person) Show(g juki.Guidance) {
	p.mu.Lock()
	p.pages = append(p.pages, g)
	p.mu.Unlock()
}

func (p *person) Ready() error {
	if p.noPad {
		return juki.Refuse(juki.NoPadMonitor)
	}
	return nil
}

func (p *person) AskPhoto(ctx context.Context, paint func(*image.RGBA) bool) (bool, error) {
	dst := image.NewRGBA(image.Rect(0, 0, 350, 450))
	defer clear(dst.Pix) // as the window does
	if !paint(dst) {
		return false, juki.Refuse(juki.PhotoGone)
	}
	p.mu.Lock()
	p.seen++
	hold, yes, err := p.hold, p.yes, p.err
	p.mu.Unlock()
	if hold != nil {
		select {
		case err = <-hold:
		case <-ctx.Done():
			return false, ctx.Err()
		}
	}
	return yes, err
}

// office is a registrar that keeps what it got: to see it wiped.
type office struct {
	mu   sync.Mutex
	fail error
	hold chan struct{}
	came int      // how often it was called
	got  [][]byte // the lent slices themselves are gone; these are how they began
}

func (o *office) Register(ctx context.Context, _ juki.CaseNumber, jpeg []byte) error {
	o.mu.Lock()
	hold, fail := o.hold, o.fail
	o.came++
	o.mu.Unlock()
	if hold != nil {
		select {
		case <-hold:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	if fail != nil {
		return fail
	}
	o.mu.Lock()
	o.got = append(o.got, slices.Clone(jpeg[:3]))
	o.mu.Unlock()
	return nil
}

func (o *office) called() bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.came > 0
}

// failingBook refuses acts while broken is set, as a full disk does.
type failingBook struct {
	photo.Book
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

func (b *failingBook) Act(ctx context.Context, f func(photo.Tx) error) error {
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

// deliver makes a case one that is over.
func deliver(tx counter.Tx, n juki.CaseNumber) error {
	c, err := tx.Case(n)
	if err != nil {
		return err
	}
	c.State = counter.CaseDelivered
	if err := tx.UpdateCase(c); err != nil {
		return err
	}
	return tx.Append(oplog.Record{Time: juki.Date{Year: 2026, Month: 11, Day: 24}.At(9, 0), Event: oplog.ProgramStarted, Values: []oplog.Value{oplog.Version("v0.1.0"), oplog.Edition("release")}})
}
