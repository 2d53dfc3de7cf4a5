package report

import (
	"cmp"
	"fmt"
	"slices"

	"madoguchi/internal/stock"
)

// The columns of the 全端末在庫照合表; each table's together are contentWidth.
var (
	officeSumColumns = []column{
		{"品目", 54, left}, {"各端末の\n保管場所", 24, right}, {"移送中", 24, right}, {"郵送中", 24, right}, {"所在不明", 24, right}, {"全端末計", 24, right},
	}
	officeTerminalColumns = []column{
		{"端末", 30, left}, {"最後に分かった状態", 40, centre}, {"業務日", 32, centre}, {"最後の受信", 40, centre}, {"照合", 32, centre},
	}
	officeLineColumns = []column{
		{"品目", 54, left}, {"場所", 48, left}, {"帳簿残", 24, right}, {"実数", 24, right}, {"差", 24, right},
	}
	officeConflictColumns = []column{
		{"内容", 56, left}, {"端末・番号", 44, left}, {"数", 14, right}, {"すること", contentWidth - 114, left},
	}
)

// setOffice sets the 全端末在庫照合表: the sums, the state of each terminal, what does not fit, and each place.
func setOffice(s stock.OfficeSheet, o Options) (*paper, error) {
	d, err := openDocument("全端末在庫照合表", s.Day, "", s.PaperHead, o)
	if err != nil {
		return nil, err
	}
	w := officeSheet{d, s}
	y := d.top([]fact{{"状態", w.known()}, {"照合", w.confirmed()}}, "課長", "係長", "担当")
	if !s.Live {
		y = d.section(y+2, "中央サーバーに照会できないため、最後に分かった状態("+moment(s.State.At)+")です。現在の在庫ではありません。", "", 0)
	}
	y = w.sums(y + 2)
	y = w.terminals(d.section(y+5, "端末ごとの状態", "未確認: 本日の締めの状態が届いていない端末。数は最後に分かったもの", 3*leastRow))
	y = w.conflicts(d.section(y+5, "照合できないこと", "", 3*leastRow))
	return d.close(w.lines(d.section(y+5, "場所ごとの内訳", "", 3*leastRow))), nil
}

type officeSheet struct {
	*document
	sheet stock.OfficeSheet
}

func (w officeSheet) known() string {
	if w.sheet.State.At.IsZero() {
		return "分からない"
	}
	return moment(w.sheet.State.At) + " 現在の中央サーバーの記録による"
}

func (w officeSheet) confirmed() string {
	if n := len(w.sheet.Unconfirmed()); n > 0 {
		return fmt.Sprintf("未確認の端末 %d台", n)
	}
	return "全端末を確認"
}

func (w officeSheet) sums(y float64) float64 {
	t := &table{paper: w.paper, columns: officeSumColumns, newPage: w.turn}
	t.open(y)
	sums := w.sheet.State.Sums()
	if len(sums) == 0 {
		t.remark("在庫はありません(対象なし)")
	}
	for _, s := range sums {
		figure := func(n int, s style) cell { return cell{number(n), s, right} }
		t.row([]cell{{w.head.ItemName(s.Item), bodyStyle, left}, figure(s.Drawers, figureStyle), figure(s.Transit, figureStyle), figure(s.Mail, figureStyle),
			figure(s.Missing, figureStyle), figure(s.All(), figureBold)}, rowLook{})
	}
	t.end()
	return t.y
}

func (w officeSheet) terminals(y float64) float64 {
	t := &table{paper: w.paper, columns: officeTerminalColumns, newPage: w.turn}
	t.open(y)
	if len(w.sheet.State.Terminals) == 0 {
		t.remark("端末はありません(対象なし)")
	}
	for _, x := range w.sheet.State.Terminals {
		stated, day, received, verdict, s := "―", "―", "―", "確認済", bodyStyle
		if !x.Stated.IsZero() {
			stated, day = moment(x.Stated), x.Day.String()
			if !x.Closed {
				day += " 締め前"
			}
		}
		if !x.Received.IsZero() {
			received = moment(x.Received)
		}
		switch {
		case x.Revoked:
			verdict = "失効(計に含まず)"
		case !x.Confirmed(w.sheet.Day):
			verdict, s = "▲ 未確認", bodyBold
		}
		t.row([]cell{{x.Terminal, bodyStyle, left}, {stated, reasonStyle, centre}, {day, reasonStyle, centre}, {received, reasonStyle, centre}, {verdict, s, centre}}, rowLook{})
	}
	t.end()
	return t.y
}

