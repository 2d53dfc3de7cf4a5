package report

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"madoguchi/internal/juki"
	"madoguchi/internal/stock"
)

// logColumns are the columns of the 操作履歴一覧; together they are contentWidth.
var logColumns = []column{{"番号", 17, right}, {"日時", 33, centre}, {"操作者", 16, centre}, {"案件", 23, centre}, {"内容", 85, left}}

// setLogList sets the 操作履歴一覧.
func setLogList(l stock.LogSheet, o Options) (*paper, error) {
	d, err := openDocument("操作履歴一覧", juki.DateOf(l.MadeAt), "", l.PaperHead, o)
	if err != nil {
		return nil, err
	}
	found := number(len(l.Lines)) + "件"
	if l.More {
		found = "新しい方から" + found + "(これより古い記録は載せていない)"
	}
	y := d.top([]fact{{"条件", orDash(l.Conditions)}, {"目的", orDash(l.Purpose)}, {"件数", found}}, "管理者", "担当")
	t := &table{paper: d.paper, columns: logColumns, newPage: d.turn, least: 5.4}
	t.open(y + 2)
	if len(l.Lines) == 0 {
		t.remark("条件に合う記録はありません(対象なし)")
	}
	for _, line := range l.Lines {
		t.row([]cell{
			{strconv.FormatInt(line.Seq, 10), reasonStyle, right},
			{logTime(line.Time), reasonStyle, centre},
			{orDash(string(line.Operator)), reasonStyle, centre},
			{orDash(string(line.Case)), reasonStyle, centre},
			{line.Sentence, reasonStyle, left},
		}, rowLook{})
	}
	t.end()
	return d.close(t.y), nil
}

func logTime(t time.Time) string { return t.In(juki.Tokyo()).Format("2006-01-02 15:04:05") }

// WriteLogCSV writes the list as a CSV that a spreadsheet opens as it is: UTF-8 with its mark, CRLF, and nothing that it would take for a formula.
func WriteLogCSV(w io.Writer, l stock.LogSheet) error {
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return fmt.Errorf("writing the list of records: %w", err)
	}
	c := csv.NewWriter(w)
	c.UseCRLF = true
	rows := [][]string{{"番号", "日時", "操作者", "案件番号", "記録", "内容"}}
	for _, line := range l.Lines {
		rows = append(rows, []string{strconv.FormatInt(line.Seq, 10), logTime(line.Time), string(line.Operator), string(line.Case), line.Event, line.Sentence})
	}
	for _, row := range rows {
		for i := range row {
			row[i] = noFormula(row[i])
		}
	}
	if err := c.WriteAll(rows); err != nil {
		return fmt.Errorf("writing the list of records: %w", err)
	}
	return nil
}

// noFormula puts an apostrophe before what a spreadsheet would calculate; half-width and full-width signs both begin formulas.
func noFormula(text string) string {
	if text != "" && strings.ContainsRune("=+-@\t\r\n＝＋－＠", []rune(text)[0]) {
		return "'" + text
	}
	return text
}
