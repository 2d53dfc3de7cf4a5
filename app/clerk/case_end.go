package clerk

import (
	"context"

	"fyne.io/fyne/v2"

	"madoguchi/app/kit"
	"madoguchi/internal/counter"
	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/session"
)

// CaseEnds is the end of a case's personal data (第19条第2号), for the システム管理者 alone.
type CaseEnds interface {
	// CaseEnd tells how long personal data stay by the regulation, and of how many cases they may go.
	CaseEnd(ctx context.Context) (CaseEnd, error)
	// EraseCases erases what e tells, by two people. It fails with NothingToErase when something else may go by now.
	EraseCases(ctx context.Context, by session.Confirmation, e counter.EndedCases) error
}

// CaseEnd is what may go of cases that have ended.
type CaseEnd struct {
	Months  int // by the regulation, from the end of a case
	Ended   counter.EndedCases
	Refused juki.Code // why nothing may go, "" when something may
}

// caseEndPage stands beside the end of the log's time: how many cases have outlived theirs, counted and never listed.
type caseEndPage struct {
	w       *Window
	state   CaseEnd
	read    bool
	failure error
	done    counter.EndedCases
	loaded  bool
	watched bool // somebody waits for the end of the fold
}

const tabCaseEnd = "case-end" // 案件の本人情報, for the システム管理者

func newCaseEndPage(w *Window) *caseEndPage { return &caseEndPage{w: w} }

func (p *caseEndPage) leave() {}

func (p *caseEndPage) show() fyne.CanvasObject {
	t := p.w.text
	if !p.loaded {
		p.loaded = true
		p.load()
	}
	head := p.w.historyHead(tabCaseEnd)
	if b := p.w.trouble(codeOf(p.failure)); b != nil {
		head.Add(b)
	}
	body := kit.VStack(kit.SpaceBetween, kit.Body(t.T("case-end.lead", "Months", p.w.number(p.state.Months))))
	work := p.w.Office.Erasing()
	if work.Unfinished {
		body.Add(p.w.erasedStays())
		p.watch(work)
	}
	if p.done.Cases > 0 && !work.Unfinished {
		body.Add(kit.NewBanner("case-end.done", kit.Success, t.T("case-end.done", "N", p.w.number(p.done.Cases), "Day", p.w.dayWord(p.done.Day)), t.T("case-end.done.body")))
	}
	if p.read {
		body.Add(kit.Card(p.may()))
	}
	erase := unless(p.read && p.state.Refused == "", kit.NewButton("case-end.erase", t.T("case-end.erase"), kit.Danger, p.ask).Sized(kit.Main))
	foot := kit.HStack(kit.SpaceBetween, kit.Filler(), erase)
	return kit.Sides(head, foot, nil, nil, kit.PadXY(0, kit.SpaceInside, kit.Scroll(kit.PadXY(kit.SpaceInside+kit.SpaceTight, 0, body))))
}

// may says how many may go, what goes with them and what stays.
func (p *caseEndPage) may() fyne.CanvasObject {
	t, s := p.w.text, p.state
	parts := kit.VStack(kit.SpaceInside, kit.Subheading(t.T("case-end.may")))
	if s.Refused != "" { // calm: nobody has to do anything
		parts.Add(kit.Body(t.T("case-end.none")).WithID("case-end.none"))
	} else {
		parts.Add(kit.Lead(t.T("case-end.what", "Day", p.w.dayWord(s.Ended.Day), "N", p.w.number(s.Ended.Cases))).WithID("case-end.what"))
	}
	parts.Add(kit.Body(t.T("case-end.goes")))
	parts.Add(kit.Body(t.T("case-end.stays")))
	parts.Add(kit.Note(t.T("case-end.backups")))
	return parts
}

// watch draws anew when nothing of what was erased is in the files any more.
func (p *caseEndPage) watch(shown Erasing) { p.w.afterErasing(p, &p.watched, shown, p.w.redraw) }

func (p *caseEndPage) load() {
	var state CaseEnd
	p.w.do(p, func(ctx context.Context) (err error) {
		state, err = p.w.Office.CaseEnd(ctx)
		return err
	}, func(err error) {
		p.failure, p.state, p.read = err, state, err == nil
		p.w.redraw()
	})
}

// ask asks a second person for exactly what is shown.
func (p *caseEndPage) ask() {
	e := p.state.Ended
	what := p.w.text.T("case-end.ask", "Day", p.w.dayWord(e.Day), "N", p.w.number(e.Cases))
	p.w.askSecondPerson(what, oplog.CaseErased, witnessesOfErasing(), func(ctx context.Context, c confirmation) error {
		return p.w.Office.EraseCases(ctx, c, e)
	}, func(err error) {
		if err == nil {
			p.done = e
		}
		if p.w.page == page(p) {
			p.load()
		}
	})
}
