package kit

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"
)

// Field is one line to type or scan into: label above, support text under it, error text below with a mark.
// Enter never saves a field that takes kanji, because the Enter that ends a conversion arrives here too; only
// Scanner fields act on Enter, which is a scanner's end mark.
type Field struct {
	composite
	entry          *fieldEntry
	support, error *Text
}

// NewField makes an empty field.
func NewField(id, label string) *Field {
	f := &Field{}
	f.build(id, label, newFieldEntry(false))
	f.ExtendBaseWidget(f)
	return f
}

func (f *Field) build(id, label string, entry *fieldEntry) {
	f.id, f.entry = id, entry
	f.support = NewText("", TextStyle{Size: Text14, Color: ColorTextSub})
	f.error = NewText("", TextStyle{Size: Text14, Color: ColorErrorFill})
	f.support.Hide()
	f.error.Hide()
	f.root = VStack(SpaceTight, Label(label), f.support, entry.framed(), f.error)
}

// Support sets the text under the label.
func (f *Field) Support(text string) *Field {
	f.support.SetText(text)
	f.support.Show()
	return f
}

// Scanner makes Enter hand the text to done: for numbers that a scanner types, never for names.
func (f *Field) Scanner(done func(text string)) *Field {
	f.entry.OnSubmitted = done
	return f
}

// Text is what was typed.
func (f *Field) Text() string { return f.entry.Text }

// SetText replaces what was typed.
func (f *Field) SetText(text string) { f.entry.SetText(text) }

// SetError shows what is wrong with the field; "" when nothing is.
func (f *Field) SetError(text string) { setError(f.error, f.entry, text) }

// Focus moves the keyboard into the field, if it is shown.
func (f *Field) Focus() { focus(f.entry) }

// Target is the part to click into.
func (f *Field) Target() fyne.CanvasObject { return f.entry }

func setError(t *Text, entry *fieldEntry, text string) {
	if text == "" {
		t.Hide()
	} else {
		t.SetText("● " + text)
		t.Show()
	}
	entry.wrong = text != ""
	entry.showRing()
	t.Refresh()
}

func focus(o fyne.Focusable) {
	if c := fyne.CurrentApp().Driver().CanvasForObject(o.(fyne.CanvasObject)); c != nil {
		c.Focus(o)
	}
}

// PasswordField takes a password: dots only, no copy, and what was typed is taken once and wiped.
type PasswordField struct{ Field }

// NewPasswordField makes an empty password field.
func NewPasswordField(id, label string) *PasswordField {
	p := &PasswordField{}
	p.build(id, label, newFieldEntry(true))
	p.ExtendBaseWidget(p)
	return p
}

// Support sets the text under the label.
func (p *PasswordField) Support(text string) *PasswordField {
	p.Field.Support(text)
	return p
}

// OnSubmit is called on Enter: a password takes no kanji.
func (p *PasswordField) OnSubmit(f func()) { p.entry.OnSubmitted = func(string) { f() } }

// Take hands over what was typed and empties the field. The caller wipes it.
func (p *PasswordField) Take() []byte {
	typed := []byte(p.entry.Text)
	p.Wipe()
	return typed
}

// Wipe empties the field.
func (p *PasswordField) Wipe() { p.entry.SetText("") }

// fieldEntry is Fyne's entry with our height and focus ring.
type fieldEntry struct {
	widget.Entry
	ring  *canvas.Rectangle
	wrong bool
	has   bool
}

func newFieldEntry(password bool) *fieldEntry {
	e := &fieldEntry{ring: canvas.NewRectangle(color.Transparent)}
	e.Password = password
	e.ExtendBaseWidget(e)
	return e
}

// framed is the entry inside its focus ring: 4 px black and 2 px yellow, always visible.
func (e *fieldEntry) framed() fyne.CanvasObject {
	e.ring.CornerRadius = Radius
	e.showRing()
	return container.NewStack(e.ring, Pad(LineThick, Height(Size(HeightField), e)))
}

func (e *fieldEntry) showRing() {
	e.ring.FillColor, e.ring.StrokeColor, e.ring.StrokeWidth = Color(ColorNone), Color(ColorNone), 0
	switch {
	case e.has:
		e.ring.FillColor, e.ring.StrokeColor, e.ring.StrokeWidth = Color(ColorFocusRing), Color(ColorFocusOutline), LineThick
	case e.wrong:
		e.ring.StrokeColor, e.ring.StrokeWidth = Color(ColorErrorFill), LineThick
	}
	e.ring.Refresh()
}

// FocusGained shows the ring.
func (e *fieldEntry) FocusGained() {
	e.has = true
	e.showRing()
	e.Entry.FocusGained()
}

// FocusLost hides it.
func (e *fieldEntry) FocusLost() {
	e.has = false
	e.showRing()
	e.Entry.FocusLost()
}

// TypedKey passes function keys and Escape on to the window.
func (e *fieldEntry) TypedKey(k *fyne.KeyEvent) {
	if isWindowKey(k.Name) {
		passOn(e, k)
		return
	}
	e.Entry.TypedKey(k)
}

// TypedShortcut keeps passwords off the clipboard.
func (e *fieldEntry) TypedShortcut(s fyne.Shortcut) {
	if e.Password {
		switch s.(type) {
		case *fyne.ShortcutCopy, *fyne.ShortcutCut:
			return
		}
	}
	e.Entry.TypedShortcut(s)
}

// MinSize is the field's height; the width is the place's.
func (e *fieldEntry) MinSize() fyne.Size {
	return fyne.NewSize(e.Entry.MinSize().Width, max(Size(HeightField), e.Entry.MinSize().Height))
}

// isWindowKey tells keys that belong to the window wherever the focus is.
func isWindowKey(k fyne.KeyName) bool {
	return k == fyne.KeyEscape || len(k) > 1 && k[0] == 'F'
}
