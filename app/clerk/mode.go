package clerk

import (
	"errors"
	"slices"
	"strings"
	"unicode/utf8"

	"fyne.io/fyne/v2"

	"madoguchi/app/kit"
	"madoguchi/internal/juki"
	"madoguchi/internal/session"
)

// newCurtain is what covers personal values in the clerk's window. That one is looked at is recorded before it is shown.
func (w *Window) newCurtain() *kit.Curtain {
	words := kit.CurtainWords{Part: func(part string) string { return w.text.T("part." + part) },
		Hold: func() string { return w.text.T("cover.hold") }, Peek: func() string { return w.text.T("cover.peek") }}
	return kit.NewCurtain(w.frame, words, func(part, of string, answer func(bool)) {
		go func() {
			err := w.Session.ShowField(w.ctx, part, of)
			w.Bridge.Post(func() {
				answer(err == nil)
				if err != nil && !errors.Is(err, juki.Refuse(juki.NotLoggedIn)) && !errors.Is(err, juki.Refuse(juki.StepNotAllowed)) {
					w.shell.notice("cover.not-recorded", kit.Warning)
				}
			})
		}()
	})
}

// shadeOf is how the window shows personal values.
func shadeOf(v session.View) kit.Shade {
	switch {
	case v.Mode == session.Privacy:
		return kit.ShadeSealed
	case v.Sight != session.Open:
		return kit.ShadeVeil
	case v.Mode == session.Masked:
		return kit.ShadeHold
	}
	return kit.ShadeNone
}

// modePage is a page that shows other things in another mode, not only the same ones covered.
type modePage interface{ newMode() }

// showMode follows mode and veil: first the values, then what tells of it.
func (w *Window) showMode(v session.View) {
	shade := shadeOf(v)
	sealed := (w.curtain.Shade() == kit.ShadeSealed) != (shade == kit.ShadeSealed)
	w.curtain.Set(shade)
	w.shell.markMode(v.Mode)
	if p, asks := w.page.(quietPage); asks {
		p.quietAgain()
	}
	if p, tells := w.page.(modePage); tells && sealed {
		p.newMode()
	}
}

// setMode is the operator's choice. It stays: what the procedure would have gone back to is forgotten.
func (w *Window) setMode(m session.Mode) {
	w.before = ""
	w.changeMode(m, session.ByHand, "")
}

func (w *Window) changeMode(m session.Mode, why session.ModeReason, c juki.CaseNumber) {
	w.Session.SetMode(m, why, c)
	w.showMode(w.Session.View()) // at once: the page that is built next must not be painted in the mode before
}

// nextMode goes through the modes by a key.
func (w *Window) nextMode() {
	all := session.Modes()
	w.setMode(all[(slices.Index(all, w.Session.View().Mode)+1)%len(all)])
}

// residentCalled covers personal values while a resident stands at the counter. A page calls it before it builds what it shows.
func (w *Window) residentCalled(c juki.CaseNumber) {
	if m := w.Session.View().Mode; m == session.Normal {
		w.before = m
		w.changeMode(session.Masked, session.ForHandover, c)
	}
}

// residentGone goes back to what was before the resident was called, unless the operator chose otherwise meanwhile.
func (w *Window) residentGone(c juki.CaseNumber) {
	if w.before == "" {
		return
	}
	before := w.before
	w.before = ""
	w.changeMode(before, session.AfterHandover, c)
}

// modeChoice is the mode in the status bar: always in words and by a shape, and by a key.
type modeChoice struct {
	bar     *fyne.Container
	buttons map[session.Mode]*kit.Button
	lines   map[session.Mode]*kit.Surface
}

func newModeChoice(w *Window) *modeChoice {
	m := &modeChoice{buttons: map[session.Mode]*kit.Button{}, lines: map[session.Mode]*kit.Surface{}}
	m.bar = kit.HStack(0, upright(kit.Note(w.text.T("mode.title")+" F9 ")))
	for _, mode := range session.Modes() {
		b := kit.NewButton("mode."+string(mode), w.text.T("mode."+string(mode)), kit.TextOnly, func() { w.setMode(mode) }).Sized(kit.InTable)
		line := kit.NewSurface(kit.ColorNone, kit.ColorNone, 0, 0)
		m.buttons[mode], m.lines[mode] = b, line
		m.bar.Add(kit.VStack(0, b, kit.Height(kit.SpaceTight, line)))
	}
	return m
}

// markMode shows which mode is on.
func (s *shell) markMode(m session.Mode) {
	for _, mode := range session.Modes() {
		kind, line := kit.TextOnly, kit.ColorNone
		if mode == m {
			kind, line = kit.Outlined, kit.ColorKey
		}
		s.mode.buttons[mode].SetKind(kind)
		s.mode.lines[mode].Set(line, kit.ColorNone)
	}
}

// initials stand for a name before a visitor: the first kana of each of its parts, and the case (第19条第5号).
func initials(p juki.Person, c juki.CaseNumber) string {
	var short strings.Builder
	for _, part := range strings.Fields(p.Kana) { // a full-width space is one too
		first, _ := utf8.DecodeRuneInString(part)
		short.WriteString(string(first) + ".")
	}
	return strings.TrimSpace(short.String() + " " + string(c))
}

// noted is a text that somebody wrote: at rest it is encrypted because it may name people, and here it is shown as their names are. of is the
// number of what it was written to, "" for none.
func (w *Window) noted(id, of, text string) *kit.Personal {
	return w.curtain.Passage(id, "note", of, text, kit.TextStyle{})
}

// person is the name and the birth date of a case, as the mode shows them.
func (w *Window) person(id string, c juki.CaseNumber, p juki.Person, size fyne.ThemeSizeName) (name, birth *kit.Personal) {
	return w.curtain.Personal(id+".name", "name", string(c), p.Name, initials(p, c), kit.TextStyle{Size: size}),
		w.curtain.Personal(id+".birth", "birth", string(c), p.Birth.Wareki(), "", kit.TextStyle{})
}
