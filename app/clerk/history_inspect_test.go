package clerk

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"madoguchi/app/kit"
	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/session"
	"madoguchi/internal/stock"
)

func (o *logOffice) reports(ctx context.Context, p oplog.Period, ids ...oplog.ReportID) (made HistoryReports, err error) {
	made = HistoryReports{Period: p, Limits: oplog.StandardThresholds()}
	made.Records, err = o.s.db.RecordsIn(ctx, p)
	for _, id := range ids {
		r, err := o.s.db.LogReport(ctx, id, p, made.Limits, func(juki.Date) juki.Hours { return juki.StandardHours() })
		if err != nil {
			return made, err
		}
		made.Reports = append(made.Reports, r)
	}
	return made, err
}

func (o *logOffice) InspectHistory(ctx context.Context, p oplog.Period, why string) (HistoryReports, error) {
	o.inspected = append(o.inspected, why)
	return o.reports(ctx, p, oplog.Reports()...)
}

func (o *logOffice) UsageOfHistory(ctx context.Context, p oplog.Period, _ string) (HistoryReports, error) {
	made, err := o.reports(ctx, p, oplog.ByPurpose)
	if err == nil {
		made.Hours, err = o.s.db.UsesByHour(ctx, p)
	}
	return made, err
}

func (o *logOffice) Inspections(ctx context.Context) ([]oplog.Inspection, error) {
	return o.s.db.Inspections(ctx, 10)
}

func (o *logOffice) KeepInspection(ctx context.Context, month oplog.Period, remarks, actions string) (stock.PaperID, error) {
	made, err := o.reports(ctx, month, oplog.Reports()...)
	i := oplog.Inspection{Month: month, At: o.s.clock(), By: o.s.session.View().Operator.ID, Records: made.Records, Remarks: remarks, Actions: actions}
	for _, r := range made.Reports {
		i.Counts = append(i.Counts, r.Counted())
	}
	if err == nil {
		_, err = o.s.db.KeepInspection(ctx, i)
	}
	return 1, err
}

func (o *logOffice) InspectionPaper(context.Context, int64) (stock.PaperID, error) { return 1, nil }

func (o *logOffice) UsagePaper(context.Context, oplog.Period, string) (stock.PaperID, error) {
	return 2, nil
}

// curious fills the log with a month: ordinary work of two people, and things to look into.
func (s *scene) curious() {
	s.t.Helper()
	var records []oplog.Record
	today := juki.DateOf(s.clock())
	for d := today; d.Before(today.AddDays(22)); d = d.AddDays(1) {
		if d.Weekday() == time.Saturday || d.Weekday() == time.Sunday {
			continue
		}
		n := 12 + d.Day%5
		if d == today.AddDays(17) {
			n = 60 // far more than on other days
		}
		for i := range n {
			op := juki.OperatorID([]string{"S002", "S004", "S005"}[i%3])
			if n == 60 {
				op = "S004"
			}
			purpose := "handover"
			if i%7 == 3 {
				purpose = "inquiry-by-the-person"
			}
			number := juki.CaseNumber(fmt.Sprintf("R08-%06d", 100+(d.Day*20+i)%400))
			records = append(records, oplog.Record{Time: d.At(9, 30+i/2).Add(time.Duration(i) * time.Millisecond), Event: oplog.PersonDisplayed, Operator: op, Case: number, Values: []oplog.Value{oplog.Purpose(purpose)}})
		}
		records = append(records, oplog.Record{Time: d.At(11, 0), Event: oplog.LoginRefused, Values: []oplog.Value{oplog.Code(juki.PasswordWrong), oplog.Subject("S002")}})
	}
	for i, op := range []juki.OperatorID{"S005", "S002", "S004", "S006", "S005", "S005"} { // a case that many look at, one of them again and again
		records = append(records, oplog.Record{Time: today.AddDays(22).At(9+i, 0), Event: oplog.PersonDisplayed, Operator: op, Case: "R08-000777", Values: []oplog.Value{oplog.Purpose("handover")}})
	}
	records = append(records, oplog.Record{Time: today.AddDays(22).At(19, 40), Event: oplog.PersonDisplayed, Operator: "S006", Case: "R08-000501", Values: []oplog.Value{oplog.Purpose("handover")}})
	for i, what := range []string{"same-name", "same-name", "same-area", "same-name-and-area"} {
		records = append(records, oplog.Record{Time: today.AddDays(23).At(8, 31+i), Event: oplog.PersonDisplayed, Operator: "S004", Case: juki.CaseNumber(fmt.Sprintf("R08-%06d", 600+i/2)),
			Values: []oplog.Value{oplog.Purpose("handover"), oplog.Relation(what)}})
	}
	s.setClock(today.AddDays(24).At(9, 0)) // in December
	s.must(s.db.Record(s.t.Context(), records...))
}

// overseer is a data protection manager at work, in the month after.
func newOverseerScene(t *testing.T) (*scene, *logOffice) {
	s := newScene(t)
	s.login("S001", adminPassword)
	s.insert(customerReader, "S003")
	s.must(s.session.Enrol(t.Context(), session.EnrolRequest{ID: "S003", Name: "見本 保護子", Post: juki.DataProtectionManager, Password: []byte("Takeda-Shiro%88")}))
	_, err := s.readers.Remove(customerReader)
	s.must(err)
	s.pull()
	s.curious()
	o := &logOffice{Office: emptyOffice{}, s: s}
	s.w.Office, s.w.Papers = o, &madePapers{}
	s.login("S003", "Takeda-Shiro%88")
	s.until("the board", s.stands("reception.key"))
	s.w.open(history)
	return s, o
}

