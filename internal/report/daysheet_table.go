package report

import (
	"fmt"
	"slices"
	"strings"

	"madoguchi/internal/juki"
	"madoguchi/internal/stock"
)

// sheetColumns are the columns of the 日次在庫照合表, sheetColumnsTwice those where two people count; together they are contentWidth.
var (
	sheetColumns = []column{
		{"保管場所", 36, left},
		{"前日残", 15, right},
		{"受", 13, right},
		{"払", 13, right},
		{"帳簿残", 16, right},
		{"実数", 17, right},
		{"差", 13, right},
		{"差異理由・調査状況", 51, left},
	}
	sheetColumnsTwice = []column{
		{"保管場所", 34, left},
		{"前日残", 15, right},
		{"受", 11, right},
		{"払", 11, right},
		{"帳簿残", 15, right},
		{"実数\n1回目", 17, right},
		{"実数\n2回目", 17, right},
		{"差", 11, right},
		{"差異理由・調査状況", 43, left},
	}
)

var (
	figureStyle   = style{9.5, false, black}
	figureBold    = style{9.5, true, black}
	differentBold = style{9.5, true, warning}
	reasonStyle   = style{8, false, black}
)

// table sets the rows item by item and gives where it ends.
func (d *daySheet) table(y float64) float64 {
	t := &table{paper: d.paper, columns: d.columns, newPage: d.turn}
	t.begin(y)
	if len(d.sheet.Rows) == 0 {
		t.remark("対象の品目はありません")
	}
	for _, item := range d.sheet.Items() {
		t.continues = nil
		d.itemHeading(t, item)
		t.continues = func() { t.spanning(d.names.ItemName(item)+"(続き)", "", rowLook{fill: tint}) }
		for _, row := range d.sheet.Rows {
			if row.Item == item {
				t.row(d.rowCells(row), rowLook{})
			}
		}
		t.row(d.totalCells("計", d.total(item)), rowLook{fill: tint, heavy: true})
	}
	if len(d.sheet.Items()) > 1 {
		t.continues = nil
		t.row(d.totalCells("合計", d.total(d.sheet.Items()...)), rowLook{fill: headTint, heavy: true})
	}
	t.end()
	return t.y + 5
}

// itemHeading is a line over the whole table: the item, and on the right its breakdown by state (内訳).
func (d *daySheet) itemHeading(t *table, item stock.ItemID) {
	t.spanning(d.names.ItemName(item), d.breakdown(item), rowLook{fill: tint, heavy: true, keep: 2 * leastRow})
}

