//go:build linux && training

package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"image/color"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"madoguchi/app/kit"
	"madoguchi/app/robot"
	"madoguchi/app/training"
	"madoguchi/hardware"
	"madoguchi/hardware/pcsc"
	"madoguchi/hardware/screen"
	"madoguchi/hardware/sim"
	"madoguchi/hardware/sim/ifd"
	"madoguchi/internal/cards/testissuer"
	"madoguchi/internal/juki"
	"madoguchi/internal/session"
)

// The end-to-end stories play on the real windows with real pointer and key events, against a real pcscd of their own
// with simulated cards behind it. The program is wired as the release build wires it, but for the test issuer that
// stands for the 統合端末. Each story is a process of its own, because a process has one graphics driver, one main
// goroutine and one connection to pcscd; the test starts it, reads what it said, and looks at what it left on the disk.

// storyDeadline is for one story; all of them together take less.
const storyDeadline = 3 * time.Minute

// story is what happens on the stage.
type story struct {
	training bool // with the marks and the permissions of training
	bare     bool // nobody is enrolled and nothing has arrived
	play     func(*stage)
}

// stories by the name of the test that plays them.
func stories() map[string]story {
	return map[string]story{
		"TestFirstDayWithRealReaders":              {bare: true, play: firstDay},
		"TestPulledOperatorCardCoversEveryRoom":    {play: pulledInEveryRoom},
		"TestPulledOperatorCardCoversTheHandover":  {play: pulledInTheHandover},
		"TestPulledOperatorCardClosesSecondPerson": {training: true, play: pulledWhileASecondPersonIsAsked},
		"TestReaderServiceDiesAndComesBack":        {play: serviceDies},
		"TestWithoutThePadsMonitorNoPINIsTyped":    {play: monitorOff},
	}
}

// stage is a story under way: hands on the windows (player), and other hands on the readers.
type stage struct {
	*player
	ctx      context.Context
	dir      string
	m        *Main
	service  *ifd.Service
	factory  *sim.Factory
	cards    map[string]*sim.Card
	people   []training.Sample
	slowest  time.Duration // from a pull to a covered window
	operator string        // the operator reader's name
	customer string
}

// perform is the process of a story; it gives the exit code and says on stdout what went wrong. Stderr is the program's.
func perform(name, dir string) int {
	st, known := stories()[name]
	if !known {
		fmt.Println("no story", name)
		return 2
	}
	if err := playStory(st, dir); err != nil {
		fmt.Println(err)
		return 1
	}
	return 0
}

func playStory(st story, dir string) (err error) {
	socket, err := ifd.SocketPath(dir, true)
	if err != nil {
		return err
	}
	if err := os.Setenv("PCSCLITE_CSOCK_NAME", socket); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), storyDeadline)
	defer cancel()
	service, err := ifd.Start(ctx, ifd.Config{Dir: dir, Readers: []string{"Operator Reader", "Customer Reader"}, Private: true, Handler: os.Getenv(handlerVariable)})
	if err != nil {
		return err
	}
	defer service.Close() //nolint:errcheck // the process ends
	names := service.Names()
	data := filepath.Join(dir, "data")
	s := &stage{ctx: ctx, dir: dir, service: service, factory: sim.NewFactory(), cards: map[string]*sim.Card{}, people: people(), operator: names[0], customer: names[1],
		m: &Main{Dir: data, Now: time.Now, Rand: rand.Reader, Keys: defaultKeys(data), Readers: pcsc.New(), Screens: screen.Open(""),
			Issuer: testissuer.Issuer{}, Training: st.training}}
	if err := s.makeCards(); err != nil {
		return err
	}
	if !st.bare {
		s.m.Edition.Prepare = s.morning
	}
	var played error
	s.m.Edition.Started = func(fyne.App) {
		go func() {
			defer cancel() // the windows close when the story is over
			played = s.open(st.play)
		}()
	}
	shown := showCounter(ctx, s.m)
	if s.slowest > 0 {
		fmt.Println("from a pulled card to a covered window, at most:", s.slowest)
	}
	if played != nil {
		return played
	}
	return shown
}

