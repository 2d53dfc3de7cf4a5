package clerk

import (
	"context"
	"strconv"

	"fyne.io/fyne/v2"

	"madoguchi/app/kit"
	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
)

// The pages of the room 操作履歴, as their tabs are called.
const (
	tabSearch  = "search"  // 検索
	tabInspect = "inspect" // 点検
	tabUsage   = "usage"   // 利用状況
	tabAll     = "all"     // 全端末

	tabRetention = "retention" // 保存期間, for the システム管理者
)

// historyPage searches the operation history (操作履歴, 第13条): conditions above, records in sentences below, newest first, a page at a time.
type historyPage struct {
	w       *Window
	form    *historyForm
	asked   *HistoryRequest // the search that is shown, nil before the first
	starts  []oplog.Spot    // where the pages up to the present one begin
	shown   HistoryPage
	list    *kit.Table // of what is shown: it keeps its place while a record is opened
	picked  int        // row of the page whose record is opened, -1 for none
	failure error
	said    [2]string // what was just written, and where
	loaded  bool
	atOnce  bool // what it is for is known: nobody need press a button
	busy    bool
	back    func() // nil when the page was not come to from another
}

func newHistoryPage(w *Window) *historyPage { return newHistoryPageAt(w, oplog.Search{}, "", nil) }

// newHistoryPageAt shows what a search finds at once, when it is known why: the way from a report to its records. back leads back there.
func newHistoryPageAt(w *Window, s oplog.Search, purpose string, back func()) *historyPage {
	p := &historyPage{w: w, picked: -1, back: back, atOnce: purpose != "" || !w.oversees()}
	p.form = newHistoryForm(w, s, purpose, p.search)
	return p
}

func (p *historyPage) leave() {}

// oversees tells whether somebody may look into the records of others.
func (w *Window) oversees() bool { return w.mayDo(oplog.LogSearched) }

// historyHead is the top of every page of the room. Who sees the own records only has nothing to choose.
func (w *Window) historyHead(here string) *fyne.Container {
	t := w.text
	if !w.oversees() {
		return kit.VStack(kit.SpaceInside, kit.Heading(t.T("history.own")), kit.Note(t.T("history.own.note")))
	}
	var tabs []kit.Tab
	for _, id := range []string{tabSearch, tabAll, tabInspect, tabUsage} {
		tabs = append(tabs, kit.Tab{ID: id, Label: t.T("history.tab." + id)})
	}
	if w.mayAnchor() {
		tabs = append(tabs, kit.Tab{ID: tabAnchors, Label: t.T("history.tab." + tabAnchors)})
	}
	if w.mayDo(oplog.LogErased) {
		tabs = append(tabs, kit.Tab{ID: tabRetention, Label: t.T("history.tab.retention")})
	}
	if w.mayDo(oplog.CaseErased) {
		tabs = append(tabs, kit.Tab{ID: tabCaseEnd, Label: t.T("history.tab.case-end")})
	}
	return kit.VStack(kit.SpaceInside, kit.NewTabs("history.tab", tabs, here, w.openHistory))
}

// openHistory shows one of the pages of the room.
func (w *Window) openHistory(tab string) {
	switch tab {
	case tabInspect:
		w.turnTo(newInspectPage(w, nil, ""))
	case tabAll:
		w.turnTo(newOfficeLogPage(w))
	case tabUsage:
		w.turnTo(newUsagePage(w))
	case tabAnchors:
		w.turnTo(newAnchorsPage(w))
	case tabRetention:
		w.turnTo(newRetentionPage(w))
	case tabCaseEnd:
		w.turnTo(newCaseEndPage(w))
	default:
		w.turnTo(newHistoryPage(w))
	}
}

