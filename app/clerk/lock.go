package clerk

import (
	"context"

	"fyne.io/fyne/v2"

	"madoguchi/app/kit"
	"madoguchi/internal/juki"
	"madoguchi/internal/session"
)

// lockScreen is what the cover shows: put the card in, then the password. At the very first start it enrols the
// first システム管理者.
type lockScreen struct {
	w        *Window
	password *kit.PasswordField
	card     juki.OperatorID // whose card the password is typed for: what was typed stays while it is that card
	failure  error
	clock    bool        // the clock is behind the last record: a supervisor must accept it
	call     *kit.Text   // 係員を呼ぶ, on the cover too
	enrol    *enrolForm  // at the first start; what was typed stays while the card comes and goes
	change   *changeForm // for a password that has expired
}

func newLockScreen(w *Window) *lockScreen { return &lockScreen{w: w, call: newCallLine("lock.call")} }

// show is the middle of the cover for a state of the session.
func (l *lockScreen) show(v session.View) fyne.CanvasObject {
	if v.Card.ID != l.card {
		l.forgetPassword()
		l.card = v.Card.ID
	}
	stopped := l.w.stopped()
	parts := kit.VStack(kit.SpaceGroups)
	if stopped.Open {
		parts.Add(l.stoppedNotice(stopped)) // all that is to be said; there is room for no more
	} else {
		parts.Add(l.head(v))
	}
	if banner := l.w.trouble(v.Trouble); banner != nil {
		parts.Add(banner)
	} else if banner := l.w.trouble(codeOf(l.failure)); banner != nil {
		parts.Add(banner)
	}
	switch {
	case v.FirstStart:
		parts.Add(l.firstStart(v))
	case v.Card.ID != "" && codeOf(l.failure) == juki.PasswordExpired:
		if l.change == nil {
			l.change = newChangeForm(l.w, l.changed)
		}
		parts.Add(l.change.body)
	case v.Card.ID != "":
		parts.Add(l.passwordForm(v))
	case stopped.Open:
		parts.Add(kit.Lead(l.w.text.T("lock.insert")))
	default:
		parts.Add(kit.CardPicture())
		parts.Add(kit.Lead(l.w.text.T("lock.insert")))
		parts.Add(kit.Note(l.w.text.T("lock.insert.note")))
	}
	parts.Add(l.call)
	panel := kit.Over(kit.NewSurface(kit.ColorPage, kit.ColorBorder, kit.LineThin, kit.RadiusPanel), kit.Pad(kit.SpaceSections, parts))
	middle := kit.Centre(kit.Width(kit.Size(kit.WidthDialog), panel))
	if stopped.Open || v.FirstStart {
		return middle
	}
	// In the corner where it stands on every page: a click that was meant for something else when the cover came stops nobody.
	corner := kit.Width(kit.Size(kit.WidthNavigation), kit.PadXY(kit.SpaceInside, kit.SpaceBetween, l.w.stopButton("lock.stop")))
	return kit.Over(middle, kit.VStack(0, kit.Filler(), kit.HStack(0, corner, kit.Filler())))
}

// head says where we are and why the screen is covered.
func (l *lockScreen) head(v session.View) fyne.CanvasObject {
	t := l.w.Terminal
	head := kit.VStack(kit.SpaceInside, kit.Heading("窓口"), kit.Note(t.City+" "+t.Office+" "+t.Name))
	if t.Training {
		head.Add(kit.HStack(0, kit.NewTag(l.w.text.T("shell.training"), kit.Warning), kit.Filler()))
	}
	if v.State == session.Locked {
		head.Add(kit.Body(l.w.text.T("lock.reason."+string(v.Reason), "Name", v.Operator.Name)))
	}
	return head
}

func (l *lockScreen) passwordForm(v session.View) fyne.CanvasObject {
	if l.password == nil {
		l.password = kit.NewPasswordField("lock.password", l.w.text.T("lock.password"))
		l.password.OnSubmit(l.login) // a password takes no kanji: Enter may send it
	}
	buttons := kit.HStack(kit.SpaceBetween, kit.Filler())
	form := kit.VStack(kit.SpaceBetween, kit.Body(l.w.text.T("lock.operator", "Name", v.Card.Name, "ID", string(v.Card.ID))))
	if l.clock {
		form.Add(kit.Lead(l.w.text.T("lock.clock", "Now", l.w.Now().In(juki.Tokyo()).Format("2006-01-02 15:04"))))
		buttons.Add(kit.NewButton("lock.accept-clock", l.w.text.T("lock.accept-clock"), kit.Outlined, l.acceptClock).Sized(kit.Main))
	}
	buttons.Add(kit.NewButton("lock.login", l.w.text.T("lock.login"), kit.Filled, l.login).Sized(kit.Main))
	form.Add(l.password)
	form.Add(buttons)
	return form
}

func (l *lockScreen) login() { l.enter(l.w.Session.Login) }

// acceptClock is the login of a supervisor who has looked at the clock (第13条).
func (l *lockScreen) acceptClock() { l.enter(l.w.Session.AcceptClock) }

// enter hands what was typed to a way of logging in, which wipes it.
func (l *lockScreen) enter(how func(context.Context, []byte) error) {
	if l.password == nil {
		return
	}
	typed := l.password.Take()
	if len(typed) == 0 { // nothing typed is no try: three misses lock out
		l.password.Focus()
		return
	}
	l.failure = nil
	go func() {
		err := how(l.w.ctx, typed)
		l.w.Bridge.Post(func() {
			l.failure = err
			if err == nil {
				l.clock = false
				return
			}
			l.clock = l.clock || codeOf(err) == juki.ClockBehind
			l.w.followSession()
		})
	}()
}

func (l *lockScreen) enrolled(r session.EnrolRequest) {
	l.failure = nil
	go func() {
		err := l.w.Session.Enrol(l.w.ctx, r)
		l.w.Bridge.Post(func() {
			l.failure = err
			l.w.followSession()
		})
	}()
}

// focus puts the keyboard where the next thing is typed.
func (l *lockScreen) focus() {
	if l.password != nil {
		l.w.frame.TakeKeyboard()
		l.password.Focus()
	}
}

// firstStart is the form of the first enrolment under what the reader says of the card.
func (l *lockScreen) firstStart(v session.View) fyne.CanvasObject {
	if l.enrol == nil {
		l.enrol = newEnrolForm(l.w, l.enrolled)
	}
	card := kit.NewTag(l.w.text.T("enrol.card-missing"), kit.Warning)
	if v.CardReady {
		card = kit.NewTag(l.w.text.T("enrol.card-ready"), kit.Success)
	}
	return kit.VStack(kit.SpaceBetween, kit.HStack(0, card, kit.Filler()), l.enrol.body)
}

// changed goes on after an expired password was replaced: the new one is asked for as at any login.
func (l *lockScreen) changed(err error) {
	l.failure, l.change = err, nil
	l.w.followSession()
}

// wipe forgets everything that was typed.
func (l *lockScreen) wipe() {
	l.forgetPassword()
	if l.enrol != nil {
		l.enrol.wipe()
		l.enrol = nil
	}
}

func (l *lockScreen) forgetPassword() {
	if l.password != nil {
		l.password.Wipe()
		l.password = nil
	}
	if l.change != nil {
		l.change.wipe()
		l.change = nil
	}
}