// open gives the story its hands.
func (s *stage) open(play func(*stage)) error {
	r, err := robot.New()
	if err != nil {
		return err
	}
	defer r.Close()
	w := &s.m.windows
	s.player = &player{robot: r, bridge: w.bridge, shots: s.dir,
		frames: map[side]*kit.Frame{staff: w.clerk.Frame(), pad: w.resident.Frame()},
		origin: map[side]func() (hardware.Rect, error){staff: w.clerkBounds, pad: w.padBounds}}
	s.until("the resident's window is on its monitor", w.padPlaced)
	play(s)
	return s.err
}

// people are those of the test's list; their cards have years to go whenever the test runs.
func people() []training.Sample {
	all := training.Samples()
	few := []training.Sample{all[0], all[1], all[3], all[5]} // 15 or over, with kanji that programs get wrong
	for i := range few {
		few[i].Expires = time.Now().AddDate(5, 0, 0).Format("2006-01-02")
	}
	return few
}

func (s *stage) makeCards() error {
	for _, o := range sim.SampleOperators() {
		card, err := s.factory.Operator(o)
		if err != nil {
			return err
		}
		s.cards[o.Label] = card
	}
	for _, p := range s.people {
		birth, err := juki.ParseDate(p.Birth)
		if err != nil {
			return err
		}
		compact := func(d string) string { return strings.ReplaceAll(d, "-", "") }
		card, err := s.factory.MyNumber(sim.MyNumberCard{Serial: string(p.Serial), Municipality: "28225", Expires: compact(p.Expires),
			Name: p.Name, Address: p.Address, Birth: compact(birth.String())})
		if err != nil {
			return err
		}
		s.cards[string(p.Serial)] = card
	}
	return nil
}

// The staff of the stories: the two that training's guide names.
func administrator() training.Operator { return training.Operators()[0] }
func clerkOnDuty() training.Operator   { return training.Operators()[2] }

// morning is what was done before the story begins: the staff is enrolled, four cards have arrived
// and all but one lie on their shelf.
func (s *stage) morning(ctx context.Context) error {
	admin, clerk := administrator(), clerkOnDuty()
	session := s.m.session
	steps := []func() error{
		func() error { return s.service.Insert(s.operator, s.cards[string(admin.ID)]) },
		func() error { return s.soon(func() bool { return session.View().CardReady }) },
		func() error { return session.Enrol(ctx, enrolment(admin)) },
		func() error { return s.soon(func() bool { return session.View().Card.ID == admin.ID }) },
		func() error { return session.Login(ctx, []byte(admin.Password)) },
		func() error { return s.service.Insert(s.customer, s.cards[string(clerk.ID)]) },
		func() error { return s.service.Settle(ctx) },
		func() error { return session.Enrol(ctx, enrolment(clerk)) },
		func() error { _, err := s.service.Remove(s.customer); session.LogOut(); return err },
		func() error { return s.service.Insert(s.operator, s.cards[string(clerk.ID)]) },
		func() error { return s.soon(func() bool { return session.View().Card.ID == clerk.ID }) },
		func() error { return session.Login(ctx, []byte(clerk.Password)) },
		func() error { return s.takeList(ctx) },
		func() error { _, err := s.service.Remove(s.operator); return err },
		func() error { return s.soon(func() bool { return session.View().Card.ID == "" }) },
	}
	for i, step := range steps {
		if err := step(); err != nil {
			return fmt.Errorf("the morning, step %d: %w", i, err)
		}
	}
	return nil
}

// shelved is how many of the cards the morning puts on their shelf.
const shelved = 3

func enrolment(o training.Operator) session.EnrolRequest {
	return session.EnrolRequest{ID: o.ID, Name: o.Name, Post: o.Post, Password: []byte(o.Password)}
}

