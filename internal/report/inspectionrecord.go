package report

import (
	"fmt"

	"madoguchi/internal/juki"
	"madoguchi/internal/stock"
)

// Columns of both papers; together they are contentWidth.
var (
	inspectionColumns = []column{{"点検すること", 112, left}, {"件数", 18, right}, {"記録の数", 22, right}, {"判定", 22, centre}}
	usageColumns      = []column{{"操作者", 54, left}, {"目的", 48, left}, {"検索", 18, right}, {"表示", 18, right}, {"印刷", 18, right}, {"計", 18, right}}
)

// setInspection sets the 操作履歴点検記録.
func setInspection(r stock.InspectionSheet, o Options) (*paper, error) {
	d, err := openDocument("操作履歴点検記録", r.Last, period(r.First, r.Last), r.PaperHead, o)
	if err != nil {
		return nil, err
	}
	y := d.top([]fact{{"番号", fmt.Sprint(r.Number)}, {"点検", moment(r.InspectedAt) + by(" ", d.person(r.InspectedBy))}, {"対象", "記録" + number(r.Records) + "件"}}, "統括責任者", "管理者")
	t := &table{paper: d.paper, columns: inspectionColumns, newPage: d.turn}
	t.open(y + 2)
	for _, l := range r.Lines {
		verdict := cell{"なし", reasonStyle, centre}
		switch {
		case l.Rows > 0 && l.Look:
			verdict = cell{"▲要確認", style{reasonStyle.points, true, black}, centre}
		case l.Rows > 0:
			verdict = cell{"数の確認", reasonStyle, centre}
		}
		t.row([]cell{{l.Title + "\n" + l.Meaning, reasonStyle, left}, {number(l.Rows), figureBold, right}, {number(l.Records), bodyStyle, right}, verdict}, rowLook{})
	}
	t.end()
	y = d.words(t.y+5, "所見", orDash(r.Remarks))
	y = d.words(y, "講じた措置", orDash(r.Measures))
	return d.close(y), nil
}

// words sets a text in a frame under a title.
func (d *document) words(y float64, title, text string) float64 {
	y = d.section(y, title, "", 2*leastRow)
	t := &table{paper: d.paper, columns: []column{{"", contentWidth, left}}, newPage: d.turn, bare: true}
	t.begin(y)
	t.row([]cell{{text, bodyStyle, left}}, rowLook{least: 3 * leastRow})
	t.end()
	return t.y + 4
}

// setUsage sets the 利用状況報告: the charts first, because a look at them says most of it.
func setUsage(r stock.UsageSheet, o Options) (*paper, error) {
	d, err := openDocument("利用状況報告", r.Last, period(r.First, r.Last), r.PaperHead, o)
	if err != nil {
		return nil, err
	}
	y := d.paper.paragraph(leftEdge, d.top([]fact{{"操作者", number(operatorsOn(r.Lines)) + "人"}}, "管理者", "担当")+4, contentWidth, softStyle, r.Meaning)
	y = d.usageCharts(y+3, r)
	t := &table{paper: d.paper, columns: usageColumns, newPage: d.turn, least: 5.4}
	t.open(y)
	if len(r.Lines) == 0 {
		t.remark("この期間に本人情報の利用はありません(対象なし)")
	}
	var sum stock.UsageLine
	for _, l := range r.Lines {
		t.row(usageCells(d.person(l.Operator), l, bodyStyle), rowLook{})
		sum.Searched, sum.Displayed, sum.Printed = sum.Searched+l.Searched, sum.Displayed+l.Displayed, sum.Printed+l.Printed
	}
	t.row(usageCells("計", sum, bodyBold), rowLook{fill: tint, heavy: true})
	t.end()
	return d.close(t.y), nil
}

func usageCells(who string, l stock.UsageLine, s style) []cell {
	return []cell{{orDash(who), s, left}, {l.Purpose, s, left}, {number(l.Searched), s, right}, {number(l.Displayed), s, right}, {number(l.Printed), s, right},
		{number(l.Searched + l.Displayed + l.Printed), s, right}}
}

func operatorsOn(lines []stock.UsageLine) int {
	seen := map[juki.OperatorID]bool{}
	for _, l := range lines {
		seen[l.Operator] = true
	}
	return len(seen)
}
