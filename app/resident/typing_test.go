package resident

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"madoguchi/app/kit"
	"madoguchi/internal/juki"
	"madoguchi/internal/pin"
)

func (a *asked) assertPIN(want string) {
	a.b.t.Helper()
	answer, err := a.wait()
	if err != nil || answer.PIN == nil {
		a.b.t.Fatalf("%+v, %v", answer, err)
	}
	_ = answer.PIN.Use(func(chars []byte) error {
		if string(chars) != want {
			a.b.t.Errorf("the PIN is %q, want %q", chars, want)
		}
		return nil
	})
}

func (a *asked) assertCode(want juki.Code) {
	a.b.t.Helper()
	answer, err := a.wait()
	if !errors.Is(err, juki.Refuse(want)) || answer.PIN != nil || answer.Same {
		a.b.t.Errorf("%+v, %v; want %s", answer, err, want)
	}
}

// entry is the entry that runs now; a test keeps it to look into it after its end.
func (b *bench) entry() *entry {
	b.w.mu.Lock()
	defer b.w.mu.Unlock()
	return b.w.entry
}

func (b *bench) assertEmpty(e *entry) {
	b.t.Helper()
	b.w.mu.Lock()
	defer b.w.mu.Unlock()
	if e.now != (secret{}) || e.first != (secret{}) {
		b.t.Error("characters stay on the pad")
	}
	if !reflect.DeepEqual(e.ask.Avoid, juki.PINHints{}) {
		b.t.Error("what is known of the person stays on the pad")
	}
}

// assertDots counts the dots as they are painted.
func (b *bench) assertDots(typed, slots int) {
	b.t.Helper()
	filled, shown := 0, 0
	for _, o := range test.WidgetRenderer(b.w.page.(*keysPage).dots).Objects() {
		c := o.(*canvas.Circle)
		if c.FillColor != kit.Color(kit.ColorNone) {
			filled++
		}
		if c.StrokeColor != kit.Color(kit.ColorNone) {
			shown++
		}
	}
	if filled != typed || shown != slots {
		b.t.Errorf("%d of %d dots, want %d of %d", filled, shown, typed, slots)
	}
}

func four(step int) pin.Request {
	return pin.Request{Kind: juki.AuthenticationPIN, Step: step, Steps: 4, Avoid: hanako()}
}

func TestATypedPINIsTypedTwice(t *testing.T) {
	b := newBench(t, 1024, 768)
	a := b.ask(four(2))
	b.tap("explain.next")
	e := b.entry()
	b.keys("719")
	b.tap("key.correct")
	if e.now.room != [maxSecret]byte{'7', '1'} {
		t.Error("訂正 left the character in memory")
	}
	b.assertDots(2, 4)
	b.keys("938") // the fifth key does nothing
	b.tap("key.enter")
	b.keys("7193")
	b.tap("key.enter")
	a.assertPIN("7193")
	if want := []pin.Typing{pin.Explaining, pin.First, pin.Second, pin.Done}; !slices.Equal(a.stages, want) {
		t.Errorf("the clerk saw %v, want %v", a.stages, want)
	}
	if len(a.refused) != 0 {
		t.Errorf("refused: %v", a.refused)
	}
	b.assertEmpty(e)
	if b.has("key.1") {
		t.Error("the keys are still there")
	}
}

func TestAPasswordFromARealKeyboard(t *testing.T) {
	b := newBench(t, 1280, 800)
	a := b.ask(pin.Request{Kind: juki.SignaturePIN, Step: 1, Steps: 4, Avoid: hanako()})
	b.win.Canvas().OnTypedKey()(&fyne.KeyEvent{Name: fyne.KeyReturn})
	b.queue.Run()
	for range 2 {
		pad, ok := b.win.Canvas().Focused().(*keypad)
		if !ok {
			t.Fatalf("the keyboard is with %T", b.win.Canvas().Focused())
		}
		test.Type(pad, "sora-81 あＵｍｉ４25")
		b.queue.Run()
		b.assertDots(12, 12)
		pad.TypedKey(&fyne.KeyEvent{Name: fyne.KeyBackspace})
		pad.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
		b.queue.Run()
	}
	a.assertPIN("SORA81UMI42")
	if b.win.Canvas().Focused() != nil {
		t.Error("something keeps the keyboard after the entry")
	}
}

