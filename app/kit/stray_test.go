package kit

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"
)

// A counterDesk is a page with a field for scans, one for a name, a password and a button, and hands that type.
type counterDesk struct {
	win                   fyne.Window
	frame                 *Frame
	scans, name           *Field
	password              *PasswordField
	button                *Button
	now                   time.Time
	scanned               []string
	pressed, sent, unused int
}

func newCounterDesk(t *testing.T) *counterDesk {
	d := &counterDesk{now: time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)}
	d.win, d.frame = openWindow(t, 500, 500, Look{})
	d.frame.WatchScans(func() time.Time { return d.now }, func() { d.unused++ })
	d.scans = NewField("scan", "製造番号").Scanner(func(s string) { d.scanned = append(d.scanned, s) })
	d.name = NewField("name", "氏名")
	d.password = NewPasswordField("password", "パスワード")
	d.password.OnSubmit(func() { d.sent++ })
	d.button = NewButton("press", "締める", Filled, func() { d.pressed++ })
	d.frame.SetPage(VStack(0, d.scans, d.name, d.password, d.button))
	return d
}

// stroke is one key as the driver delivers it: the key, then its character.
func (d *counterDesk) stroke(r rune, pace time.Duration) {
	key := &fyne.KeyEvent{Name: fyne.KeyName(string(r))}
	switch r {
	case '\n':
		key.Name = fyne.KeyReturn
	case ' ':
		key.Name = fyne.KeySpace
	}
	d.now = d.now.Add(pace)
	c := d.win.Canvas()
	if f := c.Focused(); f != nil {
		f.TypedKey(key)
	} else {
		c.OnTypedKey()(key)
	}
	if r != '\n' {
		d.commit(string(r))
	}
}

func (d *counterDesk) strokes(text string, pace time.Duration) {
	for _, r := range text {
		d.stroke(r, pace)
	}
}

// commit is text without keys, as an input method puts it in.
func (d *counterDesk) commit(text string) {
	c := d.win.Canvas()
	for _, r := range text {
		if f := c.Focused(); f != nil {
			f.TypedRune(r)
		} else if c.OnTypedRune() != nil {
			c.OnTypedRune()(r)
		}
	}
}

const scannerPace = 4 * time.Millisecond

func TestAStrayScanGoesToTheFieldForScans(t *testing.T) {
	for name, at := range map[string]func(*counterDesk){
		"a name being typed": func(d *counterDesk) {
			d.name.Focus()
			d.strokes("Sam", 150*time.Millisecond)
			d.now = d.now.Add(time.Second)
		},
		"a button":  func(d *counterDesk) { takeFocus(d.button) },
		"no field":  func(d *counterDesk) { d.win.Canvas().Unfocus() },
		"its field": func(d *counterDesk) { d.scans.Focus() },
	} {
		d := newCounterDesk(t)
		at(d)
		before := d.name.Text()
		d.strokes("490000000000001\n", scannerPace)
		if len(d.scanned) != 1 || d.scanned[0] != "490000000000001" || d.name.Text() != before || d.pressed != 0 || d.unused != 0 {
			t.Errorf("%s: scanned %q, name %q, pressed %d", name, d.scanned, d.name.Text(), d.pressed)
		}
	}
}

func TestAScanIntoTheMiddleOfAFieldLeavesTheFieldAsItWas(t *testing.T) {
	d := newCounterDesk(t)
	d.name.SetText("Sample Hanako")
	d.name.Focus()
	d.name.entry.CursorColumn = 6
	d.strokes("A1B-234567\n", scannerPace)
	if d.name.Text() != "Sample Hanako" || d.name.entry.CursorColumn != 6 || len(d.scanned) != 1 {
		t.Errorf("%q, caret at %d, scanned %q", d.name.Text(), d.name.entry.CursorColumn, d.scanned)
	}
}

func TestPeopleAndInputMethodsAreNoScanners(t *testing.T) {
	for name, types := range map[string]func(*counterDesk){
		"the quickest typist": func(d *counterDesk) { d.strokes("yamamoto\n", 60*time.Millisecond) },
		"a key held down":     func(d *counterDesk) { d.strokes("1111111\n", 33*time.Millisecond) },
		"a long address committed": func(d *counterDesk) {
			d.commit("兵庫県朝来市和田山町東谷")
			d.stroke('\n', time.Millisecond)
		},
		"plain letters committed": func(d *counterDesk) { d.commit("A1B-234567"); d.stroke('\n', time.Millisecond) },
		"a scan, then a pause":    func(d *counterDesk) { d.strokes("490000000000001", scannerPace); d.stroke('\n', time.Second) },
		"a short label":           func(d *counterDesk) { d.strokes("A-01\n", scannerPace) },
	} {
		d := newCounterDesk(t)
		d.name.Focus()
		types(d)
		if len(d.scanned) != 0 || d.name.Text() == "" {
			t.Errorf("%s: taken for a scan %q, the field says %q", name, d.scanned, d.name.Text())
		}
	}
}

