package kit

import (
	"slices"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
)

func TestATableSortsByValueAndKeepsItsRows(t *testing.T) {
	_, frame := openWindow(t, 600, 400, Look{})
	var chosen []int
	table := NewTable("stock", Column{Title: "品目"}, Column{Title: "帳簿", Number: true, Width: 120}).OnSelect(func(row int) { chosen = append(chosen, row) })
	frame.SetPage(table)
	table.SetRows([][]string{{"う", "1,200"}, {"あ", "90"}, {"い", ""}})
	head := frame.Find("stock.1").(*columnTitle)
	for _, want := range [][]int{{2, 1, 0}, {0, 1, 2}, {0, 1, 2}} {
		test.Tap(head)
		if !slices.Equal(table.order, want) {
			t.Errorf("%s: the rows stand as %v, want %v", head.words.Words(), table.order, want)
		}
	}
	test.Tap(head)
	table.list.Select(0)
	if !slices.Equal(chosen, []int{2}) {
		t.Errorf("chose %v, want the third row", chosen)
	}
	if got := table.count.Words(); got != "3 件" {
		t.Errorf("counts %q", got)
	}
}

func TestThousandsOfRowsDrawOnlyWhatIsSeen(t *testing.T) {
	_, frame := openWindow(t, 600, 400, Look{})
	drawn := 0
	table := NewTable("history", Column{Title: "時刻"})
	create := table.list.CreateItem
	table.list.CreateItem = func() fyne.CanvasObject { drawn++; return create() }
	rows := make([][]string, 10000)
	for i := range rows {
		rows[i] = []string{grouped(i)}
	}
	table.SetRows(rows)
	frame.SetPage(table)
	if drawn > 30 {
		t.Errorf("%d rows were made for 400 pixels", drawn)
	}
	if got := table.count.Words(); got != "10,000 件" {
		t.Errorf("counts %q", got)
	}
}
