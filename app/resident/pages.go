package resident

import (
	"fyne.io/fyne/v2"

	"madoguchi/app/kit"
)

// build makes the page that v asks for.
func (w *Window) build(v view) page {
	switch {
	case v.photo != nil:
		return w.photoPage(v)
	case v.entry == nil:
		return w.guidancePage(v)
	case v.stage == explaining:
		return w.explainPage(v)
	case v.stage == stopping:
		return w.stopPage(v)
	}
	return w.newKeysPage(v)
}

// still is a page on which nothing changes but the time.
type still struct {
	root fyne.CanvasObject
	time *timeline // nil on pages without a time-out
}

func (s *still) content() fyne.CanvasObject { return s.root }

func (s *still) update(v view) {
	if s.time != nil {
		s.time.set(v.left, v.span)
	}
}

// guidancePage is one act of the hand, or none: a picture and a sentence.
func (w *Window) guidancePage(v view) page {
	t := w.speak()
	key := "resident." + string(v.guide)
	parts := kit.VStack(kit.SpaceGroups, picture(string(v.guide), guideTall),
		middleText(t.T(key+".title"), kit.TextStyle{Size: kit.Text45, Bold: true}))
	parts.Add(middleText(t.T(key+".body"), kit.TextStyle{Size: kit.Text28, Prose: true}))
	return &still{root: w.sheet(v, nil, inMiddle(parts))}
}

func middleText(s string, style kit.TextStyle) fyne.CanvasObject {
	style.Align = fyne.TextAlignCenter
	return kit.NewText(s, style)
}

// inMiddle stands in the middle of the height and takes the whole width.
func inMiddle(o fyne.CanvasObject) fyne.CanvasObject {
	return kit.VStack(0, kit.Filler(), o, kit.Filler())
}

// explainPage says what the PIN is for and its rule, one line each, before the keys.
func (w *Window) explainPage(v view) page {
	t, ask := w.speak(), v.entry.ask
	key := "resident.pin." + ask.Kind.ID()
	time := newTimeline(t, w.rules.Warn)
	lead := middleText(t.T(key+".for"), kit.TextStyle{Size: kit.Text28, Prose: true})
	rule := middleText(t.T(key+".rule"), kit.TextStyle{Size: kit.Text28, Prose: true})
	buttons := row(w.wide("explain.next", t.T("resident.next"), "", onBlue, func(e *entry) { e.next() }))
	if ask.OfferSame {
		rule = middleText(t.T("resident.same.question"), kit.TextStyle{Size: kit.Text32, Bold: true})
		buttons = row(
			w.wide("same.yes", t.T("resident.same.yes"), "", onBlue, func(e *entry) { e.same() }),
			w.wide("same.no", t.T("resident.same.no"), "", onPaper, func(e *entry) { e.next() }))
	}
	title := kit.VStack(0, middleText(t.T("resident.step", "N", ask.Step, "All", ask.Steps), kit.TextStyle{Size: kit.Text24}),
		middleText(t.T(key+".title"), kit.TextStyle{Size: kit.Text36, Bold: true}),
		middleText(t.T(key+".name"), kit.TextStyle{Size: kit.Text20}))
	parts := kit.VStack(kit.SpaceBetween, picture(ask.Kind.ID(), kindTall), title, lead, rule, kit.Pad(kit.SpaceInside, buttons))
	return &still{root: w.sheet(v, time.root, inMiddle(parts)), time: time}
}

// stopPage asks once more after 取消.
func (w *Window) stopPage(v view) page {
	t := w.speak()
	time := newTimeline(t, w.rules.Warn)
	parts := kit.VStack(kit.SpaceGroups,
		middleText(t.T("resident.stop.title"), kit.TextStyle{Size: kit.Text45, Bold: true}),
		middleText(t.T("resident.stop.body"), kit.TextStyle{Size: kit.Text28, Prose: true}),
		row(
			w.wide("stop.no", t.T("resident.stop.no"), "", onBlue, func(e *entry) { e.goOn() }),
			w.wide("stop.yes", t.T("resident.stop.yes"), "×", onRed, func(e *entry) { e.stop() })))
	return &still{root: w.sheet(v, time.root, inMiddle(parts)), time: time}
}

func (w *Window) wide(id, word, mark string, c colours, act func(e *entry)) fyne.CanvasObject {
	return newChoice(id, word, mark, c, kit.Text32, fyne.NewSize(choiceWide, choiceTall), func() { w.press(act) })
}

// row puts the answers beside each other in the middle.
func row(answers ...fyne.CanvasObject) fyne.CanvasObject {
	return kit.Centre(kit.HStack(kit.SpaceSections, answers...))
}