func TestBadChoicesAreRefusedKindly(t *testing.T) {
	b := newBench(t, 1024, 768)
	a := b.ask(four(2))
	b.tap("explain.next")
	b.keys("0517") // the birthday
	b.tap("key.enter")
	b.keys("7193")
	b.tap("key.enter")
	b.keys("7194")
	b.tap("key.enter")
	b.keys("71") // too few is no entry: nothing is lost
	b.tap("key.enter")
	b.keys("93")
	b.tap("key.enter")
	b.keys("7193")
	b.tap("key.enter")
	a.assertPIN("7193")
	if want := []juki.Code{juki.PINGuessable, juki.PINMismatch}; !slices.Equal(a.refused, want) {
		t.Errorf("refused %v, want %v", a.refused, want)
	}
}

func TestOneNumberForAll(t *testing.T) {
	b := newBench(t, 1024, 768)
	ask := four(3)
	ask.OfferSame = true
	a := b.ask(ask)
	b.tap("same.yes")
	if answer, err := a.wait(); err != nil || !answer.Same || answer.PIN != nil {
		t.Errorf("%+v, %v", answer, err)
	}
	a = b.ask(ask)
	b.tap("same.no")
	b.keys("3806")
	b.tap("key.enter")
	b.keys("3806")
	b.tap("key.enter")
	a.assertPIN("3806")
}

func TestTimeEndsAndIsGiven(t *testing.T) {
	b := newBench(t, 1024, 768)
	a := b.ask(four(2))
	b.tap("explain.next")
	e := b.entry()
	b.keys("71")
	b.clock.pass(2 * time.Minute)
	b.tap("more-time")
	b.clock.pass(3 * time.Minute) // more than the rule, less than the rule and what was added
	b.keys("9")
	b.clock.pass(2 * time.Minute)
	b.tap("call-staff", "lang.en", "lang.ja") // each is a press
	b.clock.pass(2 * time.Minute)
	if !b.has("key.3") {
		t.Fatal("the time was over too early")
	}
	b.clock.pass(2 * time.Minute)
	a.assertCode(juki.PadTimeout)
	b.assertEmpty(e)
}

// Every way out leaves nothing on the pad, whatever stood there.
func TestEveryWayOutWipes(t *testing.T) {
	exits := map[string]struct {
		leave func(b *bench, a *asked)
		want  error
	}{
		"取消":     {func(b *bench, _ *asked) { b.tap("key.cancel", "stop.yes") }, juki.Refuse(juki.PadCancelled)},
		"time":   {func(b *bench, _ *asked) { b.clock.pass(time.Hour) }, juki.Refuse(juki.PadTimeout)},
		"lock":   {func(b *bench, _ *asked) { go b.w.SetLocked(true) }, juki.Refuse(juki.NotLoggedIn)},
		"screen": {func(b *bench, _ *asked) { go b.w.SetAllowed(false) }, juki.Refuse(juki.NoPadMonitor)},
		"clerk":  {func(_ *bench, a *asked) { a.cancel() }, context.Canceled},
	}
	for name, exit := range exits {
		for stage, keys := range map[string]string{"first": "71", "second": "7193E71", "explained": ""} {
			t.Run(name+" "+stage, func(t *testing.T) {
				if keys == "" && name == "取消" {
					t.Skip("no key to cancel with")
				}
				b := newBench(t, 1024, 768)
				a := b.ask(four(2))
				if keys != "" {
					b.tap("explain.next")
				}
				for _, k := range keys {
					if k == 'E' {
						b.tap("key.enter")
					} else {
						b.keys(string(k))
					}
				}
				e := b.entry()
				if full := e.now.n + e.first.n; keys != "" && full != len(strings.Trim(keys, "E"))-strings.Count(keys, "E") {
					t.Fatalf("%d characters are typed", full)
				}
				exit.leave(b, a)
				if answer, err := a.wait(); !errors.Is(err, exit.want) || answer.PIN != nil {
					t.Errorf("%+v, %v", answer, err)
				}
				b.assertEmpty(e)
				if b.has("key.1") || b.has("explain.next") {
					t.Error("the page of the PIN still stands")
				}
			})
		}
	}
}