func (s *stage) takeList(ctx context.Context) error {
	list, err := training.ArrivalList(s.people)
	if err != nil {
		return err
	}
	v, err := s.m.desk.PreviewList(ctx, list, s.m.settings.Arrival, nil)
	if err != nil {
		return err
	}
	if taken, err := s.m.desk.TakeArrival(ctx, v, nil); err != nil || taken.Cards != len(s.people) {
		return fmt.Errorf("%d cards taken: %w", taken.Cards, err)
	}
	for _, p := range s.people[:shelved] {
		if _, err := s.m.desk.Inspect(ctx, p.Serial, "A-01"); err != nil {
			return err
		}
	}
	return nil
}

// soon waits for what devices bring about.
func (s *stage) soon(ready func() bool) error {
	for end := time.Now().Add(patience); !ready(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			return fmt.Errorf("it did not happen; the session is %+v", s.m.session.View())
		}
	}
	return nil
}

// put puts a card into a reader; pull takes it out.
func (s *stage) put(reader, label string) {
	s.step("putting a card in", func() error { return s.service.Insert(reader, s.cards[label]) })
}

func (s *stage) pull(reader string) {
	s.step("pulling a card", func() error { _, err := s.service.Remove(reader); return err })
}

// login puts the operator's card in and types the password.
func (s *stage) login(o training.Operator) {
	s.put(s.operator, string(o.ID))
	s.until("the card is recognised", func() bool { return s.m.session.View().Card.ID == o.ID })
	s.password(o)
}

// password types the password of the operator whose card lies in the reader.
func (s *stage) password(o training.Operator) {
	s.await(staff, "lock.password")
	s.write("lock.password", o.Password)
	s.click(staff, "lock.login")
	s.until("the operator is logged in", func() bool { return s.m.session.View().State == session.LoggedIn })
}

// words are all texts of the layer that people can use now.
func (s *stage) words(of side) (words string) {
	done := make(chan struct{})
	s.bridge.Post(func() { words = strings.Join(kit.Words(s.frames[of].Top()), "\n"); close(done) })
	<-done
	return words
}

// says waits until a window says what a code has to say.
func (s *stage) says(of side, c juki.Code) {
	what := textOf("code." + string(c) + ".what")
	s.until("the window says "+string(c), func() bool { return strings.Contains(s.words(of), what) })
}

// events lists what the log has from a record on, the oldest first, and how many records there are.
func (s *stage) events(from int64) (names []string, records int64, err error) {
	lines, err := (office{s.m}).History(s.ctx, "ja", maxDemoRecords)
	if err != nil {
		return nil, 0, err
	}
	for _, l := range slices.Backward(lines) {
		if l.Seq >= from {
			names = append(names, l.Event)
		}
		records = max(records, l.Seq+1)
	}
	return names, records, nil
}

// recorded waits until an event is in the log after a record.
func (s *stage) recorded(from int64, event string) {
	s.until(event+" is recorded", func() bool {
		names, _, err := s.events(from)
		return err == nil && slices.Contains(names, event)
	})
}

// now is the number of the next record.
func (s *stage) now() (records int64) {
	s.step("reading the log", func() (err error) { _, records, err = s.events(0); return err })
	return records
}

// covered looks at the clerk's window by pixel: all of it has the cover's colour, but for one panel in its middle.
func (s *stage) covered() (bool, error) {
	area, err := s.origin[staff]()
	if err != nil {
		return false, err
	}
	desktop := s.robot.Desktop()
	area.W, area.H = min(area.W, desktop.W-area.X), min(area.H, desktop.H-area.Y)
	img, err := s.robot.Look(area)
	if err != nil {
		return false, err
	}
	cover := color.RGBA{0xe6, 0xe6, 0xe6, 0xff}
	left, right, top, bottom := area.W, -1, area.H, -1
	for y := range area.H {
		for x := range area.W {
			if img.RGBAAt(x, y) != cover {
				left, right, top, bottom = min(left, x), max(right, x), min(top, y), max(bottom, y)
			}
		}
	}
	const widest, slack = 640, 3
	middle := func(a, b, whole int) bool { d := a + b + 1 - whole; return -slack <= d && d <= slack }
	return right-left < widest && top > 0 && middle(left, right, area.W) && middle(top, bottom, area.H), nil
}