func (p *historyPage) show() fyne.CanvasObject {
	t := p.w.text
	if !p.loaded {
		p.loaded = true
		p.load()
	}
	head := p.w.historyHead(tabSearch)
	head.Add(p.form.show())
	p.w.outcome(head, "history.written", p.failure, p.said[0], p.said[1])
	if p.asked == nil {
		head.Add(kit.PadXY(0, kit.SpaceGroups, kit.Body(t.T("history.ask")).WithID("history.ask")))
		return kit.Sides(head, p.foot(), nil, nil, kit.VStack(0))
	}
	return kit.Sides(head, kit.VStack(kit.SpaceInside, p.opened(), p.foot()), nil, nil, kit.PadXY(0, kit.SpaceInside, p.list))
}

func (p *historyPage) table() *kit.Table {
	rows := make([][]string, len(p.shown.Lines))
	for i, l := range p.shown.Lines {
		rows[i] = recordRow(strconv.FormatInt(l.Seq, 10), l, l.Sentence)
	}
	return p.w.recordTable("history.table", kit.Column{Title: p.w.text.T("history.seq"), Number: true, Width: 90}, rows, len(p.starts), p.shown.More, &p.picked)
}

// recordRow is a row of a recordTable; first says which record it is.
func recordRow(first string, l HistoryLine, sentence string) []string {
	return []string{first, historyTime(l), string(l.Operator), string(l.Case), sentence}
}

// recordTable is a page of records in sentences, told apart by their first column. picked is the row whose record is opened.
func (w *Window) recordTable(id string, first kit.Column, rows [][]string, page int, more bool, picked *int) *kit.Table {
	t := w.text
	table := kit.NewTable(id, first, kit.Column{Title: t.T("history.time"), Width: 190},
		kit.Column{Title: t.T("history.operator"), Width: 90}, kit.Column{Title: t.T("report.case"), Width: 130}, kit.Column{Title: t.T("history.sentence")})
	unit := "history.unit"
	if more {
		unit = "history.unit.more"
	}
	table.Unit(t.T(unit, "Page", w.number(page))).OnSelect(func(row int) {
		if *picked != row {
			*picked = row
			w.redraw()
		}
	}).SetRows(rows)
	return table
}

func historyTime(l HistoryLine) string { return l.Time.In(juki.Tokyo()).Format("2006-01-02 15:04:05") }

// opened is the chosen record in full, with the ways on from it: the records of its case and of its operator.
func (p *historyPage) opened() fyne.CanvasObject {
	if p.picked < 0 || p.picked >= len(p.shown.Lines) {
		return kit.VStack(0)
	}
	t, l := p.w.text, p.shown.Lines[p.picked]
	ways := kit.HStack(kit.SpaceInside)
	if l.Case != "" {
		ways.Add(kit.NewButton("history.of-case", t.T("history.of-case", "Case", string(l.Case)), kit.Outlined, func() { p.follow(oplog.Search{Case: l.Case}) }).Sized(kit.InTable))
	}
	if l.Operator != "" {
		day := juki.DateOf(l.Time)
		ways.Add(kit.NewButton("history.of-operator", t.T("history.of-operator", "Operator", string(l.Operator)), kit.Outlined, func() {
			p.follow(oplog.Search{Operator: l.Operator, From: day.Start(), Until: day.AddDays(1).Start()})
		}).Sized(kit.InTable))
	}
	words := kit.Body(strconv.FormatInt(l.Seq, 10) + "  " + historyTime(l) + "  " + l.Sentence).WithID("history.opened")
	return kit.Card(kit.Sides(nil, nil, nil, kit.VStack(0, ways, kit.Filler()), kit.VStack(0, words)))
}

// follow shows other records for the same purpose.
func (p *historyPage) follow(s oplog.Search) {
	p.w.turnTo(newHistoryPageAt(p.w, s, p.form.why(), func() { p.w.turnTo(p) }))
}

