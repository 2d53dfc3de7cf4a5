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
	for _, line := range pendingLines(s) {
		t.row([]cell{{line.name, reasonStyle, left}, {line.count, reasonStyle, right}, {line.list, reasonStyle, left}}, rowLook{least: 6})
	}
	t.end()
	return t.y + 5
}

// pendingLine is one line of the block: what, how many, which.
type pendingLine struct{ name, count, list string }

// pendingLines are the three lines; one line when there is nothing of any, so that an ordinary day's sheet is one page.
func pendingLines(s stock.DaySheet) []pendingLine {
	transfers, incidents, boxes := len(s.OpenTransfers), len(s.OpenIncidents), len(s.Discarded)
	if transfers+incidents+boxes == 0 {
		return []pendingLine{{"移送・事故・空箱", "0件", "未受領の移送、未終結の事故、空箱確認をして廃棄した箱: いずれもなし"}}
	}
	lines := []pendingLine{
		{"未受領の移送", number(transfers) + "件", joined(s.OpenTransfers)},
		{"未終結の事故", number(incidents) + "件", joined(s.OpenIncidents)},
		{"空箱確認をして廃棄した箱", number(boxes) + "箱", strings.Join(s.Discarded, "、")},
	}
	for i := range lines {
		if lines[i].list == "" {
			lines[i].list = "なし"
		}
	}
	return lines
}
