package kit

import (
	"slices"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
)

func TestEnterInANameFieldSavesNothing(t *testing.T) {
	_, frame := openWindow(t, 400, 300, Look{})
	name, saved := NewField("name", "氏名カナ"), false
	frame.SetPage(VStack(0, name, NewButton("save", "登録する", Filled, func() { saved = true })))
	name.Focus()
	name.entry.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn}) // the Enter that ends a conversion
	if saved || name.entry.OnSubmitted != nil {
		t.Error("Enter acted")
	}
}

func TestAScannerEndsWithEnter(t *testing.T) {
	_, frame := openWindow(t, 400, 300, Look{})
	var scanned string
	serial := NewField("serial", "製造番号").Scanner(func(s string) { scanned = s })
	frame.SetPage(VStack(0, serial))
	serial.Focus()
	test.Type(serial.entry, "12345678")
	serial.entry.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if scanned != "12345678" {
		t.Errorf("scanned %q", scanned)
	}
}

func TestFunctionKeysWorkInsideAField(t *testing.T) {
	_, frame := openWindow(t, 400, 300, Look{})
	hidden := 0
	name, password := NewField("name", "氏名"), NewPasswordField("password", "パスワード")
	frame.SetPage(VStack(0, name, password, NewButton("hide", "画面を隠す", Outlined, func() { hidden++ }).Key(fyne.KeyF12)))
	name.entry.TypedKey(&fyne.KeyEvent{Name: fyne.KeyF12})
	password.box.TypedKey(&fyne.KeyEvent{Name: fyne.KeyF12})
	if hidden != 2 {
		t.Errorf("hidden %d times", hidden)
	}
}

func TestAFieldGetsTheKeyboardBeforeItWasEverPainted(t *testing.T) {
	win, frame := openWindow(t, 400, 300, Look{})
	test.NewTempWindow(t, Body("another window, opened later"))
	password := NewPasswordField("password", "パスワード")
	frame.Cover(Centre(Width(300, password)))
	password.Focus()
	if win.Canvas().Focused() != password.box {
		t.Errorf("the keyboard is at %v", win.Canvas().Focused())
	}
}

func TestAPasswordIsTakenOnceAndLeavesNothing(t *testing.T) {
	win, frame := openWindow(t, 400, 300, Look{})
	password, sent := NewPasswordField("password", "パスワード"), 0
	password.OnSubmit(func() { sent++ })
	frame.SetPage(VStack(0, password))
	password.Focus()
	for _, r := range "Aｂ3!あ\n" { // an input method was left on
		win.Canvas().Focused().TypedRune(r)
	}
	win.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyBackspace})
	win.Canvas().Focused().TypedRune('#')
	for _, word := range Words(frame.Page()) {
		if word == "Ab3#" {
			t.Error("the password stands in a text")
		}
	}
	win.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if sent != 1 {
		t.Errorf("sent %d times", sent)
	}
	if got := password.Take(); string(got) != "Ab3#" {
		t.Errorf("took %q", got)
	}
	if password.box.n != 0 || password.box.room != [maxPassword]byte{} || len(password.Take()) != 0 {
		t.Error("something stays in the field")
	}
}

func TestAnErrorIsSaidAndMarked(t *testing.T) {
	_, frame := openWindow(t, 400, 300, Look{})
	f := NewField("number", "交付通知書番号")
	frame.SetPage(VStack(0, f, Filler()))
	f.SetError("数字が足りません")
	if !slices.Contains(Words(frame.Page()), "▲ 数字が足りません") {
		t.Errorf("the page says %q", Words(frame.Page()))
	}
	f.SetError("")
	if slices.Contains(Words(frame.Page()), "▲ 数字が足りません") {
		t.Error("the error stays")
	}
}

func TestASelectGoesByKeys(t *testing.T) {
	win, frame := openWindow(t, 400, 300, Look{})
	var chosen []int
	s := NewSelect("place", "場所", "選んでください", []string{"金庫", "窓口の引き出し"}).OnChanged(func(i int) { chosen = append(chosen, i) })
	frame.SetPage(VStack(0, s, Filler()))
	s.Focus()
	for _, k := range []fyne.KeyName{fyne.KeyUp, fyne.KeyDown, fyne.KeyDown, fyne.KeyDown, fyne.KeyUp} {
		win.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: k})
	}
	if !slices.Equal(chosen, []int{0, 1, 0}) || s.Selected() != 0 {
		t.Errorf("chose %v", chosen)
	}
	test.Tap(s.box)
	see(t, win, "select")
	if win.Canvas().Overlays().Top() == nil {
		t.Error("the menu does not open")
	}
	frame.Cover(nil)
	assertOneColour(t, win, ColorCover)
}

// A choice answers what was missing: its error goes, also when the program chooses.
func TestAChoiceTakesItsErrorAway(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(NewTheme(Look{}))
	for name, choose := range map[string]func(*Select){"the operator": func(s *Select) { s.box.choose(1) }, "the program": func(s *Select) { s.Choose(0) }} {
		s := NewSelect("s", "理由", "選んでください", []string{"甲", "乙"})
		s.SetError("理由を選んでください。")
		s.Choose(-1)
		if !s.box.wrong {
			t.Errorf("%s: nothing was chosen and the error is gone", name)
		}
		if choose(s); s.box.wrong {
			t.Errorf("%s chose and the error stays", name)
		}
	}
}
