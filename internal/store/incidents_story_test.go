package store

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"madoguchi/internal/counter"
	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/stock"
)

// In the morning a picked card is not on its shelf: it is missing from then on, and the plan begins. At noon it is found.
func TestAMissingCardIsFound(t *testing.T) {
	d := openDesk(t, "terminal-01")
	d.arrive(t, shelfA, 1)
	d.turn(t, shelfA, stock.Stored, stock.Notified, 1)
	d.turn(t, shelfA, stock.Notified, stock.Picked, 1)
	opened, err := d.ReportMissing(t.Context(), stock.MyNumberCards, serialOf(1))
	if err != nil {
		t.Fatal(err)
	}
	if opened.Number != "J08-000001" || opened.Kind != stock.CardMissing || opened.Place != shelfA || len(opened.Steps) != 2 ||
		!opened.Steps[0].Due.Equal(opened.Opened.Add(2*time.Hour)) || !opened.Steps[1].Due.IsZero() {
		t.Errorf("%+v", opened)
	}
	if d.at(t, 1) != lies(stock.Missing, stock.Sought) {
		t.Errorf("lies %v", d.at(t, 1))
	}
	d.refuses(t, "reported twice", juki.StateNotAllowed, func() error { _, err := d.ReportMissing(t.Context(), stock.MyNumberCards, serialOf(1)); return err })
	d.refuses(t, "found on no shelf", juki.PlaceUnknown, func() error { return d.ReportFound(t.Context(), opened.Number, "Z-99") })
	d.refuses(t, "found in nowhere", juki.PlaceUnknown, func() error { return d.ReportFound(t.Context(), opened.Number, stock.Transit) })
	if err := d.ReportFound(t.Context(), opened.Number, shelfB); err != nil {
		t.Fatal(err)
	}
	if d.at(t, 1) != lies(shelfB, stock.Notified) {
		t.Errorf("found, lies %v", d.at(t, 1))
	}
	d.refuses(t, "found twice", juki.NotAtPlace, func() error { return d.ReportFound(t.Context(), opened.Number, shelfB) })
	got, err := d.book.IncidentOf(t.Context(), opened.Number)
	if err != nil || got.Steps[0].Done.IsZero() || got.Steps[0].By != clerk || !got.Steps[1].Done.IsZero() {
		t.Errorf("%+v, %v", got, err)
	}
	d.as(chief, juki.SystemAdministrator, func() {
		if err := d.DoStep(t.Context(), opened.Number, "report", "見つかった"); err != nil {
			t.Fatal(err)
		}
		if err := d.CloseIncident(t.Context(), opened.Number, ""); err != nil { // nothing is lost: no second person
			t.Fatal(err)
		}
	})
	if d.at(t, 1) != lies(shelfB, stock.Notified) {
		t.Errorf("closed, lies %v", d.at(t, 1))
	}
	if open, err := d.book.OpenIncidents(t.Context()); err != nil || len(open) != 0 {
		t.Errorf("open: %v, %v", open, err)
	}
}

