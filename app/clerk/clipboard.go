package clerk

import (
	"fyne.io/fyne/v2"

	"madoguchi/internal/session"
)

// GuardClipboard empties the clipboard whenever the work is covered or ends. Nothing of the counter gets onto it, but a number that was
// to be pasted here came from another program, and the next one at the desk may paste it elsewhere (第19条第3号).
func (w *Window) GuardClipboard(c fyne.Clipboard) {
	open := false
	w.Session.Subscribe(func(v session.View) { // one at a time, in order
		was := open
		open = v.State == session.LoggedIn
		if was && !open {
			w.Bridge.Post(func() { c.SetContent("") })
		}
	})
}