// lockWithin is the promise: the screen is covered one second after the operator's card was pulled.
const lockWithin = time.Second

// pullOperator pulls the operator's card and watches by pixel how the window is covered.
func (s *stage) pullOperator(where string) {
	s.step("pulling the operator's card: "+where, func() error {
		if open, err := s.covered(); err != nil || open {
			return fmt.Errorf("before the pull: covered %v, %w", open, err)
		}
		if _, err := s.service.Remove(s.operator); err != nil {
			return err
		}
		begin := time.Now()
		for {
			looked := time.Since(begin)
			done, err := s.covered()
			if err != nil {
				return err
			}
			if done {
				s.slowest = max(s.slowest, looked)
				return nil
			}
			if looked > lockWithin {
				return fmt.Errorf("the window is still open after %v", looked)
			}
		}
	})
}

var handler struct {
	sync.Once
	path string
	err  error
}

// tell plays the story of this test's name in a process of its own, and then looks at what it left behind: a log that
// verifies, and nothing personal anywhere.
func tell(t *testing.T) {
	t.Helper()
	needStage(t)
	handler.Do(func() {
		dir, err := os.MkdirTemp("", "mh")
		if err != nil {
			handler.err = err
			return
		}
		handler.path, handler.err = ifd.Build(context.Background(), dir)
	})
	if handler.err != nil {
		t.Fatal(handler.err)
	}
	dir, err := os.MkdirTemp("", "me") // sockets need a short path
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	if err := os.MkdirAll(filepath.Join(dir, "home", ".cache"), 0o700); err != nil { // no preference or cache of the developer's
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), storyDeadline+10*time.Second)
	defer cancel()
	var said, complained strings.Builder
	cmd := exec.CommandContext(ctx, os.Args[0])
	cmd.Env = append(os.Environ(), storyVariable+"="+t.Name(), stageVariable+"="+dir, handlerVariable+"="+handler.path, "HOME="+filepath.Join(dir, "home"))
	cmd.Stdout, cmd.Stderr = &said, &complained
	err = cmd.Run()
	t.Log(strings.TrimSpace(said.String()))
	if err != nil {
		keepPictures(t, dir)
		t.Fatalf("the story failed: %v\n%s", err, complained.String())
	}
	leftInOrder(t, filepath.Join(dir, "data"), complained.String())
}

// keepPictures keeps what the screen showed when a story stopped (go test -artifacts).
func keepPictures(t *testing.T, dir string) {
	t.Helper()
	pictures, _ := filepath.Glob(filepath.Join(dir, "*.png"))
	for _, p := range pictures {
		from, err := os.Open(p)
		if err != nil {
			continue
		}
		if to, err := os.Create(filepath.Join(t.ArtifactDir(), filepath.Base(p))); err == nil {
			_, _ = io.Copy(to, from)
			_ = to.Close()
			t.Log("picture:", to.Name())
		}
		_ = from.Close()
	}
}

// needStage skips the test unless the virtual desktop of scripts/two-monitors and pcscd are there: nobody's own pointer is
// moved and nobody's own monitor is switched off. In CI they have to be there.
func needStage(t *testing.T) {
	t.Helper()
	missing := t.Skip
	if os.Getenv("CI") != "" {
		missing = t.Fatal
	}
	for _, program := range []string{"pcscd", "gcc", "xrandr"} {
		if _, err := exec.LookPath(program); err != nil {
			missing(program + " is not installed")
		}
	}
	out, err := exec.Command("xrandr", "--listmonitors").Output()
	if err != nil || !strings.Contains(string(out), padMonitor) || !strings.Contains(string(out), "Monitors: 2") {
		missing("this is not the desktop of scripts/two-monitors")
	}
}

// padMonitor is the resident's monitor of scripts/two-monitors.
const padMonitor = "DUMMY1"
