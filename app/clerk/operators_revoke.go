package clerk

import (
	"context"

	"fyne.io/fyne/v2"

	"madoguchi/app/kit"
	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/session"
)

// revokeForm asks why an operator is revoked (第14条第6項).
type revokeForm struct {
	id     juki.OperatorID
	reason *kit.Select
	body   fyne.CanvasObject
}

// aside shows a form in the place of the list, the way back left and what it is for right.
func (p *operatorsPage) aside(head, body fyne.CanvasObject, act *kit.Button) fyne.CanvasObject {
	back := kit.NewButton("operators.back", p.w.text.T("second.cancel"), kit.Outlined, p.backToList).Sized(kit.Main).Key(fyne.KeyEscape)
	return kit.Sides(head, kit.HStack(0, back, kit.Filler(), act), nil, nil, kit.PadXY(0, kit.SpaceBetween, kit.VStack(0, kit.Card(body))))
}

func (p *operatorsPage) backToList() {
	p.revoke, p.own = nil, nil
	p.w.redraw()
}

func (p *operatorsPage) openRevoke(a session.Account) {
	t := p.w.text
	var names []string
	for _, r := range session.RevocationReasons() {
		names = append(names, t.T("operators.reason."+r))
	}
	f := &revokeForm{id: a.ID, reason: kit.NewSelect("operators.reason", t.T("operators.reason"), t.T("enrol.post.hint"), names)}
	f.reason.OnChanged(func(int) { f.reason.SetError("") })
	f.body = kit.VStack(kit.SpaceBetween, kit.Lead(t.T("operators.revoke.title", "ID", string(a.ID))),
		kit.HStack(kit.SpaceGroups, kit.Line(a.Name), kit.Line(t.T("post."+a.Post.ID()))), kit.Body(t.T("operators.revoke.body")), kit.Width(choiceWidth, f.reason))
	p.revoke, p.done, p.failure = f, "", nil
	p.w.redraw()
}

// askRevoke asks once more, because nothing brings a revoked operator back; where the regulation wants a second person, that person's password asks.
func (p *operatorsPage) askRevoke() {
	t, f := p.w.text, p.revoke
	if f.reason.Selected() < 0 {
		f.reason.SetError(t.T("operators.reason.error"))
		return
	}
	r := session.RevokeRequest{ID: f.id, Reason: session.RevocationReasons()[f.reason.Selected()]}
	what := t.T("operators.revoke.sure", "ID", string(f.id), "Reason", t.T("operators.reason."+r.Reason))
	if p.w.Session.RevocationNeedsSecond() {
		p.w.askSecondPerson(what, oplog.OperatorRevoked, supervisors(), func(ctx context.Context, c confirmation) error {
			r.Second = c
			return p.w.Session.Revoke(ctx, r)
		}, func(err error) { p.revoked(f.id, err) })
		return
	}
	p.w.frame.Show(&kit.Dialog{ID: "operators.sure", Title: t.T("operators.revoke"), Body: kit.Body(what), Confirm: t.T("operators.revoke.confirm"), Cancel: t.T("second.cancel"),
		OnConfirm: func() bool {
			p.w.do(p, func(ctx context.Context) error { return p.w.Session.Revoke(ctx, r) }, func(err error) { p.revoked(f.id, err) })
			return true
		}})
}

func (p *operatorsPage) revoked(id juki.OperatorID, err error) {
	p.failure, p.done = err, ""
	if err == nil {
		p.revoke, p.done = nil, p.w.text.T("operators.revoke.done", "ID", string(id))
	}
	p.load()
}

// ownForm fills in the 振り仮名 of an operator's family name and the 町名.
type ownForm struct {
	id         juki.OperatorID
	kana, area *kit.Field
	body       fyne.CanvasObject
}

func (p *operatorsPage) openOwn(a session.Account) {
	t := p.w.text
	f := &ownForm{id: a.ID}
	f.kana = kit.NewField("operators.own.kana", t.T("operators.own.kana")).Support(t.T("operators.own.kana.support")).Covered(p.w.curtain, "kana")
	f.kana.SetText(a.Own.Kana)
	f.area = kit.NewField("operators.own.area", t.T("operators.own.area")).Support(t.T("operators.own.area.support")).Covered(p.w.curtain, "address")
	f.area.SetText(a.Own.Area)
	f.body = kit.VStack(kit.SpaceBetween, kit.Lead(t.T("operators.own.title", "ID", string(a.ID))), kit.Body(t.T("operators.own.body")), kit.Columns(kit.SpaceBetween, f.kana, f.area))
	p.own, p.done, p.failure = f, "", nil
	p.w.redraw()
}

func (p *operatorsPage) keepOwn() {
	f := p.own
	own := session.Own{Kana: f.kana.Text(), Area: f.area.Text()}
	p.w.do(p, func(ctx context.Context) error { return p.w.Session.SetOwn(ctx, f.id, own) }, func(err error) {
		p.failure = err
		if err == nil {
			p.own, p.done = nil, p.w.text.T("operators.own.done", "ID", string(f.id))
		}
		p.load()
	})
}