// It is not found. When every step of the plan is done the card is lost, before a second person.
func TestAMissingCardIsLost(t *testing.T) {
	d := openDesk(t, "terminal-01")
	d.arrive(t, shelfA, 1, 2)
	opened, err := d.ReportMissing(t.Context(), stock.MyNumberCards, serialOf(1))
	if err != nil {
		t.Fatal(err)
	}
	n := opened.Number
	step := func(id string) func() error {
		return func() error { return d.DoStep(t.Context(), n, id, "金庫と空箱を調べた") }
	}
	end := func(witness juki.OperatorID) func() error {
		return func() error { return d.CloseIncident(t.Context(), n, witness) }
	}
	d.refuses(t, "closed at once", juki.StepsOpen, end(second))
	d.refuses(t, "a step of no plan", juki.StepNotAllowed, step("pray"))
	d.refuses(t, "a step of a higher post", juki.PostMissing, step("report"))
	d.as("S777", juki.Auditor, func() { d.refuses(t, "by the auditor", juki.PostMissing, step("report")) })
	if err := step("search")(); err != nil {
		t.Fatal(err)
	}
	d.refuses(t, "the step twice", juki.StepNotAllowed, step("search"))
	d.refuses(t, "closed with a step open", juki.StepsOpen, end(second))
	d.as(chief, juki.SecurityDirector, func() {
		if err := step("report")(); err != nil {
			t.Fatal(err)
		}
	})
	d.refuses(t, "lost without a witness", juki.WitnessMissing, end(""))
	d.refuses(t, "lost before oneself", juki.SamePersonTwice, end(clerk))
	if err := end(second)(); err != nil {
		t.Fatal(err)
	}
	if d.at(t, 1) != lies(stock.Gone, stock.Lost) || d.whole(t) != 1 {
		t.Errorf("lies %v, %d left", d.at(t, 1), d.whole(t))
	}
	d.refuses(t, "closed twice", juki.StepNotAllowed, end(second))
	d.refuses(t, "a step after it was closed", juki.StepNotAllowed, step("search"))
	d.refuses(t, "another number", juki.IncidentUnknown, func() error { return d.CloseIncident(t.Context(), "J08-000077", second) })
	for event, want := range map[oplog.EventID]int{oplog.IncidentOpened: 1, oplog.IncidentStepDone: 2, oplog.IncidentClosed: 1} {
		if got := d.records(t, event.String()); got != want {
			t.Errorf("%d records %s, want %d", got, event, want)
		}
	}
}

func TestWhatCannotBeReportedMissing(t *testing.T) {
	d := openDesk(t, "terminal-01")
	d.arrive(t, shelfA, 1, 2, 3)
	d.handOver(t, 1, shelfA, false)
	if _, err := d.office.move(t, stock.Movement{Item: stock.MyNumberCards, Serial: serialOf(2), From: lies(shelfA, stock.Stored), To: lies(stock.Counter, stock.InHandover), Reason: stock.TakeOut}); err != nil {
		t.Fatal(err)
	}
	report := func(n int) func() error {
		return func() error { _, err := d.ReportMissing(t.Context(), stock.MyNumberCards, serialOf(n)); return err }
	}
	d.refuses(t, "a card handed over", juki.StateNotAllowed, report(1))
	d.refuses(t, "a card in a handover", juki.StateNotAllowed, report(2))
	d.refuses(t, "a card nobody knows", juki.SerialUnknown, report(9))
	d.as("", 0, func() { d.refuses(t, "by nobody", juki.NotLoggedIn, report(3)) })
	d.as("nobody", juki.Operator, func() { d.refuses(t, "without a record", juki.RecordRefused, report(3)) })
	d.closeToday(t)
	d.refuses(t, "on a closed day", juki.DayClosed, report(3))
	d.clock.at = workday.AddDays(1).At(7, 0)
	if err := report(3)(); err != nil {
		t.Errorf("before the day is opened: %v", err)
	}
}

// The plan of an incident is the one in force when it opened, whatever the profile says later. Its notes cannot be read in the file.
func TestThePlanStaysAndTheNotesAreSealed(t *testing.T) {
	d := openDesk(t, "terminal-01")
	opened, err := d.OpenIncident(t.Context(), stock.Incident{Kind: stock.CountDiffers, Item: stock.MyNumberCards, Place: shelfA, Difference: -2, Number: "J99-999999", OpenedBy: chief})
	if err != nil || opened.Number != "J08-000001" || opened.OpenedBy != clerk {
		t.Fatalf("%+v, %v", opened, err)
	}
	d.refuses(t, "opened twice", juki.StepNotAllowed, func() error {
		_, err := d.OpenIncident(t.Context(), stock.Incident{Kind: stock.CountDiffers, Item: stock.MyNumberCards, Place: shelfA, Difference: -2})
		return err
	})
	d.refuses(t, "of no kind", juki.ActUnknown, func() error { _, err := d.OpenIncident(t.Context(), stock.Incident{Kind: "weather"}); return err })
	d.rules.Steps = nil
	const note = "見本　花子さんに電話した"
	if err := d.DoStep(t.Context(), opened.Number, "search", note); err != nil {
		t.Fatal(err)
	}
	list, err := d.book.IncidentsBetween(t.Context(), workday.Start(), workday.AddDays(1).Start())
	got := only(t, list, err)
	if len(got.Steps) != 2 || got.Steps[0].Note != note || got.Steps[1].Post != juki.DataProtectionManager || got.Difference != -2 {
		t.Errorf("%+v", got)
	}
	files, _ := filepath.Glob(filepath.Join(d.dir, "*"))
	for _, file := range files {
		if text, err := os.ReadFile(file); err != nil || bytes.Contains(text, []byte("花子")) {
			t.Errorf("%s holds the note in the clear, or cannot be read: %v", filepath.Base(file), err)
		}
	}
	if len(files) == 0 {
		t.Error("no file was looked at")
	}
}

