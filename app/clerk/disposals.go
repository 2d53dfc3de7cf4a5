package clerk

import (
	"context"
	"slices"

	"fyne.io/fyne/v2"

	"madoguchi/app/kit"
	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/stock"
)

// The steps of a disposal, as their tabs are called (第22条第1号): one person proposes, another approves, and it is done with a witness.
const (
	tabPropose = "propose" // 起案
	tabApprove = "approve" // 承認待ち
	tabDispose = "dispose" // 実施
)

// disposalsPage is the room 廃棄.
type disposalsPage struct {
	w       *Window
	tab     string
	books   stockBooks
	due     []proposal           // what may be proposed
	waits   []stock.DisposalCase // for approval, oldest first
	ready   []stock.DisposalCase // approved, oldest first: the overdue ones stand at the top
	ticked  map[string]bool      // of the tab that is shown, by key
	station *station
	why     *kit.Select // of cards that are scanned
	said    string
	failure error
	loaded  bool
	read    bool
	busy    bool

	table *kit.Table // these change in place
	act   *kit.Button
	other *kit.Button
}

func newDisposalsPage(w *Window) *disposalsPage { return newDisposalsPageAt(w, tabPropose, "") }

// newDisposalsPageAt shows a step, and says what was just done.
func newDisposalsPageAt(w *Window, tab, said string) *disposalsPage {
	t := w.text
	p := &disposalsPage{w: w, tab: tab, said: said, ticked: map[string]bool{}}
	support := "disposal.scan.support.propose"
	if tab == tabDispose {
		support = "disposal.scan.support.dispose"
	}
	p.station = w.newStation("disposal.scan", t.T("disposal.scan"), t.T(support), p.scanned)
	p.why = kit.NewSelect("disposal.why", t.T("disposal.why"), "", []string{t.T("disposal.why.state"), w.whyWord(stock.Expired)}).Support(t.T("disposal.why.support"))
	p.why.Choose(0)
	return p
}

func (p *disposalsPage) leave() {}

func (p *disposalsPage) show() fyne.CanvasObject {
	t := p.w.text
	if !p.loaded {
		p.loaded = true
		p.load()
	}
	tabs := []kit.Tab{{ID: tabPropose, Label: t.T("disposal.tab.propose")},
		{ID: tabApprove, Label: t.T("disposal.tab.approve", "N", p.w.number(len(p.waits)))}, {ID: tabDispose, Label: t.T("disposal.tab.dispose", "N", p.w.number(len(p.ready)))}}
	head := kit.VStack(kit.SpaceBetween, kit.NewTabs("disposal.tab", tabs, p.tab, func(tab string) { p.w.turnTo(newDisposalsPageAt(p.w, tab, "")) }))
	p.w.outcome(head, "disposal.said", p.failure, p.said, "")
	switch p.tab {
	case tabApprove:
		return p.showApprove(head)
	case tabDispose:
		return p.showReady(head)
	}
	return p.showPropose(head)
}

// load reads all three steps: their numbers stand on the tabs.
func (p *disposalsPage) load() {
	var books stockBooks
	var open []stock.DisposalCase
	var due []proposal
	p.w.do(p, func(ctx context.Context) (err error) {
		if books, err = p.w.readStockBooks(ctx); err != nil {
			return err
		}
		if open, err = p.w.Stock.OpenDisposals(ctx); err != nil {
			return err
		}
		due, err = p.w.readProposals(ctx, books)
		return err
	}, func(err error) {
		if err != nil {
			p.failure = err
		}
		p.books, p.due, p.read = books, p.withTicked(due), err == nil
		p.waits, p.ready = nil, nil
		for _, c := range open {
			if c.Approved.IsZero() {
				p.waits = append(p.waits, c)
			} else {
				p.ready = append(p.ready, c)
			}
		}
		p.w.redraw()
	})
}

// withTicked keeps cards that were scanned and could not be proposed on the list: somebody has to take the tick off.
func (p *disposalsPage) withTicked(due []proposal) []proposal {
	var kept []proposal
	for _, old := range p.due {
		if p.ticked[string(old.Serial)] && !slices.ContainsFunc(due, func(c proposal) bool { return c.Serial == old.Serial }) {
			kept = append(kept, old)
		}
	}
	return append(kept, due...)
}

func (p *disposalsPage) failed(err error) {
	p.busy, p.failure, p.said = false, err, ""
	p.load()
}

// disposalLate tells whether something was decided before today and should have been done the same day.
func (w *Window) disposalLate(c stock.DisposalCase) bool {
	return juki.DateOf(c.Decided).Before(juki.DateOf(w.Now()))
}

