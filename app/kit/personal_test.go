package kit

import (
	"image"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"
)

// painted is every text in a tree as it would be painted, shown or hidden.
func painted(o fyne.CanvasObject) (all string) {
	switch o := o.(type) {
	case *canvas.Text:
		return o.Text + "\n"
	case *fyne.Container:
		for _, child := range o.Objects {
			all += painted(child)
		}
	case fyne.Widget:
		for _, child := range test.WidgetRenderer(o).Objects() {
			all += painted(child)
		}
	}
	return all
}

const sample = "見本 太郎"

// glance is a window with a name, a birth date and a field behind a curtain.
type glance struct {
	win         fyne.Window
	frame       *Frame
	curtain     *Curtain
	name, birth *Personal
	field       *Field
	asked       []string
	answers     []func(bool)
}

func openGlance(t *testing.T) *glance {
	g := &glance{}
	g.win, g.frame = openWindow(t, 800, 300, Look{})
	g.curtain = NewCurtain(g.frame, CurtainWords{Part: func(p string) string { return "<" + p + ">" }, Hold: func() string { return "押すと表示" }, Peek: func() string { return "見る" }}, func(part, of string, answer func(bool)) {
		g.asked = append(g.asked, part+" "+of)
		g.answers = append(g.answers, answer)
	})
	g.name = g.curtain.Personal("name", "name", "R08-000001", sample, "ミ.タ. R08-000001", TextStyle{Size: Text20})
	g.birth = g.curtain.Personal("birth", "birth", "", "平成2年4月1日", "", TextStyle{})
	g.field = NewField("kana", "カナ").Covered(g.curtain, "kana")
	g.field.SetText("ミホン")
	g.frame.SetPage(VStack(SpaceBetween, HStack(SpaceGroups, g.name, g.birth, Filler()), g.field))
	return g
}

// shows tells whether the name, the birth date and what was typed are to be seen, in words and in what is painted.
func (g *glance) shows(t *testing.T, name, birth, typed bool) {
	t.Helper()
	all := painted(g.win.Content())
	words := strings.Join(Words(g.frame.Page()), "\n")
	for value, want := range map[string]bool{sample: name, "平成2年4月1日": birth, "ミホン": typed} {
		if strings.Contains(all, value) != want || value != "ミホン" && strings.Contains(words, value) != want {
			t.Errorf("%q: want %v\n%s", value, want, all)
		}
	}
	if bare := g.curtain.Bare(g.frame.Page()); bare != (name || birth || typed) {
		t.Errorf("bare: %v", bare)
	}
}

func TestACoveredValueIsInNoPaintedObject(t *testing.T) {
	g := openGlance(t)
	g.shows(t, true, true, true)
	for _, shade := range []Shade{ShadeHold, ShadeVeil, ShadeSealed} {
		g.curtain.Set(shade)
		g.shows(t, false, false, false)
	}
	if !strings.Contains(painted(g.win.Content()), "ミ.タ. R08-000001") {
		t.Error("before a visitor the name is not told by its initials")
	}
	see(t, g.win, "sealed")
	g.curtain.Set(ShadeNone)
	g.shows(t, true, true, true)
}

// One value is seen while it is held, recorded each time; nothing else of the person.
func TestOneValueIsSeenWhileItIsHeld(t *testing.T) {
	g := openGlance(t)
	g.curtain.Set(ShadeHold)
	see(t, g.win, "hold")
	g.name.MouseDown(nil)
	g.shows(t, false, false, false) // not before it is recorded
	g.answers[0](true)
	g.shows(t, true, false, false)
	see(t, g.win, "held")
	g.birth.KeyDown(&fyne.KeyEvent{Name: fyne.KeySpace})
	g.answers[1](true)
	g.shows(t, false, true, false)
	g.name.MouseUp(nil) // the hand of before
	g.shows(t, false, true, false)
	g.birth.KeyUp(&fyne.KeyEvent{Name: fyne.KeySpace})
	g.shows(t, false, false, false)
	peek := g.field.entry.ActionItem.(*Personal)
	peek.MouseDown(nil)
	g.answers[2](true)
	g.shows(t, false, false, true)
	peek.MouseUp(nil)
	g.shows(t, false, false, false)
	if got := strings.Join(g.asked, ","); got != "name R08-000001,birth ,kana " {
		t.Error(got)
	}
}

