package resident

import (
	"fmt"

	"fyne.io/fyne/v2"

	"madoguchi/app/kit"
	"madoguchi/i18n"
	"madoguchi/internal/juki"
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
	p.root = w.sheet(v, p.time.root, kit.Sides(p.head(v), nil, nil, nil, p.keypad))
	return p
}

// head is which PIN this is, what to do, the rule or a notice, and the dots. The many keys of a password leave it little room.
func (p *keysPage) head(v view) fyne.CanvasObject {
	ask := v.entry.ask
	gap, small, large := kit.SpaceBetween, kit.Text28, kit.Text36
	if ask.Kind.Letters() {
		gap, small, large = kit.SpaceInside, kit.Text24, kit.Text28
	}
	say := "resident.first."
	if v.stage == again {
		say = "resident.again."
	}
	step := fmt.Sprintf("%d/%d  ", ask.Step, ask.Steps)
	return kit.PadXY(0, gap, kit.VStack(gap,
		middleText(step+p.text.T("resident.pin."+ask.Kind.ID()+".title"), kit.TextStyle{Size: small}),
		middleText(p.text.T(say+characters(ask.Kind)), kit.TextStyle{Size: large, Bold: true}),
		kit.Over(p.ground, kit.PadXY(kit.SpaceInside, kit.SpaceTight, p.word)), p.dots))
}

// characters is the part of a text's key that tells passwords from numbers.
func characters(kind juki.PINKind) string {
	if kind.Letters() {
		return "letters"
	}
	return "digits"
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
	kind := v.entry.ask.Kind
	shortest, _ := kind.Length()
	p.word.SetText("！ " + p.text.T("resident.notice."+string(v.notice)+"."+characters(kind), "N", shortest))
	p.ground.Set(kit.ColorWarningTint, kit.ColorWarningMark)
}

// takeKeyboard lets a real keyboard type without a tap into the page first. A button reached with Tab keeps it.
func (p *keysPage) takeKeyboard() {
	c := fyne.CurrentApp().Driver().CanvasForObject(p.keypad)
	if c != nil && c.Focused() == nil {
		c.Focus(p.keypad)
	}
}
