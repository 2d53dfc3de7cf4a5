package store

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
)

var november = oplog.MonthOf(juki.Date{Year: 2026, Month: 11, Day: 20})

func standardHours(juki.Date) juki.Hours { return juki.StandardHours() }

// nov is a moment of a day in November 2026.
func nov(day, hour, minute int) time.Time {
	return juki.Date{Year: 2026, Month: 11, Day: day}.At(hour, minute)
}

func looked(when time.Time, op juki.OperatorID, number int, purpose string) oplog.Record {
	return oplog.Record{Time: when, Event: oplog.PersonDisplayed, Operator: op, Case: caseNo(number), Values: []oplog.Value{oplog.Purpose(purpose)}}
}

func caseNo(n int) juki.CaseNumber { return juki.CaseNumber(fmt.Sprintf("R08-%06d", n)) }

func inOrder(records []oplog.Record) []oplog.Record {
	slices.SortStableFunc(records, func(a, b oplog.Record) int { return a.Time.Compare(b.Time) })
	return records
}

// tell writes the rows of a report, short.
func tell(t *testing.T, d *DB, id oplog.ReportID, p oplog.Period) string {
	t.Helper()
	r, err := d.LogReport(t.Context(), id, p, oplog.StandardThresholds(), standardHours)
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, f := range r.Rows {
		line := strings.TrimSpace(fmt.Sprint(f.Operator, " ", f.Case, " ", f.Why, " ", f.Event, " ", f.Code, " ", f.Purpose))
		if !f.Day.IsZero() {
			line += " " + f.Day.String()
		}
		lines = append(lines, fmt.Sprintf("%s n=%d eyes=%d usual=%d uses=%v", strings.Join(strings.Fields(line), " "), f.Count, f.Eyes, f.Usual, f.Uses))
		page, err := d.SearchLog(t.Context(), f.Records, oplog.Spot{}, 100000)
		if err != nil || len(page.Found) < f.Count {
			t.Errorf("%s: the way to the records finds %d of %d, %v", line, len(page.Found), f.Count, err)
		}
	}
	return strings.Join(lines, "\n")
}

func told(t *testing.T, d *DB, id oplog.ReportID, want ...string) {
	t.Helper()
	if diff := cmp.Diff(strings.Join(want, "\n"), tell(t, d, id, november)); diff != "" {
		t.Errorf("%s (-want +got):\n%s", id, diff)
	}
}

// Four people look at one case, three at another: only the first is listed. Looks of last month do not count.
func TestOnePersonsDataSeenByMany(t *testing.T) {
	records := []oplog.Record{looked(nov(2, 9, 0).AddDate(0, -1, 0), "S004", 2, "handover")}
	for i, op := range []juki.OperatorID{"S001", "S002", "S003", "S004", "S001"} {
		records = append(records, looked(nov(4, 9, i), op, 1, "handover"))
		if i < 3 {
			records = append(records, looked(nov(4, 10, i), op, 2, "handover"))
		}
	}
	told(t, openLog(t, inOrder(records)), oplog.ManyEyes, "R08-000001 n=5 eyes=4 usual=0 uses=[0 0 0]")
}

// Looks within half an hour of the handover or the inspection of that case are explained, whoever did it; others are listed from the second on.
func TestRepeatedLooksWithoutAProcedure(t *testing.T) {
	opened := func(when time.Time, number int) oplog.Record {
		return oplog.Record{Time: when, Event: oplog.HandoverOpened, Operator: "S009", Case: caseNo(number)}
	}
	records := []oplog.Record{
		looked(nov(4, 9, 0), "S001", 1, "handover"), looked(nov(4, 9, 50), "S001", 1, "handover"), opened(nov(4, 9, 30), 1), // explained: before and after
		looked(nov(5, 9, 0), "S001", 2, "handover"), looked(nov(6, 9, 0), "S001", 2, "audit"), // twice for nothing
		looked(nov(5, 9, 0), "S002", 2, "handover"),                                                                           // once
		looked(nov(5, 11, 0), "S003", 3, "handover"), looked(nov(5, 11, 1), "S003", 3, "handover"), opened(nov(5, 11, 31), 3), // one explained to the minute, one not
		looked(nov(9, 11, 0), "S004", 4, "handover"), looked(nov(9, 12, 1), "S004", 4, "handover"), opened(nov(9, 11, 30).Add(30e9), 4), // one before by 30:30, one after by 30:30
		looked(nov(10, 11, 0), "S005", 5, "handover"), looked(nov(10, 12, 1), "S005", 5, "handover"), opened(nov(10, 11, 15), 6), // another case
		{Time: nov(11, 9, 5), Event: oplog.InspectionDone, Operator: "S001", Case: caseNo(7), Values: []oplog.Value{oplog.Place("A-01")}}, // 検品
		looked(nov(11, 9, 0), "S006", 7, "inspection"), looked(nov(11, 9, 1), "S006", 7, "inspection"),
	}
	told(t, openLog(t, inOrder(records)), oplog.NoProcedure,
		"S001 R08-000002 n=2 eyes=0 usual=0 uses=[0 0 0]", "S004 R08-000004 n=2 eyes=0 usual=0 uses=[0 0 0]", "S005 R08-000005 n=2 eyes=0 usual=0 uses=[0 0 0]")
}

