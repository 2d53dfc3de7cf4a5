package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// canvasOf is the canvas on which o stands. Fyne knows it only after the first painting, and a field must get
// the keyboard before that; so the windows are searched.
func canvasOf(o fyne.CanvasObject) fyne.Canvas {
	driver := fyne.CurrentApp().Driver()
	for _, win := range driver.AllWindows() {
		c := win.Canvas()
		if contains(c.Content(), o) {
			return c
		}
		for _, overlay := range c.Overlays().List() {
			if contains(overlay, o) {
				return c
			}
		}
	}
	return driver.CanvasForObject(o)
}

func contains(root, o fyne.CanvasObject) bool {
	return !Walk(root, func(each fyne.CanvasObject) bool { return each != o })
}

// takeFocus moves the keyboard to the widget.
func takeFocus(o fyne.Focusable) {
	if c := canvasOf(o.(fyne.CanvasObject)); c != nil && c.Focused() != o {
		c.Focus(o)
	}
}

// passOn gives a key that a widget does not use to the window: function keys and Escape work
// wherever the focus is.
func passOn(o fyne.CanvasObject, e *fyne.KeyEvent) {
	if c := canvasOf(o); c != nil {
		if typed := c.OnTypedKey(); typed != nil {
			typed(e)
		}
	}
}

// isWindowKey tells keys that belong to the window wherever the focus is.
func isWindowKey(k fyne.KeyName) bool {
	return k == fyne.KeyEscape || len(k) > 1 && k[0] == 'F'
}

// focusRing is the mark of the keyboard: a yellow ring of 2 px round the shape and a black outline of
// 4 px round that. It is always painted, in no colour while hidden: Show() on an object that was never
// painted does not repaint.
type focusRing struct{ outline, ring *canvas.Rectangle }

func newFocusRing() *focusRing {
	return &focusRing{outline: &canvas.Rectangle{}, ring: &canvas.Rectangle{}}
}

func (f *focusRing) objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{f.outline, f.ring}
}

func (f *focusRing) show(on bool) {
	f.outline.FillColor, f.ring.FillColor = Color(ColorNone), Color(ColorNone)
	if on {
		f.outline.FillColor, f.ring.FillColor = Color(ColorFocusOutline), Color(ColorFocusRing)
	}
}

func (f *focusRing) around(at fyne.Position, size fyne.Size, radius float32) {
	spread(f.ring, at, size, focusOffset, radius)
	spread(f.outline, at, size, focusOffset+focusOutline, radius)
}

func spread(box *canvas.Rectangle, at fyne.Position, size fyne.Size, by, radius float32) {
	box.CornerRadius = radius + by
	box.Move(at.SubtractXY(by, by))
	box.Resize(size.AddWidthHeight(2*by, 2*by))
}
