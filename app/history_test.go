package main

import (
	"context"
	"crypto/rand"
	"encoding/csv"
	"errors"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"madoguchi/app/clerk"
	"madoguchi/hardware/sim"
	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/session"
	"madoguchi/internal/stock"
	"madoguchi/internal/store"
)

const historyPassword = "Tamba-kuroMame7"

// logRoom is the program without windows: S001 (システム管理者), S002 (操作者) and S003 (情報保護管理者) come and go.
type logRoom struct {
	*testing.T
	m       *Main
	readers *sim.Readers
	factory *sim.Factory
	now     time.Time
}

func newLogRoom(t *testing.T) *logRoom {
	t.Helper()
	r := &logRoom{T: t, readers: sim.NewReaders("Operator 00", "Customer 01"), factory: sim.NewFactory(), now: juki.Date{Year: 2026, Month: 11, Day: 24}.At(9, 0)}
	r.m = &Main{Dir: t.TempDir(), Now: func() time.Time { return r.now }, Rand: rand.Reader, Keys: store.FixedKey{7}}
	r.must(r.m.openData())
	t.Cleanup(func() { _ = r.m.db.Close() })
	var err error
	r.m.session, err = session.New(t.Context(), session.Deps{Book: r.m.db.Operators(), Readers: r.readers, Now: r.m.Now, Rand: rand.Reader,
		OperatorReader: func() string { return "Operator 00" }, CustomerReader: func() string { return "Customer 01" },
		Rules: session.DefaultRules(), Cost: session.Cost{Passes: 1, Memory: 64, Threads: 1}, AcceptClock: r.m.db.AcceptClock})
	r.must(err)
	r.m.emergency = newEmergency(r.m)
	r.m.keeper = r.m.newKeeper()
	ctx, stop := context.WithCancel(t.Context())
	var running sync.WaitGroup
	running.Go(func() { r.m.session.Run(ctx) })
	t.Cleanup(func() { stop(); running.Wait() })
	r.insert("Operator 00", "S001")
	r.until(func() bool { return r.m.session.View().CardReady })
	r.must(r.m.session.Enrol(ctx, session.EnrolRequest{ID: "S001", Name: "見本 管理子", Post: juki.SystemAdministrator, Password: []byte(historyPassword)}))
	r.must(r.m.session.Login(ctx, []byte(historyPassword)))
	for id, post := range map[juki.OperatorID]juki.Post{"S002": juki.Operator, "S003": juki.DataProtectionManager} {
		r.insert("Customer 01", string(id))
		r.must(r.m.session.Enrol(ctx, session.EnrolRequest{ID: id, Name: "見本 職員", Post: post, Password: []byte(historyPassword)}))
		_, err := r.readers.Remove("Customer 01")
		r.must(err)
	}
	return r
}

func (r *logRoom) must(err error) {
	r.Helper()
	if err != nil {
		r.Fatal(err)
	}
}

func (r *logRoom) insert(reader, sample string) {
	r.Helper()
	card, err := r.factory.Sample(sample)
	r.must(err)
	r.must(r.readers.Insert(reader, card))
}

func (r *logRoom) until(ready func() bool) {
	r.Helper()
	for end := time.Now().Add(20 * time.Second); !ready(); time.Sleep(time.Millisecond) {
		if time.Now().After(end) { // a hang, not a measurement
			r.Fatal("never seen")
		}
	}
}

// login lets somebody else sit down.
func (r *logRoom) login(id juki.OperatorID) {
	r.Helper()
	_, err := r.readers.Remove("Operator 00")
	r.must(err)
	r.until(func() bool { return r.m.session.View().Card.ID == "" })
	r.insert("Operator 00", string(id))
	r.until(func() bool { return r.m.session.View().Card.ID == id })
	r.must(r.m.session.Login(r.Context(), []byte(historyPassword)))
}

func (r *logRoom) recorded(e oplog.EventID) []oplog.Found {
	r.Helper()
	page, err := r.m.db.SearchLog(r.Context(), oplog.Search{Event: e}, oplog.Spot{}, 100)
	r.must(err)
	return page.Found
}

func refusedWith(err error, c juki.Code) bool {
	var o *juki.Outcome
	return errors.As(err, &o) && o.Code == c
}

// Who looks into others' records says why, and it is recorded, once for all pages; without a purpose nothing is shown.
func TestALookIntoTheLogIsRecorded(t *testing.T) {
	r := newLogRoom(t)
	o := office{r.m}
	if _, err := o.SearchHistory(t.Context(), clerk.HistoryRequest{Search: oplog.Search{Operator: "S002"}}); !refusedWith(err, juki.RecordRefused) {
		t.Errorf("a look for nothing: %v", err)
	}
	page, err := o.SearchHistory(t.Context(), clerk.HistoryRequest{Search: oplog.Search{Case: "R08-000007"}, Purpose: "investigation", Language: "ja"})
	r.must(err)
	found := r.recorded(oplog.LogSearched)
	if len(found) != 1 || found[0].Record.Operator != "S001" || found[0].Record.Case != "R08-000007" {
		t.Fatalf("recorded: %+v", found)
	}
	if len(page.Lines) != 1 || page.Lines[0].Event != "log.searched" {
		t.Errorf("the look stands in the history of the case: %+v", page.Lines)
	}
	_, err = o.SearchHistory(t.Context(), clerk.HistoryRequest{Search: oplog.Search{Case: "R08-000007"}, Purpose: "investigation", After: page.Last})
	if r.must(err); len(r.recorded(oplog.LogSearched)) != 1 {
		t.Error("leafing was recorded as another look")
	}
}

