package clerk

import (
	"context"

	"madoguchi/app/kit"
	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/session"
)

type confirmation = session.Confirmation

// supervisors are the posts that may confirm what an operator asks for.
func supervisors() []juki.Post {
	return []juki.Post{juki.DataProtectionManager, juki.SystemAdministrator, juki.Assistant}
}

// askSecondPerson asks another person than the one logged in to confirm something with their own password, in place:
// the one building block for every procedure that wants two people.
func (w *Window) askSecondPerson(what string, act oplog.EventID, posts []juki.Post, work func(context.Context, confirmation) error, then func(error)) {
	t := w.text
	id := kit.NewField("second.id", t.T("second.id")).Support(t.T("second.id.support"))
	password := kit.NewPasswordField("second.password", t.T("lock.password"))
	p := w.page
	d := &kit.Dialog{ID: "second", Title: t.T("second.title"), Confirm: t.T("second.confirm"), Cancel: t.T("second.cancel"),
		Body:     kit.VStack(kit.SpaceBetween, kit.Body(what), id, password),
		OnClosed: password.Wipe}
	d.OnConfirm = func() bool {
		op, err := juki.ParseOperatorID(id.Text())
		if err != nil {
			id.SetError(t.T("enrol.id.error"))
			return false
		}
		typed := password.Take()
		w.do(p, func(ctx context.Context) error {
			c, err := w.Session.Confirm(ctx, session.ConfirmRequest{For: act, Posts: posts}, op, typed)
			if err != nil {
				return err
			}
			return work(ctx, c)
		}, func(err error) {
			if err != nil {
				id.SetError(t.T("code." + string(codeOf(err)) + ".what"))
				return
			}
			d.Close()
			then(nil)
		})
		return false
	}
	w.frame.Show(d)
}
