package kit

import (
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// Radio offers alternatives below each other; none is chosen at first, so that nothing is answered by accident.
type Radio struct {
	composite
	options  []*option
	selected int
}

// NewRadio makes a group of alternatives; option i has the id "<id>.<i>".
func NewRadio(id string, labels []string) *Radio {
	r := &Radio{selected: -1}
	r.id = id
	list := VStack(0)
	for i, label := range labels {
		o := newOption(id+"."+strconv.Itoa(i), label, true, func() { r.choose(i) })
		r.options = append(r.options, o)
		list.Add(o)
	}
	r.root = list
	r.ExtendBaseWidget(r)
	return r
}

func (r *Radio) choose(i int) {
	r.selected = i
	for k, o := range r.options {
		o.set(k == i)
	}
}

// Selected is the index of the chosen alternative, -1 when none is.
func (r *Radio) Selected() int { return r.selected }

// Checks offers things of which any number may be ticked.
type Checks struct {
	composite
	options []*option
	changed func()
}

// NewChecks makes boxes in so many columns, filled column by column; box i has the id "<id>.<i>".
func NewChecks(id string, labels []string, columns int) *Checks {
	c := &Checks{}
	c.id = id
	rows := (len(labels) + columns - 1) / columns
	grid := Columns(SpaceBetween)
	for at := 0; at < len(labels); at += rows {
		column := VStack(0)
		for i := at; i < min(at+rows, len(labels)); i++ {
			o := newOption(id+"."+strconv.Itoa(i), labels[i], false, func() { c.toggle(i) })
			c.options = append(c.options, o)
			column.Add(o)
		}
		grid.Add(column)
	}
	c.root = grid
	c.ExtendBaseWidget(c)
	return c
}

func (c *Checks) toggle(i int) {
	c.options[i].set(!c.options[i].on)
	if c.changed != nil {
		c.changed()
	}
}

// OnChanged is called after each tick.
func (c *Checks) OnChanged(f func()) { c.changed = f }

// Selected are the indexes of the ticked boxes.
func (c *Checks) Selected() []int {
	var ticked []int
	for i, o := range c.options {
		if o.on {
			ticked = append(ticked, i)
		}
	}
	return ticked
}

// option is one mark with its label; the whole line can be tapped.
type option struct {
	widget.BaseWidget
	identity
	press
	ear
	label   string
	round   bool
	on      bool
	hovered bool
	focused bool
	tapped  func()
}

func newOption(id, label string, round bool, tapped func()) *option {
	o := &option{identity: identity{id}, label: label, round: round, tapped: tapped}
	o.ExtendBaseWidget(o)
	return o
}

func (o *option) set(on bool) {
	o.on = on
	o.Refresh()
}

// Words is the label.
func (o *option) Words() string { return o.label }

// Tapped is the mouse or a finger.
func (o *option) Tapped(*fyne.PointEvent) {
	o.touched(o)
	takeFocus(o)
	o.tapped()
}

// TypedKey chooses with the space bar or Enter.
func (o *option) TypedKey(k *fyne.KeyEvent) {
	if o.notForMe(o, k) {
		return
	}
	switch k.Name {
	case fyne.KeySpace, fyne.KeyReturn, fyne.KeyEnter:
		if o.once() {
			o.tapped()
		}
	default:
		passOn(o, k)
	}
}

// TypedRune is not used.
func (o *option) TypedRune(r rune) { o.heard(o, r) }

// KeyDown and KeyUp tell a held key from a new one.
func (o *option) KeyDown(*fyne.KeyEvent) { o.down() }

// KeyUp is the other half of KeyDown.
func (o *option) KeyUp(*fyne.KeyEvent) { o.up() }

// FocusGained shows the ring.
func (o *option) FocusGained() {
	o.focused = true
	o.Refresh()
}

// FocusLost hides it.
func (o *option) FocusLost() {
	o.focused = false
	o.Refresh()
}

// MouseIn tints the line.
func (o *option) MouseIn(*desktop.MouseEvent) {
	o.hovered = true
	o.Refresh()
}

// MouseMoved does nothing.
func (o *option) MouseMoved(*desktop.MouseEvent) {}

// MouseOut ends the tint.
func (o *option) MouseOut() {
	o.hovered = false
	o.Refresh()
}

// Cursor is a hand.
func (o *option) Cursor() desktop.Cursor { return desktop.PointerCursor }

// CreateRenderer draws mark and label.
func (o *option) CreateRenderer() fyne.WidgetRenderer {
	r := &optionRenderer{option: o, ring: newFocusRing(), ground: &canvas.Rectangle{CornerRadius: Radius}, box: &canvas.Rectangle{},
		mark: canvas.NewText("", Color(ColorOnKey)), label: canvas.NewText(o.label, Color(ColorText))}
	r.update()
	return r
}

type optionRenderer struct {
	option      *option
	ring        *focusRing
	ground, box *canvas.Rectangle
	mark, label *canvas.Text
}

func (r *optionRenderer) update() {
	o := r.option
	r.ground.FillColor = Color(ColorNone)
	if o.focused {
		r.ground.FillColor = Color(ColorPage) // else the ring would shine through
	}
	if o.hovered {
		r.ground.FillColor = Color(ColorKeyTint)
	}
	r.ring.show(o.focused)
	r.box.FillColor, r.box.StrokeColor, r.box.StrokeWidth = Color(ColorPage), Color(ColorBorder), LineThick
	r.mark.Text = ""
	if o.on {
		r.box.FillColor, r.box.StrokeColor = Color(ColorKey), Color(ColorKey)
		r.mark.Text = "✓"
		if o.round {
			r.mark.Text = "●"
		}
	}
	r.box.CornerRadius = SpaceTight
	if o.round {
		r.box.CornerRadius = Size(SizeMark) / 2
	}
	r.mark.Color, r.mark.TextSize, r.mark.Alignment = Color(ColorOnKey), Size(Text16), fyne.TextAlignCenter
	r.label.Text, r.label.Color, r.label.TextSize = o.label, Color(ColorText), Size(Text16)
	r.Layout(o.Size())
}

func (r *optionRenderer) Layout(size fyne.Size) {
	mark := Size(SizeMark)
	// the ring stands inside the line's height: the next alternative is close
	inset := focusOffset + focusOutline
	r.ground.Move(fyne.NewPos(0, inset))
	r.ground.Resize(size.SubtractWidthHeight(0, 2*inset))
	r.ring.around(r.ground.Position(), r.ground.Size(), Radius)
	r.box.Resize(fyne.NewSquareSize(mark))
	r.box.Move(fyne.NewPos(SpaceInside, (size.Height-mark)/2))
	r.mark.Resize(fyne.NewSquareSize(mark))
	r.mark.Move(r.box.Position())
	natural := r.label.MinSize()
	r.label.Resize(natural)
	r.label.Move(fyne.NewPos(SpaceInside+mark+SpaceInside, (size.Height-natural.Height)/2))
}

func (r *optionRenderer) MinSize() fyne.Size {
	return fyne.NewSize(r.label.MinSize().Width+Size(SizeMark)+3*SpaceInside, Size(HeightTap))
}

func (r *optionRenderer) Objects() []fyne.CanvasObject {
	return append(r.ring.objects(), r.ground, r.box, r.mark, r.label)
}
func (r *optionRenderer) Destroy() {}
func (r *optionRenderer) Refresh() {
	r.update()
	canvas.Refresh(r.option)
}
