package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// ButtonKind is how much a button asks to be pressed. A screen has one Filled button.
type ButtonKind int

// The kinds of buttons.
const (
	Filled ButtonKind = iota
	Outlined
	TextOnly
	Danger // filled in the error colour: ends or throws away something
)

// ButtonSize is where a button stands.
type ButtonSize int

// The sizes of buttons.
const (
	Normal  ButtonSize = iota // 48 px
	Main                      // 56 px: the way on
	InTable                   // 36 px to see, 44 px to tap
)

// Button is a verb one can press, by mouse, touch, Enter, space or its function key.
type Button struct {
	widget.DisableableWidget
	identity
	press
	ear
	label  string
	kind   ButtonKind
	size   ButtonSize
	key    fyne.KeyName
	byHand bool
	tapped func()

	hovered, pressed, focused bool
}

// NewButton makes a button of normal size; tapped runs on the UI thread.
func NewButton(id, label string, kind ButtonKind, tapped func()) *Button {
	b := &Button{identity: identity{id}, label: label, kind: kind, tapped: tapped}
	b.ExtendBaseWidget(b)
	return b
}

// Sized sets the size.
func (b *Button) Sized(size ButtonSize) *Button {
	b.size = size
	b.Refresh()
	return b
}

// Key binds a key (F1 to F12, Escape) that presses the button while it is shown in the
// topmost layer of its Frame; function keys are written on the button.
func (b *Button) Key(key fyne.KeyName) *Button {
	b.key = key
	b.Refresh()
	return b
}

// ByHandOnly keeps Enter and the space bar from pressing the button: one that must not be pressed by accident has a key of its own.
func (b *Button) ByHandOnly() *Button {
	b.byHand = true
	return b
}

// SetKind changes how much the button asks to be pressed.
func (b *Button) SetKind(kind ButtonKind) {
	b.kind = kind
	b.Refresh()
}

// SetLabel changes the text.
func (b *Button) SetLabel(label string) {
	b.label = label
	b.Refresh()
}

// Words is the text on the button.
func (b *Button) Words() string { return b.label }

// OnTapped replaces what the button does.
func (b *Button) OnTapped(f func()) { b.tapped = f }

// Press does what the button does, unless it is disabled.
func (b *Button) Press() {
	if !b.Disabled() && b.tapped != nil {
		b.tapped()
	}
}

// Tapped is the mouse or a finger.
func (b *Button) Tapped(*fyne.PointEvent) {
	b.touched(b)
	takeFocus(b)
	b.Press()
}

// TypedKey is the keyboard. Enter held down presses once.
func (b *Button) TypedKey(e *fyne.KeyEvent) {
	if b.notForMe(b, e) {
		return
	}
	switch e.Name {
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace:
		if !b.byHand && b.press.once() {
			b.Press()
		}
	default:
		passOn(b, e)
	}
}

// TypedRune is not used, but a scan may begin so: space comes as a key.
func (b *Button) TypedRune(r rune) { b.heard(b, r) }

// FocusGained shows the ring.
func (b *Button) FocusGained() { b.set(&b.focused, true) }

// FocusLost hides the ring.
func (b *Button) FocusLost() {
	b.press.up()
	b.set(&b.focused, false)
}

// MouseIn, MouseMoved, MouseOut, MouseDown and MouseUp show hover and press.
func (b *Button) MouseIn(*desktop.MouseEvent) { b.set(&b.hovered, true) }

// MouseMoved does nothing.
func (b *Button) MouseMoved(*desktop.MouseEvent) {}

// MouseOut ends hover.
func (b *Button) MouseOut() {
	b.pressed = false
	b.set(&b.hovered, false)
}

// MouseDown shows the press.
func (b *Button) MouseDown(*desktop.MouseEvent) { b.set(&b.pressed, true) }

// MouseUp ends it.
func (b *Button) MouseUp(*desktop.MouseEvent) { b.set(&b.pressed, false) }

// KeyDown and KeyUp tell a held key from a new one.
func (b *Button) KeyDown(*fyne.KeyEvent) { b.press.down() }

// KeyUp is the other half of KeyDown.
func (b *Button) KeyUp(*fyne.KeyEvent) { b.press.up() }

// Cursor is a hand.
func (b *Button) Cursor() desktop.Cursor {
	if b.Disabled() {
		return desktop.DefaultCursor
	}
	return desktop.PointerCursor
}

func (b *Button) set(flag *bool, to bool) {
	if *flag != to {
		*flag = to
		b.Refresh()
	}
}

// press lets a key that is held down act once: the system repeats keys, and a repeated Enter must not
// go through two screens. Without KeyDown events (tests) every key acts.
type press struct{ held, used bool }

func (p *press) down() { p.held, p.used = true, false }
func (p *press) up()   { p.held, p.used = false, false }
func (p *press) once() bool {
	if p.held && p.used {
		return false
	}
	p.used = true
	return true
}
