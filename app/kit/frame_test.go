package kit

import (
	"image/color"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"
)

func TestALockHidesEverythingAndAsksNobody(t *testing.T) {
	win, frame := openWindow(t, 400, 300, Look{})
	entry := widget.NewEntry()
	frame.SetPage(VStack(SpaceBetween, Heading("個人番号カードの交付"), entry))
	win.Canvas().Focus(entry)
	wiped := false
	frame.Show(&Dialog{ID: "ask", Title: "中止しますか", Confirm: "中止する", Cancel: "戻る", OnClosed: func() { wiped = true }})
	menu := widget.NewPopUp(Body("候補"), win.Canvas())
	menu.Show()
	see(t, win, "dialog")

	frame.Cover(nil)

	if !wiped {
		t.Error("the dialog was not closed")
	}
	if frame.Find("ask.confirm") != nil {
		t.Error("the dialog can still be found")
	}
	if win.Canvas().Focused() != nil {
		t.Error("something keeps the keyboard under the cover")
	}
	assertOneColour(t, win, ColorCover)
	entry.SetText("漏れ")
	frame.Show(&Dialog{ID: "late", Title: "遅れて来た確認", Confirm: "はい"})
	assertOneColour(t, win, ColorCover)

	frame.Uncover()
	if len(win.Canvas().Overlays().List()) != 0 {
		t.Error("something stays over the page")
	}
}

func TestAnOverlayRemovedUnderTheCoverShowsNothing(t *testing.T) {
	win, frame := openWindow(t, 400, 300, Look{})
	frame.SetPage(Heading("在庫"))
	frame.Cover(nil)
	win.Canvas().Overlays().Remove(win.Canvas().Overlays().Top())
	assertOneColour(t, win, ColorPage)
}

func assertOneColour(t *testing.T, win fyne.Window, name fyne.ThemeColorName) {
	t.Helper()
	img := win.Canvas().Capture()
	want := color.NRGBAModel.Convert(Color(name))
	for y := img.Bounds().Min.Y; y < img.Bounds().Max.Y; y++ {
		for x := img.Bounds().Min.X; x < img.Bounds().Max.X; x++ {
			if got := color.NRGBAModel.Convert(img.At(x, y)); got != want {
				t.Fatalf("the pixel %d,%d is %v under the cover, want %v", x, y, got, want)
			}
		}
	}
}

func TestKeysReachTheButtonOfTheTopLayer(t *testing.T) {
	win, frame := openWindow(t, 600, 400, Look{})
	var pressed []string
	frame.SetPage(HStack(SpaceBetween,
		NewButton("hide", "画面を隠す", Outlined, func() { pressed = append(pressed, "hide") }).Key(fyne.KeyF12),
		NewButton("back", "戻る", TextOnly, func() { pressed = append(pressed, "back") }).Key(fyne.KeyEscape)))
	typed := win.Canvas().OnTypedKey()
	typed(&fyne.KeyEvent{Name: fyne.KeyF12})
	win.Canvas().Focus(frame.Find("back").(*Button))
	win.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyF12})
	frame.Show(&Dialog{ID: "ask", Title: "確認", Confirm: "はい", Cancel: "いいえ", OnCancel: func() { pressed = append(pressed, "no") }})
	typed(&fyne.KeyEvent{Name: fyne.KeyF12})
	typed(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if got, want := len(pressed), 3; got != want || pressed[2] != "no" {
		t.Errorf("pressed %v, want hide, hide, no", pressed)
	}
	frame.OnKey(func(*fyne.KeyEvent) bool {
		pressed = append(pressed, "page")
		return false
	})
	frame.Cover(NewButton("unlock", "続ける", Filled, nil))
	typed(&fyne.KeyEvent{Name: fyne.KeyF12})
	if len(pressed) != 3 {
		t.Errorf("a key reached the page under the cover: %v", pressed)
	}
}

func TestEnterHeldDownPressesOnce(t *testing.T) {
	n := 0
	_, frame := openWindow(t, 300, 200, Look{})
	b := NewButton("next", "次へ進む", Filled, func() { n++ })
	frame.SetPage(Centre(b))
	b.FocusGained()
	enter := &fyne.KeyEvent{Name: fyne.KeyReturn}
	b.KeyDown(enter)
	b.TypedKey(enter)
	b.TypedKey(enter) // the system repeats it
	b.KeyUp(enter)
	b.KeyDown(enter)
	b.TypedKey(enter)
	if n != 2 {
		t.Errorf("pressed %d times, want 2", n)
	}
	b.Disable()
	test.Tap(b)
	if n != 2 {
		t.Error("a disabled button was pressed")
	}
}

// After a lock the clerk scans on without touching the mouse.
func TestTheFieldForScansHasTheKeyboardAfterALock(t *testing.T) {
	win, frame := openWindow(t, 400, 300, Look{})
	note := NewField("note", "メモ")
	scan := NewField("scan", "製造番号").Scanner(func(string) {})
	frame.SetPage(VStack(SpaceBetween, note, scan))
	note.Focus()
	frame.Cover(nil)
	frame.Uncover()
	if win.Canvas().Focused() != fyne.Focusable(scan.entry) {
		t.Errorf("%T has the keyboard", win.Canvas().Focused())
	}
}