// Whatever ends a hold covers the value: the pointer that leaves, the keyboard that goes elsewhere, a veil, a lock. An answer that comes
// after that shows nothing, even when the value is held again meanwhile.
func TestAHoldEnds(t *testing.T) {
	for what, end := range map[string]func(*glance){
		"pointer left":  func(g *glance) { g.name.MouseOut() },
		"keyboard left": func(g *glance) { g.win.Canvas().Unfocus() },
		"veil":          func(g *glance) { g.curtain.Set(ShadeVeil) },
		"lock":          func(g *glance) { g.curtain.Release() },
	} {
		t.Run(what, func(t *testing.T) {
			g := openGlance(t)
			g.curtain.Set(ShadeHold)
			g.name.MouseDown(nil)
			g.answers[0](true)
			g.shows(t, true, false, false)
			end(g)
			g.shows(t, false, false, false)

			g.curtain.Set(ShadeHold)
			g.name.MouseDown(nil)
			end(g)
			g.answers[1](true)
			g.shows(t, false, false, false)
			g.curtain.Set(ShadeHold)
			g.name.MouseDown(nil)
			g.answers[1](true) // the answer of the hold before
			g.shows(t, false, false, false)
			g.answers[2](false) // the disk is full
			g.shows(t, false, false, false)
		})
	}
}

func TestNothingIsHeldBehindAVeilOrBeforeAVisitor(t *testing.T) {
	g := openGlance(t)
	for _, shade := range []Shade{ShadeVeil, ShadeSealed, ShadeNone} {
		g.curtain.Set(shade)
		g.name.MouseDown(nil)
		g.name.KeyDown(&fyne.KeyEvent{Name: fyne.KeySpace})
	}
	if len(g.asked) > 0 {
		t.Errorf("%v", g.asked)
	}
}

// A cover has one size whatever lies under it.
func TestACoverDoesNotTellTheLength(t *testing.T) {
	g := openGlance(t)
	g.curtain.Set(ShadeHold)
	one, other := g.curtain.Personal("", "name", "", "森", "", TextStyle{}), g.curtain.Personal("", "name", "", strings.Repeat("勅使河原", 8), "", TextStyle{})
	for _, shade := range []Shade{ShadeHold, ShadeVeil, ShadeSealed} {
		g.curtain.Set(shade)
		if one.MinSize() != other.MinSize() {
			t.Errorf("%v and %v", one.MinSize(), other.MinSize())
		}
	}
}

// A passage is covered as a value is, and read whole while it is held; its place has one height in every shade but the one before a visitor,
// where the cover tells nothing of the length either.
func TestAPassageIsReadToItsEndAndNothingMoves(t *testing.T) {
	g := openGlance(t)
	long := strings.Repeat(sample+" 様に電話した。", 30)
	passage := g.curtain.Passage("passage", "note", "J08-000001", long, TextStyle{})
	short := g.curtain.Passage("short", "note", "", sample, TextStyle{})
	below := NewText("下", TextStyle{})
	g.frame.SetPage(VStack(SpaceBetween, passage, short, below))
	read := func() string { return strings.NewReplacer("\n", "", " ", "").Replace(painted(passage)) } // a blank at the end of a line is not painted
	whole := strings.ReplaceAll(long, " ", "")
	see(t, g.win, "passage-none")
	top := below.Position()
	if read() != whole || !g.curtain.Bare(g.frame.Page()) {
		t.Errorf("without a cover it reads %q", read())
	}
	if lines := strings.Count(painted(passage), "\n"); lines < 3 || passage.Size().Height < float32(lines)*Size(Text16) {
		t.Errorf("%d lines stand in %v", lines, passage.Size())
	}
	stays := func(what string, covered bool) {
		t.Helper()
		if below.Position() != top {
			t.Errorf("%s: what stands below is at %v, not at %v", what, below.Position(), top)
		}
		if strings.Contains(painted(g.win.Content()), sample) == covered || g.curtain.Bare(g.frame.Page()) == covered {
			t.Errorf("%s: %s", what, painted(g.win.Content()))
		}
	}
	g.curtain.Set(ShadeVeil)
	stays("veil", true)
	g.curtain.Set(ShadeHold)
	stays("covered", true)
	see(t, g.win, "passage-covered")
	passage.MouseDown(nil)
	stays("not recorded yet", true)
	g.answers[0](true)
	stays("held", false)
	see(t, g.win, "passage-held")
	if read() != whole || g.asked[0] != "note J08-000001" {
		t.Errorf("held it reads %q, asked for %v", read(), g.asked)
	}
	passage.MouseUp(nil)
	stays("let go", true)
	g.curtain.Set(ShadeSealed)
	see(t, g.win, "passage-sealed")
	if passage.MinSize() != short.MinSize() || strings.Contains(painted(g.win.Content()), sample) {
		t.Errorf("before a visitor the places are %v and %v", passage.MinSize(), short.MinSize())
	}
	g.curtain.Set(ShadeNone)
	stays("without a cover again", false)
}

