package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// PasswordField takes a password. It shows dots only, and what is typed lives in one fixed room of bytes: no
// string that cannot be wiped, no undo, no clipboard, no button that shows it to the counter.
type PasswordField struct {
	labelled
	box *secretBox
}

// NewPasswordField makes an empty password field.
func NewPasswordField(id, label string) *PasswordField {
	p := &PasswordField{box: newSecretBox()}
	p.build(id, label, p.box)
	p.ExtendBaseWidget(p)
	return p
}

// Support sets the text under the label.
func (p *PasswordField) Support(text string) *PasswordField {
	p.setSupport(text)
	return p
}

// OnSubmit is called on Enter: a password takes no kanji.
func (p *PasswordField) OnSubmit(f func()) { p.box.submit = f }

// Take hands over what was typed and empties the field. The caller wipes it.
func (p *PasswordField) Take() []byte {
	typed := append(make([]byte, 0, len(p.box.room)), p.box.room[:p.box.n]...)
	p.Wipe()
	return typed
}

// Wipe empties the field.
func (p *PasswordField) Wipe() { p.box.wipe() }

const maxPassword = 128 // characters; nobody types more

// secretBox is the input of a password.
type secretBox struct {
	widget.BaseWidget
	press
	ear
	room       [maxPassword]byte
	n          int
	wrong, has bool
	submit     func()
}

func newSecretBox() *secretBox {
	b := &secretBox{}
	b.ExtendBaseWidget(b)
	return b
}

func (b *secretBox) wipe() {
	clear(b.room[:])
	b.n = 0
	b.Refresh()
}

func (b *secretBox) mark(wrong bool) {
	b.wrong = wrong
	b.Refresh()
}

// Tapped takes the keyboard.
func (b *secretBox) Tapped(*fyne.PointEvent) {
	b.touched(b)
	takeFocus(b)
}

// TypedRune takes the characters every keyboard has. Full-width ones, from an input method left on, count as the plain ones.
func (b *secretBox) TypedRune(r rune) {
	b.touched(b)
	if r >= '！' && r <= '～' {
		r -= '！' - '!'
	}
	if r < ' ' || r > '~' || b.n == maxPassword {
		return
	}
	b.watch(b).typed(b, r, true, b.remember)
	b.room[b.n] = byte(r)
	b.n++
	b.Refresh()
}

// TypedKey is Backspace, Enter, and the window's own keys.
func (b *secretBox) TypedKey(k *fyne.KeyEvent) {
	b.touched(b)
	if k.Name != fyne.KeyReturn && k.Name != fyne.KeyEnter {
		b.watch(b).pressed()
	} else if b.in(b).dropScan(b) {
		return
	}
	switch k.Name {
	case fyne.KeyBackspace:
		if b.n > 0 {
			b.n--
			b.room[b.n] = 0
			b.Refresh()
		}
	case fyne.KeyReturn, fyne.KeyEnter:
		if b.submit != nil && b.once() {
			b.submit()
		}
	default:
		if isWindowKey(k.Name) {
			passOn(b, k)
		}
	}
}

// remember gives back what takes out all that is typed from now on.
func (b *secretBox) remember() func() {
	n := b.n
	return func() {
		clear(b.room[n:])
		b.n = min(b.n, n)
		b.Refresh()
	}
}

// KeyDown and KeyUp tell a held Enter from a new one.
func (b *secretBox) KeyDown(*fyne.KeyEvent) { b.down() }

// KeyUp is the other half of KeyDown.
func (b *secretBox) KeyUp(*fyne.KeyEvent) { b.up() }

// FocusGained shows the ring and the caret.
func (b *secretBox) FocusGained() {
	b.has = true
	b.Refresh()
}

// FocusLost hides them.
func (b *secretBox) FocusLost() {
	b.has = false
	b.up()
	b.Refresh()
}

// Cursor is the text cursor.
func (b *secretBox) Cursor() desktop.Cursor { return desktop.TextCursor }

// CreateRenderer draws the box, the dots and the caret.
func (b *secretBox) CreateRenderer() fyne.WidgetRenderer {
	r := &secretRenderer{box: b, ring: newFocusRing(), edge: &canvas.Rectangle{CornerRadius: Radius}, caret: &canvas.Rectangle{}}
	for range shownDots {
		r.dots = append(r.dots, &canvas.Circle{})
	}
	r.update()
	return r
}

// shownDots is how many dots there are to see; more characters show no more dots.
const (
	shownDots = 24
	leastDots = 12 // that there is always room for
)

type secretRenderer struct {
	box         *secretBox
	ring        *focusRing
	edge, caret *canvas.Rectangle
	dots        []*canvas.Circle
}

func (r *secretRenderer) update() {
	b := r.box
	r.ring.show(b.has)
	r.edge.FillColor, r.edge.StrokeColor, r.edge.StrokeWidth = Color(ColorPage), Color(ColorBorder), LineThin
	if b.wrong {
		r.edge.StrokeColor, r.edge.StrokeWidth = Color(ColorErrorFill), LineThick
	}
	r.caret.FillColor = Color(ColorNone)
	if b.has {
		r.caret.FillColor = Color(ColorKey)
	}
	for i, dot := range r.dots {
		dot.FillColor = Color(ColorNone)
		if i < r.seen() {
			dot.FillColor = Color(ColorText)
		}
	}
	r.Layout(b.Size())
}

// dotStep is from one dot to the next, in pixels.
const dotStep = SpaceInside + LineThick + SpaceTight

// seen is how many dots are drawn: as many as there is room for.
func (r *secretRenderer) seen() int {
	room := int((r.box.Size().Width - 2*SpaceSmall) / dotStep)
	return max(0, min(r.box.n, room, shownDots))
}

func (r *secretRenderer) Layout(size fyne.Size) {
	r.ring.around(fyne.NewPos(0, 0), size, Radius)
	r.edge.Resize(size)
	x := SpaceSmall
	dot := fyne.NewSquareSize(SpaceInside + LineThick)
	for i, circle := range r.dots {
		circle.Resize(dot)
		circle.Move(fyne.NewPos(x+float32(i)*dotStep, (size.Height-dot.Height)/2))
	}
	r.caret.Resize(fyne.NewSize(LineThick, size.Height/2))
	r.caret.Move(fyne.NewPos(x+float32(r.seen())*dotStep, size.Height/4))
}

func (r *secretRenderer) MinSize() fyne.Size {
	return fyne.NewSize(leastDots*dotStep+2*SpaceSmall, Size(HeightField))
}

func (r *secretRenderer) Objects() []fyne.CanvasObject {
	all := append(r.ring.objects(), r.edge)
	for _, dot := range r.dots {
		all = append(all, dot)
	}
	return append(all, r.caret)
}

func (r *secretRenderer) Destroy() {}

func (r *secretRenderer) Refresh() {
	r.update()
	canvas.Refresh(r.box)
}
