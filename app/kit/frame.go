package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// Frame is the inside of one window in three layers: the page, dialogs over it, and a cover over
// everything. Dialogs stand in the canvas's own overlays, so they keep the keyboard to themselves,
// and a lock takes them away without asking anybody.
type Frame struct {
	win     fyne.Window
	page    *fyne.Container
	ground  *sensor // lies under the page
	dialogs []*Dialog
	cover   fyne.CanvasObject
	onKey   func(*fyne.KeyEvent) bool
	onInput func(deliberate bool)
	scans   *scanWatch // nil when nobody watches
	urgent  func()     // the emergency key; nil where there is none
}

// NewFrame takes over the window's content, padding and keys.
func NewFrame(win fyne.Window) *Frame {
	f := &Frame{win: win, page: container.NewStack()}
	f.ground = newSensor(f)
	win.SetPadded(false)                           // else 4 px of the window stay uncovered
	win.SetContent(newInside(f, f.ground, f.page)) // the canvas itself has the page's colour: a surface would paint it twice
	win.Canvas().SetOnTypedKey(f.typedKey)
	return f
}

// SetPage shows a page. Nothing of the page before keeps the keyboard.
func (f *Frame) SetPage(page fyne.CanvasObject) {
	f.win.Canvas().Unfocus()
	f.page.Objects = []fyne.CanvasObject{page}
	f.page.Refresh()
}

// TakeKeyboard asks the window system for the keyboard, which the resident's last press gave to the resident's window.
func (f *Frame) TakeKeyboard() { f.win.RequestFocus() }

// Page is the page shown, or nil.
func (f *Frame) Page() fyne.CanvasObject {
	if len(f.page.Objects) == 0 {
		return nil
	}
	return f.page.Objects[0]
}

// OnKey is asked first for each key that no widget used; true means that it was used.
// It is not asked while the window is covered.
func (f *Frame) OnKey(use func(*fyne.KeyEvent) bool) { f.onKey = use }

// Cover hides everything in the window behind an opaque cover, with content (which may be nil) in its
// middle: dialogs and menus are closed without asking, and the keyboard leaves every field. The cover stands
// before any dialog is told, so that nothing a dialog does can hold it up.
func (f *Frame) Cover(content fyne.CanvasObject) {
	f.win.Canvas().Unfocus()
	f.scans.forget()
	f.dropOverlays()
	f.win.Canvas().Unfocus()
	f.page.Hide() // second line under the cover: nothing of the page is painted, even if an overlay is removed
	layers := container.NewStack(NewSurface(ColorCover, ColorNone, 0, 0))
	if content != nil {
		layers.Add(content)
	}
	f.cover = layers
	f.win.Canvas().Overlays().Add(layers)
	layers.Refresh()
	f.win.Canvas().Refresh(f.ground) // a new object alone does not repaint the window; to lay the hidden page out anew would hold the cover up
	f.CloseDialogs()
}

// Uncover shows the page again; its field for scans, if it has one, takes the keyboard. Dialogs that were open stay closed.
func (f *Frame) Uncover() {
	if f.cover == nil {
		return
	}
	f.dropOverlays()
	f.cover = nil
	f.page.Show()
	f.win.Content().Refresh()
	if taker := f.scanTaker(); taker != nil {
		taker.Focus()
	}
}

// Covered tells whether the window is hidden now.
func (f *Frame) Covered() bool { return f.cover != nil }

func (f *Frame) dropOverlays() {
	overlays := f.win.Canvas().Overlays()
	if all := overlays.List(); len(all) > 0 {
		overlays.Remove(all[0]) // and with it all above
	}
}

// Top is the layer that people can use now: the cover, a dialog or the page.
func (f *Frame) Top() fyne.CanvasObject {
	switch {
	case f.cover != nil:
		return f.cover
	case f.win.Canvas().Overlays().Top() != nil:
		return f.win.Canvas().Overlays().Top()
	}
	return f.page
}

// Find gives the widget with the id in the layer that people can use now, or nil.
func (f *Frame) Find(id string) fyne.CanvasObject { return Find(f.Top(), id) }

// typedKey presses the shown button that is bound to the key.
func (f *Frame) typedKey(e *fyne.KeyEvent) {
	f.input(true)
	if f.cover == nil && f.onKey != nil && f.onKey(e) {
		return
	}
	if !isWindowKey(e.Name) && f.scans != nil && f.win.Canvas().Focused() == nil {
		if e.Name != fyne.KeyReturn && e.Name != fyne.KeyEnter {
			f.scans.pressed()
		} else if f.strayScan(nil) {
			return
		}
	}
	var bound *Button
	Walk(f.Top(), func(o fyne.CanvasObject) bool {
		if b, ok := o.(*Button); ok && b.key == e.Name && !b.Disabled() {
			bound = b
			return false
		}
		return true
	})
	if bound != nil {
		bound.Press()
	}
}
