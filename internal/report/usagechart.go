package report

import (
	"slices"
	"strconv"

	"madoguchi/internal/juki"
	"madoguchi/internal/stock"
)

// figure is one bar of a chart.
type figure struct {
	label string
	value int
}

// Heights of the charts' parts in millimetres.
const (
	usageBars   = 30.0
	usageLabels = 6.2
	rankRow     = 5.2
	mostRanks   = 8 // operators; the table has all
)

// usageCharts draws how much was used by whom, on which day and at which hour, and gives where the rest begins.
func (d *document) usageCharts(y float64, r stock.UsageSheet) float64 {
	if len(r.Lines) == 0 {
		return y
	}
	y = d.paper.ranks(y, "操作者ごと(件)", usesByOperator(d, r.Lines))
	if len(r.Days) > 0 {
		title, figures := usesByDay(r)
		y = d.paper.columns(y, title, figures)
	}
	if len(r.Hours) > 0 {
		y = d.paper.columns(y, "時刻ごと(件)", usesByHour(r.Hours))
	}
	return y
}

// usesByOperator sums an operator's lines up, those with most first.
func usesByOperator(d *document, lines []stock.UsageLine) (list []figure) {
	var ids []juki.OperatorID
	sums := map[juki.OperatorID]int{}
	for _, l := range lines {
		if sums[l.Operator] == 0 {
			ids = append(ids, l.Operator)
		}
		sums[l.Operator] += l.Searched + l.Displayed + l.Printed
	}
	slices.SortStableFunc(ids, func(a, b juki.OperatorID) int { return sums[b] - sums[a] })
	for _, id := range ids[:min(mostRanks, len(ids))] {
		list = append(list, figure{orDash(d.person(id)), sums[id]})
	}
	return list
}

// mostDays is how many days one chart has; more are summed up by month.
const mostDays = 62

func usesByDay(r stock.UsageSheet) (title string, list []figure) {
	sums, months := map[juki.Date]int{}, map[juki.Date]int{}
	for _, d := range r.Days {
		sums[d.Day] += d.Count
		months[firstOf(d.Day)] += d.Count
	}
	if r.Last.Before(r.First.AddDays(mostDays)) {
		for day := r.First; !day.After(r.Last); day = day.AddDays(1) {
			label := strconv.Itoa(day.Day)
			if day.Day == 1 || day == r.First {
				label = strconv.Itoa(day.Month) + "/" + label
			}
			list = append(list, figure{label, sums[day]})
		}
		return "日ごと(件)", list
	}
	for m := firstOf(r.First); !m.After(r.Last); m = firstOf(m.AddDays(31)) {
		list = append(list, figure{strconv.Itoa(m.Month) + "月", months[m]})
	}
	return "月ごと(件)", list
}

func firstOf(d juki.Date) juki.Date { return juki.Date{Year: d.Year, Month: d.Month, Day: 1} }

// usesByHour leaves out the hours of the night in which there was nothing.
func usesByHour(hours []int) (list []figure) {
	first, last := 8, 17
	for h, n := range hours {
		if n > 0 {
			first, last = min(first, h), max(last, h)
		}
	}
	for h := first; h <= last; h++ {
		n := 0
		if h < len(hours) {
			n = hours[h]
		}
		list = append(list, figure{strconv.Itoa(h) + "時", n})
	}
	return list
}

// ranks draws a row of a bar for each figure, with its number at the end.
func (p *paper) ranks(y float64, title string, figures []figure) float64 {
	const room, number0 = 54.0, 16.0
	p.text(leftEdge, y+3.2, axisBold, title)
	y += usageLabels
	most := 1
	for _, f := range figures {
		most = max(most, f.value)
	}
	width := contentWidth - room - number0
	for _, f := range figures {
		p.text(leftEdge, y+3.4, p.fitted(bodyStyle, f.label, room-2), f.label)
		long := width * float64(f.value) / float64(most)
		p.bar(leftEdge+room, y+0.6, max(long, 0.3), rankRow-1.6, hatched)
		p.text(leftEdge+room+long+1.5, y+3.6, bodyBold, number(f.value))
		y += rankRow
	}
	return y + 3
}

// columns draws a column for each figure, its number above where there is room, its label below.
func (p *paper) columns(y float64, title string, figures []figure) float64 {
	most := 1
	for _, f := range figures {
		most = max(most, f.value)
	}
	p.text(leftEdge, y+3.2, axisBold, title)
	s := newScale(0, most, 4, y+usageLabels, usageBars)
	p.axes(s)
	slot := chartWidth / float64(len(figures))
	width := min(slot*0.6, 9)
	every := 1
	for float64(every)*slot < 5.5 {
		every++
	}
	for i, f := range figures {
		x := chartLeft + (float64(i)+0.5)*slot
		if f.value > 0 {
			p.bar(x-width/2, s.y(f.value), width, s.top+s.height-s.y(f.value), hatched)
		}
		if f.value > 0 && p.width(axisStyle, number(f.value)) <= slot {
			p.textCentre(x, max(s.y(f.value)-0.8, s.top+2.2), axisBold, number(f.value))
		}
		if i%every == 0 {
			p.textCentre(x, s.top+s.height+3.2, axisStyle, f.label)
		}
	}
	return s.top + s.height + usageLabels + 2
}
