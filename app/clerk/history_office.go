package clerk

import (
	"context"

	"madoguchi/internal/oplog"
	"madoguchi/internal/stock"
)

// Histories is the operation history as the clerk's window asks for it. Who may look into others' records must say why, and the look is recorded
// before anything is shown; everybody else gets the own records, whatever the search asks for.
type Histories interface {
	// SearchHistory gives a page of the records that a search chooses, newest first.
	SearchHistory(ctx context.Context, r HistoryRequest) (HistoryPage, error)
	// HistoryChoices are the operators and outcome codes that occur, for the form.
	HistoryChoices(ctx context.Context) (oplog.Choices, error)
	// ExportHistory writes what a search chooses, newest first and bounded, into a CSV, or keeps it as a paper (pdf); the record of it comes first.
	ExportHistory(ctx context.Context, r HistoryRequest, pdf bool) (HistoryExport, error)
	// InspectHistory makes all reports of a period; the look is recorded first.
	InspectHistory(ctx context.Context, p oplog.Period, purpose string) (HistoryReports, error)
	// UsageOfHistory makes the report by purpose alone, over any period.
	UsageOfHistory(ctx context.Context, p oplog.Period, purpose string) (HistoryReports, error)
	// Inspections lists the newest 操作履歴点検記録.
	Inspections(ctx context.Context) ([]oplog.Inspection, error)
	// KeepInspection counts the reports of a month once more, stores them with the findings and keeps the paper.
	KeepInspection(ctx context.Context, month oplog.Period, remarks, actions string) (stock.PaperID, error)
	// InspectionPaper is the paper of a stored inspection.
	InspectionPaper(ctx context.Context, id int64) (stock.PaperID, error)
	// UsagePaper makes the 利用状況報告 of a period.
	UsagePaper(ctx context.Context, p oplog.Period, purpose string) (stock.PaperID, error)
}

// HistoryReports are the reports of a period.
type HistoryReports struct {
	Period  oplog.Period
	Limits  oplog.Thresholds
	Records int
	Reports []oplog.Report // in the order of oplog.Reports
	Hours   []int          // uses in each hour of the day, from 0 to 23; UsageOfHistory alone counts them
}

// Of is one of them.
func (r HistoryReports) Of(id oplog.ReportID) oplog.Report {
	for _, x := range r.Reports {
		if x.ID == id {
			return x
		}
	}
	return oplog.Report{ID: id, Period: r.Period}
}

// HistoryRequest is one look into the log.
type HistoryRequest struct {
	Search   oplog.Search
	Purpose  string // why, one of oplog.LookPurposes; not asked for the own records
	After    oplog.Spot
	Language string
}

// HistoryPage is what is shown at once.
type HistoryPage struct {
	Lines []HistoryLine
	Last  oplog.Spot // the next page begins after it
	More  bool
}

// HistoryExport is a file that was written, or a paper that was kept.
type HistoryExport struct {
	Path  string        // of a CSV
	Paper stock.PaperID // of a paper
	Rows  int
	More  bool // older records fit the search too: it has the newest
}
