package main

import (
	"errors"

	"fyne.io/fyne/v2"

	"madoguchi/app/kit"
	"madoguchi/i18n"
	"madoguchi/internal/juki"
)

// showRefusal tells in a window why the counter cannot begin: what happened, what to do.
func showRefusal(a fyne.App, why error) { showEnd(a, "窓口を始められません", why) }

// showEnd says in a window of its own why the counter does not begin, or does not go on. UI thread.
func showEnd(a fyne.App, heading string, why error) {
	showWhy(a.NewWindow("窓口"), heading, why, a.Quit)
}

// showFound says in a window of its own what was found while the counter goes on. UI thread.
func showFound(a fyne.App, heading string, found error) {
	w := a.NewWindow("窓口")
	showWhy(w, heading, found, w.Close)
}

func showWhy(w fyne.Window, heading string, why error, then func()) {
	texts, err := i18n.Load()
	if err != nil {
		return
	}
	t := texts.In("ja")
	what, do := why.Error(), t.T("refusal.ask") // a broken setting, a key that is gone: errors name no person
	var o *juki.Outcome
	if errors.As(why, &o) {
		what, do = t.T("code."+string(o.Code)+".what"), t.T("code."+string(o.Code)+".do")
	}
	kit.NewFrame(w).SetPage(kit.Centre(kit.Width(kit.Size(kit.WidthDialog), kit.VStack(kit.SpaceGroups, kit.Heading(heading),
		kit.NewBanner("refusal", kit.Error, what, do),
		kit.NewButton("refusal.quit", "閉じる", kit.Filled, then)))))
	w.Resize(fyne.NewSize(800, 480))
	w.Show()
}
