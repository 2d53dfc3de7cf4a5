package report

import (
	"bytes"
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"madoguchi/internal/golden"
	"madoguchi/internal/stock"
)

func sampleLogList(n int) stock.LogSheet {
	l := stock.LogSheet{PaperHead: sampleHead(), Conditions: "開始 2026-11-01 00:00、操作者 S002", Purpose: "操作履歴の点検", More: true}
	for i := range n {
		l.Lines = append(l.Lines, stock.LogSheetLine{Seq: int64(41200 - i), Time: sheetDate.At(16, 59).Add(-time.Duration(i) * 37 * time.Second), Operator: "S002", Case: "R08-000123",
			Event: "person.displayed", Sentence: "S002が本人情報を表示した(目的:交付)"})
	}
	return l
}

func sampleInspection() stock.InspectionSheet {
	return stock.InspectionSheet{PaperHead: sampleHead(), Number: 3, First: sheetDate.AddDays(-21), Last: sheetDate, InspectedAt: sheetDate.AddDays(7).At(9, 10), InspectedBy: "S001", Records: 198220,
		Lines: []stock.InspectionLine{
			{Title: "多くの操作者が見た案件", Meaning: "1件の案件の本人情報を、期間中に4人以上の操作者が検索・表示・印刷したものです。引継ぎや応援で起きることもあります。", Rows: 2, Records: 14, Look: true},
			{Title: "手続のない繰返しの閲覧", Meaning: "同じ操作者が同じ案件の本人情報を、前後30分以内に手続のないまま、2回以上見たものです。", Look: true},
			{Title: "拒否・失敗", Meaning: "拒否した操作と失敗した操作を、結果と記録の種類ごとに数えたものです。", Rows: 11, Records: 310},
		},
		Remarks: "案件2件は、支所への応援のため複数の職員が見たもの。電話記録と突き合わせて確かめた。", Measures: "なし"}
}

func sampleUsage() stock.UsageSheet {
	return stock.UsageSheet{PaperHead: sampleHead(), First: sheetDate.AddDays(-21), Last: sheetDate, Meaning: "本人情報を検索・表示・印刷した記録を、操作者と目的ごとに数えたものです(第19条第3号)。",
		Lines: []stock.UsageLine{{Operator: "S001", Purpose: "交付", Searched: 310, Displayed: 302, Printed: 4}, {Operator: "S001", Purpose: "本人からの照会", Searched: 12, Displayed: 9, Printed: 0}, {Operator: "S002", Purpose: "交付", Searched: 1204, Displayed: 1188, Printed: 31}},
		Days:  []stock.UsageDay{{Day: sheetDate.AddDays(-21), Count: 120}, {Day: sheetDate.AddDays(-8), Count: 2410}, {Day: sheetDate, Count: 530}},
		Hours: []int{7: 4, 8: 210, 9: 640, 10: 702, 11: 480, 13: 390, 16: 634}}
}

// The three papers read as reviewed; with HISTORY_PICTURES they are drawn for people to look at.
func TestPapersOfTheLogReadAsReviewed(t *testing.T) {
	for name, body := range map[string]any{
		"log-list":       sampleLogList(80),
		"log-list-empty": sampleLogList(0),
		"log-inspection": sampleInspection(),
		"log-usage":      sampleUsage(),
	} {
		t.Run(name, func(t *testing.T) {
			var b bytes.Buffer
			paper, err := Compose(body, Options{})
			if err == nil {
				err = paper.WritePDF(&b)
			}
			if err != nil {
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