// A frame that is painted in the middle of a scan holds the keys up; the rest then comes at once.
func TestAScanThatPaintingHeldUpIsOne(t *testing.T) {
	d := newCounterDesk(t)
	d.name.Focus()
	d.strokes("49000000", scannerPace)
	d.now = d.now.Add(60 * time.Millisecond)
	d.strokes("0000001\n", 0)
	if len(d.scanned) != 1 || d.name.Text() != "" {
		t.Errorf("scanned %q, the name says %q", d.scanned, d.name.Text())
	}
}

func TestAScanIntoAPasswordIsDropped(t *testing.T) {
	d := newCounterDesk(t)
	d.password.Focus()
	d.strokes("Ab3", 100*time.Millisecond)
	d.now = d.now.Add(time.Second)
	d.strokes("490000000000001", scannerPace)
	if len(d.frame.scans.text) != 0 {
		t.Error("what goes into the password is kept elsewhere")
	}
	d.stroke('\n', scannerPace)
	if d.sent != 0 || len(d.scanned) != 0 || d.unused != 1 {
		t.Errorf("sent %d, scanned %q, told %d times", d.sent, d.scanned, d.unused)
	}
	if got := d.password.Take(); string(got) != "Ab3" {
		t.Errorf("the field holds %q", got)
	}
	d.strokes("Correct-Horse7\n", 90*time.Millisecond)
	if d.sent != 1 {
		t.Error("a password typed by hand does not arrive")
	}
}

func TestNothingIsHandedOutBehindALock(t *testing.T) {
	d := newCounterDesk(t)
	onCover := NewPasswordField("lock", "パスワード")
	onCover.OnSubmit(func() { d.sent++ })
	d.frame.Cover(VStack(0, onCover))
	d.strokes("490000000000001\n", scannerPace)
	onCover.Focus()
	d.strokes("490000000000001\n", scannerPace)
	if len(d.scanned) != 0 || d.unused != 0 || d.sent != 0 {
		t.Errorf("scanned %q, told %d times, %d tries of a password", d.scanned, d.unused, d.sent)
	}
	d.strokes("Keisoku-Madoguchi-07\n", scannerPace) // a token types it
	if d.sent != 1 {
		t.Error("a password typed by a token does not arrive")
	}
}

func TestAScanThatNobodyUsesIsSaid(t *testing.T) {
	d := newCounterDesk(t)
	d.frame.SetPage(VStack(0, d.name, d.button))
	takeFocus(d.button)
	d.strokes("T08 000012 A1B\n", scannerPace) // with spaces, which press buttons
	if d.unused != 1 || d.pressed != 0 {
		t.Errorf("told %d times, pressed %d", d.unused, d.pressed)
	}
	d.name.Focus()
	d.strokes("490000000000001\n", scannerPace)
	if d.unused != 2 || d.name.Text() != "" {
		t.Errorf("told %d times, the name says %q", d.unused, d.name.Text())
	}
}

func TestADialogKeepsScansFromThePage(t *testing.T) {
	d := newCounterDesk(t)
	d.frame.Show(&Dialog{ID: "ask", Title: "締めますか", Confirm: "締める", OnConfirm: func() bool { d.pressed++; return true }})
	takeFocus(d.frame.Find("ask.confirm").(*Button))
	d.strokes("490000000000001\n", scannerPace)
	if len(d.scanned) != 0 || d.pressed != 0 || d.unused != 1 {
		t.Errorf("scanned %q, pressed %d, told %d times", d.scanned, d.pressed, d.unused)
	}
}

func TestANumberTypedIsEnteredAndAScanIsNot(t *testing.T) {
	d := newCounterDesk(t)
	var numbers []string
	number := NewField("number", "枚数").Typed(func(s string) { numbers = append(numbers, s) })
	d.frame.SetPage(VStack(0, number, d.scans))
	number.Focus()
	d.strokes("120\n", 120*time.Millisecond)
	number.SetText("")
	d.strokes("490000000000001\n", scannerPace)
	if len(numbers) != 1 || numbers[0] != "120" || len(d.scanned) != 1 || number.Text() != "" {
		t.Errorf("numbers %q, scanned %q, the field says %q", numbers, d.scanned, number.Text())
	}
}
