//go:build linux && training

package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
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
	"madoguchi/internal/stock"
)

// The end-to-end stories play on the real windows with real pointer and key events, against a real pcscd of their own
// with simulated cards behind it. The program is wired as the release build wires it, but for the test issuer that
// stands for the 統合端末. Each story is a process of its own, because a process has one graphics driver, one main
// goroutine and one connection to pcscd; the test starts it, reads what it said, and looks at what it left on the disk.

// storyDeadline is for one story; all of them together take less, but on a machine where others work too each takes long.
const storyDeadline = 6 * time.Minute

// story is what happens on the stage.
type story struct {
	training bool                                // with the marks and the permissions of training
	bare     bool                                // nobody is enrolled and nothing has arrived
	cards    int                                 // how many have arrived; 0: four, one of them not inspected yet
	morning  func(context.Context, *stage) error // what else was done before, by the clerk on duty; nil: nothing
	play     func(*stage)
	again    func(*stage) // the program was killed in play: it is started again
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
		"TestTheDesktopCoversTheCounter":           {play: desktopCovers},
		"TestFiftyCardsAreCountedByScanner":        {cards: shelfful + 1, play: countsFifty},
		"TestACountSurvivesAKill":                  {cards: shelfful, play: killedWhileCounting, again: countsOn},
		"TestADayIsClosedByTwoPeople":              {cards: shelved, play: dayByDay},
		"TestTheDaysSheetIsPrinted":                {cards: shelved, morning: closedDay, play: printsTheSheet},
		"TestTheEmergencyKeyStopsBothWindows":      {play: stopsBothWindows},
	}
}

// stage is a story under way: hands on the windows (player), and other hands on the readers.
type stage struct {
	*player
	ctx      context.Context
	dir      string
	m        *Main
	clock    *stageClock
	ears     ears
	printer  *switched
	hands    *hands
	onDuty   training.Operator // who logged in last
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
	if name == demoStory {
		if err := runDemo(context.Background(), []string{dir}); err != nil {
			fmt.Println(err)
			return 1
		}
		return 0
	}
	name, goesOn := strings.CutSuffix(name, again)
	st, known := stories()[name]
	if !known {
		fmt.Println("no story", name)
		return 2
	}
	if err := playStory(st, dir, goesOn); err != nil {
		fmt.Println(err)
		return 1
	}
	return 0
}

// demoStory is the scripted day of make demo.
const demoStory = "the demo day"

// again is added to the name of a story whose program was killed and is started again.
const again = "/again"

func playStory(st story, dir string, goesOn bool) (err error) {
	readers := dir
	if goesOn { // the sockets of the run before lie where they lay
		readers = filepath.Join(dir, "2")
	}
	socket, err := ifd.SocketPath(readers, true)
	if err != nil {
		return err
	}
	if err := os.Setenv("PCSCLITE_CSOCK_NAME", socket); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), storyDeadline)
	defer cancel()
	service, err := ifd.Start(ctx, ifd.Config{Dir: readers, Readers: []string{"Operator Reader", "Customer Reader"}, Private: true, Handler: os.Getenv(handlerVariable)})
	if err != nil {
		return err
	}
	defer service.Close() //nolint:errcheck // the process ends
	s := newStage(ctx, dir, service)
	s.m.Training = st.training
	if st.cards > 0 {
		s.people = append(s.people, manyPeople(max(0, st.cards-len(s.people)))...)[:st.cards]
	}
	if err := s.makeCards(); err != nil {
		return err
	}
	play := st.play
	switch {
	case goesOn:
		play = st.again
		s.clock.ahead.Add(int64(time.Hour)) // the clock of the run before was no later
	case !st.bare:
		s.m.Edition.Prepare = func(ctx context.Context) error {
			err := s.morning(ctx, st)
			if err != nil {
				cancel() // nobody closes the window that says so
			}
			return err
		}
	}
	ended := make(chan error, 1)
	s.m.Edition.Started = func(fyne.App) {
		go func() {
			defer cancel() // the windows close when the story is over
			ended <- s.open(play)
		}()
	}
	shown := showCounter(ctx, s.m)
	if s.slowest > 0 {
		fmt.Println("from a pulled card to a covered window, at most:", s.slowest)
	}
	select {
	case played := <-ended:
		if played != nil {
			return played
		}
		return shown
	default: // nobody plays it to its end without windows
		return errors.Join(shown, s.cutShort())
	}
}

