package clerk

import (
	"fyne.io/fyne/v2"

	"madoguchi/app/kit"
	"madoguchi/internal/juki"
)

// settingsPage shows how this terminal is set up; what an administrator changes stands in the settings file.
type settingsPage struct {
	w        *Window
	change   *changeForm
	password error // what became of the last change of the password
	changed  bool
}

func newSettingsPage(w *Window) *settingsPage { return &settingsPage{w: w} }

func (p *settingsPage) leave() {
	if p.change != nil {
		p.change.wipe()
	}
}

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
	body.Add(kit.Card(p.ownPassword()))
	if _, err := p.w.Session.Require(juki.SystemAdministrator); err == nil {
		body.Add(kit.Card(kit.VStack(kit.SpaceInside, kit.Subheading(t.T("operators.title")), kit.Note(t.T("operators.note")),
			kit.HStack(0, kit.NewButton("settings.operators", t.T("operators.open"), kit.Outlined, func() { p.w.turnTo(newOperatorsPage(p.w)) }), kit.Filler()))))
		body.Add(kit.Card(kit.VStack(kit.SpaceInside, kit.Subheading(t.T("backup.title")), kit.Note(t.T("backup.note")),
			kit.HStack(0, kit.NewButton("settings.backup", t.T("backup.open"), kit.Outlined, func() { p.w.turnTo(newBackupPage(p.w)) }), kit.Filler()))))
		body.Add(kit.Card(kit.VStack(kit.SpaceInside, kit.Subheading(t.T("capture.title")), kit.Note(t.T("capture.note")),
			kit.HStack(0, kit.NewButton("settings.capture", t.T("capture.open"), kit.Outlined, func() { p.w.turnTo(newCapturePage(p.w)) }), kit.Filler()))))
	}
	return kit.Scroll(body)
}

// ownPassword lets the operator change the password at any time (第16条第1号).
func (p *settingsPage) ownPassword() fyne.CanvasObject {
	t := p.w.text
	parts := kit.VStack(kit.SpaceInside, kit.Subheading(t.T("change.title")))
	if b := p.w.trouble(codeOf(p.password)); b != nil {
		parts.Add(b)
	} else if p.changed {
		parts.Add(kit.NewBanner("change.done", kit.Success, t.T("change.done"), ""))
	}
	if p.change == nil {
		open := kit.NewButton("settings.password", t.T("change.open"), kit.Outlined, func() {
			p.change = newChangeForm(p.w, func(err error) {
				p.password, p.changed, p.change = err, err == nil, nil
				if p.w.page == page(p) {
					p.w.redraw()
				}
			})
			p.w.redraw()
		})
		parts.Add(kit.HStack(0, open, kit.Filler()))
		return parts
	}
	parts.Add(p.change.body)
	return parts
}

// speak changes the language of the clerk's window at once.
func (w *Window) speak(language string) {
	w.Language = language
	w.text = w.Texts.In(language)
	w.shell = newShell(w)
	w.shell.showDevices(w.devices)
	w.frame.SetPage(w.shell.root)
	w.showCall()
	w.open(settings)
	w.followSession()
}
