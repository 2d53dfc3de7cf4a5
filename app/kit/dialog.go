package kit

import (
	"fyne.io/fyne/v2"
)

// Dialog asks one thing over the page. It answers once: with the button pressed, or not at all when
// a lock closed it.
type Dialog struct {
	ID      string
	Title   string
	Body    fyne.CanvasObject // may be nil
	Confirm string            // verb of the main button
	Cancel  string            // the way back; empty for none
	Danger  bool              // the main button ends or throws away something

	OnConfirm func() bool // false keeps the dialog open (a field is not right yet)
	OnCancel  func()
	OnClosed  func() // always the last thing, also after a lock: wipe what the body holds

	frame   *Frame
	layer   fyne.CanvasObject
	confirm *Button
}

// Show opens the dialog. While the window is covered it stays closed, and only OnClosed runs.
func (f *Frame) Show(d *Dialog) {
	d.frame = f
	if f.cover != nil {
		d.closed()
		return
	}
	d.layer = d.build()
	f.dialogs = append(f.dialogs, d)
	f.win.Canvas().Overlays().Add(d.layer)
	f.win.Content().Refresh()
}

func (d *Dialog) build() fyne.CanvasObject {
	kind := Filled
	if d.Danger {
		kind = Danger
	}
	d.confirm = NewButton(d.ID+".confirm", d.Confirm, kind, d.tryConfirm)
	buttons := HStack(SpaceBetween, Filler(), d.confirm)
	if d.Cancel != "" {
		buttons = HStack(SpaceBetween, NewButton(d.ID+".cancel", d.Cancel, Outlined, d.cancel).Key(fyne.KeyEscape), Filler(), d.confirm)
	}
	parts := VStack(SpaceGroups, NewText(d.Title, TextStyle{Size: Text24, Bold: true}))
	if d.Body != nil {
		parts.Add(d.Body)
	}
	parts.Add(buttons)
	box := Over(NewSurface(ColorPage, ColorBorder, LineThin, RadiusPanel), Pad(SpaceGroups, parts))
	return Over(NewSurface(ColorShade, ColorNone, 0, 0), newBlocker(d.frame), Centre(Width(Size(WidthDialog), box)))
}

// ConfirmButton lets a body switch the main button on and off.
func (d *Dialog) ConfirmButton() *Button { return d.confirm }

func (d *Dialog) tryConfirm() {
	if d.OnConfirm == nil || d.OnConfirm() {
		d.Close()
	}
}

func (d *Dialog) cancel() {
	d.Close()
	if d.OnCancel != nil {
		d.OnCancel()
	}
}

// Close takes the dialog away; more than once is harmless.
func (d *Dialog) Close() {
	if d.frame == nil || d.layer == nil {
		return
	}
	f := d.frame
	for i, open := range f.dialogs {
		if open == d {
			f.dialogs = append(f.dialogs[:i], f.dialogs[i+1:]...)
			break
		}
	}
	f.win.Canvas().Overlays().Remove(d.layer)
	d.layer = nil
	f.win.Content().Refresh()
	d.closed()
}

func (d *Dialog) closed() {
	if d.OnClosed != nil {
		d.OnClosed()
	}
}

// CloseDialogs takes all dialogs away without asking.
func (f *Frame) CloseDialogs() {
	for len(f.dialogs) > 0 {
		f.dialogs[len(f.dialogs)-1].Close()
	}
}
