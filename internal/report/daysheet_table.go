package report

import (
	"fmt"
	"strings"

	"madoguchi/internal/juki"
	"madoguchi/internal/stock"
)

// sheetColumns are the columns of the 日次在庫照合表; together they are contentWidth.
var sheetColumns = []column{
	{"保管場所", 36, left},
	{"前日残", 15, right},
	{"受", 13, right},
	{"払", 13, right},
	{"帳簿残", 16, right},
	{"実数", 17, right},
	{"差", 13, right},
	{"差異理由・調査状況", 51, left},
}

var (
	figureStyle   = style{9.5, false, black}
	figureBold    = style{9.5, true, black}
	differentBold = style{9.5, true, warning}
	reasonStyle   = style{8, false, black}
)

// table sets the rows item by item and gives where it ends.
func (d *daySheet) table(y float64) float64 {
	t := &table{paper: d.paper, columns: sheetColumns, newPage: d.turn}
	t.begin(y)
	if len(d.sheet.Rows) == 0 {
		t.remark("対象の品目はありません")
	}
	for _, item := range d.sheet.Items() {
		t.continues = nil
		d.itemHeading(t, item)
		t.continues = func() { t.spanning(item.Japanese()+"(続き)", "", rowLook{fill: tint}) }
		for _, row := range d.sheet.Rows {
			if row.Item == item {
				t.row(rowCells(row), rowLook{})
			}
		}
		t.row(totalCells("計", d.sheet.Totals(item)), rowLook{fill: tint, heavy: true})
	}
	if len(d.sheet.Items()) > 1 {
		t.continues = nil
		t.row(totalCells("合計", d.grandTotal()), rowLook{fill: headTint, heavy: true})
	}
	t.end()
	return t.y + 5
}

// itemHeading is a line over the whole table: the item, and on the right its breakdown by state (内訳).
func (d *daySheet) itemHeading(t *table, item stock.ItemID) {
	t.spanning(item.Japanese(), d.breakdown(item), rowLook{fill: tint, heavy: true, keep: 2 * leastRow})
}

func (d *daySheet) breakdown(item stock.ItemID) string {
	var parts []string
	for _, s := range d.sheet.States {
		if s.Item == item {
			parts = append(parts, s.State.Japanese()+" "+number(s.Count))
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return "内訳: " + strings.Join(parts, "、")
}

func (d *daySheet) grandTotal() stock.SheetRow {
	total := stock.SheetRow{CountedOK: true}
	for _, item := range d.sheet.Items() {
		row := d.sheet.Totals(item)
		total.Yesterday += row.Yesterday
		total.In += row.In
		total.Out += row.Out
		total.Book += row.Book
		total.Counted += row.Counted
		total.Difference += row.Difference
		total.CountedOK = total.CountedOK && row.CountedOK
	}
	return total
}

func rowCells(row stock.SheetRow) []cell {
	return figureCells(cell{row.Place.Japanese(), style{9, false, black}, left}, row, figureStyle, reasonOf(row))
}

// totalCells is a row of sums. Sums of counts say so when a place was not counted.
func totalCells(name string, row stock.SheetRow) []cell {
	note := ""
	if !row.CountedOK {
		note = "未計数の場所を除く"
	}
	cells := figureCells(cell{name, figureBold, left}, row, figureBold, note)
	if !row.CountedOK {
		cells[5] = cell{"(" + number(row.Counted) + ")", figureBold, right}
		cells[6] = differenceCell(row.Difference, figureBold)
	}
	return cells
}

func figureCells(name cell, row stock.SheetRow, s style, reason string) []cell {
	figure := func(n int) cell { return cell{number(n), s, right} }
	counted, diff := figure(row.Counted), differenceCell(row.Difference, s)
	if !row.CountedOK {
		counted, diff = cell{"未計数", reasonStyle, right}, cell{"―", s, right}
	}
	return []cell{name, figure(row.Yesterday), figure(row.In), figure(row.Out), figure(row.Book), counted, diff, {reason, reasonStyle, left}}
}

func differenceCell(n int, s style) cell {
	if n != 0 {
		s = differentBold
	}
	return cell{difference(n), s, right}
}

// reasonOf joins the reason in the regulation's words, what was found out, and which cards differ.
func reasonOf(row stock.SheetRow) string {
	var parts []string
	switch reason := row.Reason.Japanese(); {
	case reason != "" && row.Note != "":
		parts = append(parts, reason+": "+row.Note)
	case reason != "" || row.Note != "":
		parts = append(parts, reason+row.Note)
	case row.Differs():
		parts = append(parts, "理由未記入")
	}
	if len(row.Missing) > 0 {
		parts = append(parts, "帳簿にあり実物なし: "+serials(row.Missing))
	}
	if len(row.Surplus) > 0 {
		parts = append(parts, "実物あり帳簿になし: "+serials(row.Surplus))
	}
	return strings.Join(parts, "\n")
}

// serials lists card serials; beyond what a supervisor can look for by hand it says how many more.
func serials(list []juki.CardSerial) string {
	const most = 30
	var texts []string
	for _, s := range list[:min(len(list), most)] {
		texts = append(texts, string(s))
	}
	text := strings.Join(texts, "、")
	if len(list) > most {
		text += fmt.Sprintf("、ほか%s枚", number(len(list)-most))
	}
	return text
}