func TestAPaperOfPeopleIsCovered(t *testing.T) {
	g := openGlance(t)
	leaf := g.curtain.Leaf("leaf", "", image.NewRGBA(image.Rect(0, 0, 40, 60)), 200)
	g.frame.SetPage(leaf)
	pictures := func() (n int) {
		Walk(leaf, func(o fyne.CanvasObject) bool {
			if _, is := o.(*canvas.Image); is {
				n++
			}
			return true
		})
		return n
	}
	size := leaf.MinSize()
	for shade, want := range map[Shade]int{ShadeNone: 1, ShadeHold: 0, ShadeVeil: 0, ShadeSealed: 0} {
		g.curtain.Set(shade)
		if pictures() != want {
			t.Errorf("shade %v shows %d pictures", shade, pictures())
		}
		if grown := leaf.MinSize().Subtract(size); grown.Height > 2 || grown.Height < -2 {
			t.Errorf("shade %v: %v", shade, grown)
		}
	}
}

// Every way to touch the window is told, with what is deliberate and what may be a bumped desk.
func TestTheWindowHearsEachInput(t *testing.T) {
	g := openGlance(t)
	g.frame.WatchScans(time.Now, func() {})
	button := NewButton("b", "押す", Filled, func() {})
	radio := NewRadio("r", []string{"一"})
	choice := NewSelect("s", "選ぶ", "—", []string{"一"})
	password := NewPasswordField("p", "パスワード")
	table := NewTable("t", Column{Title: "列"})
	table.SetRows([][]string{{"一"}})
	g.frame.SetPage(VStack(0, g.name, g.field, button, radio, choice, password, Height(200, table)))
	sensor := g.win.Content().(*fyne.Container).Objects[0].(*sensor)
	type key = fyne.KeyEvent
	for what, do := range map[string]func(){
		"button":          func() { button.Tapped(nil) },
		"key at a button": func() { button.TypedKey(&key{Name: fyne.KeySpace}) },
		"option":          func() { radio.options[0].Tapped(nil) },
		"choice":          func() { choice.input.(*selectBox).Tapped(nil) },
		"title":           func() { table.titles[0].Tapped(nil) },
		"row":             func() { table.list.Select(0) },
		"field":           func() { g.field.entry.TypedRune('a') },
		"key in a field":  func() { g.field.entry.TypedKey(&key{Name: fyne.KeyLeft}) },
		"password":        func() { password.box.TypedRune('a') },
		"value":           func() { g.name.MouseDown(nil) },
		"ground":          func() { sensor.Tapped(nil) },
		"key":             func() { g.win.Canvas().Unfocus(); g.win.Canvas().OnTypedKey()(&key{Name: fyne.KeyF1}) },
		"character":       func() { g.win.Canvas().Unfocus(); g.win.Canvas().OnTypedRune()('a') },
	} {
		heard := 0
		g.frame.OnInput(func(deliberate bool) {
			if deliberate {
				heard++
			}
		})
		if do(); heard == 0 {
			t.Errorf("%s: not heard", what)
		}
	}
	moved := 0
	g.frame.OnInput(func(deliberate bool) {
		if deliberate {
			t.Error("a pointer that moves is no deliberate input")
		}
		moved++
	})
	sensor.Cursor()
	g.frame.Show(&Dialog{ID: "d", Title: "?", Confirm: "はい"})
	moved = 0
	Walk(g.frame.Top(), func(o fyne.CanvasObject) bool {
		if b, is := o.(*blocker); is {
			b.Cursor()
		}
		return true
	})
	if moved == 0 {
		t.Error("the pointer over a dialog is not heard")
	}
}
