package stock

import (
	"slices"
	"time"

	"madoguchi/internal/juki"
)

// The papers of the operation history (操作履歴の帳票). They lie on the same shelf as the others and are printed the same way; who may see the log may
// see them.
const (
	PaperLogList       PaperKind = "log-list"       // 操作履歴一覧
	PaperLogInspection PaperKind = "log-inspection" // 操作履歴点検記録
	PaperLogUsage      PaperKind = "log-usage"      // 利用状況報告
)

// OfLog tells whether a paper is one of the operation history.
func (k PaperKind) OfLog() bool {
	return slices.Contains([]PaperKind{PaperLogList, PaperLogInspection, PaperLogUsage}, k)
}

// LogSheet is the 操作履歴一覧: what a search of the operation history found, newest first.
type LogSheet struct {
	PaperHead  `json:"head"`
	Conditions string // of the search, in words
	Purpose    string // of the search, in words
	Why        string // the same by its code: who opens the paper again looks into the log for it
	Lines      []LogSheetLine
	More       bool // older records fit too and are not on the list
}

// LogSheetLine is a record of the operation history as it stands on the list.
type LogSheetLine struct {
	Seq      int64
	Time     time.Time
	Operator juki.OperatorID
	Case     juki.CaseNumber
	Event    string
	Sentence string
}

// InspectionSheet is the 操作履歴点検記録 of a month (第13条): what each report on the log counted, and what the 情報保護管理者 found.
type InspectionSheet struct {
	PaperHead         `json:"head"`
	Number            int64
	First, Last       juki.Date
	InspectedAt       time.Time
	InspectedBy       juki.OperatorID
	Records           int // of the month
	Lines             []InspectionLine
	Remarks, Measures string // 所見, 措置
}

// InspectionLine is one report.
type InspectionLine struct {
	Title, Meaning string
	Rows, Records  int
	Look           bool // its rows ask for a look; others are figures
}

// UsageSheet is the 利用状況報告: how much personal data was used over a period, by purpose and operator.
type UsageSheet struct {
	PaperHead   `json:"head"`
	First, Last juki.Date
	Meaning     string
	Why         string // the purpose of the look, by its code
	Lines       []UsageLine
	Days        []UsageDay // those that have some
	Hours       []int      // uses in each hour of the day, from 0 to 23; empty when they were not counted
}

// UsageLine is one operator's use for one purpose.
type UsageLine struct {
	Operator                     juki.OperatorID
	Purpose                      string
	Searched, Displayed, Printed int
}

// UsageDay is the use on one day.
type UsageDay struct {
	Day   juki.Date
	Count int
}

// Why is the purpose for which a paper of the log was made; ok is false for every other paper.
func Why(body any) (purpose string, ok bool) {
	switch b := body.(type) {
	case LogSheet:
		return b.Why, true
	case InspectionSheet:
		return "log-check", true
	case UsageSheet:
		return b.Why, true
	}
	return "", false
}

// CasesOn is how many cases a paper names: what leaves with it of people. The papers of the operation history name cases too; taking them out is
// recorded as what it is.
func CasesOn(body any) int {
	seen := map[juki.CaseNumber]bool{}
	if list, ok := body.(PickList); ok {
		for _, a := range list.Appointments {
			seen[a.Case] = true
		}
	}
	delete(seen, "")
	return len(seen)
}
