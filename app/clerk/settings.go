package clerk

import (
	"fyne.io/fyne/v2"

	"madoguchi/app/kit"
)

// settingsPage shows how this terminal is set up; what an administrator changes stands in the settings file.
type settingsPage struct{ w *Window }

func newSettingsPage(w *Window) *settingsPage { return &settingsPage{w: w} }

func (p *settingsPage) leave() {}

func (p *settingsPage) show() fyne.CanvasObject {
	t, where := p.w.text, p.w.Terminal
	body := kit.VStack(kit.SpaceGroups, kit.Heading(t.T("room.settings")),
		kit.Card(kit.VStack(kit.SpaceInside,
			kit.Subheading(t.T("settings.language")), kit.Note(t.T("settings.language.note")),
			kit.HStack(kit.SpaceBetween,
				kit.NewButton("settings.ja", "日本語", kit.Outlined, func() { p.w.speak("ja") }),
				kit.NewButton("settings.en", "English", kit.Outlined, func() { p.w.speak("en") })))),
		kit.Card(kit.VStack(kit.SpaceInside,
			kit.Subheading(t.T("settings.terminal")),
			kit.Body(where.City+" "+where.Office+" "+where.Name), kit.Note(t.T("settings.file", "Path", where.SettingsFile)))))
	return kit.Scroll(body)
}

// speak changes the language of the clerk's window at once.
func (w *Window) speak(language string) {
	w.Language = language
	w.text = w.Texts.In(language)
	w.shell = newShell(w)
	w.frame.SetPage(w.shell.root)
	w.open(settings)
	w.followSession()
}
