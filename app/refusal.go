package main

import (
	"fyne.io/fyne/v2"

	"madoguchi/app/kit"
	"madoguchi/i18n"
	"madoguchi/internal/juki"
)

// showRefusal tells in a window why the counter cannot begin: what happened, what to do.
func showRefusal(a fyne.App, o *juki.Outcome) {
	w := a.NewWindow("窓口")
	texts, err := i18n.Load()
	if err != nil {
		return
	}
	t := texts.In("ja")
	kit.NewFrame(w).SetPage(kit.Centre(kit.Width(kit.Size(kit.WidthDialog), kit.VStack(kit.SpaceGroups, kit.Heading("窓口を始められません"),
		kit.NewBanner("refusal", kit.Error, t.T("code."+string(o.Code)+".what"), t.T("code."+string(o.Code)+".do")),
		kit.NewButton("refusal.quit", "閉じる", kit.Filled, a.Quit)))))
	w.Resize(fyne.NewSize(800, 480))
	w.Show()
}