func (d *daySheet) breakdown(item stock.ItemID) string {
	var parts []string
	for _, s := range d.sheet.States {
		if s.Item == item {
			parts = append(parts, s.Item.StateWord(s.State)+" "+number(s.Count))
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return "内訳: " + strings.Join(parts, "、")
}

// chooseColumns are those of one count or of two, with the breakdown of what came and went where the sheet has it.
func (d *daySheet) chooseColumns() []column {
	columns := sheetColumns
	if d.twice() {
		columns = sheetColumnsTwice
	}
	columns = slices.Clone(columns)
	for _, row := range d.sheet.Rows {
		if len(row.InBy) > 0 || len(row.OutBy) > 0 {
			columns[len(columns)-1].title = "受払の内訳\n差異理由・調査状況"
			break
		}
	}
	return columns
}

// twice tells whether the second count has a column of its own.
func (d *daySheet) twice() bool { return d.sheet.SecondAsked || len(d.sheet.SecondBy) > 0 }

// sums are a row of totals; what the ledger alone knows is in its Book, but not in its Counted.
type sums struct {
	stock.SheetRow
	bookOnly int // of Book, what is on its way or missing
	within   int // of In and of Out alike: what only went from one place of the sheet to another
}

// total sums the rows of some items. Of the flags, CountedOK and SecondOK are true only when every place that can be counted was.
func (d *daySheet) total(items ...stock.ItemID) sums {
	t := sums{SheetRow: stock.SheetRow{CountedOK: true, SecondOK: true, InBy: map[stock.Reason]int{}, OutBy: map[stock.Reason]int{}}}
	if len(items) == 1 {
		t.Item = items[0] // the sum of different things has no breakdown
	}
	for _, row := range d.sheet.Rows {
		if !slices.Contains(items, row.Item) {
			continue
		}
		t.Yesterday += row.Yesterday
		t.In += row.In
		t.Out += row.Out
		t.Book += row.Book
		add(t.InBy, row.InBy)
		add(t.OutBy, row.OutBy)
		if row.Uncountable {
			t.bookOnly += row.Book
			continue
		}
		if t.CountedOK = t.CountedOK && row.CountedOK; row.CountedOK {
			t.Counted += row.Counted
			t.Difference += row.Difference
		}
		if t.SecondOK = t.SecondOK && row.SecondOK; row.SecondOK {
			t.Second += row.Second
		}
	}
	t.within = net(t.InBy, t.OutBy)
	return t
}

// net takes out of both sides what came from one place and went to another, so that the rest is what entered and left; it gives how much.
func net(in, out map[stock.Reason]int) (within int) {
	for r := range in {
		both := min(in[r], out[r])
		in[r], out[r], within = in[r]-both, out[r]-both, within+both
	}
	return within
}

func add(to, from map[stock.Reason]int) {
	for r, n := range from {
		to[r] += n
	}
}

func (d *daySheet) rowCells(row stock.SheetRow) []cell {
	s, name := figureStyle, d.names.PlaceName(row.Place)
	if seal := d.seal(row.Place); seal != "" {
		name += "\n封印 " + seal
	}
	counted := []cell{countCell(row.Counted, row.CountedOK, s)}
	diff := differenceCell(row.Difference, s)
	if !row.CountedOK {
		diff = cell{"―", s, right}
	}
	if d.twice() {
		counted = append(counted, countCell(row.Second, row.SecondOK, s))
		if countsDisagree(row) {
			counted[0].style, counted[1].style = differentBold, differentBold
		}
	}
	if row.Uncountable {
		for i := range counted {
			counted[i] = cell{"帳簿のみ", reasonStyle, right}
		}
	}
	return figureCells(cell{name, style{9, false, black}, left}, row, s, counted, diff, d.reasonOf(row))
}

// moved is what came and went at a place, by reason.
func (d *daySheet) moved(row stock.SheetRow) string {
	return d.paper.inAndOut(reasonStyle, d.columns[len(d.columns)-1].width, row.InBy, row.OutBy)
}

// seal is the number of the seal at a place.
func (d *daySheet) seal(id stock.PlaceID) string {
	for _, p := range d.sheet.Places {
		if p.ID == id {
			return p.Seal
		}
	}
	return ""
}

func countCell(n int, ok bool, s style) cell {
	if !ok {
		return cell{"未計数", reasonStyle, right}
	}
	return cell{number(n), s, right}
}

// totalCells is a row of sums. Sums of counts say so when a place was not counted.
func (d *daySheet) totalCells(name string, t sums) []cell {
	sum := func(n int, whole bool) cell {
		if !whole {
			return cell{"(" + number(n) + ")", figureBold, right}
		}
		return cell{number(n), figureBold, right}
	}
	counted := []cell{sum(t.Counted, t.CountedOK)}
	if d.twice() {
		counted = append(counted, sum(t.Second, t.SecondOK))
	}
	var notes []string
	if moved := d.moved(t.SheetRow); moved != "" && t.Item != "" {
		notes = append(notes, moved)
	}
	if t.within != 0 && t.Item != "" {
		notes = append(notes, "受・払とも 所内の移動"+number(t.within)+" を含む")
	}
	if !t.CountedOK || d.twice() && !t.SecondOK {
		notes = append(notes, "未計数の場所を除く")
	}
	if t.bookOnly != 0 {
		notes = append(notes, "実数は帳簿のみ "+number(t.bookOnly)+" を除く")
	}
	return figureCells(cell{name, figureBold, left}, t.SheetRow, figureBold, counted, differenceCell(t.Difference, figureBold), strings.Join(notes, "\n"))
}

func figureCells(name cell, row stock.SheetRow, s style, counted []cell, diff cell, reason string) []cell {
	figure := func(n int) cell { return cell{number(n), s, right} }
	cells := []cell{name, figure(row.Yesterday), figure(row.In), figure(row.Out), figure(row.Book)}
	return append(append(cells, counted...), diff, cell{reason, reasonStyle, left})
}

func differenceCell(n int, s style) cell {
	if n != 0 {
		s = differentBold
	}
	return cell{difference(n), s, right}
}

// reasonOf joins what came and went, the reason of a difference in the regulation's words, what was found out, and which cards differ.
func (d *daySheet) reasonOf(row stock.SheetRow) string {
	var parts []string
	if moved := d.moved(row); moved != "" {
		parts = append(parts, moved)
	}
	if numbers := d.pendingAt(row); numbers != "" {
		parts = append(parts, numbers)
	}
	switch reason := row.Reason.Japanese(); {
	case reason != "" && row.Note != "":
		parts = append(parts, reason+": "+row.Note)
	case reason != "" || row.Note != "":
		parts = append(parts, reason+row.Note)
	case row.Differs() && row.Incident == "":
		parts = append(parts, "理由未記入")
	}
	if row.Incident != "" {
		parts = append(parts, "事故 "+string(row.Incident))
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
