package resident

import (
	"fyne.io/fyne/v2"

	"madoguchi/app/kit"
	"madoguchi/i18n"
)

// keysPage is where a PIN is typed, the first or the second time.
type keysPage struct {
	text   i18n.Printer
	rule   string // said in place of a notice
	word   *kit.Text
	ground *kit.Surface
	dots   *dots
	keypad *keypad
	time   *timeline
	root   fyne.CanvasObject
}

func (w *Window) newKeysPage(v view) page {
	t, kind := w.speak(), v.entry.ask.Kind
	shortest, _ := kind.Length()
	do := func(act func(e *entry)) func() { return func() { w.press(act) } }
	p := &keysPage{text: t, rule: t.T("resident.pin." + kind.ID() + ".rule"),
		word:   kit.NewText("", kit.TextStyle{Size: kit.Text24, Align: fyne.TextAlignCenter}),
		ground: kit.NewSurface(kit.ColorNone, kit.ColorNone, kit.LineThick, kit.Radius),
		dots:   newDots(shortest), time: newTimeline(t, w.rules.Warn)}
	p.keypad = newKeypad(kind.Letters(), t, keypadActs{
		press:  func(c byte) { w.press(func(e *entry) { e.add(c) }) },
		cancel: do(func(e *entry) { e.cancel() }), correct: do(func(e *entry) { e.correct() }), enter: do(func(e *entry) { e.enter() })})
	say, gap := "resident.type.first", kit.SpaceBetween
	if v.stage == again {
		say = "resident.type.again"
	}
	if kind.Letters() {
		gap = kit.SpaceInside
	}
	head := kit.VStack(gap, w.title(v, kit.Text24), middleText(t.T(say), kit.TextStyle{Size: kit.Text32, Bold: true}),
		kit.Over(p.ground, kit.PadXY(kit.SpaceInside, kit.SpaceTight, p.word)), p.dots)
	p.root = w.sheet(v, p.time.root, kit.Sides(kit.PadXY(0, gap, head), kit.Pad(0, kit.Height(kit.SpaceInside, kit.Filler())), nil, nil, p.keypad))
	return p
}

func (p *keysPage) content() fyne.CanvasObject { return p.root }

func (p *keysPage) update(v view) {
	p.dots.set(v.typed)
	p.time.set(v.left, v.span)
	if v.notice == noNotice {
		p.word.SetText(p.rule)
		p.ground.Set(kit.ColorNone, kit.ColorNone)
		return
	}
	shortest, _ := v.entry.ask.Kind.Length()
	p.word.SetText(p.text.T("resident.notice."+string(v.notice), "N", shortest))
	p.ground.Set(kit.ColorWarningTint, kit.ColorWarningMark)
}

// takeKeyboard lets a real keyboard type without a tap into the page first. A button reached with Tab keeps it.
func (p *keysPage) takeKeyboard() {
	c := fyne.CurrentApp().Driver().CanvasForObject(p.keypad)
	if c != nil && c.Focused() == nil {
		c.Focus(p.keypad)
	}
}
