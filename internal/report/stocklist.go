package report

import (
	"fmt"
	"slices"
	"strings"

	"madoguchi/internal/stock"
)

// listColumns are the columns of the 在庫一覧; together they are contentWidth.
var listColumns = []column{
	{"製造番号・一連番号", 40, left},
	{"数量", 13, right},
	{"保管場所", 36, left},
	{"この状態から", 21, centre},
	{"到着日", 20, centre},
	{"経過日数", 15, right},
	{"期間", 15, centre},
	{"要処理", 14, centre},
}

// setStockList sets the 在庫一覧: what lies where, by item and state, with its age; what is older than 90 days or a year is said in words.
func setStockList(s stock.StockList, o Options) (*paper, error) {
	d, err := openDocument("在庫一覧", dayOf(s.At, s.MadeAt), "", s.PaperHead, o)
	if err != nil {
		return nil, err
	}
	l := stockList{d, s}
	y := d.top([]fact{{"現在", moment(s.At)}, {"件数", number(len(s.Lines)) + "件"}}, "係長", "担当")
	y = l.summary(y + 2)
	return d.close(l.table(y)), nil
}

type stockList struct {
	*document
	sheet stock.StockList
}

// summary counts by item and state, and says how much is overdue.
func (l stockList) summary(y float64) float64 {
	t := &table{paper: l.paper, newPage: l.turn, least: 6, columns: []column{
		{"品目", 54, left}, {"計", 18, right}, {"状態ごとの内訳", contentWidth - 72, left},
	}}
	t.open(y)
	seen := map[stock.ItemID]bool{}
	for _, s := range l.sheet.States {
		if seen[s.Item] {
			continue
		}
		seen[s.Item] = true
		sum, parts := 0, []string{}
		for _, other := range l.sheet.States {
			if other.Item == s.Item {
				sum += other.Count
				parts = append(parts, other.Item.StateWord(other.State)+" "+number(other.Count))
			}
		}
		t.row([]cell{{l.head.ItemName(s.Item), bodyStyle, left}, {number(sum), figureBold, right}, {strings.Join(parts, "、"), reasonStyle, left}}, rowLook{})
	}
	if len(seen) == 0 {
		t.remark("対象なし")
	}
	t.rowIn([]column{{width: 54}, {width: contentWidth - 54}}, []cell{{"未交付の期間", bodyBold, left},
		{fmt.Sprintf("90日超 %s枚(うち1年超 %s枚)", number(l.sheet.Over90), number(l.sheet.Over365)), bodyBold, left}}, rowLook{fill: tint, heavy: true})
	t.end()
	return t.y + 5
}

// group is the lines of one item in one state.
type group struct {
	item  stock.ItemID
	state stock.State
}

// groups sorts the lines by item, as the items come, and by state in the order of a card's life. Within, they stay as they came.
func (l stockList) groups() (order []group, lines map[group][]stock.StockLine) {
	lines = map[group][]stock.StockLine{}
	rank := map[stock.ItemID]int{}
	for _, line := range l.sheet.Lines {
		if _, known := rank[line.Item]; !known {
			rank[line.Item] = len(rank)
		}
		g := group{line.Item, line.At.State}
		if lines[g] == nil {
			order = append(order, g)
		}
		lines[g] = append(lines[g], line)
	}
	states := stock.States()
	slices.SortStableFunc(order, func(a, b group) int {
		if a.item != b.item {
			return rank[a.item] - rank[b.item]
		}
		return slices.Index(states, a.state) - slices.Index(states, b.state)
	})
	return order, lines
}

func (l stockList) table(y float64) float64 {
	t := &table{paper: l.paper, columns: listColumns, newPage: l.turn, least: 5.4}
	t.open(y)
	if len(l.sheet.Lines) == 0 {
		t.remark("在庫はありません(対象なし)")
	}
	order, lines := l.groups()
	for _, g := range order {
		name := l.head.ItemName(g.item) + " " + g.item.StateWord(g.state)
		t.continues = nil
		t.spanning(name, l.counts(g.item, lines[g]), rowLook{fill: tint, heavy: true, keep: 2 * leastRow})
		t.continues = func() { t.spanning(name+"(続き)", "", rowLook{fill: tint}) }
		for _, line := range lines[g] {
			t.row(l.cells(line), rowLook{})
		}
	}
	t.end()
	return t.y
}

// counts says how many a group has, and how many of them have been lying for long.
func (l stockList) counts(item stock.ItemID, lines []stock.StockLine) string {
	var all, over90, over365 int
	for _, line := range lines {
		n := max(line.Quantity, 1)
		all += n
		if line.Age > 90 {
			over90 += n
		}
		if line.Age > 365 {
			over365 += n
		}
	}
	unit := l.unit(item)
	text := number(all) + unit
	if over90 > 0 {
		text += fmt.Sprintf("(90日超 %s%s、うち1年超 %s%s)", number(over90), unit, number(over365), unit)
	}
	return text
}

func (l stockList) cells(line stock.StockLine) []cell {
	what := string(line.Serial)
	if what == "" {
		what = orDash(line.Numbers)
	}
	age, s := number(line.Age), reasonStyle
	if line.Arrived.IsZero() {
		age = "―"
	}
	if line.Age > 90 {
		s.bold = true
	}
	return []cell{
		{what, bodyStyle, left},
		{number(max(line.Quantity, 1)), bodyStyle, right},
		{l.head.PlaceName(line.At.Place), reasonStyle, left},
		{orDash(line.Since.String()), reasonStyle, centre},
		{orDash(line.Arrived.String()), reasonStyle, centre},
		{age, s, right},
		{overdue(line.Age), s, centre},
		{dueWord(line.Due), s, centre},
	}
}

// overdue says in words how long a card has been lying.
func overdue(age int) string {
	switch {
	case age > 365:
		return "1年超"
	case age > 90:
		return "90日超"
	}
	return ""
}

// dueWord is what has to be done with it.
func dueWord(d stock.Due) string {
	switch d {
	case stock.RenoticeDue:
		return "再通知"
	case stock.DisposalDue:
		return "廃棄"
	}
	return string(d)
}
