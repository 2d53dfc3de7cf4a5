package clerk

import (
	"context"
	"strings"

	"madoguchi/app/kit"
	"madoguchi/internal/juki"
	"madoguchi/internal/session"
)

// readCosigners asks whose cards have signed the sheets of the day, where the closing asks for it.
func (w *Window) readCosigners(ctx context.Context, v *dayView) (err error) {
	if w.Terminal.Cosign && !v.today.Closed.IsZero() {
		v.cosigners, err = w.Office.Cosigners(ctx, v.today.Day)
	}
	return err
}

// offerCosign asks for the card's signature right after the day was closed; whoever says 後で finds the button on the page.
func (p *closingPage) offerCosign(err error) {
	if err == nil && p.w.Terminal.Cosign && !p.day.today.Closed.IsZero() && len(p.day.cosigners) == 0 {
		p.askCosign()
	}
}

// cosignBanner says whose cards have signed the sheets of the closed day, and offers to sign while nobody has.
func (p *closingPage) cosignBanner() *kit.Banner {
	t := p.w.text
	if !p.w.Terminal.Cosign || p.day.today.Closed.IsZero() {
		return nil
	}
	if by := p.day.cosigners; len(by) > 0 {
		names := make([]string, len(by))
		for i, id := range by {
			names[i] = p.day.name(juki.OperatorID(id))
		}
		return kit.NewBanner("cosign.done", kit.Success, t.T("cosign.done"), t.T("cosign.done.body", "Names", strings.Join(names, t.T("closing.and"))))
	}
	return kit.NewBanner("cosign.open", kit.Warning, t.T("cosign.open"), t.T("cosign.open.body")).
		With(kit.NewButton("cosign.ask", t.T("cosign.ask"), kit.Outlined, p.askCosign))
}

const pinErrorRoom = 16 // pixels: for the words of a wrong PIN, which come when the dialog stands already

// askCosign asks for the card's own PIN. It is typed into the field that keeps nothing, and wiped whatever happens; a lock closes the
// dialog, and the day stays closed as it is.
func (p *closingPage) askCosign() {
	t := p.w.text
	pin := kit.NewPasswordField("cosign.pin", t.T("cosign.pin")).Support(t.T("cosign.pin.support"))
	day := p.day.today.Day
	under := false // the card is being asked
	d := &kit.Dialog{ID: "cosign", Title: t.T("cosign.title", "Day", p.w.dayWord(day)), Body: kit.VStack(kit.SpaceBetween, kit.Body(t.T("cosign.body")), pin, kit.Height(pinErrorRoom, kit.VStack(0))),
		Confirm: t.T("cosign.ask"), Cancel: t.T("cosign.later"), OnClosed: pin.Wipe}
	d.OnConfirm = func() bool {
		typed := pin.Take()
		if under || len(typed) == 0 {
			clear(typed)
			pin.Focus()
			return false
		}
		under = true
		pin.SetError("")
		p.w.do(p, func(ctx context.Context) error { return p.w.Office.Cosign(ctx, day, typed) }, func(err error) {
			under = false
			if left, wrong := session.CardPINWrong(err); wrong {
				pin.SetError(pinWords(p.w, left))
				return
			}
			d.Close()
			p.failure = err
			p.loadThen(func() {
				p.failure = err
				p.w.redraw()
			})
		})
		return false
	}
	p.w.frame.Show(d)
	pin.Focus()
}

func pinWords(w *Window, left int) string {
	if left == 0 {
		return w.text.T("cosign.pin.blocked")
	}
	return w.text.T("cosign.pin.wrong", "N", plain(left))
}