// What was found is put where this office's people count it and where it fits, as anything else is.
func TestAFoundCardIsPutWhereItCanLie(t *testing.T) {
	d := openStock(t)
	d.arrive(t, boxA, 1, 2)
	d.arrive(t, shelfA, 3)
	opened, err := d.ReportMissing(t.Context(), stock.MyNumberCards, serialOf(3))
	d.must(t, err)
	d.must(t, d.Keeper.RegisterPlace(t.Context(), stock.Place{ID: "X-02", Kind: stock.Box}))
	d.must(t, d.DiscardBox(t.Context(), "X-02", true, second))
	d.must(t, d.Keeper.RegisterPlace(t.Context(), stock.Place{ID: boxA, Kind: stock.Box, Capacity: 2}))
	found := func(to stock.PlaceID) func() error {
		return func() error { return d.ReportFound(t.Context(), opened.Number, to) }
	}
	d.refuses(t, "in a box that was thrown away", juki.PlaceUnknown, found("X-02"))
	d.refuses(t, "at a branch", juki.StepNotAllowed, found("P-01"))
	d.refuses(t, "in another terminal's drawer", juki.StepNotAllowed, found(theirs))
	d.refuses(t, "in a full box", juki.PlaceFull, found(boxA))
	d.must(t, found(safe)())
	d.lies(t, 3, safe, stock.Stored)
}

// A card that was lost for good lies in a drawer after all: it goes back in the state it had, the incident stays closed and the record says so.
func TestALostCardIsFoundAfterAll(t *testing.T) {
	d := openStock(t)
	d.rules.Steps = nil
	d.arrive(t, shelfA, 1, 2)
	d.enter(t, stock.Notice, "", 1)
	d.enter(t, stock.Pick, shelfB, 1)
	loses := func() stock.IncidentNumber {
		opened, err := d.ReportMissing(t.Context(), stock.MyNumberCards, serialOf(1))
		d.must(t, err)
		d.must(t, d.CloseIncident(t.Context(), opened.Number, second))
		d.lies(t, 1, stock.Gone, stock.Lost)
		return opened.Number
	}
	n := loses()
	found := func(to stock.PlaceID) func() error {
		return func() error { return d.ReportFound(context.Background(), n, to) }
	}
	withdrawn := stock.Entry{Reason: stock.LossWithdrawn, Things: cardsOf(1), Document: "発-1"}
	d.refuses(t, "as found by its owner", juki.StateNotAllowed, d.entersThings(withdrawn))
	d.refuses(t, "onto no place", juki.PlaceUnknown, found("Z-99"))
	d.must(t, found(shelfC)())
	d.lies(t, 1, shelfC, stock.Notified)
	d.refuses(t, "found twice", juki.StepNotAllowed, found(shelfC))
	i, err := d.book.IncidentOf(t.Context(), n)
	if err != nil || i.Closed.IsZero() {
		t.Errorf("%+v, %v", i, err)
	}
	if got := d.records(t, oplog.IncidentStepDone.String()); got != 1 {
		t.Errorf("%d records of it", got)
	}
	opened, err := d.ReportMissing(t.Context(), stock.MyNumberCards, serialOf(2))
	d.must(t, err)
	d.must(t, d.ReportFound(t.Context(), opened.Number, shelfA))
	d.must(t, d.CloseIncident(t.Context(), opened.Number, ""))
	n = opened.Number
	d.refuses(t, "one that was never lost", juki.StepNotAllowed, found(shelfA))
	n = loses()
	d.must(t, found(shelfA)())
	d.handOver(t, 2, shelfA, false)
	d.enterThings(t, stock.Entry{Reason: stock.LossReport, Things: cardsOf(2), Document: "紛-1"})
	n = opened.Number
	d.refuses(t, "lost by its owner, found by an old incident", juki.StepNotAllowed, found(shelfA))
	d.rebuilds(t)
}

