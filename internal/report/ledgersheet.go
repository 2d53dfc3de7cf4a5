package report

import (
	"maps"
	"slices"
	"strings"

	"madoguchi/internal/juki"
	"madoguchi/internal/stock"
)

// ledgerColumns are the columns of the 受払簿; together they are contentWidth.
var ledgerColumns = []column{
	{"年月日\n時刻", 19, centre},
	{"事由", 21, left},
	{"場所(から→へ)", 36, left},
	{"受", 11, right},
	{"払", 11, right},
	{"残", 13, right},
	{"一連番号\n(製造番号)", 23, left},
	{"根拠文書", 20, left},
	{"取扱者\n確認者", 20, left},
}

// setLedger sets the 受払簿 of one item: opening, each line with its balance, carried over from page to page, and the closing.
func setLedger(s stock.LedgerSheet, o Options) (*paper, error) {
	d, err := openDocument("カード・帳票受払簿", s.To, period(s.From, s.To), s.PaperHead, o)
	if err != nil {
		return nil, err
	}
	l := ledgerSheet{d, s}
	in, out := l.sums()
	y := d.top([]fact{
		{"品目", s.ItemName(s.Item)},
		{"受払", "繰越 " + number(s.Opening) + " + 受 " + number(in) + " − 払 " + number(out) + " = 残 " + number(s.Closing) + " " + d.unit(s.Item)},
	}, "課長", "係長", "担当")
	return d.close(l.people(l.table(y))), nil
}

type ledgerSheet struct {
	*document
	sheet stock.LedgerSheet
}

func (l ledgerSheet) sums() (in, out int) {
	for _, line := range l.sheet.Lines {
		in, out = in+line.In, out+line.Out
	}
	return in, out
}

func (l ledgerSheet) table(y float64) float64 {
	balance := l.sheet.Opening
	t := &table{paper: l.paper, columns: ledgerColumns, newPage: l.turn, reserve: leastRow}
	t.continues = func() { t.row(balanceCells("前頁から繰越", balance), rowLook{fill: tint}) }
	t.leaves = func() { t.row(balanceCells("次頁へ繰越", balance), rowLook{fill: tint, heavy: true}) }
	t.open(y + 2)
	t.row(balanceCells("前期から繰越", balance), rowLook{fill: tint})
	if len(l.sheet.Lines) == 0 {
		t.remark("この期間に受払はありません(対象なし)")
	}
	for _, line := range l.sheet.Lines {
		t.row(l.cells(line), rowLook{})
		balance = line.Balance
	}
	t.leaves, t.reserve = nil, 0
	in, out := l.sums()
	total := balanceCells("計", l.sheet.Closing)
	total[3], total[4] = cell{number(in), figureBold, right}, cell{number(out), figureBold, right}
	t.row(total, rowLook{fill: tint, heavy: true})
	t.end()
	return t.y
}

// balanceCells is a row that says what is carried over.
func balanceCells(name string, balance int) []cell {
	cells := make([]cell, len(ledgerColumns))
	for i := range cells {
		cells[i].style = reasonStyle
	}
	cells[2] = cell{name, figureBold, left}
	cells[5] = cell{number(balance), figureBold, right}
	return cells
}

// short is a name without the id, which people explains at the end.
func (l ledgerSheet) short(id juki.OperatorID) string {
	if name := l.head.Names[id]; name != "" {
		return name
	}
	return string(id)
}

// people names those of the lines with their ids, in the order of the ids: two may have one name.
func (l ledgerSheet) people(y float64) float64 {
	ids := map[juki.OperatorID]bool{}
	for _, line := range l.sheet.Lines {
		ids[line.By], ids[line.Witness] = true, true
	}
	delete(ids, "")
	var names []string
	for _, id := range slices.Sorted(maps.Keys(ids)) {
		names = append(names, l.person(id))
	}
	if len(names) == 0 {
		return y
	}
	text := "取扱者・確認者: " + strings.Join(names, "、")
	height := textHeight(softStyle, len(l.paper.wrap(softStyle, text, contentWidth)))
	if y+4+height > bottomEdge {
		y = l.turn()
	}
	return l.paper.paragraph(leftEdge, y+4+softStyle.em(), contentWidth, softStyle, text) - softStyle.em()
}

func (l ledgerSheet) cells(line stock.LedgerLine) []cell {
	figure := func(n int) cell {
		if n == 0 {
			return cell{"", reasonStyle, right}
		}
		return cell{number(n), figureStyle, right}
	}
	places := l.head.PlaceName(line.From) + "→" + l.head.PlaceName(line.To)
	if line.From == line.To {
		places = l.head.PlaceName(line.From)
	}
	people := []string{orDash(l.short(line.By))}
	if line.Witness != "" {
		people = append(people, l.short(line.Witness))
	}
	return []cell{
		{dayAndClock(line.Time), reasonStyle, centre},
		{line.Reason.Japanese(), reasonStyle, left},
		{places, reasonStyle, left},
		figure(line.In), figure(line.Out),
		{number(line.Balance), figureStyle, right},
		{line.Things, reasonStyle, left},
		{orDash(line.Document), reasonStyle, left},
		{strings.Join(people, "\n"), reasonStyle, left},
	}
}