// A clerk gets the own records whatever is asked for, leaves no record by it, and can neither export nor inspect.
func TestAClerkCannotLookIntoOthersRecords(t *testing.T) {
	r := newLogRoom(t)
	o := office{r.m}
	r.login("S002")
	page, err := o.SearchHistory(t.Context(), clerk.HistoryRequest{Search: oplog.Search{Operator: "S001"}})
	if r.must(err); len(page.Lines) == 0 {
		t.Fatal("not even the own login")
	}
	for _, l := range page.Lines {
		if l.Operator != "S002" {
			t.Errorf("%+v", l)
		}
	}
	_, exported := o.ExportHistory(t.Context(), clerk.HistoryRequest{Purpose: "audit"}, false)
	month := oplog.MonthOf(juki.Date{Year: 2026, Month: 10, Day: 1})
	_, inspected := o.InspectHistory(t.Context(), month, "audit")
	_, kept := o.KeepInspection(t.Context(), month, "見た", "")
	_, listed := o.Inspections(t.Context())
	_, usage := o.UsagePaper(t.Context(), month, "audit")
	for what, err := range map[string]error{"export": exported, "inspect": inspected, "keep": kept, "list": listed, "usage": usage} {
		if !refusedWith(err, juki.PostMissing) {
			t.Errorf("%s: %v", what, err)
		}
	}
	if n := len(r.recorded(oplog.LogSearched)) + len(r.recorded(oplog.LogExported)); n > 0 {
		t.Errorf("%d records", n)
	}
}

// What is taken out is recorded with how much and why, as a file or as a paper; the file holds it and nobody's name.
func TestAnExportIsRecorded(t *testing.T) {
	r := newLogRoom(t)
	o := office{r.m}
	for _, pdf := range []bool{false, true} {
		made, err := o.ExportHistory(t.Context(), clerk.HistoryRequest{Search: oplog.Search{Operator: "S001"}, Purpose: "audit", Language: "ja"}, pdf)
		r.must(err)
		if pdf {
			if info, body := r.paper(made.Paper); info.Kind != stock.PaperLogList || len(body.(stock.LogSheet).Lines) != made.Rows || made.Rows == 0 {
				t.Errorf("the paper: %+v", info)
			}
		} else {
			text, err := os.ReadFile(made.Path)
			r.must(err)
			if rows, err := csv.NewReader(strings.NewReader(string(text))).ReadAll(); err != nil || len(rows) != made.Rows+1 || strings.Contains(string(text), "見本") {
				t.Errorf("%d rows of %d, %v", len(rows), made.Rows, err)
			}
		}
		found := r.recorded(oplog.LogExported)
		if rows, _ := found[0].Record.Value(oplog.FieldRows); rows.Number() != int64(made.Rows) {
			t.Errorf("%d recorded, %d written", rows.Number(), made.Rows)
		}
		r.now = r.now.Add(time.Second)
	}
	if _, err := o.ExportHistory(t.Context(), clerk.HistoryRequest{}, false); !refusedWith(err, juki.RecordRefused) {
		t.Errorf("for nothing: %v", err)
	}
	if files, err := os.ReadDir(r.m.Dir + "/" + historyFolder); err != nil || len(files) != 1 {
		t.Errorf("%v, %v", files, err)
	}
}

// paper reads what lies on the shelf of papers.
func (r *logRoom) paper(id stock.PaperID) (stock.PaperInfo, any) {
	r.Helper()
	info, body, err := r.m.keeper.Book.PaperOf(r.Context(), id)
	r.must(err)
	return info, body
}