// dueWord says until when it is to be done, where the rules ask for the same day.
func (p *disposalsPage) dueWord(c stock.DisposalCase) string {
	switch {
	case !p.books.rules.DisposalSameDay:
		return ""
	case p.w.disposalLate(c):
		return p.w.text.T("disposal.due.late")
	}
	return p.w.text.T("disposal.due.today")
}

func (w *Window) whyWord(r stock.Reason) string { return w.text.T("disposal.why." + string(r)) }

// caseThings is what a disposal is about: the end of a serial, or numbers or how many.
func (w *Window) caseThings(b stockBooks, t stock.Things) string {
	serial := juki.CardSerial("")
	if len(t.Serials) == 1 {
		serial = t.Serials[0]
	}
	words := w.things(serial, t.Lot, t.First, t.Last, t.Quantity)
	if serial == "" && t.Lot == "" {
		words += w.unitWord(b.item(t.Item))
	}
	return words
}

// scanned is a card that is put on the list, or, when it is to be done, whose disposal begins.
func (p *disposalsPage) scanned(text string) {
	scan, err := stock.ParseScan(text)
	switch {
	case !p.read:
		p.station.bad(p.w.text.T("stock.busy"))
	case err != nil || scan.Serial == "":
		p.station.refused(juki.Refuse(juki.LabelUnreadable))
	case p.tab == tabDispose:
		p.begin(scan.Serial)
	default:
		p.propose(scan.Serial)
	}
}

// showReady lists what is approved: one press or scan begins it.
func (p *disposalsPage) showReady(head *fyne.Container) fyne.CanvasObject {
	t := p.w.text
	print := unless(p.w.mayDo(oplog.SheetMade), kit.NewButton("disposal.print", t.T("disposal.print"), kit.Outlined, p.print).Key(fyne.KeyF7))
	foot := bottom(kit.Note(""), print)
	if p.read && len(p.ready) == 0 {
		head.Add(kit.Body(t.T("disposal.ready.none")))
		return kit.Sides(head, foot, nil, nil, kit.VStack(0))
	}
	head.Add(kit.Lead(t.T("disposal.ready.lead")))
	head.Add(p.station.show())
	p.table = kit.NewTable("disposal.ready", kit.Column{Title: t.T("disposal.due"), Width: 130}, kit.Column{Title: t.T("disposal.number"), Width: 140}, kit.Column{Title: t.T("stock.item")},
		kit.Column{Title: t.T("disposal.things"), Width: 190}, kit.Column{Title: t.T("stock.place")}, kit.Column{Title: t.T("disposal.why"), Width: 140}, kit.Column{Title: t.T("disposal.approved"), Width: 150})
	rows := make([][]string, len(p.ready))
	for i, c := range p.ready {
		rows[i] = []string{p.dueWord(c), string(c.Number), p.w.itemWord(p.books.item(c.Things.Item)), p.w.caseThings(p.books, c.Things), p.w.placeWord(p.books.place(c.Place)), p.w.whyWord(c.Why), p.books.staff(c.ApprovedBy)}
	}
	p.table.Unit(t.T("table.unit")).OnSelect(func(row int) { p.w.Bridge.Post(func() { p.open(p.ready[row]) }) }).SetRows(rows)
	return kit.Sides(head, foot, nil, nil, kit.PadXY(0, kit.SpaceInside, p.table))
}

// begin opens the disposal of a card that was scanned.
func (p *disposalsPage) begin(serial juki.CardSerial) {
	for _, c := range p.ready {
		if slices.Contains(c.Things.Serials, serial) {
			p.open(c)
			return
		}
	}
	for _, c := range p.waits {
		if slices.Contains(c.Things.Serials, serial) {
			p.station.refused(juki.Refuse(juki.DisposalNotApproved))
			return
		}
	}
	p.station.bad(p.w.text.T("disposal.not-decided", "Tail", tail(serial)))
}

func (p *disposalsPage) open(c stock.DisposalCase) {
	if p.w.page != page(p) {
		return
	}
	p.w.turnTo(newDisposePage(p.w, p.books, c, p.ready))
}

// print makes the 廃棄記録 of this month.
func (p *disposalsPage) print() {
	today := juki.DateOf(p.w.Now())
	p.w.makePaper(p, PaperRequest{Kind: stock.PaperDisposal, Day: juki.Date{Year: today.Year, Month: today.Month, Day: 1}, To: today}, p.failed)
}
