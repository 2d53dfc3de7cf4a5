package main

import (
	"bytes"
	"context"
	"io"

	"madoguchi/app/clerk"
	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/report"
)

// inspectionsListed is how many inspections a list has: three years of months, some inspected twice.
const inspectionsListed = 60

// InspectHistory implements clerk.Histories.
func (o office) InspectHistory(ctx context.Context, p oplog.Period, purpose string) (clerk.HistoryReports, error) {
	if err := o.overseeing(ctx, p, purpose); err != nil {
		return clerk.HistoryReports{}, err
	}
	return o.m.historyReports(ctx, p, oplog.Reports()...)
}

// UsageOfHistory implements clerk.Histories.
func (o office) UsageOfHistory(ctx context.Context, p oplog.Period, purpose string) (clerk.HistoryReports, error) {
	if err := o.overseeing(ctx, p, purpose); err != nil {
		return clerk.HistoryReports{}, err
	}
	return o.m.historyReports(ctx, p, oplog.ByPurpose)
}

// overseeing records a look into everybody's records.
func (o office) overseeing(ctx context.Context, p oplog.Period, purpose string) error {
	op, err := o.m.session.Require()
	if err != nil {
		return err
	}
	if !oplog.MayOversee(op.Post) {
		return juki.Refuse(juki.PostMissing)
	}
	return o.m.db.Record(ctx, looked(oplog.LogSearched, o.m, op.ID, purpose, oplog.Search{From: p.From(), Until: p.Until()}))
}

func (m *Main) historyReports(ctx context.Context, p oplog.Period, ids ...oplog.ReportID) (made clerk.HistoryReports, err error) {
	made = clerk.HistoryReports{Period: p, Limits: oplog.StandardThresholds()}
	if made.Records, err = m.db.RecordsIn(ctx, p); err != nil {
		return made, err
	}
	for _, id := range ids {
		r, err := m.db.LogReport(ctx, id, p, made.Limits, hoursOn)
		if err != nil {
			return made, err
		}
		made.Reports = append(made.Reports, r)
	}
	return made, nil
}

// Inspections implements clerk.Histories.
func (o office) Inspections(ctx context.Context) ([]oplog.Inspection, error) {
	op, err := o.m.session.Require()
	if err != nil {
		return nil, err
	}
	if !oplog.MayOversee(op.Post) {
		return nil, juki.Refuse(juki.PostMissing)
	}
	return o.m.db.Inspections(ctx, inspectionsListed)
}

// KeepInspection implements clerk.Histories. Only a month that is over can be inspected: its counts do not change any more.
func (o office) KeepInspection(ctx context.Context, month oplog.Period, remarks, actions string) (string, error) {
	op, err := o.m.session.Require(juki.DataProtectionManager)
	if err != nil {
		return "", err
	}
	now := o.m.Now()
	if !month.Last.Before(juki.DateOf(now)) {
		return "", juki.Refuse(juki.RowBadDate)
	}
	made, err := o.m.historyReports(ctx, month, oplog.Reports()...)
	if err != nil {
		return "", err
	}
	i := oplog.Inspection{Month: month, At: now, By: op.ID, Records: made.Records, Remarks: remarks, Actions: actions}
	for _, r := range made.Reports {
		i.Counts = append(i.Counts, r.Counted())
	}
	if i, err = o.m.db.KeepInspection(ctx, i); err != nil {
		return "", err
	}
	return o.writeInspection(ctx, i, false)
}

// PrintInspection implements clerk.Histories: what was stored, drawn again.
func (o office) PrintInspection(ctx context.Context, id int64) (string, error) {
	list, err := o.Inspections(ctx)
	if err != nil {
		return "", err
	}
	for _, i := range list {
		if i.ID == id {
			return o.writeInspection(ctx, i, true)
		}
	}
	return "", juki.Refuse(juki.PaperUnknown)
}

func (o office) writeInspection(ctx context.Context, i oplog.Inspection, again bool) (string, error) {
	head, err := papers(o).head(ctx)
	if err != nil {
		return "", err
	}
	sheet := report.InspectionRecord{PaperHead: head, Number: i.ID, First: i.Month.First, Last: i.Month.Last, InspectedBy: i.By, Records: i.Records,
		InspectedAt: i.At.In(juki.Tokyo()).Format("2006-01-02 15:04"), Remarks: i.Remarks, Measures: i.Actions}
	limits := oplog.StandardThresholds()
	for _, c := range i.Counts {
		sheet.Lines = append(sheet.Lines, report.InspectionLine{Title: c.Report.Title(oplog.Japanese), Meaning: c.Report.Meaning(oplog.Japanese, limits),
			Rows: c.Rows, Records: c.Records, Look: c.Report.Suspicious()})
	}
	if err := o.m.recordOut(ctx, head.MadeBy, "log-inspection", "log-check", len(i.Counts)); err != nil {
		return "", err
	}
	return o.m.writeHistoryPDF("log-inspection", func(w io.Writer) error {
		return report.WriteInspectionRecord(w, sheet, report.Options{Reprint: again, ReprintedAt: o.m.Now(), Training: o.m.Training})
	})
}

// PrintUsage implements clerk.Histories.
func (o office) PrintUsage(ctx context.Context, p oplog.Period, purpose string) (string, error) {
	made, err := o.UsageOfHistory(ctx, p, purpose)
	if err != nil {
		return "", err
	}
	head, err := papers(o).head(ctx)
	if err != nil {
		return "", err
	}
	sheet := report.UsageReport{PaperHead: head, First: p.First, Last: p.Last, Meaning: oplog.ByPurpose.Meaning(oplog.Japanese, made.Limits)}
	for _, f := range made.Of(oplog.ByPurpose).Rows {
		sheet.Lines = append(sheet.Lines, report.UsageLine{Operator: f.Operator, Purpose: oplog.PurposeWord(f.Purpose, oplog.Japanese), Searched: f.Uses[0], Displayed: f.Uses[1], Printed: f.Uses[2]})
	}
	if err := o.m.recordOut(ctx, head.MadeBy, "log-usage", purpose, len(sheet.Lines)); err != nil {
		return "", err
	}
	return o.m.writeHistoryPDF("log-usage", func(w io.Writer) error {
		return report.WriteUsageReport(w, sheet, report.Options{Training: o.m.Training})
	})
}

// recordOut records what is taken out of the log, before it is.
func (m *Main) recordOut(ctx context.Context, by juki.OperatorID, sheet, purpose string, rows int) error {
	return m.db.Record(ctx, looked(oplog.LogExported, m, by, purpose, oplog.Search{}, oplog.Sheet(sheet), oplog.Count(oplog.FieldRows, rows)))
}

func (m *Main) writeHistoryPDF(what string, draw func(io.Writer) error) (string, error) {
	var b bytes.Buffer // gofpdf writes in many small pieces
	if err := draw(&b); err != nil {
		return "", err
	}
	path := m.historyPath(what, ".pdf")
	return path, writeWhole(path, func(w io.Writer) error { _, err := w.Write(b.Bytes()); return err })
}
