package report

import (
	"math"
	"strconv"

	"madoguchi/internal/juki"
	"madoguchi/internal/stock"
)

// Two charts share the axis of the days: above the book as a line, below what came and went as bars. Two scales in one chart would be
// read wrongly, and patterns instead of colours survive a copier.
const (
	chartLeft   = leftEdge + 13
	chartWidth  = rightEdge - chartLeft
	lineHeight  = 34.0
	barHeight   = 48.0
	legendRoom  = 7.0
	daysRoom    = 15.0
	chartHeight = legendRoom + lineHeight + 6 + barHeight + daysRoom
)

var (
	axisStyle = style{6.5, false, black}
	axisBold  = style{6.5, true, black}
)

// pattern is how a bar is filled.
type pattern int

const (
	empty pattern = iota
	hatched
	solid
)

// scale is an axis from low to high with a tick every step.
type scale struct {
	low, high, step int
	top, height     float64 // on the page
}

func (s scale) y(v int) float64 {
	return s.top + s.height*(1-float64(v-s.low)/float64(s.high-s.low))
}

// newScale covers low to high in at most so many round steps (1, 2 or 5 times a power of ten).
func newScale(low, high, ticks int, top, height float64) scale {
	step := 1
	for round := 0; (high-low+step-1)/step > ticks; round++ {
		step = []int{2, 5, 10}[round%3] * int(math.Pow10(round/3))
	}
	low -= ((low % step) + step) % step
	for high%step != 0 || high <= low {
		high++
	}
	return scale{low, high, step, top, height}
}

// chart draws both and gives where the rest begins.
func (m monthSheet) chart(y float64) float64 {
	p, days := m.paper, m.sheet.Days
	low, high, most := days[0].Book, days[0].Book, 0
	for _, d := range days {
		low, high = min(low, d.Book), max(high, d.Book)
		most = max(most, d.In, d.Out, d.Handed)
	}
	from, remark := 0, ""
	if low > high/2 {
		from, remark = low, "(縦軸は0から始まらない)"
	}
	if low < 0 {
		from = low
	}
	slot := chartWidth / float64(len(days))
	p.text(chartLeft, y+4.5, axisBold, "帳簿残(枚)")
	p.text(chartLeft+18, y+4.5, axisStyle, remark)
	book := newScale(from, high, 4, y+legendRoom, lineHeight)
	bars := newScale(0, max(most, 1), 5, y+legendRoom+lineHeight+7, barHeight)
	m.closedDays(slot, book, bars)
	p.axes(book)
	p.axes(bars)
	m.bookLine(slot, book)
	m.dayBars(slot, bars)
	p.legend(bars.top - 1.2)
	m.dayLabels(slot, bars.top+bars.height)
	return y + chartHeight + 5
}

// closedDays tints the days without business, on which a bar of nothing means nothing.
func (m monthSheet) closedDays(slot float64, charts ...scale) {
	for i, d := range m.sheet.Days {
		if d.Opened {
			continue
		}
		for _, s := range charts {
			m.paper.fill(chartLeft+float64(i)*slot, s.top, slot, s.height, tint)
		}
	}
}

// axes draws frame, ticks and their labels.
func (p *paper) axes(s scale) {
	for v := s.low; v <= s.high; v += s.step {
		p.line(chartLeft-1, s.y(v), rightEdge, s.y(v), 0.1, ruling)
		p.textRight(chartLeft-1.8, s.y(v)+0.8, axisStyle, number(v))
	}
	p.box(chartLeft, s.top, chartWidth, s.height, 0.25, frame)
}

func (m monthSheet) bookLine(slot float64, s scale) {
	lastX, lastY := 0.0, 0.0
	for i, d := range m.sheet.Days {
		if !d.Opened {
			continue
		}
		x, y := chartLeft+(float64(i)+0.5)*slot, s.y(d.Book)
		if lastX > 0 {
			m.paper.line(lastX, lastY, x, y, 0.4, black)
		}
		m.paper.fill(x-0.6, y-0.6, 1.2, 1.2, black)
		lastX, lastY = x, y
	}
}

func (m monthSheet) dayBars(slot float64, s scale) {
	width := slot * 0.28
	for i, d := range m.sheet.Days {
		x := chartLeft + (float64(i)+0.08)*slot
		for j, bar := range []struct {
			value int
			how   pattern
		}{{d.In, empty}, {d.Out, hatched}, {d.Handed, solid}} {
			if bar.value > 0 {
				m.paper.bar(x+float64(j)*width, s.y(bar.value), width, s.top+s.height-s.y(bar.value), bar.how)
			}
		}
	}
}

// bar draws a rectangle filled with a pattern that a copier keeps.
func (p *paper) bar(x, y, w, h float64, how pattern) {
	if how == solid {
		p.fill(x, y, w, h, black)
		return
	}
	p.fill(x, y, w, h, white)
	if how == hatched {
		const apart = 0.9
		for at := apart; at < w+h; at += apart { // lines at 45°, from the left or lower edge to the upper or right one
			x1, y1 := x, y+at
			if at > h {
				x1, y1 = x+at-h, y+h
			}
			x2, y2 := x+at, y
			if at > w {
				x2, y2 = x+w, y+at-w
			}
			p.line(x1, y1, x2, y2, 0.2, black)
		}
	}
	p.box(x, y, w, h, 0.2, black)
}

// legend explains the patterns.
func (p *paper) legend(y float64) {
	p.text(chartLeft, y, axisBold, "受払(枚)")
	x := chartLeft + 18
	for _, l := range []struct {
		name string
		how  pattern
	}{{"受", empty}, {"払", hatched}, {"うち交付", solid}} {
		p.bar(x, y-2.2, 4, 2.6, l.how)
		p.text(x+5, y, axisStyle, l.name)
		x += 20
	}
	p.fill(x, y-2.2, 4, 2.6, tint)
	p.box(x, y-2.2, 4, 2.6, 0.1, ruling)
	p.text(x+5, y, axisStyle, "業務のない日")
}

// dayLabels are day, weekday, and whether the day was closed and agreed.
func (m monthSheet) dayLabels(slot, y float64) {
	p := m.paper
	for i, name := range []string{"日", "曜", "締め"} {
		p.textRight(chartLeft-1.8, y+3.2+3.4*float64(i), axisStyle, name)
	}
	p.textRight(chartLeft-1.8, y+3.2+3.4*3, axisStyle, "差異")
	for i, d := range m.sheet.Days {
		x := chartLeft + (float64(i)+0.5)*slot
		p.textCentre(x, y+3.2, axisStyle, strconv.Itoa(d.Day.Day))
		p.textCentre(x, y+6.6, axisStyle, juki.WeekdayJapanese(d.Day.Weekday()))
		p.textCentre(x, y+10, axisBold, shortStanding(d))
		if d.Differs {
			p.textCentre(x, y+13.4, axisBold, "差")
		}
	}
}

func shortStanding(d stock.MonthDay) string {
	switch {
	case d.Closed:
		return "済"
	case d.Opened:
		return "未"
	}
	return "―"
}