// A lock does not wait for the UI thread, which may be busy.
func TestALockWipesBeforeTheWindowKnows(t *testing.T) {
	b := newBench(t, 1024, 768)
	a := b.ask(four(2))
	b.tap("explain.next")
	b.keys("719")
	e := b.entry()
	b.w.SetLocked(true)
	b.assertEmpty(e)
	o := b.w.Frame().Find("key.3") // still painted: nobody ran the queue
	o.(fyne.Tappable).Tapped(nil)
	b.assertEmpty(e)
	a.assertCode(juki.NotLoggedIn)
}

// The lock may fall between two PINs, when no entry is there to end: the next must not begin behind a locked screen.
func TestNoPINIsAskedForBehindALockedScreen(t *testing.T) {
	b := newBench(t, 1024, 768)
	b.w.SetLocked(true)
	b.ask(four(2)).assertCode(juki.NotLoggedIn)
	if err := b.w.Ready(); !errors.Is(err, juki.Refuse(juki.NotLoggedIn)) {
		t.Error(err)
	}
	b.w.SetLocked(false)
	b.ask(four(2))
	b.tap("explain.next")
}

func TestASlipOnCancelLosesOnlyThisEntry(t *testing.T) {
	b := newBench(t, 1024, 768)
	a := b.ask(four(2))
	b.tap("explain.next")
	b.keys("719")
	b.tap("key.cancel")
	if e := b.entry(); e.now.n != 0 {
		t.Error("取消 left characters")
	}
	b.tap("stop.no", "explain.next")
	b.keys("7193")
	b.tap("key.enter")
	b.keys("7193")
	b.tap("key.enter")
	a.assertPIN("7193")
}

func TestNoPINWithoutItsMonitor(t *testing.T) {
	b := newBench(t, 1024, 768)
	b.w.SetAllowed(false)
	if err := b.w.Ready(); !errors.Is(err, juki.Refuse(juki.NoPadMonitor)) {
		t.Error(err)
	}
	if _, err := b.w.AskPIN(t.Context(), four(1)); !errors.Is(err, juki.Refuse(juki.NoPadMonitor)) {
		t.Error(err)
	}
	b.w.SetAllowed(true)
	if err := b.w.Ready(); err != nil {
		t.Error(err)
	}
}

// Whoever watches the window, its labels or a trace sees how many characters there are and not which.
func TestNothingTellsWhichKeysWerePressed(t *testing.T) {
	shots := map[string]string{}
	for _, typed := range []string{"7193", "3806"} {
		b := newBench(t, 1024, 768)
		a := b.ask(four(2))
		b.tap("explain.next")
		for i, c := range typed {
			b.keys(string(c))
			shot := fmt.Sprint(b.win.Canvas().Capture(), kit.Words(b.w.Frame().Top()), fmt.Sprintf("%+v", b.w.look().typed))
			key := fmt.Sprint(i)
			if before, ok := shots[key]; ok && before != shot {
				t.Errorf("after %d keys the window differs", i+1)
			}
			shots[key] = shot
		}
		a.cancel()
		_, _ = a.wait()
	}
}

func TestPagesOfGuidance(t *testing.T) {
	b := newBench(t, 1024, 768)
	called := 0
	b.w.OnCallStaff(func() { called++ })
	if b.has("call-staff") || b.has("more-time") {
		t.Error("at rest there is nobody to help")
	}
	b.w.Show(juki.GuideInsertCard)
	b.tap("lang.en", "call-staff")
	if called != 1 {
		t.Errorf("the staff was called %d times", called)
	}
	words := strings.Join(kit.Words(b.w.Frame().Top()), "|")
	if !strings.Contains(words, "Please insert your card") || !strings.Contains(words, "Called") {
		t.Error(words)
	}
	b.w.Show(juki.GuideRest)
	b.queue.Run()
	if words := strings.Join(kit.Words(b.w.Frame().Top()), "|"); !strings.Contains(words, "ありがとうございます") || strings.Contains(words, "Thank") {
		t.Errorf("the next resident finds %s", words)
	}
	a := b.ask(four(1))
	b.w.Show(juki.GuideCallStaff) // waits for the end of the entry
	if !b.has("explain.next") {
		t.Error("the entry lost its page")
	}
	a.cancel()
	_, _ = a.wait()
	if words := strings.Join(kit.Words(b.w.Frame().Top()), "|"); !strings.Contains(words, "係員が おてつだいします") {
		t.Error(words)
	}
}
