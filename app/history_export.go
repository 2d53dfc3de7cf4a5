package main

import (
	"context"
	"io"
	"path/filepath"
	"strings"

	"madoguchi/app/clerk"
	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/report"
	"madoguchi/internal/stock"
)

// historyFolder takes what is written out of the operation history.
const historyFolder = "history"

// How many records a file takes, the newest. A PDF of more would be read by nobody.
const (
	maxHistoryCSV = 50_000
	maxHistoryPDF = 2_000
)

// ExportHistory implements clerk.Histories. The record of it is there before the file or the paper is; one that then could not be written was still asked for.
func (o office) ExportHistory(ctx context.Context, r clerk.HistoryRequest, pdf bool) (made clerk.HistoryExport, err error) {
	op, s, err := o.looking(r)
	if err != nil {
		return made, err
	}
	if !oplog.MayOversee(op.Post) {
		return made, juki.Refuse(juki.PostMissing)
	}
	most := maxHistoryCSV
	if pdf {
		most = maxHistoryPDF
	}
	found, err := o.m.db.SearchLog(ctx, s, oplog.Spot{}, most)
	if err != nil {
		return made, err
	}
	if err := o.m.db.Record(ctx, looked(oplog.LogExported, o.m, op.ID, r.Purpose, s, oplog.Sheet("log-list"), oplog.Count(oplog.FieldRows, len(found.Found)))); err != nil {
		return made, err
	}
	head, err := papers(o).head(ctx)
	if err != nil {
		return made, err
	}
	language := languageOf(r.Language)
	list := stock.LogSheet{PaperHead: head, Conditions: strings.Join(oplog.Conditions(s, language), "、"), Purpose: oplog.PurposeWord(r.Purpose, language), Why: r.Purpose, More: found.More}
	for _, f := range found.Found {
		l := historyLine(f, language)
		list.Lines = append(list.Lines, stock.LogSheetLine{Seq: l.Seq, Time: l.Time, Operator: l.Operator, Case: l.Case, Event: l.Event, Sentence: l.Sentence})
	}
	made = clerk.HistoryExport{Rows: len(list.Lines), More: found.More}
	if pdf {
		made.Paper, err = o.m.keepLogPaper(ctx, stock.PaperLogList, juki.DateOf(head.MadeAt), list)
		return made, err
	}
	made.Path = o.m.historyPath("log-list", ".csv")
	return made, writeWhole(made.Path, func(w io.Writer) error { return report.WriteLogCSV(w, list) })
}

// keepLogPaper puts a paper of the log on the shelf of papers, from which it is shown and printed.
func (m *Main) keepLogPaper(ctx context.Context, kind stock.PaperKind, day juki.Date, body any) (stock.PaperID, error) {
	paper, err := m.keeper.KeepPaper(ctx, kind, day, body)
	return paper.ID, err
}

// historyPath names a file by its moment: nothing that was written before is overwritten.
func (m *Main) historyPath(what, ending string) string {
	return filepath.Join(m.Dir, historyFolder, what+"-"+m.Now().In(juki.Tokyo()).Format("20060102-150405")+ending)
}
