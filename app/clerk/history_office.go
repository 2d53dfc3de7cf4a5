package clerk

import (
	"context"

	"madoguchi/internal/oplog"
)

// Histories is the operation history as the clerk's window asks for it. Who may look into others' records must say why, and the look is recorded
// before anything is shown; everybody else gets the own records, whatever the search asks for.
type Histories interface {
	// SearchHistory gives a page of the records that a search chooses, newest first.
	SearchHistory(ctx context.Context, r HistoryRequest) (HistoryPage, error)
	// HistoryChoices are the operators and outcome codes that occur, for the form.
	HistoryChoices(ctx context.Context) (oplog.Choices, error)
	// ExportHistory writes what a search chooses, newest first and bounded, into a file; the record of it comes first.
	ExportHistory(ctx context.Context, r HistoryRequest, pdf bool) (HistoryExport, error)
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

// HistoryExport is a file that was written.
type HistoryExport struct {
	Path string
	Rows int
	More bool // older records fit the search too: the file has the newest
}