// The day of forty looks stands out beside days of ten; somebody new, and a quiet day, do not.
func TestUnusuallyManyLooks(t *testing.T) {
	var records []oplog.Record
	day := juki.Date{Year: 2026, Month: 10, Day: 20}
	for d := day; d.Before(juki.Date{Year: 2026, Month: 11, Day: 10}); d = d.AddDays(1) {
		for i := range 10 {
			records = append(records, looked(d.At(9, i), "S001", i+1, "handover"))
		}
		records = append(records, looked(d.At(10, 0), "S003", 1, "handover"))
	}
	for i := range 31 {
		records = append(records, looked(nov(10, 9, i), "S001", i+1, "handover"), looked(nov(10, 10, i), "S002", i+1, "handover"))
		if i < 30 {
			records = append(records, looked(nov(11, 9, i), "S001", i+1, "handover"))
		}
		if i < 9 {
			records = append(records, looked(nov(11, 10, i), "S003", i+1, "handover"))
		}
	}
	told(t, openLog(t, inOrder(records)), oplog.Unusual, "S001 2026-11-10 n=31 eyes=0 usual=10 uses=[0 0 0]")
}

// The minute of closing is inside, the second after outside; on a Sunday everything is. The program's own records are nobody's.
func TestOutsideTheHoursAndExceptions(t *testing.T) {
	act := func(when time.Time, op juki.OperatorID) oplog.Record {
		return oplog.Record{Time: when, Event: oplog.LoginSucceeded, Operator: op, Values: []oplog.Value{oplog.Post(juki.Operator)}}
	}
	records := []oplog.Record{
		act(nov(4, 8, 29), "S001"), act(nov(4, 8, 30), "S001"), act(nov(4, 17, 15), "S002"), act(nov(4, 17, 15).Add(time.Millisecond), "S001"),
		act(nov(8, 12, 0), "S002"), {Time: nov(8, 12, 1), Event: oplog.ServiceLost}, act(nov(5, 12, 0), "S002"),
		{Time: nov(6, 12, 0), Event: oplog.LockoutLifted, Operator: "S001", Values: []oplog.Value{oplog.Subject("S002")}},
	}
	told(t, openLog(t, inOrder(records)), oplog.OutsideHours,
		"S001 outside 2026-11-04 n=2 eyes=0 usual=0 uses=[0 0 0]", "S002 outside 2026-11-08 n=1 eyes=0 usual=0 uses=[0 0 0]",
		"S001 exception login.lockout-lifted n=1 eyes=0 usual=0 uses=[0 0 0]")
}

// Somebody the register does not know acted, and a revoked card was put in.
func TestActsOfPeopleNotOnTheRoster(t *testing.T) {
	records := []oplog.Record{looked(nov(4, 9, 0), "S090", 1, "handover"), looked(nov(4, 9, 1), "S090", 2, "handover"),
		{Time: nov(5, 9, 0), Event: oplog.LoginRefused, Values: []oplog.Value{oplog.Code(juki.OperatorRevoked), oplog.Subject("S091")}}}
	told(t, openLog(t, records), oplog.Relieved, "S090 unknown n=2 eyes=0 usual=0 uses=[0 0 0]", "S091 tried operator-revoked n=1 eyes=0 usual=0 uses=[0 0 0]")
}