// The month is looked into, a report is opened, its row leads to the records, and the findings are written down.
func TestTheMonthIsInspected(t *testing.T) {
	s, o := newOverseerScene(t)
	s.push("history.tab.inspect")
	s.picture("inspect-before")
	s.chooses("inspect.month", 0)
	s.push("inspect.make")
	s.lists("inspect.table", oplog.ManyEyes.Title(oplog.Japanese), oplog.Unusual.Title(oplog.Japanese))
	s.picture("inspect-overview")
	if len(o.inspected) != 1 || o.inspected[0] != "log-check" {
		t.Errorf("looked into for %v", o.inspected)
	}
	for _, id := range oplog.Reports() {
		s.choose("inspect.table", id.Title(oplog.Japanese))
		s.until("the report", s.stands("report.meaning"))
		s.picture("inspect-" + string(id))
		if said := s.said(); strings.Contains(said, "[report") || strings.Contains(said, "{") {
			t.Errorf("%s: a text is missing:\n%s", id, said)
		}
		s.push("report.back")
		s.until("the overview", s.stands("inspect.table"))
	}
	s.choose("inspect.table", oplog.NoProcedure.Title(oplog.Japanese))
	s.choose("report.table", "R08-")
	s.until("its records", func() bool {
		p, ok := s.w.page.(*historyPage)
		return ok && p.asked != nil && p.asked.Search.Case != ""
	})
	if r := s.w.page.(*historyPage).asked; r.Purpose != "log-check" || r.Search.Operator == "" || r.Search.From.IsZero() {
		t.Errorf("asked for %+v", r)
	}
	s.picture("inspect-records")
	s.push("history.back")
	s.until("back at the report", s.stands("report.meaning"))
}

// What was found is written down once the month is over, and stands on the list.
func TestTheFindingsAreWrittenDown(t *testing.T) {
	s, o := newOverseerScene(t)
	s.push("history.tab.inspect")
	s.chooses("inspect.month", 0)
	s.push("inspect.make")
	s.until("the reports", s.stands("inspect.table"))
	if s.canPush("inspect.write")() {
		t.Error("a month that runs can be inspected")
	}
	s.setClock(juki.Date{Year: 2027, Month: 1, Day: 5}.At(9, 0))
	s.w.openHistory(tabInspect) // the month before stands there by itself
	s.push("inspect.make")
	s.push("inspect.write")
	s.push("inspect.keep")
	s.until("findings are asked for", func() bool { return strings.Contains(s.said(), s.w.text.T("inspect.remarks.error")) })
	s.jots("inspect.remarks", "12月11日の閲覧が多いのは、臨時交付窓口の準備のため。見本 太郎 様の分は電話照会で、申請の受付簿と突き合わせ、照会した者と日時が合うことを確かめた。ほかに気になるものはない。")
	s.jots("inspect.actions", "見本 史子 様への連絡")
	s.picture("inspect-writing")
	s.push("inspect.keep")
	s.until("the paper", s.stands("paper.print"))
	s.w.openHistory(tabInspect)
	s.sees("2026-12", "S003", "見本 太郎 様の分は電話照会で")
	s.picture("inspect-kept")
	kept, err := o.Inspections(t.Context())
	s.must(err)
	if len(kept) != 1 || kept[0].Hits() == 0 || kept[0].Records == 0 {
		t.Errorf("%+v", kept)
	}
	s.press("inspect.past." + strconv.FormatInt(kept[0].ID, 10))
	s.until("the paper", s.stands("paper.print"))
}

// How much was used, for what and by whom, over any period; in English too.
func TestTheUsageIsCounted(t *testing.T) {
	s, _ := newOverseerScene(t)
	s.push("history.tab.usage")
	s.write("usage.from", "2026-12-31")
	s.push("usage.make")
	s.until("the period is refused", func() bool { return strings.Contains(s.said(), s.w.text.T("usage.date.error")) })
	s.write("usage.from", "2026-11-20")
	s.push("usage.make")
	s.lists("report.table", "S004", "本人からの照会")
	s.until("the charts", s.stands("usage.ranks"))
	s.picture("usage")
	s.push("usage.pdf")
	s.until("the paper", s.stands("paper.print"))
	s.inEnglish()
	s.w.openHistory(tabUsage)
	s.write("usage.from", "2026-11-20")
	s.push("usage.make")
	s.lists("report.table", "inquiry by the person")
	s.picture("usage-en")
	s.w.openHistory(tabInspect)
	s.chooses("inspect.month", 0)
	s.push("inspect.make")
	s.lists("inspect.table", oplog.ManyEyes.Title(oplog.English))
	s.picture("inspect-en")
	s.choose("inspect.table", oplog.Unusual.Title(oplog.English))
	s.until("the report", s.stands("report.meaning"))
	s.picture("inspect-unusual-en")
	if said := strings.Join(kit.Words(s.w.frame.Top()), "\n"); strings.Contains(said, "[report") || strings.Contains(said, "[inspect") {
		t.Errorf("a text is missing:\n%s", said)
	}
}
