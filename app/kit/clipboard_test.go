package kit

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
)

// Nothing that stands in a field gets onto the clipboard, by a key or by a menu; pasting works, but not into a password.
func TestNothingIsCopiedOutOfAField(t *testing.T) {
	app := test.NewTempApp(t)
	win := test.NewTempWindow(t, nil)
	f := NewField("field", "氏名")
	p := NewPasswordField("password", "パスワード")
	frame := NewFrame(win)
	frame.SetPage(VStack(0, f, p))
	win.Resize(fyne.NewSize(600, 400))
	board := app.Clipboard()
	for name, s := range map[string]fyne.Shortcut{
		"copy": &fyne.ShortcutCopy{Clipboard: board}, "cut": &fyne.ShortcutCut{Clipboard: board},
	} {
		board.SetContent("before")
		f.SetText("見本 太郎")
		f.Focus()
		f.entry.TypedShortcut(&fyne.ShortcutSelectAll{})
		if f.entry.SelectedText() != "見本 太郎" {
			t.Fatal("nothing is selected: the test would prove nothing")
		}
		f.entry.TypedShortcut(s)
		if got := board.Content(); got != "before" {
			t.Errorf("%s: the clipboard holds %q", name, got)
		}
		if f.Text() != "見本 太郎" {
			t.Errorf("%s: the field holds %q", name, f.Text())
		}
	}
	test.TapSecondary(f.entry)
	if top := win.Canvas().Overlays().Top(); top != nil {
		t.Errorf("the other button opens a menu: %T", top)
	}
	board.SetContent("123")
	f.SetText("")
	f.entry.TypedShortcut(&fyne.ShortcutPaste{Clipboard: board})
	if f.Text() != "123" {
		t.Errorf("pasted %q", f.Text())
	}
	if _, takes := any(p.box).(fyne.Shortcutable); takes {
		t.Error("a password field hears of the clipboard")
	}
}
