package clerk

import (
	"fyne.io/fyne/v2"

	"madoguchi/app/kit"
)

// changeForm changes an operator's own password (第16条第1号): the old one, the new one twice. It serves who is logged in,
// and on the lock screen whoever's password has expired (第16条第6号).
type changeForm struct {
	w                  *Window
	body               fyne.CanvasObject
	old, first, second *kit.PasswordField
	changed            func(error)
}

func newChangeForm(w *Window, changed func(error)) *changeForm {
	t := w.text
	f := &changeForm{w: w, changed: changed}
	f.old = kit.NewPasswordField("change.old", t.T("change.old"))
	f.first = kit.NewPasswordField("change.new", t.T("change.new")).Support(t.T("enrol.password.support"))
	f.second = kit.NewPasswordField("change.again", t.T("change.again")).Support(t.T("enrol.again.support"))
	f.body = kit.VStack(kit.SpaceBetween, f.old, f.first, f.second,
		kit.HStack(0, kit.Filler(), kit.NewButton("change.confirm", t.T("change.confirm"), kit.Filled, f.confirm)))
	return f
}

func (f *changeForm) confirm() {
	f.second.SetError("")
	old, first, second := f.old.Take(), f.first.Take(), f.second.Take()
	defer clear(second)
	if string(first) != string(second) {
		clear(old)
		clear(first)
		f.second.SetError(f.w.text.T("enrol.again.error"))
		return
	}
	go func() {
		err := f.w.Session.ChangePassword(f.w.ctx, old, first) // wipes both
		f.w.Bridge.Post(func() { f.changed(err) })
	}()
}

func (f *changeForm) wipe() {
	f.old.Wipe()
	f.first.Wipe()
	f.second.Wipe()
}
