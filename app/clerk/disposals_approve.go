package clerk

import (
	"context"

	"fyne.io/fyne/v2"

	"madoguchi/app/kit"
	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/stock"
)

// showApprove lists what was proposed: a supervisor who did not propose it says yes or no to what is ticked.
func (p *disposalsPage) showApprove(head *fyne.Container) fyne.CanvasObject {
	t := p.w.text
	if len(p.waits) == 0 {
		if p.read {
			head.Add(kit.Body(t.T("disposal.approve.none")))
		}
		return kit.Sides(head, nil, nil, nil, kit.VStack(0))
	}
	head.Add(kit.Lead(t.T("disposal.approve.lead")))
	all := kit.NewButton("disposal.all", t.T("disposal.all"), kit.TextOnly, p.tickAll)
	p.other = unless(false, kit.NewButton("disposal.refuse", t.T("disposal.refuse"), kit.Outlined, func() { p.judge(false) }))
	p.act = unless(false, kit.NewButton("disposal.approve", t.T("disposal.approve"), kit.Filled, func() { p.judge(true) }).Sized(kit.Main).Key(fyne.KeyF5))
	p.table = kit.NewTable("disposal.waits", kit.Column{Title: t.T("disposal.tick"), Width: 70}, kit.Column{Title: t.T("disposal.number"), Width: 140}, kit.Column{Title: t.T("stock.item")},
		kit.Column{Title: t.T("disposal.things"), Width: 190}, kit.Column{Title: t.T("stock.place")}, kit.Column{Title: t.T("disposal.why"), Width: 140}, kit.Column{Title: t.T("disposal.by"), Width: 160},
		kit.Column{Title: t.T("disposal.due"), Width: 120})
	p.table.Unit(t.T("table.unit")).OnSelect(func(row int) { p.w.Bridge.Post(func() { p.toggle(string(p.waits[row].Number)) }) })
	p.fill()
	return kit.Sides(head, kit.HStack(kit.SpaceBetween, upright(all), kit.Filler(), upright(p.other), p.act), nil, nil, kit.PadXY(0, kit.SpaceInside, p.table))
}

func (p *disposalsPage) waitRows() [][]string {
	rows := make([][]string, len(p.waits))
	for i, c := range p.waits {
		rows[i] = []string{p.tick(string(c.Number)), string(c.Number), p.w.itemWord(p.books.item(c.Things.Item)), p.w.caseThings(p.books, c.Things), p.w.placeWord(p.books.place(c.Place)),
			p.w.whyWord(c.Why), p.books.staff(c.DecidedBy), p.dueWord(c)}
	}
	return rows
}

// judge asks a supervisor once for all that is ticked; each case is recorded by itself.
func (p *disposalsPage) judge(yes bool) {
	var cases []stock.DisposalCase
	for _, c := range p.waits {
		if p.ticked[string(c.Number)] {
			cases = append(cases, c)
		}
	}
	if len(cases) == 0 {
		return
	}
	event, words := oplog.DisposalApproved, "disposal.approve"
	if !yes {
		event, words = oplog.DisposalRefused, "disposal.refuse"
	}
	t := p.w.text
	ask := words + ".what"
	if len(cases) == 1 {
		ask = words + ".what.one"
	}
	what := t.T(ask, "N", p.w.number(len(cases)), "First", string(cases[0].Number), "Things", p.w.itemWord(p.books.item(cases[0].Things.Item))+" "+p.w.caseThings(p.books, cases[0].Things))
	judged := map[stock.DisposalNumber]bool{} // a second try goes on where the first one failed
	p.w.askSecondPerson(what, event, supervisors(), func(ctx context.Context, c confirmation) error {
		for _, one := range cases {
			if one.DecidedBy == c.Operator.ID {
				return juki.Refuse(juki.SamePersonTwice) // all or none: nobody has to find out which of them were approved
			}
		}
		for _, one := range cases {
			if judged[one.Number] {
				continue
			}
			if err := p.w.Keeper.ApproveDisposal(ctx, one.Number, c.Operator.ID, yes); err != nil {
				return err
			}
			judged[one.Number] = true
		}
		return nil
	}, func(error) {
		if p.w.page == page(p) {
			clear(p.ticked)
			p.failure, p.said = nil, t.T(words+".done", "N", p.w.number(len(cases)))
			p.load()
		}
	})
}