// foot is the bottom line: the archive and the files at the left, leafing at the right.
func (p *historyPage) foot() fyne.CanvasObject {
	t := p.w.text
	row := kit.HStack(kit.SpaceBetween)
	if p.back != nil {
		row.Add(kit.NewButton("history.back", t.T("history.back"), kit.Outlined, p.back).Key(fyne.KeyEscape))
	} else if p.w.mayDo(oplog.ArchiveWritten) {
		row.Add(kit.NewButton("history.archive", t.T("history.archive"), kit.Outlined, p.archive))
	}
	if p.asked != nil && p.w.mayDo(oplog.LogExported) {
		some := len(p.shown.Lines) > 0 && !p.busy
		row.Add(unless(some, kit.NewButton("history.csv", t.T("history.csv"), kit.Outlined, func() { p.export(false) })))
		row.Add(unless(some, kit.NewButton("history.pdf", t.T("history.pdf"), kit.Outlined, func() { p.export(true) })))
	}
	row.Add(kit.Filler())
	if p.asked != nil {
		row.Add(unless(len(p.starts) > 1, kit.NewButton("history.newer", t.T("history.newer"), kit.Outlined, p.newer).Key(fyne.KeyF7)))
		row.Add(unless(p.shown.More, kit.NewButton("history.older", t.T("history.older"), kit.Outlined, p.older).Key(fyne.KeyF8)))
	}
	return row
}

// load fetches the choices of the form; whoever sees the own records gets them at once.
func (p *historyPage) load() {
	var choices oplog.Choices
	p.w.do(p, func(ctx context.Context) (err error) {
		choices, err = p.w.Office.HistoryChoices(ctx)
		return err
	}, func(err error) {
		p.failure = err
		p.form.offer(choices)
		if err == nil && p.atOnce {
			p.search()
			return
		}
		p.w.redraw()
	})
}

// search begins at the newest record that fits.
func (p *historyPage) search() {
	r, ok := p.form.request()
	if !ok {
		p.w.redraw()
		return
	}
	p.turn(r, []oplog.Spot{{}})
}

func (p *historyPage) newer() { p.turn(*p.asked, p.starts[:len(p.starts)-1]) }
func (p *historyPage) older() {
	p.turn(*p.asked, append(p.starts[:len(p.starts):len(p.starts)], p.shown.Last))
}

// turn shows the page that begins at the last of starts.
func (p *historyPage) turn(r HistoryRequest, starts []oplog.Spot) {
	if p.busy {
		return
	}
	p.busy = true
	r.After = starts[len(starts)-1]
	var found HistoryPage
	p.w.do(p, func(ctx context.Context) (err error) {
		found, err = p.w.Office.SearchHistory(ctx, r)
		return err
	}, func(err error) {
		p.busy, p.failure, p.said, p.picked = false, err, [2]string{}, -1
		if err == nil {
			p.asked, p.starts, p.shown = &r, starts, found
			p.list = p.table()
		}
		p.w.redraw()
	})
}

func (p *historyPage) export(pdf bool) {
	if p.busy {
		return
	}
	p.busy = true
	r, t := *p.asked, p.w.text
	r.After = oplog.Spot{}
	var made HistoryExport
	p.w.do(p, func(ctx context.Context) (err error) {
		made, err = p.w.Office.ExportHistory(ctx, r, pdf)
		return err
	}, func(err error) {
		p.busy, p.failure, p.said = false, err, [2]string{}
		if err == nil && pdf {
			p.w.showPaper(made.Paper)
			return
		}
		if err == nil {
			said := "history.exported.body"
			if made.More {
				said = "history.exported.body.more"
			}
			p.said = [2]string{t.T("history.exported"), t.T(said, "N", p.w.number(made.Rows), "Path", made.Path)}
		}
		p.w.redraw()
	})
}

func (p *historyPage) archive() {
	var path string
	var n int64
	p.w.do(p, func(ctx context.Context) (err error) {
		path, n, err = p.w.Office.WriteArchive(ctx)
		return err
	}, func(err error) {
		p.failure, p.said = err, [2]string{}
		if err == nil {
			p.said = [2]string{p.w.text.T("history.written"), p.w.text.T("history.written.body", "N", p.w.number(int(n)), "Path", path)}
		}
		p.w.redraw()
	})
}
