package clerk

import (
	"strings"

	"fyne.io/fyne/v2"

	"madoguchi/app/kit"
)

// CallStaff tells the clerk that the resident asks for help (係員を呼ぶ). It shows on every page and on every cover, in
// place: a password that is being typed stays. On the UI thread.
func (w *Window) CallStaff() {
	w.called = true
	w.showCall()
}

// answerCall takes the notice away.
func (w *Window) answerCall() {
	w.called = false
	w.showCall()
}

func (w *Window) showCall() {
	words := ""
	if w.called {
		words = w.text.T("call.body")
	}
	if support := w.supportWords(); support != "" {
		words = strings.TrimPrefix(words+"\n"+support, "\n")
	}
	w.lock.call.SetText(words)
	w.hiddenCall.SetText(words)
	w.shell.showCall(w.called)
}

// newCallLine is the line of a cover that says it.
func newCallLine(id string) *kit.Text {
	return kit.NewText("", kit.TextStyle{Size: kit.Text20, Bold: true, Align: fyne.TextAlignCenter}).WithID(id)
}

// showCall puts the notice under the status bar, or takes it away.
func (s *shell) showCall(called bool) {
	s.call.RemoveAll()
	if called {
		seen := kit.NewButton("call.seen", s.w.text.T("call.seen"), kit.Outlined, s.w.answerCall).Sized(kit.InTable)
		s.call.Add(kit.PadXY(kit.SpaceBetween, kit.SpaceInside, kit.Sides(nil, nil, nil, upright(seen), kit.NewBanner("call", kit.Warning, s.w.text.T("call.body"), ""))))
	}
	if s.w.supportWords() != "" {
		s.call.Add(s.supportBanner())
	}
	s.root.Refresh()
}
