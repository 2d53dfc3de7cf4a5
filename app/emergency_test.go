package main

import (
	"errors"
	"testing"
	"time"

	"madoguchi/internal/counter"
	"madoguchi/internal/juki"
	"madoguchi/internal/session"
	"madoguchi/internal/stock"
)

// worksAs lets somebody work at a terminal without card and windows.
func worksAs(m *Main, id juki.OperatorID, post juki.Post) {
	who := func() (juki.OperatorID, juki.Post) { return id, post }
	m.keeper.Operator, m.desk.Operator = who, who
}

func comesTo(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); !holds(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("it never came to this: %s", what)
		}
	}
}

func wantCode(t *testing.T, what string, code juki.Code, err error) {
	t.Helper()
	if !errors.Is(err, juki.Refuse(code)) {
		t.Errorf("%s: %v, want %s", what, err, code)
	}
}

// A stopped terminal (第24条) stays stopped over a restart: nobody logs in but who has something to do, no act at the counter goes, and work goes on
// when a post that the plan names says so.
func TestAStoppedTerminalStaysStoppedOverARestart(t *testing.T) {
	dir, now := t.TempDir(), func() time.Time { return juki.Date{Year: 2026, Month: 11, Day: 24}.At(10, 0) }
	m := openMain(t, dir, now)
	worksAs(m, "S001", juki.Operator)
	must(t, m.keeper.OpenDay(t.Context(), "", ""))
	m.emergency.Stop(false)
	if s := m.emergency.State(); !s.Open || s.Drill { // at once, stored or not
		t.Errorf("%+v", s)
	}
	wantCode(t, "an act right after the stop", juki.EmergencyOpen, m.keeper.RegisterPlace(t.Context(), stock.Place{ID: "C-01", Kind: stock.Shelf}))
	comesTo(t, "the stop is stored", func() bool { return m.emergency.State().Number == "K08-000001" })
	m.emergency.Stop(false) // a second press is no second emergency
	must(t, m.Close())

	m = openMain(t, dir, now)
	defer func() { must(t, m.Close()) }()
	if s := m.emergency.State(); !s.Open || s.Number != "K08-000001" || !s.Begun.Equal(now()) {
		t.Errorf("after the restart: %+v", s)
	}
	worksAs(m, "S003", juki.SystemAdministrator)
	ctx := t.Context()
	wantCode(t, "an act", juki.EmergencyOpen, m.keeper.RegisterPlace(ctx, stock.Place{ID: "C-01", Kind: stock.Shelf}))
	worksAs(m, "S001", juki.Operator)
	_, err := m.desk.PreviewList(ctx, nil, counter.DefaultListHeaders(), nil)
	wantCode(t, "a list", juki.EmergencyOpen, err)
	worksAs(m, "S003", juki.SystemAdministrator)
	if why := m.emergency.admits(session.Operator{ID: "S001", Post: juki.Operator}); why != nil { // the plan has steps for the clerk
		t.Errorf("the clerk: %v", why)
	}
	if why := m.emergency.admits(session.Operator{ID: "S009", Post: juki.Auditor}); why == nil {
		t.Error("an auditor came in")
	}
	for _, step := range []string{"cards-taken", "residents-led", "manager-told", "terminal-checked"} {
		must(t, m.keeper.DoEmergencyStep(ctx, "K08-000001", step, ""))
	}
	must(t, m.keeper.DecideLevel(ctx, "K08-000001", "level1", ""))
	wantCode(t, "the end by another post", juki.PostMissing, m.keeper.EndEmergency(ctx, "K08-000001", "", false))
	worksAs(m, "S004", juki.SecurityDirector)
	must(t, m.keeper.EndEmergency(ctx, "K08-000001", "", false))
	must(t, m.emergency.Read(ctx))
	worksAs(m, "S003", juki.SystemAdministrator)
	must(t, m.keeper.RegisterPlace(ctx, stock.Place{ID: "C-01", Kind: stock.Shelf}))
	if s := m.emergency.State(); s.Open {
		t.Errorf("still stopped: %+v", s)
	}
}
