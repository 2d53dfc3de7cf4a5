package clerk

import (
	"context"
	"strconv"

	"fyne.io/fyne/v2"

	"madoguchi/app/kit"
	"madoguchi/internal/juki"
)

// historyPage shows the newest records of the operation history (操作履歴, 第13条) in sentences, and writes the archive.
type historyPage struct {
	w       *Window
	lines   []HistoryLine
	failure error
	written string
	loaded  bool
}

const historyShown = 500 // records on the screen; all of them are in the archive

func newHistoryPage(w *Window) *historyPage { return &historyPage{w: w} }

func (p *historyPage) leave() {}

func (p *historyPage) show() fyne.CanvasObject {
	t := p.w.text
	if !p.loaded {
		p.loaded = true
		p.load()
	}
	table := kit.NewTable("history.table",
		kit.Column{Title: t.T("history.seq"), Number: true, Width: 80}, kit.Column{Title: t.T("history.time"), Width: 190},
		kit.Column{Title: t.T("history.operator"), Width: 90}, kit.Column{Title: t.T("history.sentence")})
	rows := make([][]string, len(p.lines))
	for i, l := range p.lines {
		rows[i] = []string{strconv.FormatInt(l.Seq, 10), l.Time.In(juki.Tokyo()).Format("2006-01-02 15:04:05"), string(l.Operator), l.Sentence}
	}
	table.Unit(t.T("table.unit")).SetRows(rows)
	head := kit.VStack(kit.SpaceBetween, kit.HStack(kit.SpaceBetween, kit.Heading(t.T("room.history")), kit.Filler(),
		kit.NewButton("history.archive", t.T("history.archive"), kit.Outlined, p.archive)))
	if b := p.w.trouble(codeOf(p.failure)); b != nil {
		head.Add(b)
	}
	if p.written != "" {
		head.Add(kit.NewBanner("history.written", kit.Success, t.T("history.written"), p.written))
	}
	return kit.Sides(head, nil, nil, nil, kit.PadXY(0, kit.SpaceBetween, table))
}

func (p *historyPage) load() {
	var lines []HistoryLine
	p.w.do(p, func(ctx context.Context) (err error) {
		lines, err = p.w.Office.History(ctx, p.w.Language, historyShown)
		return err
	}, func(err error) {
		p.failure, p.lines = err, lines
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
		p.failure, p.written = err, ""
		if err == nil {
			p.written = p.w.text.T("history.written.body", "N", p.w.number(int(n)), "Path", path)
		}
		p.load()
	})
}
