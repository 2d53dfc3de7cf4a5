package report

import (
	"cmp"
	"fmt"
	"slices"

	"madoguchi/internal/stock"
)

// pickColumns are the columns of the 前日準備一覧; together they are contentWidth.
var pickColumns = []column{
	{"", 11, centre},
	{"時刻", 19, centre},
	{"末尾4桁", 30, centre},
	{"製造番号", 42, left},
	{"案件番号", 30, left},
	{"今の場所・状態", 42, left},
}

var lastFourStyle = style{16, true, black}

// setPickList sets the 前日準備一覧 of a day, shelf by shelf: what to take out for whom at which time. The clerk scans the card itself,
// so there is no code on the paper, but the end of the number is large.
func setPickList(s stock.PickList, o Options) (*paper, error) {
	d, err := openDocument("前日準備一覧", s.Day, "", s.PaperHead, o)
	if err != nil {
		return nil, err
	}
	var listed []stock.Appointment
	for _, a := range s.Appointments {
		if !a.Cancelled {
			listed = append(listed, a)
		}
	}
	slices.SortStableFunc(listed, func(a, b stock.Appointment) int {
		return cmp.Or(cmp.Compare(a.Kept.Place, b.Kept.Place), cmp.Compare(a.Minute, b.Minute), cmp.Compare(a.Serial, b.Serial))
	})
	y := d.top([]fact{{"交付日", s.Day.Wareki()}, {"枚数", fmt.Sprintf("%s枚(準備済 %s枚)", number(len(listed)), number(picked(listed)))}}, "準備者", "確認者")
	t := &table{paper: d.paper, columns: pickColumns, newPage: d.turn, least: 9}
	t.open(y + 2)
	if len(listed) == 0 {
		t.remark("この日の予約はありません(対象なし)")
	}
	for len(listed) > 0 {
		place := listed[0].Kept.Place
		n := 0
		for n < len(listed) && listed[n].Kept.Place == place {
			n++
		}
		name := d.head.PlaceName(place)
		t.continues = nil
		t.spanning(name, number(n)+"枚", rowLook{fill: tint, heavy: true, keep: 9, least: leastRow})
		t.continues = func() { t.spanning(name+"(続き)", "", rowLook{fill: tint, least: leastRow}) }
		for _, a := range listed[:n] {
			t.row(d.pickCells(a), rowLook{})
		}
		listed = listed[n:]
	}
	t.end()
	return d.close(t.y), nil
}

func picked(list []stock.Appointment) (n int) {
	for _, a := range list {
		if a.At.State == stock.Picked {
			n++
		}
	}
	return n
}

func (d *document) pickCells(a stock.Appointment) []cell {
	now := "―"
	if a.At != a.Kept {
		now = a.At.State.Japanese() + by(" ", d.head.PlaceName(a.At.Place))
	}
	box := cell{style: reasonStyle, align: boxed}
	if a.At.State == stock.Picked {
		box = cell{"済", bodyBold, centre}
	}
	return []cell{
		box,
		{fmt.Sprintf("%02d:%02d", a.Minute/60, a.Minute%60), style{11, false, black}, centre},
		{lastFour(a.Serial), lastFourStyle, centre},
		{string(a.Serial), bodyStyle, left},
		{orDash(string(a.Case)), bodyStyle, left},
		{now, reasonStyle, left},
	}
}
