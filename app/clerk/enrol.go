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
	kana, area    *kit.Field  // optional; not asked at the first start
	posts         *kit.Select // nil: the first operator is a システム管理者
	done          func(session.EnrolRequest)
}

// newEnrolForm makes the form of the first start: the first operator is a システム管理者 and needs nobody.
func newEnrolForm(w *Window, done func(session.EnrolRequest)) *enrolForm {
	f := fieldsOfEnrolment(w, done)
	f.build(w.text.T("enrol.title"), w.text.T("enrol.body"))
	return f
}

// newFurtherEnrolForm makes the form for everybody after the first: the new card lies in the customer reader.
func newFurtherEnrolForm(w *Window, done func(session.EnrolRequest)) *enrolForm {
	f := fieldsOfEnrolment(w, done)
	var names []string
	for _, p := range juki.Posts() {
		names = append(names, w.text.T("post."+p.ID()))
	}
	f.kana = kit.NewField("enrol.kana", w.text.T("operators.own.kana")).Support(w.text.T("operators.own.kana.support")).Covered(w.curtain, "kana")
	f.area = kit.NewField("enrol.area", w.text.T("operators.own.area")).Support(w.text.T("operators.own.area.support")).Covered(w.curtain, "address")
	f.posts = kit.NewSelect("enrol.post", w.text.T("enrol.post"), w.text.T("enrol.post.hint"), names)
	f.build(w.text.T("operators.add"), w.text.T("enrol.further"))
	return f
}

func fieldsOfEnrolment(w *Window, done func(session.EnrolRequest)) *enrolForm {
	f := &enrolForm{w: w, done: done}
	f.id = kit.NewField("enrol.id", w.text.T("enrol.id")).Support(w.text.T("enrol.id.support"))
	f.name = kit.NewField("enrol.name", w.text.T("enrol.name")).Support(w.text.T("enrol.name.support"))
	f.first = kit.NewPasswordField("enrol.password", w.text.T("enrol.password")).Support(w.text.T("enrol.password.support"))
	f.second = kit.NewPasswordField("enrol.again", w.text.T("enrol.again")).Support(w.text.T("enrol.again.support"))
	return f
}

func (f *enrolForm) build(title, body string) {
	parts := kit.VStack(kit.SpaceBetween, kit.Lead(title), kit.Body(body), kit.Columns(kit.SpaceBetween, f.id, f.name))
	if f.posts != nil {
		parts.Add(kit.Columns(kit.SpaceBetween, f.posts, f.kana, f.area)) // one row: the button stays on a small screen
	}
	parts.Add(kit.Columns(kit.SpaceBetween, f.first, f.second))
	parts.Add(kit.HStack(0, kit.Filler(), kit.NewButton("enrol.confirm", f.w.text.T("enrol.confirm"), kit.Filled, f.confirm).Sized(kit.Main)))
	f.body = parts
}

func (f *enrolForm) confirm() {
	id, err := juki.ParseOperatorID(f.id.Text())
	f.id.SetError("")
	f.second.SetError("")
	if err != nil {
		f.id.SetError(f.w.text.T("enrol.id.error"))
		return
	}
	post := juki.SystemAdministrator
	if f.posts != nil {
		if f.posts.Selected() < 0 {
			f.posts.SetError(f.w.text.T("enrol.post.error"))
			return
		}
		f.posts.SetError("")
		post = juki.Posts()[f.posts.Selected()]
	}
	first, second := f.first.Take(), f.second.Take()
	defer clear(second)
	if string(first) != string(second) {
		clear(first)
		f.second.SetError(f.w.text.T("enrol.again.error"))
		return
	}
	r := session.EnrolRequest{ID: id, Name: f.name.Text(), Post: post, Password: first}
	if f.posts != nil {
		r.Own = session.Own{Kana: f.kana.Text(), Area: f.area.Text()}
	}
	f.done(r)
}

func (f *enrolForm) wipe() {
	f.first.Wipe()
	f.second.Wipe()
}
