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
	r.m.keeper = &stock.Keeper{Book: r.m.db.Stock(), Terminal: "terminal-01", Now: r.m.Now}
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
	_, usage := o.PrintUsage(t.Context(), month, "audit")
	for what, err := range map[string]error{"export": exported, "inspect": inspected, "keep": kept, "list": listed, "usage": usage} {
		if !refusedWith(err, juki.PostMissing) {
			t.Errorf("%s: %v", what, err)
		}
	}
	if n := len(r.recorded(oplog.LogSearched)) + len(r.recorded(oplog.LogExported)); n > 0 {
		t.Errorf("%d records", n)
	}
}

// What is taken out is recorded with how much and why; the file holds it and nobody's name.
func TestAnExportIsRecorded(t *testing.T) {
	r := newLogRoom(t)
	o := office{r.m}
	for _, pdf := range []bool{false, true} {
		made, err := o.ExportHistory(t.Context(), clerk.HistoryRequest{Search: oplog.Search{Operator: "S001"}, Purpose: "audit", Language: "ja"}, pdf)
		r.must(err)
		text, err := os.ReadFile(made.Path)
		if r.must(err); pdf && !strings.HasPrefix(string(text), "%PDF") {
			t.Error("no PDF")
		}
		if rows, err := csv.NewReader(strings.NewReader(string(text))).ReadAll(); !pdf && (err != nil || len(rows) != made.Rows+1 || strings.Contains(string(text), "見本")) {
			t.Errorf("%d rows of %d, %v", len(rows), made.Rows, err)
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
	if files, err := os.ReadDir(r.m.Dir + "/" + historyFolder); err != nil || len(files) != 2 {
		t.Errorf("%v, %v", files, err)
	}
}

// Only the 情報保護管理者 writes the inspection, of a month that is over; it can be drawn again.
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
	path, err := o.KeepInspection(t.Context(), month, "指摘なし", "なし")
	r.must(err)
	if pdf, err := os.ReadFile(path); err != nil || !strings.HasPrefix(string(pdf), "%PDF") {
		t.Error(err)
	}
	list, err := o.Inspections(t.Context())
	if r.must(err); len(list) != 1 || list[0].Records == 0 || len(list[0].Counts) != len(oplog.Reports()) || len(r.recorded(oplog.LogInspected)) != 1 {
		t.Errorf("%+v", list)
	}
	r.now = r.now.Add(time.Second)
	_, err = o.PrintInspection(t.Context(), list[0].ID)
	r.must(err)
	_, err = o.PrintUsage(t.Context(), month, "audit")
	r.must(err)
}
