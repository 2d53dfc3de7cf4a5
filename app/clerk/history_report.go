package clerk

import (
	"slices"
	"strconv"

	"fyne.io/fyne/v2"

	"madoguchi/app/kit"
	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
)

// reportPage is one report: what it means, a chart where one is easier to read, and a table whose lines lead to the records.
type reportPage struct {
	w       *Window
	reports HistoryReports
	report  oplog.Report
	why     string
}

func newReportPage(w *Window, all HistoryReports, id oplog.ReportID, why string) *reportPage {
	return &reportPage{w: w, reports: all, report: all.Of(id), why: why}
}

func (p *reportPage) leave() {}

func (p *reportPage) show() fyne.CanvasObject {
	t, l := p.w.text, p.w.logLanguage()
	head := p.w.historyHead(tabInspect)
	head.Add(kit.Subheading(p.report.ID.Title(l) + "  " + p.report.Period.First.String() + " – " + p.report.Period.Last.String()))
	head.Add(kit.Body(p.report.ID.Meaning(l, p.reports.Limits)).WithID("report.meaning"))
	if chart := p.w.dayChart(p.report); chart != nil {
		head.Add(chart)
	}
	foot := kit.HStack(kit.SpaceBetween, kit.NewButton("report.back", t.T("report.back"), kit.Outlined, func() { p.w.turnTo(newInspectPage(p.w, &p.reports, p.why)) }).Key(fyne.KeyEscape),
		kit.Filler(), kit.Note(t.T("report.open")))
	if len(p.report.Rows) == 0 {
		head.Add(kit.Label(t.T("report.nothing")))
		return kit.Sides(head, foot, nil, nil, kit.VStack(0))
	}
	return kit.Sides(head, foot, nil, nil, kit.PadXY(0, kit.SpaceInside, p.w.reportTable(p.report, p.why, func() { p.w.turnTo(p) })))
}

// reportTable lists the rows of a report; a line opens its records.
func (w *Window) reportTable(r oplog.Report, why string, back func()) fyne.CanvasObject {
	t := w.text
	titles, widths, cells := w.reportColumns(r.ID)
	columns := make([]kit.Column, len(titles))
	for i, title := range titles {
		columns[i] = kit.Column{Title: t.T("report." + title), Width: widths[i], Number: isFigure(title)}
	}
	if !slices.Contains(widths, 0) {
		columns = append(columns, kit.Column{}) // figures stay near what they count
	}
	rows := make([][]string, len(r.Rows))
	for i, f := range r.Rows {
		rows[i] = cells(f)
	}
	table := kit.NewTable("report.table", columns...)
	table.Unit(t.T("table.unit")).OnSelect(func(row int) { w.turnTo(newHistoryPageAt(w, r.Rows[row].Records, why, back)) }).SetRows(rows)
	return table
}

func isFigure(column string) bool {
	return slices.Contains([]string{"count", "eyes", "usual", "searched", "displayed", "printed"}, column)
}

// reportColumns are the columns of a report, and what a row says in them.
func (w *Window) reportColumns(id oplog.ReportID) (titles []string, widths []float32, cells func(oplog.Finding) []string) {
	n, l := w.number, w.logLanguage()
	switch id {
	case oplog.ManyEyes:
		return []string{"case", "eyes", "count"}, []float32{200, 180, 160}, func(f oplog.Finding) []string { return []string{string(f.Case), n(f.Eyes), n(f.Count)} }
	case oplog.OwnPeople:
		return []string{"relation", "operator", "case", "first", "count"}, []float32{200, 140, 200, 160, 140}, func(f oplog.Finding) []string {
			return []string{oplog.WhyWord(f.Why, l), string(f.Operator), orEmpty(string(f.Case), w.text.T("report.several")), f.Day.String(), n(f.Count)}
		}
	case oplog.NoProcedure:
		return []string{"operator", "case", "count"}, []float32{160, 200, 160}, func(f oplog.Finding) []string {
			return []string{string(f.Operator), string(f.Case), n(f.Count)}
		}
	case oplog.Unusual:
		return []string{"day", "operator", "count", "usual"}, []float32{160, 160, 160, 220}, func(f oplog.Finding) []string {
			return []string{f.Day.String(), string(f.Operator), n(f.Count), n(f.Usual)}
		}
	case oplog.OutsideHours, oplog.Relieved:
		return []string{"why", "day", "operator", "event", "count"}, []float32{190, 150, 130, 0, 120}, func(f oplog.Finding) []string {
			day, event := "", ""
			if !f.Day.IsZero() {
				day = f.Day.String()
			}
			if (f.Event != oplog.EventID{}) {
				event = oplog.EventTitle(f.Event, l)
			}
			return []string{oplog.WhyWord(f.Why, l), day, string(f.Operator), event, n(f.Count)}
		}
	case oplog.Refusals:
		return []string{"code", "event", "count"}, []float32{480, 0, 120}, func(f oplog.Finding) []string {
			return []string{w.text.T("code." + string(f.Code) + ".what"), oplog.EventTitle(f.Event, l), n(f.Count)}
		}
	}
	return []string{"operator", "purpose", "searched", "displayed", "printed", "count"}, []float32{130, 0, 120, 120, 120, 120}, func(f oplog.Finding) []string {
		return []string{string(f.Operator), oplog.PurposeWord(f.Purpose, l), n(f.Uses[0]), n(f.Uses[1]), n(f.Uses[2]), n(f.Count)}
	}
}

func orEmpty(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

// hourChart shows at which hour of the day there was how much. The hours of the night are left out when nothing was in them.
func (w *Window) hourChart(hours []int) fyne.CanvasObject {
	first, last := 8, 17
	for h, n := range hours {
		if n > 0 {
			first, last = min(first, h), max(last, h)
		}
	}
	var bars []kit.Bar
	for h := first; h <= last; h++ {
		bars = append(bars, kit.Bar{Label: w.text.T("report.hour", "N", strconv.Itoa(h)), Value: hours[h]})
	}
	return kit.NewChart("report.hours", chartHeight, bars)
}

// chartHeight is that of a chart with its labels, in pixels.
const chartHeight = 150

// dayChart shows how much there was each day; the days that a report lists are marked. nil where a chart says nothing.
func (w *Window) dayChart(r oplog.Report) fyne.CanvasObject {
	if len(r.Days) == 0 {
		return nil
	}
	sums, marked := map[juki.Date]int{}, map[juki.Date]bool{}
	for _, d := range r.Days {
		sums[d.Day] += d.Count
	}
	for _, f := range r.Rows {
		marked[f.Day] = true
	}
	var bars []kit.Bar
	for d := r.Period.First; !d.After(r.Period.Last); d = d.AddDays(1) {
		label := strconv.Itoa(d.Day)
		if d.Day == 1 {
			label = strconv.Itoa(d.Month) + "/1"
		}
		bars = append(bars, kit.Bar{Label: label, Value: sums[d], Marked: marked[d]})
	}
	return kit.NewChart("report.chart", chartHeight, bars)
}
