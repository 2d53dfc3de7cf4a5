package resident

import (
	"context"
	"image/png"
	"os"
	"path/filepath"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"madoguchi/app/kit"
	"madoguchi/i18n"
	"madoguchi/internal/juki"
	"madoguchi/internal/pin"
)

// clock is the time of a test.
type clock struct{ now chan time.Time }

func newClock() *clock {
	c := &clock{make(chan time.Time, 1)}
	c.now <- time.Date(2026, 11, 24, 10, 0, 0, 0, time.UTC)
	return c
}

func (c *clock) Now() time.Time {
	now := <-c.now
	c.now <- now
	return now
}

func (c *clock) pass(d time.Duration) { c.now <- (<-c.now).Add(d) }

// bench is a resident's window on the software driver; the test's goroutine is the UI thread.
type bench struct {
	t     *testing.T
	win   fyne.Window
	w     *Window
	queue *kit.Queue
	clock *clock
}

func newBench(t *testing.T, width, height float32) *bench {
	t.Helper()
	app := test.NewTempApp(t)
	app.Settings().SetTheme(kit.NewTheme(kit.Look{}))
	texts, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	bridge, queue := kit.NewQueuedBridge()
	b := &bench{t: t, win: test.NewTempWindow(t, nil), queue: queue, clock: newClock()}
	rules := DefaultRules()
	rules.Tick = 2 * time.Millisecond
	b.w = New(b.win, Deps{Texts: texts, Bridge: bridge, Now: b.clock.Now, Rules: rules, Training: true})
	b.win.Resize(fyne.NewSize(width, height))
	b.w.SetAllowed(true)
	return b
}

// see writes what the window shows to $RESIDENT_PICTURES/name.png, for people to look at; without the variable it does nothing.
func (b *bench) see(name string) {
	b.t.Helper()
	dir := os.Getenv("RESIDENT_PICTURES")
	if dir == "" {
		return
	}
	file, err := os.Create(filepath.Join(dir, name+".png"))
	if err != nil {
		b.t.Fatal(err)
	}
	defer file.Close()
	if err := png.Encode(file, b.win.Canvas().Capture()); err != nil {
		b.t.Fatal(err)
	}
}

// tap presses what has the id, as a finger would.
func (b *bench) tap(ids ...string) {
	b.t.Helper()
	for _, id := range ids {
		b.queue.Run()
		o, ok := b.w.Frame().Find(id).(fyne.Tappable)
		if !ok {
			b.t.Fatalf("%s is not on the window; there are %v", id, kit.IDs(b.w.Frame().Top()))
		}
		o.Tapped(&fyne.PointEvent{})
		b.queue.Run()
	}
}

// has tells whether something with the id is on the window.
func (b *bench) has(id string) bool {
	b.queue.Run()
	return b.w.Frame().Find(id) != nil
}

// keys taps the keys of a text.
func (b *bench) keys(text string) {
	b.t.Helper()
	for _, c := range text {
		b.tap("key." + string(c))
	}
}

// asked is one AskPIN under way.
type asked struct {
	b      *bench
	answer pin.Answer
	err    error
	done   chan struct{}
	cancel context.CancelFunc

	refused []juki.Code
	stages  []pin.Typing
}

func (b *bench) ask(r pin.Request) *asked {
	b.t.Helper()
	ctx, cancel := context.WithCancel(b.t.Context())
	a := &asked{b: b, done: make(chan struct{}), cancel: cancel}
	r.Refused = func(c juki.Code) { a.refused = append(a.refused, c) }
	r.Typing = func(s pin.Typing) { a.stages = append(a.stages, s) }
	go func() {
		a.answer, a.err = b.w.AskPIN(ctx, r)
		close(a.done)
	}()
	b.t.Cleanup(func() { cancel(); <-a.done })
	b.queue.Until(5*time.Second, func() bool { return b.w.Frame().Find("call-staff") != nil && b.w.shown.entry != nil })
	return a
}

// wait gives the answer; the queue runs meanwhile.
func (a *asked) wait() (pin.Answer, error) {
	a.b.t.Helper()
	if !a.b.queue.Until(5*time.Second, func() bool {
		select {
		case <-a.done:
			return true
		default:
			return false
		}
	}) {
		a.b.t.Fatal("AskPIN does not end")
	}
	a.b.queue.Run()
	return a.answer, a.err
}
