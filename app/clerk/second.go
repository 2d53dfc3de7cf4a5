package clerk

import (
	"context"

	"fyne.io/fyne/v2"

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

// askSecondPerson asks another person than the one logged in to confirm something with their id and their own password, in
// place: for a supervisor who allows it. What somebody must have stood by is askWitness.
func (w *Window) askSecondPerson(what string, act oplog.EventID, posts []juki.Post, work func(context.Context, confirmation) error, then func(error)) {
	t := w.text
	id := kit.NewField("second.id", t.T("second.id")).Support(t.T("second.id.support"))
	var op juki.OperatorID
	a := &secondAsk{w: w, work: work, then: then, settled: func() {}}
	a.ready = func() (ok bool) {
		var err error
		id.SetError("")
		if op, err = juki.ParseOperatorID(id.Text()); err != nil {
			id.SetError(t.T("enrol.id.error"))
		}
		return err == nil
	}
	a.confirm = func(ctx context.Context, typed []byte) (confirmation, error) {
		return w.Session.Confirm(ctx, session.ConfirmRequest{For: act, Posts: posts}, op, typed)
	}
	a.open("second", t.T("second.title"), kit.Body(what), id)
}

// askWitness asks another person than the one logged in to stand by something with their own operator card in the customer
// reader and their own password (廃棄の立会い, 第22条第1号; 第14条第10項). Who it is, the card says. posts is empty for anybody of
// the register. then is called when work is done; the witness is told to take the card out, also when it came to nothing.
func (w *Window) askWitness(what string, act oplog.EventID, posts []juki.Post, work func(context.Context, confirmation) error, then func(error)) {
	t := w.text
	a := &secondAsk{w: w, work: work, then: then, settled: w.askForWitnessCard}
	a.ready = func() bool { return true }
	a.confirm = func(ctx context.Context, typed []byte) (confirmation, error) {
		return w.Session.ConfirmWithCard(ctx, session.ConfirmRequest{For: act, Posts: posts}, typed)
	}
	a.open("witness", t.T("witness.title"), kit.Body(what), kit.Body(t.T("witness.insert")))
	a.password.Focus() // nothing else is typed here
}

// askForWitnessCard asks for the witness's card back: nobody leaves it in a reader (第14条第8項), and the next resident's card
// needs the place.
func (w *Window) askForWitnessCard() {
	t := w.text
	w.frame.Show(&kit.Dialog{ID: "witness.out", Title: t.T("witness.out.title"), Body: kit.Body(t.T("witness.out")), Confirm: t.T("witness.out.done")})
}

// secondAsk is one question to a second person: the password, and what comes of it.
type secondAsk struct {
	w        *Window
	dialog   *kit.Dialog
	password *kit.PasswordField
	asked    bool   // a try was made
	stop     func() // gives up the try that is under way; nil between tries

	ready   func() bool // the other fields are right
	confirm func(context.Context, []byte) (confirmation, error)
	work    func(context.Context, confirmation) error
	then    func(error)
	settled func() // after the last try, good or not
}

// open shows the question; rows stand above the password.
func (a *secondAsk) open(id, title string, rows ...fyne.CanvasObject) {
	t := a.w.text
	a.password = kit.NewPasswordField(id+".password", t.T("lock.password"))
	body := kit.VStack(kit.SpaceBetween, rows...)
	body.Add(a.password)
	a.dialog = &kit.Dialog{ID: id, Title: title, Confirm: t.T("second.confirm"), Cancel: t.T("second.cancel"), Body: body,
		OnConfirm: a.try, OnCancel: a.cancelled, OnClosed: a.password.Wipe}
	a.w.frame.Show(a.dialog)
}

// try hands what was typed to the session, which wipes it. The dialog stays until something came of it.
func (a *secondAsk) try() (close bool) {
	if a.stop != nil || !a.ready() {
		return false
	}
	typed := a.password.Take()
	if len(typed) == 0 { // nothing typed is no try: three misses lock out
		a.password.Focus()
		return false
	}
	a.asked = true
	a.password.SetError("")
	wanted, stop := context.WithCancel(a.w.ctx)
	a.stop = stop
	a.w.do(a.w.page, func(ctx context.Context) error {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		defer context.AfterFunc(wanted, cancel)()
		c, err := a.confirm(ctx, typed)
		if err != nil {
			return err
		}
		if err := wanted.Err(); err != nil { // 戻る in between: ctx follows only a moment later
			return err
		}
		return a.work(ctx, c)
	}, a.done)
	return false
}

// done says what came of a try.
func (a *secondAsk) done(err error) {
	a.stop()
	a.stop = nil
	if err != nil {
		a.password.SetError(a.w.text.T("code." + string(codeOf(err)) + ".what"))
		return
	}
	a.dialog.Close()
	a.then(nil)
	a.settled()
}

// cancelled is 戻る: a try that is under way ends, and a card that may lie in the reader is asked back.
func (a *secondAsk) cancelled() {
	if a.stop != nil {
		a.stop()
	}
	if a.asked {
		a.settled()
	}
}
