package clerk

import (
	"context"
	"crypto/rand"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"madoguchi/app/kit"
	"madoguchi/hardware/sim"
	"madoguchi/i18n"
	"madoguchi/internal/counter"
	"madoguchi/internal/juki"
	"madoguchi/internal/pin"
	"madoguchi/internal/session"
	"madoguchi/internal/stock"
	"madoguchi/internal/store"
)

// A scene is the clerk's window on the real store, a real session and simulated cards. The test's goroutine is the UI
// thread: what is posted runs in until.
type scene struct {
	t        *testing.T
	w        *Window
	win      fyne.Window
	queue    *kit.Queue
	db       *store.DB
	session  *session.Service
	readers  *sim.Readers
	desk     *counter.Desk
	keeper   *stock.Keeper
	resident silentResident
	first    juki.CaseNumber // a case whose card lies on its shelf

	mu      sync.Mutex
	now     time.Time
	resting time.Duration // on the clock that measures how long nobody touched anything
}

const (
	operatorReader = "Operator 00"
	customerReader = "Customer 01"
	adminPassword  = "Tamba-kuroMame7"
	clerkPassword  = "Iwatsu-Negi#4312"
	shelf          = stock.PlaceID("A-01")
)

var factory = sync.OnceValue(sim.NewFactory)

// dressed is the test's app in the product's look, and its texts, once for all scenes: an app or a look of each scene's own reads every font
// anew, and what shapes text keeps the last dozens of them.
var dressed = sync.OnceValue(func() *i18n.Texts {
	test.NewApp().Settings().SetTheme(kit.NewTheme(kit.Look{}))
	texts, err := i18n.Load()
	if err != nil {
		panic(err)
	}
	return texts
})

const arrivalList = `製造番号,申請書ID,交付通知書番号,氏名,氏名カナ,住所,生年月日,性別,有効期限,カード種別
490000000000001,28225000000000000000001,A1B-234567,見本 太郎,ミホン タロウ,兵庫県朝来市見本町1,1990-04-01,男,2036-04-01,個人番号カード
`

// newScene is a counter with one card on its shelf, operators S001 (システム管理者) and S002 (操作者), and nobody logged in.
func newScene(t *testing.T) *scene {
	t.Helper()
	dir := t.TempDir()
	preparedBooks(t, dir)
	texts := dressed()
	s := newBooks(t, dir)
	s.first = books.first
	t.Cleanup(func() { _ = s.db.Close() })
	ctx, stop := context.WithCancel(t.Context())
	var running sync.WaitGroup
	running.Go(func() { s.session.Run(ctx) })
	t.Cleanup(func() { stop(); running.Wait() })

	bridge, queue := kit.NewQueuedBridge()
	s.queue = queue
	s.win = test.NewTempWindow(t, nil)
	s.win.Resize(fyne.NewSize(1366, 768))
	s.w = New(s.win, Deps{Bridge: bridge, Texts: texts, Language: "ja", Now: s.clock, Terminal: Terminal{City: "朝来市", Shelves: []stock.PlaceID{shelf}},
		Session: s.session, Desk: s.desk, Stock: s.db.Stock(), Keeper: s.keeper, Office: emptyOffice{}, Lists: counter.DefaultListHeaders(), Bookings: counter.DefaultAppointmentHeaders()})
	s.w.Run(ctx)
	s.until("nobody at work", func() bool { return s.session.View().State == session.NoOperator && s.w.frame.Covered() })
	return s
}

// newBooks opens the store of a folder, with a session and what acts on it; there is no window, and the session does not run.
func newBooks(t *testing.T, dir string) *scene {
	t.Helper()
	s := &scene{t: t, readers: sim.NewReaders(operatorReader, customerReader), now: juki.Date{Year: 2026, Month: 11, Day: 24}.At(9, 0)}
	var err error
	s.db, err = store.Open(dir, store.Options{Now: s.clock, Rand: rand.Reader, Keys: store.FixedKey{7}, Origin: "28225.madoguchi/terminal-01"})
	s.must(err)
	s.session, err = session.New(t.Context(), session.Deps{Book: s.db.Operators(), Readers: s.readers, Now: s.clock, Rand: rand.Reader,
		OperatorReader: func() string { return operatorReader }, CustomerReader: func() string { return customerReader },
		Rules: session.DefaultRules(), Steady: s.steady, Cost: session.Cost{Passes: 1, Memory: 64, Threads: 1}, AcceptClock: s.db.AcceptClock})
	s.must(err)
	s.desk = &counter.Desk{Book: s.db.Counter(), Readers: s.readers, Resident: &s.resident, Municipality: "28225", Now: s.clock,
		CustomerReader: func() string { return customerReader }, Operator: func() (juki.OperatorID, juki.Post) { op, _ := s.session.Require(); return op.ID, op.Post }}
	s.keeper = &stock.Keeper{Book: s.db.Stock(), Terminal: "terminal-01", Operator: s.desk.Operator, Now: s.clock}
	return s
}

// books are the files of the counter that every scene begins with. They are made once, by the first scene.
var books struct {
	once  sync.Once
	files map[string][]byte
	first juki.CaseNumber // of the card on its shelf
}

