package clerk

import (
	"context"

	"fyne.io/fyne/v2"

	"madoguchi/app/kit"
	"madoguchi/internal/juki"
	"madoguchi/internal/session"
)

// operatorsPage is the register of operators (業務端末操作者名簿, 第14条) as the システム管理者 works on it: enrol a further
// operator with the new card in the customer reader, lift a lockout (第16条第5号).
type operatorsPage struct {
	w       *Window
	list    []session.Account
	form    *enrolForm
	revoke  *revokeForm // beside the list, nil when nobody is being revoked
	own     *ownForm
	done    string // what was done last, in words
	failure error
	loaded  bool
}

func newOperatorsPage(w *Window) *operatorsPage { return &operatorsPage{w: w} }

func (p *operatorsPage) leave() {
	if p.form != nil {
		p.form.wipe()
	}
}

func (p *operatorsPage) show() fyne.CanvasObject {
	t := p.w.text
	if !p.loaded {
		p.loaded = true
		p.load()
	}
	head := kit.VStack(kit.SpaceBetween, kit.Heading(t.T("operators.title")))
	p.w.outcome(head, "operators.done", p.failure, p.done, "")
	if p.form != nil {
		bottom := kit.HStack(0, kit.NewButton("operators.back", t.T("second.cancel"), kit.Outlined, p.closeForm).Sized(kit.Main), kit.Filler())
		return kit.Sides(head, bottom, nil, nil, kit.PadXY(0, kit.SpaceBetween, kit.Scroll(kit.Card(p.form.body))))
	}
	if p.revoke != nil {
		return p.aside(head, p.revoke.body, kit.NewButton("operators.revoke.confirm", t.T("operators.revoke.confirm"), kit.Filled, p.askRevoke).Sized(kit.Main))
	}
	if p.own != nil {
		return p.aside(head, p.own.body, kit.NewButton("operators.own.keep", t.T("operators.own.keep"), kit.Filled, p.keepOwn).Sized(kit.Main))
	}
	list := kit.VStack(kit.SpaceInside)
	for _, a := range p.list {
		list.Add(p.line(a))
		list.Add(kit.Ruling())
	}
	bottom := kit.HStack(0, kit.NewButton("operators.settings", t.T("operators.settings"), kit.Outlined, func() { p.w.open(settings) }).Sized(kit.Main), kit.Filler(),
		kit.NewButton("operators.add", t.T("operators.add"), kit.Filled, p.openForm).Sized(kit.Main).Key(fyne.KeyF5))
	return kit.Sides(head, bottom, nil, nil, kit.PadXY(0, kit.SpaceBetween, kit.Scroll(list)))
}

func (p *operatorsPage) line(a session.Account) fyne.CanvasObject {
	t := p.w.text
	row := kit.HStack(kit.SpaceGroups, kit.Width(idWidth, kit.Line(string(a.ID))), kit.Width(placeWidth, kit.Line(a.Name)),
		kit.Width(placeWidth, kit.Line(t.T("post."+a.Post.ID()))))
	switch {
	case a.Revoked:
		row.Add(upright(kit.NewTag(t.T("operators.revoked"), kit.Error)))
		row.Add(kit.Filler())
	case a.LockedOut:
		row.Add(upright(kit.NewTag(t.T("operators.locked-out"), kit.Error)))
		row.Add(kit.Filler())
		row.Add(kit.NewButton("operators.lift."+string(a.ID), t.T("operators.lift"), kit.Outlined, func() { p.lift(a.ID) }).Sized(kit.InTable))
	default:
		row.Add(kit.Filler())
	}
	if !a.Revoked {
		row.Add(kit.NewButton("operators.own."+string(a.ID), t.T("operators.own"), kit.Outlined, func() { p.openOwn(a) }).Sized(kit.InTable))
		row.Add(kit.NewButton("operators.revoke."+string(a.ID), t.T("operators.revoke"), kit.Outlined, func() { p.openRevoke(a) }).Sized(kit.InTable))
	}
	return kit.Height(kit.Size(kit.HeightTap), row)
}

const idWidth = 80 // pixels

func (p *operatorsPage) load() {
	var list []session.Account
	p.w.do(p, func(ctx context.Context) (err error) {
		list, err = p.w.Session.Operators(ctx)
		return err
	}, func(err error) {
		if err != nil {
			p.failure = err
		}
		p.list = list
		p.w.redraw()
	})
}

func (p *operatorsPage) openForm() {
	p.form = newFurtherEnrolForm(p.w, p.enrol)
	p.done, p.failure = "", nil
	p.w.redraw()
}

func (p *operatorsPage) closeForm() {
	p.form.wipe()
	p.form = nil
	p.w.redraw()
}

func (p *operatorsPage) enrol(r session.EnrolRequest) {
	p.w.do(p, func(ctx context.Context) error { return p.w.Session.Enrol(ctx, r) }, func(err error) {
		p.failure = err
		if err == nil {
			p.closeForm()
			p.done = p.w.text.T("operators.enrolled", "ID", string(r.ID))
		}
		p.load()
	})
}

func (p *operatorsPage) lift(id juki.OperatorID) {
	p.w.do(p, func(ctx context.Context) error { return p.w.Session.LiftLockout(ctx, id) }, func(err error) {
		p.failure, p.done = err, ""
		if err == nil {
			p.done = p.w.text.T("operators.lifted", "ID", string(id))
		}
		p.load()
	})
}