func (w officeSheet) conflicts(y float64) float64 {
	t := &table{paper: w.paper, columns: officeConflictColumns, newPage: w.turn}
	t.open(y)
	if len(w.sheet.Conflicts) == 0 {
		t.remark("ありません(対象なし)")
	}
	for _, c := range w.sheet.Conflicts {
		who := c.Terminal
		for _, more := range []string{by("→", c.Other), by(" ", string(c.Number)), by(" ", w.itemOf(c))} {
			who += more
		}
		t.row([]cell{{c.Kind.Japanese(), bodyStyle, left}, {cmp.Or(who, "―"), reasonStyle, left}, {number(c.N), figureStyle, right}, {c.Kind.Remedy(), reasonStyle, left}}, rowLook{})
	}
	t.end()
	return t.y
}

func (w officeSheet) itemOf(c stock.OfficeConflict) string {
	if c.Item == "" {
		return ""
	}
	return w.head.ItemName(c.Item)
}

// lines are the places of each terminal, with its own sums by item, and at the end what is between them.
func (w officeSheet) lines(y float64) float64 {
	t := &table{paper: w.paper, columns: officeLineColumns, newPage: w.turn, least: 5.8}
	t.open(y)
	all := 0
	for _, x := range w.sheet.State.Terminals {
		lines := w.sheet.State.LinesOf(x.Terminal)
		if x.Revoked || len(lines) == 0 {
			continue
		}
		mark := ""
		if !x.Confirmed(w.sheet.Day) {
			mark = "▲ 未確認 " + moment(x.Stated) + " の状態"
		}
		t.continues = nil
		t.spanning(x.Terminal, mark, rowLook{fill: tint, heavy: true, keep: 2 * leastRow})
		t.continues = func() { t.spanning(x.Terminal+"(続き)", mark, rowLook{fill: tint}) }
		for _, l := range lines {
			all += l.Book
			t.row(w.cells(l), rowLook{})
		}
		w.subtotal(t, lines)
	}
	t.continues = nil
	for _, s := range w.sheet.State.Sums() {
		all += s.Transit
		t.row([]cell{{w.head.ItemName(s.Item), bodyStyle, left}, {"移送中(全端末)", bodyStyle, left}, {number(s.Transit), figureStyle, right}, {"―", reasonStyle, right}, {"―", reasonStyle, right}}, rowLook{})
	}
	t.row([]cell{{"全端末計", figureBold, left}, {"", reasonStyle, left}, {number(all), figureBold, right}, {"", reasonStyle, right}, {"", reasonStyle, right}}, rowLook{fill: tint, heavy: true})
	t.end()
	return t.y
}

func (w officeSheet) cells(l stock.OfficeLine) []cell {
	counted, differs := cell{"―", reasonStyle, right}, cell{"―", reasonStyle, right}
	if l.CountedOK {
		counted, differs = cell{number(l.Counted), figureStyle, right}, differenceCell(l.Counted-l.Book, figureStyle)
	}
	return []cell{{w.head.ItemName(l.Item), bodyStyle, left}, {l.Place.Japanese(), bodyStyle, left}, {number(l.Book), figureStyle, right}, counted, differs}
}

// subtotal adds the lines of a terminal up, item by item, where it has more than one of an item.
func (w officeSheet) subtotal(t *table, lines []stock.OfficeLine) {
	var items []stock.ItemID
	sum, places := map[stock.ItemID]int{}, map[stock.ItemID]int{}
	for _, l := range lines {
		if !slices.Contains(items, l.Item) {
			items = append(items, l.Item)
		}
		sum[l.Item] += l.Book
		places[l.Item]++
	}
	for _, i := range items {
		if places[i] > 1 {
			t.row([]cell{{w.head.ItemName(i), bodyBold, left}, {"小計", bodyBold, left}, {number(sum[i]), figureBold, right}, {"", reasonStyle, right}, {"", reasonStyle, right}}, rowLook{})
		}
	}
}
