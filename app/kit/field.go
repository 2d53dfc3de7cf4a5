package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// input is a part of a Field that takes the keyboard.
type input interface {
	fyne.CanvasObject
	fyne.Focusable
	mark(wrong bool)
}

// labelled is what every field has: label above, support text under it, the input, and below it what is
// wrong, with a mark.
type labelled struct {
	composite
	input          input
	support, error *Text
}

func (l *labelled) build(id, label string, in input) {
	l.id, l.input = id, in
	l.support = NewText("", TextStyle{Size: Text14, Color: ColorTextSub})
	l.error = NewText("", TextStyle{Size: Text14, Color: ColorError})
	l.support.Hide()
	l.error.Hide()
	l.root = VStack(SpaceInside, VStack(0, Label(label), l.support), in, l.error)
}

func (l *labelled) setSupport(text string) {
	l.support.SetText(text)
	l.support.Show()
}

// SetError shows what is wrong with the field; "" when nothing is.
func (l *labelled) SetError(text string) {
	if text == "" {
		l.error.Hide()
	} else {
		l.error.SetText("▲ " + text)
		l.error.Show()
	}
	l.input.mark(text != "")
	l.root.Refresh()
}

// Focus moves the keyboard into the field, if it is on a window.
func (l *labelled) Focus() { takeFocus(l.input) }

// Target is the part to click into.
func (l *labelled) Target() fyne.CanvasObject { return l.input }

// Field is one line to type or scan into. Enter never saves a field that takes kanji, because the Enter that ends a
// conversion arrives here too; only Scanner fields act on Enter, which is a scanner's end mark.
type Field struct {
	labelled
	entry *fieldEntry
}

// NewField makes an empty field.
func NewField(id, label string) *Field {
	f := &Field{entry: newFieldEntry()}
	f.build(id, label, f.entry)
	f.ExtendBaseWidget(f)
	return f
}

// Support sets the text under the label.
func (f *Field) Support(text string) *Field {
	f.setSupport(text)
	return f
}

// Scanner makes Enter hand the text to done: for numbers that a scanner types, never for names. A scan that goes astray
// elsewhere on the page comes here too (WatchScans).
func (f *Field) Scanner(done func(text string)) *Field {
	f.entry.OnSubmitted, f.entry.scanner = done, true
	return f
}

// Typed makes Enter hand the text to done when a person typed it: for numbers that are counted or read, beside a Scanner field.
func (f *Field) Typed(done func(text string)) *Field {
	f.entry.OnSubmitted = done
	return f
}

// OnChanged is called after each change of the text.
func (f *Field) OnChanged(changed func(text string)) *Field {
	f.entry.OnChanged = changed
	return f
}

// Text is what was typed.
func (f *Field) Text() string { return f.entry.Text }

// SetText replaces what was typed.
func (f *Field) SetText(text string) { f.entry.SetText(text) }

// fieldEntry is Fyne's entry with our height and focus ring.
type fieldEntry struct {
	widget.Entry
	ear
	wrong, has bool
	scanner    bool   // takes scans
	arrange    func() // lays the parts out anew
	personal   bool   // what is typed is somebody's: dots while the curtain covers
}

func newFieldEntry() *fieldEntry {
	e := &fieldEntry{}
	e.Wrapping = fyne.TextWrapOff
	e.Scroll = container.ScrollHorizontalOnly
	e.ExtendBaseWidget(e)
	return e
}

func (e *fieldEntry) mark(wrong bool) {
	e.wrong = wrong
	e.Refresh()
}

// FocusGained shows the ring.
func (e *fieldEntry) FocusGained() {
	e.has = true
	e.Entry.FocusGained()
}

// FocusLost hides it.
func (e *fieldEntry) FocusLost() {
	e.has = false
	e.Entry.FocusLost()
}

// TypedKey passes function keys and Escape on to the window.
func (e *fieldEntry) TypedKey(k *fyne.KeyEvent) {
	e.touched(e)
	if isWindowKey(k.Name) {
		passOn(e, k)
		return
	}
	if !e.scanner && e.notForMe(e, k) && k.Name != fyne.KeySpace {
		return
	}
	e.Entry.TypedKey(k)
}

// TypedRune types; what a scanner typed into a field that takes none can be taken out again.
func (e *fieldEntry) TypedRune(r rune) {
	e.touched(e)
	if !e.scanner {
		e.watch(e).typed(e, r, false, e.remember)
	}
	e.Entry.TypedRune(r)
}

// MouseDown notes a press, which may only move the caret.
func (e *fieldEntry) MouseDown(m *desktop.MouseEvent) {
	e.touched(e)
	e.Entry.MouseDown(m)
}

// remember gives back what brings the field to where it is now.
func (e *fieldEntry) remember() func() {
	text, row, column := e.Text, e.CursorRow, e.CursorColumn
	return func() {
		e.SetText(text)
		e.CursorRow, e.CursorColumn = row, column
		e.Refresh()
	}
}

// MinSize is the field's height; the width is the place's.
func (e *fieldEntry) MinSize() fyne.Size {
	return fyne.NewSize(e.Entry.MinSize().Width, max(Size(HeightField), e.Entry.MinSize().Height))
}

// CreateRenderer puts the ring under Fyne's entry and an error's edge over it.
func (e *fieldEntry) CreateRenderer() fyne.WidgetRenderer {
	r := &entryRenderer{WidgetRenderer: e.Entry.CreateRenderer(), entry: e, ring: newFocusRing(), edge: &canvas.Rectangle{CornerRadius: Radius}}
	e.arrange = func() { r.Layout(e.Size()) }
	return r
}

type entryRenderer struct {
	fyne.WidgetRenderer
	entry *fieldEntry
	ring  *focusRing
	edge  *canvas.Rectangle
}

func (r *entryRenderer) Layout(size fyne.Size) {
	r.ring.around(fyne.NewPos(0, 0), size, Radius)
	r.edge.Resize(size)
	r.WidgetRenderer.Layout(size)
}

func (r *entryRenderer) Objects() []fyne.CanvasObject {
	return append(append(r.ring.objects(), r.WidgetRenderer.Objects()...), r.edge)
}

func (r *entryRenderer) Refresh() {
	r.ring.show(r.entry.has)
	r.edge.FillColor, r.edge.StrokeColor, r.edge.StrokeWidth = Color(ColorNone), Color(ColorNone), 0
	if r.entry.wrong {
		r.edge.StrokeColor, r.edge.StrokeWidth = Color(ColorErrorFill), LineThick
	}
	r.WidgetRenderer.Refresh()
}
