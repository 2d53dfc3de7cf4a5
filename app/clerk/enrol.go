package clerk

import (
	"fyne.io/fyne/v2"

	"madoguchi/app/kit"
	"madoguchi/internal/juki"
	"madoguchi/internal/session"
)

// enrolForm enters one operator: id, name, post, password twice. The card lies in the operator reader (第14条第1項).
type enrolForm struct {
	w             *Window
	body          fyne.CanvasObject
	id, name      *kit.Field
	first, second *kit.PasswordField
	post          juki.Post
	done          func(session.EnrolRequest)
}

// newEnrolForm makes the form of the first start: the first operator is a システム管理者 and needs nobody.
func newEnrolForm(w *Window, done func(session.EnrolRequest)) *enrolForm {
	f := &enrolForm{w: w, post: juki.SystemAdministrator, done: done}
	f.id = kit.NewField("enrol.id", w.text.T("enrol.id")).Support(w.text.T("enrol.id.support"))
	f.name = kit.NewField("enrol.name", w.text.T("enrol.name"))
	f.first = kit.NewPasswordField("enrol.password", w.text.T("enrol.password")).Support(w.text.T("enrol.password.support"))
	f.second = kit.NewPasswordField("enrol.again", w.text.T("enrol.again"))
	f.body = kit.VStack(kit.SpaceBetween,
		kit.Lead(w.text.T("enrol.title")), kit.Body(w.text.T("enrol.body")),
		kit.Columns(kit.SpaceBetween, f.id, f.name), kit.Columns(kit.SpaceBetween, f.first, f.second),
		kit.HStack(0, kit.Filler(), kit.NewButton("enrol.confirm", w.text.T("enrol.confirm"), kit.Filled, f.confirm).Sized(kit.Main)))
	return f
}

func (f *enrolForm) confirm() {
	id, err := juki.ParseOperatorID(f.id.Text())
	f.id.SetError("")
	f.second.SetError("")
	if err != nil {
		f.id.SetError(f.w.text.T("enrol.id.error"))
		return
	}
	first, second := f.first.Take(), f.second.Take()
	defer clear(second)
	if string(first) != string(second) {
		clear(first)
		f.second.SetError(f.w.text.T("enrol.again.error"))
		return
	}
	f.done(session.EnrolRequest{ID: id, Name: f.name.Text(), Post: f.post, Password: first})
}

func (f *enrolForm) wipe() {
	f.first.Wipe()
	f.second.Wipe()
}
