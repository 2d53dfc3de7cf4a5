package report

import (
	"fmt"
	"io"
	"time"

	"madoguchi/internal/juki"
)

// Handovers is the day's list of cards handed over (本日の交付一覧), for the office's file only: it bears names.
type Handovers struct {
	Date     juki.Date
	Terminal string // "端末01"
	City     string // as printed
	Office   string // as printed
	MadeAt   time.Time
	Lines    []HandoverLine // in the order they are printed
}

// HandoverLine is one card handed over.
type HandoverLine struct {
	Time time.Time
	Case juki.CaseNumber
	Name string // as it came, variation selectors kept; personal data
	Kind juki.CardKind
}

var handoverColumns = []column{
	{"番号", 13, right},
	{"時刻", 18, centre},
	{"案件番号", 31, left},
	{"氏名", 68, left},
	{"種類", 44, left},
}

var nameStyle = style{12, false, black}

// HandoverList writes the 交付一覧 as an A4 PDF. Names are set so that every stroke can be told, long ones wrap, and
// characters that no typeface has are explained under the table. Same input and options, same bytes. Errors hold no name.
func HandoverList(w io.Writer, l Handovers, o Options) error {
	h := header{title: "交付一覧", date: l.Date, city: l.City, office: l.Office, terminal: l.Terminal, madeAt: l.MadeAt}
	p, err := newDocument(h, o)
	if err != nil {
		return fmt.Errorf("open the list of handovers of %s: %w", l.Date, err)
	}
	turn := func() float64 {
		p.turnPage()
		return p.runningHead(h)
	}
	p.turnPage()
	t := &table{paper: p, columns: handoverColumns, newPage: turn}
	t.begin(handoverHead(p, l, h))
	if len(l.Lines) == 0 {
		t.remark("本日の交付はありません")
	}
	for i, line := range l.Lines {
		t.row([]cell{
			{number(i + 1), softStyle, right},
			{clock(line.Time), figureStyle, centre},
			{string(line.Case), figureStyle, left},
			{line.Name, nameStyle, left},
			{line.Kind.Japanese(), bodyStyle, left},
		}, rowLook{least: 9})
	}
	t.end()
	p.notes(t.y+5, turn)
	if err := p.writeTo(w); err != nil {
		return fmt.Errorf("print the list of handovers of %s: %w", l.Date, err)
	}
	return nil
}

func handoverHead(p *paper, l Handovers, h header) float64 {
	const notice = "個人情報・庁内限り"
	p.text(leftEdge, topEdge+6.5, titleStyle, h.title)
	p.text(leftEdge, topEdge+15, dateStyle, l.Date.Wareki())
	p.text(leftEdge, topEdge+22.5, bodyStyle, l.City+" "+l.Office+" "+l.Terminal)
	width := p.width(bodyBold, notice) + 6
	p.box(rightEdge-width, topEdge, width, 7, 0.35, frame)
	p.text(rightEdge-width+3, middle(topEdge, 7, bodyBold), bodyBold, notice)
	p.textRight(rightEdge, topEdge+22.5, bodyBold, "交付 "+number(len(l.Lines))+" 件")
	return topEdge + 27
}
