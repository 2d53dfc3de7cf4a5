package report

import (
	"fmt"
	"strings"

	"madoguchi/internal/stock"
)

// findings are what keeps a day's figures from being in order.
type findings struct {
	uncounted  int              // places nobody counted
	unseconded int              // places another person still has to count
	different  []stock.SheetRow // count and ledger disagree, or the two counts
}

func (d *daySheet) findings() (f findings) {
	for _, row := range d.sheet.Rows {
		switch {
		case row.Uncountable:
			continue
		case !row.CountedOK:
			f.uncounted++
		case d.sheet.SecondAsked && !row.SecondOK:
			f.unseconded++
		}
		if row.Differs() || countsDisagree(row) {
			f.different = append(f.different, row)
		}
	}
	return f
}

// countsDisagree: two people counted and found other numbers, or other cards.
func countsDisagree(row stock.SheetRow) bool {
	return row.CountedOK && row.SecondOK && (row.Disagree || row.Second != row.Counted)
}

// conclusion is agreed, different or not wholly counted, in words, and the first places that differ.
func (d *daySheet) conclusion() (result string, places []string, agrees bool) {
	f := d.findings()
	const most = 5
	for _, row := range f.different[:min(len(f.different), most)] {
		places = append(places, fmt.Sprintf("%s %s: %s", d.names.ItemName(row.Item), d.names.PlaceName(row.Place), whatDiffers(row)))
	}
	if len(f.different) > most {
		places = append(places, fmt.Sprintf("ほか %d か所", len(f.different)-most))
	}
	var parts []string
	for _, p := range []struct {
		text  string
		count int
	}{{"差異あり", len(f.different)}, {"未計数", f.uncounted}, {"2回目未計数", f.unseconded}} {
		if p.count > 0 {
			parts = append(parts, fmt.Sprintf("%s %dか所", p.text, p.count))
		}
	}
	switch {
	case len(d.sheet.Rows) == 0:
		return "対象の品目なし", nil, true
	case len(parts) > 0:
		return strings.Join(parts, "、"), places, false
	}
	return "差異なし(帳簿残と実数が一致)", nil, true
}

func whatDiffers(row stock.SheetRow) string {
	switch {
	case countsDisagree(row) && row.Second == row.Counted:
		return "1回目と2回目で製造番号が相違"
	case countsDisagree(row):
		return fmt.Sprintf("1回目 %s、2回目 %sで相違", number(row.Counted), number(row.Second))
	case row.Difference == 0:
		return "枚数は一致、製造番号が相違"
	}
	return "差 " + difference(row.Difference)
}
