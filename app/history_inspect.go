package main

import (
	"context"

	"madoguchi/app/clerk"
	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/stock"
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
	made, err := o.m.historyReports(ctx, p, oplog.ByPurpose)
	if err != nil {
		return made, err
	}
	made.Hours, err = o.m.db.UsesByHour(ctx, p)
	return made, err
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
func (o office) KeepInspection(ctx context.Context, month oplog.Period, remarks, actions string) (stock.PaperID, error) {
	op, err := o.m.session.Require(juki.DataProtectionManager)
	if err != nil {
		return 0, err
	}
	now := o.m.Now()
	if !month.Last.Before(juki.DateOf(now)) {
		return 0, juki.Refuse(juki.RowBadDate)
	}
	made, err := o.m.historyReports(ctx, month, oplog.Reports()...)
	if err != nil {
		return 0, err
	}
	i := oplog.Inspection{Month: month, At: now, By: op.ID, Records: made.Records, Remarks: remarks, Actions: actions}
	for _, r := range made.Reports {
		i.Counts = append(i.Counts, r.Counted())
	}
	if i, err = o.m.db.KeepInspection(ctx, i); err != nil {
		return 0, err
	}
	return o.keepInspectionPaper(ctx, i)
}

// InspectionPaper implements clerk.Histories: the paper that was kept with the inspection. One whose paper could not be kept then gets it now.
func (o office) InspectionPaper(ctx context.Context, id int64) (stock.PaperID, error) {
	list, err := o.Inspections(ctx)
	if err != nil {
		return 0, err
	}
	for _, i := range list {
		if i.ID != id {
			continue
		}
		paper, kept, err := o.m.paperOfInspection(ctx, i)
		if err != nil || kept {
			return paper, err
		}
		return o.keepInspectionPaper(ctx, i)
	}
	return 0, juki.Refuse(juki.PaperUnknown)
}

// paperOfInspection looks for the paper of an inspection on the shelf.
func (m *Main) paperOfInspection(ctx context.Context, i oplog.Inspection) (id stock.PaperID, kept bool, err error) {
	papers, err := m.keeper.Book.PapersOf(ctx, stock.PaperLogInspection, i.Month.Last, i.Month.Last)
	if err != nil {
		return 0, false, err
	}
	for _, p := range papers {
		_, body, err := m.keeper.Book.PaperOf(ctx, p.ID)
		if err != nil {
			return 0, false, err
		}
		if s, ok := body.(stock.InspectionSheet); ok && s.Number == i.ID {
			return p.ID, true, nil
		}
	}
	return 0, false, nil
}

func (o office) keepInspectionPaper(ctx context.Context, i oplog.Inspection) (stock.PaperID, error) {
	head, err := papers(o).head(ctx)
	if err != nil {
		return 0, err
	}
	sheet := stock.InspectionSheet{PaperHead: head, Number: i.ID, First: i.Month.First, Last: i.Month.Last, InspectedBy: i.By, Records: i.Records,
		InspectedAt: i.At.In(juki.Tokyo()), Remarks: i.Remarks, Measures: i.Actions}
	limits := oplog.StandardThresholds()
	for _, c := range i.Counts {
		sheet.Lines = append(sheet.Lines, stock.InspectionLine{Title: c.Report.Title(oplog.Japanese), Meaning: c.Report.Meaning(oplog.Japanese, limits),
			Rows: c.Rows, Records: c.Records, Look: c.Report.Suspicious()})
	}
	if err := o.m.recordOut(ctx, head.MadeBy, stock.PaperLogInspection, "log-check", len(i.Counts)); err != nil {
		return 0, err
	}
	return o.m.keepLogPaper(ctx, stock.PaperLogInspection, i.Month.Last, sheet)
}

// UsagePaper implements clerk.Histories.
func (o office) UsagePaper(ctx context.Context, p oplog.Period, purpose string) (stock.PaperID, error) {
	made, err := o.UsageOfHistory(ctx, p, purpose)
	if err != nil {
		return 0, err
	}
	head, err := papers(o).head(ctx)
	if err != nil {
		return 0, err
	}
	r := made.Of(oplog.ByPurpose)
	sheet := stock.UsageSheet{PaperHead: head, First: p.First, Last: p.Last, Meaning: oplog.ByPurpose.Meaning(oplog.Japanese, made.Limits), Why: purpose}
	for _, f := range r.Rows {
		sheet.Lines = append(sheet.Lines, stock.UsageLine{Operator: f.Operator, Purpose: oplog.PurposeWord(f.Purpose, oplog.Japanese), Searched: f.Uses[0], Displayed: f.Uses[1], Printed: f.Uses[2]})
	}
	sheet.Hours = made.Hours
	for _, d := range r.Days {
		sheet.Days = append(sheet.Days, stock.UsageDay{Day: d.Day, Count: d.Count})
	}
	if err := o.m.recordOut(ctx, head.MadeBy, stock.PaperLogUsage, purpose, len(sheet.Lines)); err != nil {
		return 0, err
	}
	return o.m.keepLogPaper(ctx, stock.PaperLogUsage, p.Last, sheet)
}

// recordOut records what is taken out of the log, before it is.
func (m *Main) recordOut(ctx context.Context, by juki.OperatorID, sheet stock.PaperKind, purpose string, rows int) error {
	return m.db.Record(ctx, looked(oplog.LogExported, m, by, purpose, oplog.Search{}, oplog.Sheet(string(sheet)), oplog.Count(oplog.FieldRows, rows)))
}