// A resident lost the card, and finds it again: a card handed over here or one never seen. Nothing of the office's own changes.
func TestAResidentReportsALoss(t *testing.T) {
	d := openStock(t)
	d.arrive(t, shelfA, 1, 2)
	d.handOver(t, 1, shelfA, false)
	before := d.whole(t)
	entry := func(r stock.Reason, item stock.ItemID, n int, document string) stock.Entry {
		return stock.Entry{Reason: r, Things: stock.Things{Item: item, Serials: []juki.CardSerial{serialOf(n)}}, Document: document}
	}
	for _, c := range []struct {
		item stock.ItemID
		n    int
	}{{stock.MyNumberCards, 1}, {stock.MyNumberCards, 70}, {stock.ResidentCards, 71}} {
		d.refuses(t, "found before it was lost", map[bool]juki.Code{true: juki.StateNotAllowed, false: juki.SerialUnknown}[c.n == 1], d.entersThings(entry(stock.LossWithdrawn, c.item, c.n, "発-1")))
		d.refuses(t, "without the paper", juki.DocumentMissing, d.entersThings(entry(stock.LossReport, c.item, c.n, " ")))
		m := d.enterThings(t, entry(stock.LossReport, c.item, c.n, "紛-1"))
		if m.From != lies(stock.Resident, stock.Delivered) || m.To != lies(stock.Gone, stock.Lost) {
			t.Errorf("%+v", m)
		}
		d.refuses(t, "twice", juki.StateNotAllowed, d.entersThings(entry(stock.LossReport, c.item, c.n, "紛-2")))
		m = d.enterThings(t, entry(stock.LossWithdrawn, c.item, c.n, "発-1"))
		if m.To != lies(stock.Resident, stock.Delivered) {
			t.Errorf("%+v", m)
		}
		d.enterThings(t, entry(stock.LossReport, c.item, c.n, "紛-3"))
	}
	d.refuses(t, "a card that lies here", juki.StateNotAllowed, d.entersThings(entry(stock.LossReport, stock.MyNumberCards, 2, "紛-1")))
	if c := d.caseOf(t, 1); c.State != counter.CaseDelivered {
		t.Errorf("the case is %s", c.State)
	}
	if after := d.whole(t); after != before {
		t.Errorf("%d cards, %d before", after, before)
	}
	for _, row := range d.office.sheets(t, workday)[0].Rows {
		if row.InBy[stock.LossReport]+row.OutBy[stock.LossReport]+row.InBy[stock.LossWithdrawn]+row.OutBy[stock.LossWithdrawn] != 0 {
			t.Errorf("on the sheet: %+v", row)
		}
	}
	d.rebuilds(t)
}

// leakPlan is a regulation's plan of an incident that is none of a card.
func leakPlan() stock.IncidentPlan {
	return stock.IncidentPlan{Kind: "leak-suspected", Japanese: "漏えいのおそれ", English: "Data may have leaked",
		CloseBy: []juki.Post{juki.SecurityDirector, juki.DataProtectionManager},
		Steps: []stock.Step{
			{ID: "report-manager", Japanese: "報告する", English: "report", Post: juki.Operator, Within: 30 * time.Minute},
			{ID: "keep-evidence", Japanese: "保全する", English: "keep", Post: juki.SystemAdministrator},
		}}
}

