package report

import (
	"fmt"

	"madoguchi/internal/juki"
	"madoguchi/internal/stock"
)

// monthColumns and monthDayColumns are the columns of the 月次集計; together they are contentWidth.
var (
	monthColumns = []column{
		{"品目", 33, left}, {"前月\nから", 15, right}, {"受", 13, right}, {"受の内訳", 36, left},
		{"払", 13, right}, {"払の内訳", 36, left}, {"翌月へ", 15, right}, {"差異の\nあった日", 13, right},
	}
	monthDayColumns = []column{
		{"年月日", 40, left}, {"受", 20, right}, {"払", 20, right}, {"交付", 20, right}, {"帳簿残", 24, right}, {"日次締め", 25, centre}, {"実査", 25, centre},
	}
)

// setMonth sets the 月次集計: each item over the month, the chart of the days, and the figures behind the chart.
func setMonth(s stock.MonthSheet, o Options) (*paper, error) {
	first := juki.Date{Year: s.Year, Month: s.Month, Day: 1}
	last := juki.DateOf(first.Start().AddDate(0, 1, -1))
	d, err := openDocument("カード・帳票月次集計", last, period(first, last), s.PaperHead, o)
	if err != nil {
		return nil, err
	}
	m := monthSheet{d, s}
	y := d.top([]fact{{"業務日", m.daysInWords()}}, "課長", "係長", "担当")
	y = m.items(y + 2)
	if len(s.Days) == 0 {
		return d.close(y), nil
	}
	y = m.chart(d.section(y, "日ごとの受払(個人番号カード)", "", chartHeight))
	if room := int((bottomEdge - y - 6) / remarksLine); room >= 2 {
		d.lines(y, "所見", "", min(room, 6))
	}
	return d.close(m.days(d.turn() + 2)), nil
}

type monthSheet struct {
	*document
	sheet stock.MonthSheet
}

func (m monthSheet) daysInWords() string {
	var opened, open, differs int
	for _, d := range m.sheet.Days {
		if d.Opened {
			opened++
			if !d.Closed {
				open++
			}
		}
		if d.Differs {
			differs++
		}
	}
	return fmt.Sprintf("%d日(未締め %d日、実査に差異のあった日 %d日)", opened, open, differs)
}

func (m monthSheet) items(y float64) float64 {
	t := &table{paper: m.paper, columns: monthColumns, newPage: m.turn}
	t.open(y)
	if len(m.sheet.Items) == 0 {
		t.remark("対象の品目はありません(対象なし)")
	}
	for _, i := range m.sheet.Items {
		differs := cell{number(i.Differs), figureStyle, right}
		if i.Differs > 0 {
			differs.style = figureBold
		}
		t.row([]cell{
			{m.head.ItemName(i.Item), bodyStyle, left},
			{number(i.Opening), figureStyle, right},
			{number(sumOf(i.In)), figureStyle, right}, m.reasons(i.In),
			{number(sumOf(i.Out)), figureStyle, right}, m.reasons(i.Out),
			{number(i.Closing), figureBold, right},
			differs,
		}, rowLook{})
	}
	t.end()
	return t.y + 6
}

func (m monthSheet) reasons(counts map[stock.Reason]int) cell {
	return cell{orDash(m.paper.packed(reasonStyle, monthColumns[3].width, "", byReason(counts))), reasonStyle, left}
}

// days are the figures behind the chart.
func (m monthSheet) days(y float64) float64 {
	t := &table{paper: m.paper, columns: monthDayColumns, newPage: m.turn, least: 5.8}
	t.open(y)
	var in, out, handed, book int
	for _, d := range m.sheet.Days {
		in, out, handed, book = in+d.In, out+d.Out, handed+d.Handed, d.Book
		look, s := rowLook{}, style{8.5, false, black}
		counted := "差異なし"
		switch {
		case !d.Opened:
			look.fill, counted = tint, "―"
		case d.Differs:
			counted = "差異あり"
		}
		figure := func(n int) cell { return cell{number(n), s, right} }
		cells := []cell{{d.Day.Wareki(), s, left}, figure(d.In), figure(d.Out), figure(d.Handed), figure(d.Book), {standing(d), s, centre}, {counted, s, centre}}
		if d.Opened && !d.Closed {
			cells[5].style.bold = true
		}
		if d.Differs {
			cells[6].style.bold = true
		}
		t.row(cells, look)
	}
	total := func(n int) cell { return cell{number(n), figureBold, right} }
	t.row([]cell{{"計", figureBold, left}, total(in), total(out), total(handed), total(book), {"", reasonStyle, left}, {"", reasonStyle, left}},
		rowLook{fill: tint, heavy: true})
	t.end()
	return t.y
}

// standing is whether a day was opened and closed, in words.
func standing(d stock.MonthDay) string {
	switch {
	case d.Closed:
		return "締め済"
	case d.Opened:
		return "未締め"
	}
	return "業務なし"
}
