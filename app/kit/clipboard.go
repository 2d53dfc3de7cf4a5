package kit

import "fyne.io/fyne/v2"

// TypedShortcut leaves out copying and cutting: what stands in a field may be somebody's, and the clipboard is everybody's (第19条第3号).
// No field of the counter needs it; pasting stays, for numbers that another program gives.
func (e *fieldEntry) TypedShortcut(s fyne.Shortcut) {
	switch s.(type) {
	case *fyne.ShortcutCopy, *fyne.ShortcutCut:
		return
	}
	e.passUrgent(s)
	e.Entry.TypedShortcut(s)
}

// TappedSecondary shows no menu: Fyne's offers to copy and to cut.
func (e *fieldEntry) TappedSecondary(*fyne.PointEvent) {}
