package oplog

import (
	"time"

	"madoguchi/internal/juki"
)

// Inspection is a 操作履歴点検記録: what the log of a month showed, and what the 情報保護管理者 found. It is kept sealed: the findings are free text.
type Inspection struct {
	ID      int64           `json:"-"`
	Month   Period          `json:"month"`
	At      time.Time       `json:"at"`
	By      juki.OperatorID `json:"by"`
	Records int             `json:"records"` // of the month
	Counts  []ReportCount   `json:"counts"`  // in the order of Reports
	Remarks string          `json:"remarks"` // 所見
	Actions string          `json:"actions"` // 措置
}

// ReportCount is how many rows a report had, and how many records they count.
type ReportCount struct {
	Report  ReportID `json:"report"`
	Rows    int      `json:"rows"`
	Records int      `json:"records"`
}

// Hits is how many rows ask for a look.
func (i Inspection) Hits() (n int) {
	for _, c := range i.Counts {
		if c.Report.Suspicious() {
			n += c.Rows
		}
	}
	return n
}

// Counted sums a report up.
func (r Report) Counted() ReportCount {
	c := ReportCount{Report: r.ID, Rows: len(r.Rows)}
	for _, f := range r.Rows {
		c.Records += f.Count
	}
	return c
}