// TestTheReportsCountWhatTheRecordsSay holds the plain counts against counting the records themselves.
func TestTheReportsCountWhatTheRecordsSay(t *testing.T) {
	records := madeLog(3000, nov(1, 8, 0), 15*time.Minute)
	d := openLog(t, records)
	type key struct {
		a, b string
	}
	uses, refusals, days := map[key]int{}, map[key]int{}, map[juki.Date]int{}
	for _, r := range records {
		if r.Time.Before(november.From()) || !r.Time.Before(november.Until()) {
			continue
		}
		if p, has := r.Value(oplog.FieldPurpose); has {
			uses[key{string(r.Operator), p.Text()}]++
			days[juki.DateOf(r.Time)]++
		}
		if c, has := r.Value(oplog.FieldCode); has {
			refusals[key{c.Text(), r.Event.String()}]++
		}
	}
	if len(uses) < 5 || len(refusals) < 5 || len(days) < 10 {
		t.Fatal("the made log is too plain to prove anything")
	}
	r, err := d.LogReport(t.Context(), oplog.ByPurpose, november, oplog.StandardThresholds(), standardHours)
	got := map[key]int{}
	for _, f := range r.Rows {
		got[key{string(f.Operator), f.Purpose}] = f.Uses[0] + f.Uses[1] + f.Uses[2]
		if f.Count != f.Uses[0]+f.Uses[1]+f.Uses[2] {
			t.Errorf("%+v does not add up", f)
		}
	}
	if diff := cmp.Diff(uses, got, cmp.AllowUnexported(key{})); err != nil || diff != "" {
		t.Errorf("%v\n%s", err, diff)
	}
	perDay := map[juki.Date]int{}
	for _, c := range r.Days {
		perDay[c.Day] += c.Count
	}
	if diff := cmp.Diff(days, perDay); diff != "" {
		t.Error(diff)
	}
	r, err = d.LogReport(t.Context(), oplog.Refusals, november, oplog.StandardThresholds(), standardHours)
	got = map[key]int{}
	for _, f := range r.Rows {
		got[key{string(f.Code), f.Event.String()}] = f.Count
	}
	if diff := cmp.Diff(refusals, got, cmp.AllowUnexported(key{})); err != nil || diff != "" {
		t.Errorf("%v\n%s", err, diff)
	}
	if n, err := d.RecordsIn(t.Context(), november); err != nil || n == 0 {
		t.Error(n, err)
	}
	for _, id := range oplog.Reports() {
		tell(t, d, id, november) // every way to the records finds them
	}
}

// An inspection is kept sealed, bound to its record, and cannot be changed.
func TestAnInspectionIsKept(t *testing.T) {
	d := openLog(t, nil)
	at := nov(30, 16, 0)
	made := oplog.Inspection{Month: november, At: at, By: "S007", Records: 12, Remarks: "見本 太郎さんの閲覧は電話照会のため", Actions: "なし",
		Counts: []oplog.ReportCount{{Report: oplog.ManyEyes, Rows: 2, Records: 9}, {Report: oplog.Refusals, Rows: 5, Records: 30}}}
	kept, err := d.KeepInspection(t.Context(), made)
	if err != nil || kept.ID != 1 {
		t.Fatal(kept.ID, err)
	}
	list, err := d.Inspections(t.Context(), 10)
	if err != nil || len(list) != 1 {
		t.Fatal(list, err)
	}
	if diff := cmp.Diff(kept, list[0]); diff != "" {
		t.Error(diff)
	}
	page, err := d.SearchLog(t.Context(), oplog.Search{Event: oplog.LogInspected}, oplog.Spot{}, 10)
	if err != nil || len(page.Found) != 1 {
		t.Fatal(page, err)
	}
	if hits, _ := page.Found[0].Record.Value(oplog.FieldHits); hits.Number() != 2 {
		t.Errorf("%d hits recorded", hits.Number())
	}
	if _, err := d.writer.exec("UPDATE log_inspection SET at = 1"); err == nil {
		t.Error("it was changed")
	}
	if _, err := d.writer.exec("DELETE FROM log_inspection"); err == nil {
		t.Error("it was deleted")
	}
	var holding int
	if err := d.readers.QueryRow("SELECT count(*) FROM log_inspection WHERE instr(CAST(body AS TEXT), '見本') > 0").Scan(&holding); err != nil || holding > 0 {
		t.Error("the findings lie open", err)
	}
	if _, err := d.writer.exec("DROP TRIGGER log_inspection_keeps"); err != nil {
		t.Fatal(err)
	}
	if _, err := d.writer.exec("UPDATE log_inspection SET at = at + 1"); err != nil {
		t.Fatal(err)
	}
	_, err = d.Inspections(t.Context(), 10)
	wantOutcome(t, err, juki.DatabaseCorrupt)
}
