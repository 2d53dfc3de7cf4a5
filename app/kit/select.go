package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// Select offers one of many in a menu; for up to six alternatives a Radio shows them all and is the better choice.
type Select struct {
	labelled
	box *selectBox
}

// NewSelect makes a closed menu of which nothing is chosen; hint stands in it until then.
func NewSelect(id, label, hint string, options []string) *Select {
	s := &Select{box: newSelectBox(hint, options)}
	s.box.answered = func() { s.SetError("") } // what was missing is there now
	s.build(id, label, s.box)
	s.ExtendBaseWidget(s)
	return s
}

// Support sets the text under the label.
func (s *Select) Support(text string) *Select {
	s.setSupport(text)
	return s
}

// OnChanged is called with the index of each choice.
func (s *Select) OnChanged(f func(i int)) *Select {
	s.box.changed = f
	return s
}

// Selected is the index of the choice, -1 when there is none.
func (s *Select) Selected() int { return s.box.selected }

// Choose chooses without telling OnChanged; -1 chooses nothing.
func (s *Select) Choose(i int) {
	s.box.selected = i
	s.box.Refresh()
	if i >= 0 {
		s.box.answered()
	}
}

// selectBox is the closed menu.
type selectBox struct {
	widget.BaseWidget
	press
	ear
	hint       string
	options    []string
	selected   int
	wrong, has bool
	answered   func()
	changed    func(i int)
}

func newSelectBox(hint string, options []string) *selectBox {
	b := &selectBox{hint: hint, options: options, selected: -1, answered: func() {}}
	b.ExtendBaseWidget(b)
	return b
}

func (b *selectBox) mark(wrong bool) {
	b.wrong = wrong
	b.Refresh()
}

// Words is what the closed menu shows.
func (b *selectBox) Words() string {
	if b.selected < 0 || b.selected >= len(b.options) {
		return b.hint
	}
	return b.options[b.selected]
}

// Tapped opens the menu.
func (b *selectBox) Tapped(*fyne.PointEvent) {
	b.touched(b)
	takeFocus(b)
	b.open()
}

func (b *selectBox) open() {
	c := canvasOf(b)
	if c == nil {
		return
	}
	items := make([]*fyne.MenuItem, len(b.options))
	for i, option := range b.options {
		items[i] = fyne.NewMenuItem(Readable(option), func() { b.choose(i) })
	}
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(b)
	menu := widget.NewPopUpMenu(fyne.NewMenu("", items...), c)
	menu.ShowAtPosition(at.AddXY(0, b.Size().Height))
	menu.Resize(fyne.NewSize(b.Size().Width, menu.MinSize().Height))
}

func (b *selectBox) choose(i int) {
	if i < 0 || i >= len(b.options) {
		return
	}
	b.selected = i
	b.Refresh()
	b.answered()
	if b.changed != nil {
		b.changed(i)
	}
}

// TypedKey opens the menu with Enter or the space bar, and goes through the choices with the arrows.
func (b *selectBox) TypedKey(k *fyne.KeyEvent) {
	if b.notForMe(b, k) {
		return
	}
	switch k.Name {
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace:
		if b.once() {
			b.open()
		}
	case fyne.KeyDown:
		b.choose(b.selected + 1)
	case fyne.KeyUp:
		b.choose(b.selected - 1)
	default:
		passOn(b, k)
	}
}

// TypedRune is not used.
func (b *selectBox) TypedRune(r rune) { b.heard(b, r) }

// KeyDown and KeyUp tell a held key from a new one.
func (b *selectBox) KeyDown(*fyne.KeyEvent) { b.down() }

// KeyUp is the other half of KeyDown.
func (b *selectBox) KeyUp(*fyne.KeyEvent) { b.up() }

// FocusGained shows the ring.
func (b *selectBox) FocusGained() {
	b.has = true
	b.Refresh()
}

// FocusLost hides it.
func (b *selectBox) FocusLost() {
	b.has = false
	b.up()
	b.Refresh()
}

// Cursor is a hand.
func (b *selectBox) Cursor() desktop.Cursor { return desktop.PointerCursor }

// CreateRenderer draws the box, the choice and the mark of a menu.
func (b *selectBox) CreateRenderer() fyne.WidgetRenderer {
	r := &selectRenderer{box: b, ring: newFocusRing(), edge: &canvas.Rectangle{CornerRadius: Radius},
		words: NewText("", TextStyle{Keep: true}), arrow: NewText("▼", TextStyle{Keep: true, Color: ColorKey})}
	r.update()
	return r
}

type selectRenderer struct {
	box          *selectBox
	ring         *focusRing
	edge         *canvas.Rectangle
	words, arrow *Text
}

func (r *selectRenderer) update() {
	b := r.box
	r.ring.show(b.has)
	r.edge.FillColor, r.edge.StrokeColor, r.edge.StrokeWidth = Color(ColorPage), Color(ColorBorder), LineThin
	if b.wrong {
		r.edge.StrokeColor, r.edge.StrokeWidth = Color(ColorErrorFill), LineThick
	}
	ink := ColorText
	if b.selected < 0 {
		ink = ColorPlaceholder
	}
	r.words.SetStyle(TextStyle{Keep: true, Color: ink})
	r.words.SetText(b.Words())
	r.Layout(b.Size())
}

func (r *selectRenderer) Layout(size fyne.Size) {
	r.ring.around(fyne.NewPos(0, 0), size, Radius)
	r.edge.Resize(size)
	arrow := r.arrow.MinSize().Width
	r.arrow.Resize(fyne.NewSize(arrow, size.Height))
	r.arrow.Move(fyne.NewPos(size.Width-arrow-SpaceSmall, 0))
	r.words.Resize(fyne.NewSize(max(0, size.Width-arrow-3*SpaceSmall), size.Height))
	r.words.Move(fyne.NewPos(SpaceSmall, 0))
}

func (r *selectRenderer) MinSize() fyne.Size {
	return fyne.NewSize(leastWidth*Size(Text16), Size(HeightField))
}

func (r *selectRenderer) Objects() []fyne.CanvasObject {
	return append(r.ring.objects(), r.edge, r.words, r.arrow)
}

func (r *selectRenderer) Destroy() {}

func (r *selectRenderer) Refresh() {
	r.update()
	canvas.Refresh(r.box)
}