// Only the 情報保護管理者 writes the inspection, of a month that is over; its paper is kept once and opened again.
func TestTheInspectionIsWrittenByTheManager(t *testing.T) {
	r := newLogRoom(t)
	o := office{r.m}
	month := oplog.MonthOf(juki.DateOf(r.now))
	if _, err := o.KeepInspection(t.Context(), month, "見た", ""); !refusedWith(err, juki.PostMissing) {
		t.Errorf("by the administrator: %v", err)
	}
	r.login("S003")
	if _, err := o.KeepInspection(t.Context(), month, "見た", ""); err == nil {
		t.Error("of a month that runs")
	}
	r.now = juki.Date{Year: 2026, Month: 12, Day: 1}.At(9, 0)
	r.login("S003")
	first, err := o.KeepInspection(t.Context(), month, "指摘なし", "なし")
	r.must(err)
	second, err := o.KeepInspection(t.Context(), month, "見直した", "なし")
	r.must(err)
	if info, body := r.paper(first); info.Kind != stock.PaperLogInspection || body.(stock.InspectionSheet).Remarks != "指摘なし" {
		t.Errorf("%+v", body)
	}
	list, err := o.Inspections(t.Context())
	if r.must(err); len(list) != 2 || list[0].Records == 0 || len(list[0].Counts) != len(oplog.Reports()) || len(r.recorded(oplog.LogInspected)) != 2 {
		t.Errorf("%+v", list)
	}
	r.now = r.now.Add(time.Second)
	for i, want := range []stock.PaperID{second, first} { // the newest first
		if got, err := o.InspectionPaper(t.Context(), list[i].ID); got != want || err != nil {
			t.Errorf("inspection %d is paper %d, %v; want %d", list[i].ID, got, err, want)
		}
	}
	usage, err := o.UsagePaper(t.Context(), month, "audit")
	r.must(err)
	if info, _ := r.paper(usage); info.Kind != stock.PaperLogUsage {
		t.Errorf("%+v", info)
	}
}

// The papers of the log go to the printer as the others do, say 再印刷 the second time, and each look at one is a look into the log.
func TestThePapersOfTheLogArePrintedAndSeenByThoseWhoMaySeeTheLog(t *testing.T) {
	r := newLogRoom(t)
	r.m.Printer = sim.NewPrinter("", 0)
	o, p := office{r.m}, papers{r.m}
	made, err := o.ExportHistory(t.Context(), clerk.HistoryRequest{Search: oplog.Search{Operator: "S001"}, Purpose: "investigation"}, true)
	r.must(err)
	_, err = p.PaperPages(t.Context(), made.Paper)
	r.must(err)
	if found := r.recorded(oplog.LogSearched); len(found) != 1 || found[0].Record.Operator != "S001" {
		t.Errorf("the look at the paper: %+v", found)
	} else if why, _ := found[0].Record.Value(oplog.FieldPurpose); why.Text() != "investigation" {
		t.Errorf("looked at for %q", why.Text())
	}
	for range 2 {
		r.must(p.PrintPaper(t.Context(), made.Paper, 1, "", func(clerk.PrintProgress) {}))
	}
	if len(r.recorded(oplog.SheetPrinted)) != 1 || len(r.recorded(oplog.SheetReprinted)) != 1 {
		t.Error("the second print is not a reprint")
	}
	today := juki.DateOf(r.now)
	if list, err := p.PapersOf(t.Context(), "", today, today); err != nil || len(list) != 1 {
		t.Errorf("on the shelf: %v, %v", list, err)
	}
	r.login("S002") // a clerk
	if list, err := p.PapersOf(t.Context(), "", today, today); err != nil || len(list) != 0 {
		t.Errorf("a clerk finds %v, %v", list, err)
	}
	_, seen := p.PaperPages(t.Context(), made.Paper)
	_, saved := p.SavePaper(t.Context(), made.Paper, "")
	printed := p.PrintPaper(t.Context(), made.Paper, 1, "", func(clerk.PrintProgress) {})
	for what, err := range map[string]error{"seen": seen, "saved": saved, "printed": printed} {
		if !refusedWith(err, juki.PostMissing) {
			t.Errorf("%s by a clerk: %v", what, err)
		}
	}
}

// A paper that names cases is a use of personal data when it goes out, recorded with how many (第19条第3号).
func TestAPickListThatGoesOutIsRecordedAsAUse(t *testing.T) {
	r := newLogRoom(t)
	r.m.Printer = sim.NewPrinter("", 0)
	p := papers{r.m}
	today := juki.DateOf(r.now)
	list := stock.PickList{Day: today, Appointments: []stock.Appointment{{Case: "R08-000001"}, {Case: "R08-000002"}, {Case: "R08-000001"}}}
	paper, err := r.m.keeper.KeepPaper(t.Context(), stock.PaperPick, today, list)
	r.must(err)
	labels, err := r.m.keeper.KeepPaper(t.Context(), stock.PaperLabels, today, stock.LabelSheet{Labels: []stock.PlaceID{"A-01"}})
	r.must(err)
	for _, id := range []stock.PaperID{paper.ID, labels.ID} {
		r.must(p.PrintPaper(t.Context(), id, 1, "handover", func(clerk.PrintProgress) {}))
	}
	_, err = p.SavePaper(t.Context(), paper.ID, "handover")
	r.must(err)
	found := r.recorded(oplog.PersonPrinted)
	if len(found) != 2 {
		t.Fatalf("%+v", found)
	}
	for _, f := range found {
		n, _ := f.Record.Value(oplog.FieldHits)
		if sheet, _ := f.Record.Value(oplog.FieldSheet); n.Number() != 2 || sheet.Text() != "pick-list" || f.Record.Operator != "S001" {
			t.Errorf("%+v", f.Record)
		}
	}
	if begun := r.recorded(oplog.SheetPrintBegun); found[1].Seq > begun[1].Seq {
		t.Error("printed before it was recorded")
	}
}
