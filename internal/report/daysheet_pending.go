package report

import (
	"fmt"
	"strings"

	"madoguchi/internal/stock"
)

// pendingAt are the numbers of what a row of the ledger alone is about: transfers for 移送中, incidents for 所在不明. Where there are many
// the block below the table lists them.
func (d *daySheet) pendingAt(row stock.SheetRow) string {
	if !row.Uncountable || row.Book == 0 {
		return ""
	}
	switch row.Place {
	case stock.Transit:
		return fewOf("移送票 ", d.sheet.OpenTransfers)
	case stock.Missing:
		return fewOf("事故 ", d.sheet.OpenIncidents)
	}
	return ""
}

func fewOf[T ~string](name string, numbers []T) string {
	const most = 3
	if len(numbers) == 0 {
		return ""
	}
	text := name + joined(numbers[:min(len(numbers), most)])
	if len(numbers) > most {
		text += fmt.Sprintf("、ほか%d件(下欄)", len(numbers)-most)
	}
	return text
}

func joined[T ~string](list []T) string {
	texts := make([]string, len(list))
	for i, t := range list {
		texts[i] = string(t)
	}
	return strings.Join(texts, "、")
}

// pending is a block below the table: open transfers and incidents, and boxes that were thrown away after somebody looked into them. It
// says なし too, so that nothing can be added by hand.
func (d *daySheet) pending(y float64) float64 {
	s := d.sheet
	if !keepsDay(s) {
		return y
	}
	t := &table{paper: d.paper, newPage: d.turn, columns: []column{{"", 40, left}, {"", 14, right}, {"", contentWidth - 54, left}}}
	t.bare = true
	t.open(y)
	for _, line := range []struct {
		name, unit string
		count      int
		list       string
	}{
		{"未受領の移送", "件", len(s.OpenTransfers), joined(s.OpenTransfers)},
		{"未終結の事故", "件", len(s.OpenIncidents), joined(s.OpenIncidents)},
		{"空箱確認をして廃棄した箱", "箱", len(s.Discarded), strings.Join(s.Discarded, "、")},
	} {
		if line.count == 0 {
			line.list = "なし"
		}
		t.row([]cell{{line.name, reasonStyle, left}, {number(line.count) + line.unit, reasonStyle, right}, {line.list, reasonStyle, left}}, rowLook{least: 6})
	}
	t.end()
	return t.y + 5
}