// A list of residents lies on the copier of the hall. The clerk records it at the counter, which goes on working: the plan of that kind with its times, posts
// and phones begins, is done by who answers, and is closed by who the plan names. Later versions of the regulation change nothing of it (第24条).
func TestAnIncidentOfAnotherKindHasItsOwnPlan(t *testing.T) {
	d := openDesk(t, "terminal-01")
	ctx := t.Context()
	d.rules.Plan, d.rules.Incidents = stopPlan(), []stock.IncidentPlan{leakPlan()}
	opened, err := d.OpenIncident(ctx, stock.Incident{Kind: "leak-suspected", Item: stock.MyNumberCards, Serial: serialOf(1), Place: shelfA, Difference: -3})
	if err != nil || opened.Number != "J08-000001" || opened.OfStock() || opened.Item != "" || opened.Serial != "" || opened.Place != "" || opened.Difference != 0 {
		t.Fatalf("%+v, %v", opened, err)
	}
	d.refuses(t, "a second click", juki.StepNotAllowed, func() error { _, err := d.OpenIncident(ctx, stock.Incident{Kind: "leak-suspected"}); return err })
	d.refuses(t, "a kind of another city", juki.ActUnknown, func() error { _, err := d.OpenIncident(ctx, stock.Incident{Kind: "device-fault"}); return err })
	d.clock.at = d.clock.at.Add(10 * time.Minute)
	if another, err := d.OpenIncident(ctx, stock.Incident{Kind: "leak-suspected"}); err != nil || another.Number != "J08-000002" {
		t.Errorf("another leak on the same day: %+v, %v", another, err)
	}

	d.rules = stock.Rules{}
	n := opened.Number
	kept, err := d.book.IncidentOf(ctx, n)
	d.must(t, err)
	if diff := cmp.Diff(opened, kept); diff != "" {
		t.Error(diff)
	}
	if kept.KindJapanese() != "漏えいのおそれ" || len(kept.Contacts) != 1 || kept.Contacts[0].Phone != "000-1" || !kept.Steps[0].Due.Equal(kept.Opened.Add(30*time.Minute)) {
		t.Errorf("%+v", kept)
	}
	const note = "見本　花子さんの名簿"
	step := func(id string) func() error { return func() error { return d.DoStep(ctx, n, id, note) } }
	end := func() error { return d.CloseIncident(ctx, n, second) }
	d.does(t, "the clerk's step", step("report-manager"))
	d.refuses(t, "another's step", juki.PostMissing, step("keep-evidence"))
	d.as(chief, juki.SystemAdministrator, func() {
		d.does(t, "the administrator's step", step("keep-evidence"))
		d.refuses(t, "closed by a post that the plan does not name", juki.PostMissing, end)
	})
	d.as(manager, juki.DataProtectionManager, func() {
		d.does(t, "the end", end)
		d.refuses(t, "closed twice", juki.StepNotAllowed, end)
	})
	if got, err := d.book.IncidentOf(ctx, n); err != nil || got.ClosedBy != manager || got.Steps[1].By != chief || got.Steps[0].Note != note {
		t.Errorf("%+v, %v", got, err)
	}
	for event, want := range map[oplog.EventID]int{oplog.IncidentOpened: 2, oplog.IncidentStepDone: 2, oplog.IncidentClosed: 1} {
		if got := d.records(t, event.String()); got != want {
			t.Errorf("%d records %s, want %d", got, event, want)
		}
	}
	tail, err := d.LogTail(ctx, 9, LogFilter{Event: oplog.IncidentOpened})
	d.must(t, err)
	if said := oplog.Sentence(tail[0].Record, oplog.Japanese); !strings.Contains(said, "漏えいのおそれ") {
		t.Error(said)
	}
	sheet, err := d.IncidentSheet(ctx, stock.PaperHead{}, n)
	if err != nil || sheet.Incident.Japanese != "漏えいのおそれ" {
		t.Errorf("%+v, %v", sheet, err)
	}
}

// An incident that was opened before there were other kinds has the list of its steps alone.
func TestThePlanOfAnOldIncidentIsRead(t *testing.T) {
	i := stock.Incident{Opened: workday.At(9, 0)}
	err := unpackPlan(`[{"id":"search","ja":"探す","en":"search","post":"operator","within":3600000000000}]`, &i)
	if err != nil || !i.OfStock() || !i.Closes(juki.Operator) || len(i.Steps) != 1 || i.Steps[0].Post != juki.Operator || !i.Steps[0].Due.Equal(workday.At(10, 0)) {
		t.Errorf("%+v, %v", i, err)
	}
	for _, text := range []string{"", "[", "{", "7", `{"steps":7}`} {
		if err := unpackPlan(text, &stock.Incident{}); err == nil {
			t.Errorf("%q was taken", text)
		}
	}
}