// cutShort says where a story stood whose windows closed before its end.
func (s *stage) cutShort() error {
	if s.player == nil {
		return errors.New("the story did not begin")
	}
	return fmt.Errorf("the windows closed before the story had ended, which stood at: %v", s.doing.Load())
}

func newStage(ctx context.Context, dir string, service *ifd.Service) *stage {
	data, names := filepath.Join(dir, "data"), service.Names()
	s := &stage{ctx: ctx, dir: dir, service: service, factory: sim.NewFactory(), cards: map[string]*sim.Card{}, people: people(),
		operator: names[0], customer: names[1], clock: newStageClock(), printer: newSwitched(), hands: openHands()}
	s.m = &Main{Dir: data, Now: s.clock.Now, Rand: rand.Reader, Keys: defaultKeys(data), Readers: pcsc.New(), Screens: screen.Open(""), Desktop: screen.OpenDesktop(""),
		Issuer: testissuer.Issuer{}, Sounds: &s.ears, Printer: s.printer}
	return s
}

// stageClock goes as fast as any clock, from nine in the morning: no story meets midnight but on purpose.
type stageClock struct{ ahead atomic.Int64 }

func newStageClock() *stageClock {
	c := &stageClock{}
	c.ahead.Store(int64(time.Until(juki.DateOf(time.Now()).At(9, 0))))
	return c
}

// Now is the time of the story.
func (c *stageClock) Now() time.Time { return time.Now().Add(time.Duration(c.ahead.Load())) }

// tomorrow is what everybody sleeps until.
func (c *stageClock) tomorrow() { c.ahead.Add(int64(24 * time.Hour)) }

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

// morning is what was done before the story begins: the staff is enrolled, the day is opened, cards have arrived
// and lie on their shelf.
func (s *stage) morning(ctx context.Context, st story) error {
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
		func() error { return s.m.keeper.OpenDay(ctx, "", "") },
		func() error { return s.takeList(ctx, st.cards) },
		func() error {
			if st.morning == nil {
				return nil
			}
			return st.morning(ctx, s)
		},
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

// takeList takes the list of the story and puts so many of its cards onto A-01, and what is too much for it onto B-01; 0 is the usual number.
func (s *stage) takeList(ctx context.Context, cards int) error {
	if cards == 0 {
		cards = shelved
	}
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
	for i, p := range s.people[:cards] {
		shelf := stock.PlaceID("A-01")
		if i >= shelfful {
			shelf = "B-01"
		}
		if _, err := s.m.desk.Inspect(ctx, p.Serial, shelf); err != nil {
			return err
		}
	}
	return nil
}

// shelfful is how many cards a story counts at most on one shelf.
const shelfful = 50

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
	s.onDuty = o
	s.put(s.operator, string(o.ID))
	s.until("the card is recognised", func() bool { return s.m.session.View().Card.ID == o.ID })
	s.password(o)
}

// relieve: who is on duty logs out and takes the card along; the next one logs in.
func (s *stage) relieve(next training.Operator) {
	s.click(staff, "shell.logout")
	s.until("nobody is logged in", func() bool { return s.m.session.View().State != session.LoggedIn })
	s.pull(s.operator)
	s.login(next)
}

// password types the password of the operator whose card lies in the reader.
func (s *stage) password(o training.Operator) {
	s.await(staff, "lock.password")
	s.write("lock.password", o.Password)
	s.click(staff, "lock.login")
	s.until("the operator is logged in", func() bool { return s.m.session.View().State == session.LoggedIn })
}
