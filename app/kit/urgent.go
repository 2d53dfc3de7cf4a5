package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// urgentKey is the emergency key (緊急停止, 第24条): three keys at once, so that no hand, sleeve or scanner presses it by accident.
func urgentKey() fyne.Shortcut {
	return &desktop.CustomShortcut{KeyName: fyne.KeyF12, Modifier: fyne.KeyModifierControl | fyne.KeyModifierShift}
}

// OnUrgent is called when the emergency key is pressed: on every page, in every field, over every dialog, and behind every cover.
func (f *Frame) OnUrgent(act func()) {
	f.urgent = act
	f.win.Canvas().AddShortcut(urgentKey(), func(fyne.Shortcut) { act() })
}

// PressUrgent presses the emergency key where the keyboard is, for the demo and the tests.
func (f *Frame) PressUrgent() {
	if field, typing := f.win.Canvas().Focused().(fyne.Shortcutable); typing {
		field.TypedShortcut(urgentKey())
	} else if f.urgent != nil {
		f.urgent()
	}
}

// passUrgent gives the emergency key to the window: Fyne gives every shortcut to the field that has the keyboard.
func (e *fieldEntry) passUrgent(s fyne.Shortcut) {
	if f := e.in(e); f != nil && f.urgent != nil && s.ShortcutName() == urgentKey().ShortcutName() {
		f.urgent()
	}
}
