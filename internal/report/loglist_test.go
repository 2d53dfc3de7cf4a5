package report

import (
	"bytes"
	"encoding/csv"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"madoguchi/internal/golden"
)

func sampleLogList(n int) LogList {
	l := LogList{PaperHead: sampleHead(), Conditions: "開始 2026-11-01 00:00、操作者 S002", Purpose: "操作履歴の点検", More: true}
	for i := range n {
		l.Lines = append(l.Lines, LogLine{Seq: int64(41200 - i), Time: sheetDate.At(16, 59).Add(-time.Duration(i) * 37 * time.Second), Operator: "S002", Case: "R08-000123",
			Event: "person.displayed", Sentence: "S002が本人情報を表示した(目的:交付)"})
	}
	return l
}

func sampleInspection() InspectionRecord {
	return InspectionRecord{PaperHead: sampleHead(), Number: 3, First: sheetDate.AddDays(-21), Last: sheetDate, InspectedAt: "2026-12-01 09:10", InspectedBy: "S001", Records: 198220,
		Lines: []InspectionLine{
			{Title: "多くの操作者が見た案件", Meaning: "1件の案件の本人情報を、期間中に4人以上の操作者が検索・表示・印刷したものです。引継ぎや応援で起きることもあります。", Rows: 2, Records: 14, Look: true},
			{Title: "手続のない繰返しの閲覧", Meaning: "同じ操作者が同じ案件の本人情報を、前後30分以内に手続のないまま、2回以上見たものです。", Look: true},
			{Title: "拒否・失敗", Meaning: "拒否した操作と失敗した操作を、結果と記録の種類ごとに数えたものです。", Rows: 11, Records: 310},
		},
		Remarks: "案件2件は、支所への応援のため複数の職員が見たもの。電話記録と突き合わせて確かめた。", Measures: "なし"}
}

func sampleUsage() UsageReport {
	return UsageReport{PaperHead: sampleHead(), First: sheetDate.AddDays(-21), Last: sheetDate, Meaning: "本人情報を検索・表示・印刷した記録を、操作者と目的ごとに数えたものです(第19条第3号)。",
		Lines: []UsageLine{{"S001", "交付", 310, 302, 4}, {"S001", "本人からの照会", 12, 9, 0}, {"S002", "交付", 1204, 1188, 31}}}
}

// The three papers read as reviewed; with HISTORY_PICTURES they are drawn for people to look at.
func TestPapersOfTheLogReadAsReviewed(t *testing.T) {
	for name, write := range map[string]func(io.Writer, Options) error{
		"log-list":       func(w io.Writer, o Options) error { return WriteLogList(w, sampleLogList(80), o) },
		"log-list-empty": func(w io.Writer, o Options) error { return WriteLogList(w, sampleLogList(0), o) },
		"log-inspection": func(w io.Writer, o Options) error { return WriteInspectionRecord(w, sampleInspection(), o) },
		"log-usage":      func(w io.Writer, o Options) error { return WriteUsageReport(w, sampleUsage(), o) },
	} {
		t.Run(name, func(t *testing.T) {
			var b bytes.Buffer
			if err := write(&b, Options{}); err != nil {
				t.Fatal(err)
			}
			golden.Text(t, filepath.Join("testdata", name+".txt"), layoutText(t, b.Bytes()))
			if dir := os.Getenv("HISTORY_PICTURES"); dir != "" {
				writePNG(t, filepath.Join(dir, name+".png"), pictures(t, b.Bytes(), 72)[0])
			}
		})
	}
}

// A spreadsheet opens the list with its characters whole and calculates nothing.
func TestTheCSVIsSafeToOpen(t *testing.T) {
	l := sampleLogList(2)
	l.Lines[0].Sentence, l.Lines[1].Sentence = `=HYPERLINK("http://x","y")`, "＋1、\"引用\"\n改行"
	var b bytes.Buffer
	if err := WriteLogCSV(&b, l); err != nil {
		t.Fatal(err)
	}
	text, marked := strings.CutPrefix(b.String(), "\ufeff")
	if !marked || !strings.Contains(text, "\r\n") {
		t.Error("no mark of UTF-8, or no CRLF")
	}
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil || len(rows) != 3 || rows[1][5] != `'=HYPERLINK("http://x","y")` || !strings.HasPrefix(rows[2][5], "'＋1") || rows[1][0] != "41200" {
		t.Errorf("%q, %v", rows, err)
	}
}
