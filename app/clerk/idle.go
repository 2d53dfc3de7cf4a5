package clerk

import (
	"time"

	"fyne.io/fyne/v2"

	"madoguchi/app/kit"
	"madoguchi/internal/session"
)

// attend lets the session look at the clock, and shows what comes soon (第19条第4号). Every second.
func (w *Window) attend() {
	personal := w.curtain.Bare(w.frame.Page()) || w.curtain.Bare(w.frame.Top())
	w.showCountdown(w.Session.Attend(personal))
}

// showCountdown says in words which step comes, where the time stands; nothing on the page moves. On the hidden screen it
// stands in the middle.
func (w *Window) showCountdown(c session.Countdown) {
	w.shell.soon = ""
	w.hiddenSoon.SetText("")
	v := w.Session.View()
	switch {
	case c.Left > 0:
		n := int((c.Left + time.Second - 1) / time.Second)
		w.shell.soon = w.text.T(map[session.Sight]string{session.Veiled: "idle.veiled", session.Hidden: "idle.hidden", session.Shut: "idle.shut"}[c.To], "N", n)
		if v.Sight == session.Hidden {
			w.hiddenSoon.SetText(w.text.T("hidden.countdown", "N", n))
		}
	case v.Sight == session.Veiled:
		w.shell.soon = w.text.T("idle.is-veiled")
	}
	w.shell.showTime()
}

// touched is each input at this window.
func (w *Window) touched(deliberate bool) {
	w.Session.Touch(deliberate)
	if w.shell.soon != "" && deliberate {
		w.shell.soon = ""
		w.shell.showTime()
	}
}

// hide covers the screen at once (第19条第5号); the same operator's card brings it back.
func (w *Window) hide() {
	w.coverHidden()
	w.Session.Hide()
}

func (w *Window) coverHidden() {
	if w.hidden {
		return
	}
	w.hidden = true
	w.hiddenSays.SetText(w.text.T("hidden.body"))
	w.curtain.Release()
	w.frame.Cover(w.hiddenScreen())
}

// unhide asks the card in the reader, and shows the screen when it is its operator's.
func (w *Window) unhide() {
	if w.returning {
		return
	}
	w.returning = true
	w.hiddenSays.SetText(w.text.T("hidden.checking"))
	go func() {
		err := w.Session.Return(w.ctx)
		w.Bridge.Post(func() {
			w.returning = false
			w.hiddenSays.SetText(w.text.T("hidden.body"))
			if err != nil {
				code := string(codeOf(err))
				w.hiddenSays.SetText(w.text.T("code."+code+".what") + "\n" + w.text.T("code."+code+".do"))
			}
			w.followSession()
		})
	}()
}

// hiddenScreen is the neutral cover of F12: no name, no case, one button back.
func (w *Window) hiddenScreen() fyne.CanvasObject {
	return kit.Centre(kit.Width(kit.Size(kit.WidthDialog), kit.VStack(kit.SpaceGroups,
		kit.NewText("窓口", kit.TextStyle{Size: kit.Text48, Bold: true, Align: fyne.TextAlignCenter}),
		w.hiddenCall, w.hiddenSays, w.hiddenSoon,
		kit.HStack(0, kit.Filler(), kit.NewButton("hidden.back", w.text.T("hidden.back"), kit.Outlined, w.unhide).Key(fyne.KeyF12), kit.Filler()))))
}

// newHiddenLine is a line of the hidden screen that changes.
func newHiddenLine(id string) *kit.Text {
	return kit.NewText("", kit.TextStyle{Align: fyne.TextAlignCenter}).WithID(id)
}