// preparedBooks puts them into a folder.
func preparedBooks(t *testing.T, dir string) {
	t.Helper()
	books.once.Do(func() { books.files, books.first = makeBooks(t) })
	if len(books.files) == 0 {
		t.Fatal("there are no books to begin with")
	}
	for name, data := range books.files {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// makeBooks enrols the operators and lets a card arrive.
func makeBooks(t *testing.T) (files map[string][]byte, first juki.CaseNumber) {
	t.Helper()
	dir := t.TempDir()
	s := newBooks(t, dir)
	_, s.queue = kit.NewQueuedBridge()
	ctx, stop := context.WithCancel(t.Context())
	var running sync.WaitGroup
	running.Go(func() { s.session.Run(ctx) })
	s.enrol()
	s.arrive()
	s.session.LogOut()
	s.pull()
	s.until("nobody at work", func() bool { return s.session.View().State == session.NoOperator })
	stop()
	running.Wait()
	s.must(s.db.Close())
	all, err := os.ReadDir(dir)
	s.must(err)
	files = map[string][]byte{}
	for _, f := range all {
		files[f.Name()], err = os.ReadFile(filepath.Join(dir, f.Name()))
		s.must(err)
	}
	return files, s.first
}

func (s *scene) enrol() {
	s.t.Helper()
	s.insert(operatorReader, "S001")
	s.until("a card to enrol", func() bool { return s.session.View().CardReady })
	s.must(s.session.Enrol(s.t.Context(), session.EnrolRequest{ID: "S001", Name: "見本 管理子", Post: juki.SystemAdministrator, Password: []byte(adminPassword)}))
	s.must(s.session.Login(s.t.Context(), []byte(adminPassword)))
	s.insert(customerReader, "S002")
	s.must(s.session.Enrol(s.t.Context(), session.EnrolRequest{ID: "S002", Name: "見本 窓口", Post: juki.Operator, Password: []byte(clerkPassword)}))
	_, err := s.readers.Remove(customerReader)
	s.must(err)
}

// arrive puts one card on its shelf, by the clerk.
func (s *scene) arrive() {
	s.t.Helper()
	s.pull()
	s.login("S002", clerkPassword)
	s.must(s.keeper.OpenDay(s.t.Context(), "", ""))
	s.must(stock.RegisterPlaces(s.t.Context(), s.db.Stock(), "", s.clock(), shelf))
	preview, err := s.desk.PreviewList(s.t.Context(), []byte(arrivalList), counter.DefaultListHeaders(), nil)
	s.must(err)
	_, err = s.desk.TakeArrival(s.t.Context(), preview, nil)
	s.must(err)
	c, err := s.desk.Inspect(s.t.Context(), "490000000000001", shelf)
	s.must(err)
	s.first = c.Number
}

func (s *scene) clock() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.now
}

func (s *scene) setClock(now time.Time) {
	s.mu.Lock()
	s.now = now
	s.mu.Unlock()
}

func (s *scene) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

func (s *scene) insert(reader, sample string) {
	s.t.Helper()
	card, err := factory().Sample(sample)
	s.must(err)
	s.must(s.readers.Insert(reader, card))
}

func (s *scene) pull() {
	s.t.Helper()
	_, err := s.readers.Remove(operatorReader)
	s.must(err)
	s.until("the card is out", func() bool { return s.session.View().Card.ID == "" })
}

// login puts an operator's card in and gives the password.
func (s *scene) login(id juki.OperatorID, password string) {
	s.t.Helper()
	s.insert(operatorReader, string(id))
	s.until("the card is known", func() bool { return s.session.View().Card.ID == id })
	s.must(s.session.Login(s.t.Context(), []byte(password)))
	s.until("the window is open", func() bool { return s.session.View().State == session.LoggedIn && (s.w == nil || !s.w.frame.Covered()) })
}

// until runs the UI until something is so.
func (s *scene) until(what string, ready func() bool) {
	s.t.Helper()
	if !s.queue.Until(20*time.Second, ready) { // a hang, not a measurement
		s.t.Fatalf("never seen: %s", what)
	}
	s.passing()
}

// stands tells whether a widget with the id can be used now.
func (s *scene) stands(id string) func() bool {
	return func() bool { return s.w.frame.Find(id) != nil }
}

// press waits for a button and presses it.
func (s *scene) press(id string) {
	s.t.Helper()
	s.until(id, s.stands(id))
	s.w.frame.Find(id).(*kit.Button).Press()
}

// silentResident is a resident's window that nobody looks at.
type silentResident struct{ rests atomic.Int32 } // how often it went to rest: once for each handover that was closed

func (r *silentResident) Show(g juki.Guidance) {
	if g == juki.GuideRest {
		r.rests.Add(1)
	}
}

func (*silentResident) Ready() error { return nil }

func (*silentResident) AskPIN(ctx context.Context, _ pin.Request) (pin.Answer, error) {
	<-ctx.Done()
	return pin.Answer{}, ctx.Err()
}

// emptyOffice is an office without files; what a test does not give must not be asked for.
type emptyOffice struct{ Office }

func (emptyOffice) Backups(context.Context) (BackupView, error) { return BackupView{}, nil }

func (emptyOffice) ArrivalLists() ([]string, error) { return nil, nil }

func (emptyOffice) ListTaken(string, [32]byte) (bool, error) { return true, nil }
