package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"madoguchi/app/clerk"
	"madoguchi/internal/central"
	"madoguchi/internal/central/centraltest"
	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/stock"
)

// officeRoom is the program without windows beside a real central server on which its log is.
type officeRoom struct {
	*logRoom
	centralOffice
	server *centraltest.Server
}

func newOfficeRoom(t *testing.T) *officeRoom {
	t.Helper()
	server, err := centraltest.New(nil)
	if errors.Is(err, centraltest.ErrMissing) && os.Getenv("CI") == "" {
		t.Skip(err)
	}
	must(t, err)
	t.Cleanup(func() { _ = server.Close() })
	r := newLogRoom(t)
	o := &officeRoom{logRoom: r, centralOffice: centralOffice{m: r.m, clock: time.Now}, server: server}
	o.central("init")
	o.central("add-terminal", "terminal-01", "--key", r.m.db.VerifierKey())
	o.central("add-office", "terminal-01-kanri")
	cert, key, err := server.CA.Issue("terminal-01")
	must(t, err)
	officeCert, officeKey, err := server.CA.Issue("terminal-01-kanri")
	must(t, err)
	r.m.settings.Central = central.Settings{URL: "postgres://terminal-01@" + server.Address() + "/postgres", Cert: cert, Key: key, CA: server.CA.File(),
		Office: central.OfficeSettings{Cert: officeCert, Key: officeKey}}
	must(t, r.m.settings.write(r.m.Dir))
	read, err := readSettings(r.m.Dir)
	must(t, err)
	if read.Central.Office != r.m.settings.Central.Office {
		t.Errorf("the settings are read back as %+v", read.Central.Office)
	}
	return o
}

func (o *officeRoom) central(args ...string) {
	o.T.Helper()
	must(o.T, runCentral(o.T.Context(), append(args, "--url", o.server.OwnerURL("postgres"))))
}

func (o *officeRoom) upload() {
	o.T.Helper()
	c := &central.Client{Settings: o.logRoom.m.settings.Central, Log: o.logRoom.m.db, Now: time.Now}
	_, err := c.Upload(o.T.Context())
	must(o.T, err)
}

// A supervisor asks for the office's stock, makes the sheet of it, and makes it again without the network: the last state, said to be that.
func TestTheOfficeIsAskedAndItsSheetIsStored(t *testing.T) {
	o := newOfficeRoom(t)
	m := o.logRoom.m
	m.settings.Terminal = "terminal-01"
	_, err := o.AskOffice(t.Context(), clerk.AskStock)
	must(t, err)
	if _, err := (papers{m}).MakePaper(t.Context(), clerk.PaperRequest{Kind: stock.PaperOffice, Day: juki.DateOf(o.now)}); err != nil {
		t.Errorf("a sheet of an office that stated nothing yet: %v", err)
	}
	o.login("S003")
	must(t, m.keeper.OpenDay(t.Context(), "", ""))
	must(t, m.keeper.RegisterPlace(t.Context(), stock.Place{ID: "A-01", Kind: stock.Shelf}))
	must(t, m.keeper.RegisterItem(t.Context(), stock.Item{ID: "form-notice", Name: "交付通知書", Tracking: stock.ByQuantity, Unit: "部"}))
	_, err = m.keeper.Enter(t.Context(), stock.Entry{Reason: stock.Arrival, Things: stock.Things{Item: "form-notice", Quantity: 40}, From: stock.Issuer, To: "A-01", Document: "N-1", Witness: "S001"})
	must(t, err)
	_, err = m.keeper.State(t.Context(), -1)
	must(t, err)
	o.upload()
	a, err := o.AskOffice(t.Context(), clerk.AskStock)
	must(t, err)
	if sums := a.State.Sums(); !a.Live || len(sums) != 1 || sums[0].All() != 40 || len(a.State.Terminals) != 1 || a.State.Terminals[0].Closed {
		t.Fatalf("answered %+v", a)
	}
	info, err := os.Stat(filepath.Join(m.Dir, officeFile))
	must(t, err)
	if info.Mode().Perm() != 0o600 {
		t.Errorf("the last answer may be read by others: %v", info.Mode())
	}

	must(t, o.server.Stop())
	stale, err := o.AskOffice(t.Context(), clerk.AskStock)
	must(t, err)
	if stale.Live || stale.Code != juki.CentralUnreachable || !stale.State.At.Equal(a.State.At) || stale.State.Sums()[0].All() != 40 {
		t.Errorf("without the network: %+v", stale)
	}
	made, err := (papers{m}).MakePaper(t.Context(), clerk.PaperRequest{Kind: stock.PaperOffice, Day: juki.DateOf(o.now)})
	must(t, err)
	_, body, err := m.keeper.Book.PaperOf(t.Context(), made.ID)
	must(t, err)
	if sheet := body.(stock.OfficeSheet); sheet.Live || !sheet.State.At.Equal(a.State.At) || len(sheet.Unconfirmed()) != 1 || sheet.ItemName("form-notice") != "交付通知書" {
		t.Errorf("the sheet: %+v", sheet)
	}
	if asked, silent := o.recorded(oplog.CentralAsked), o.recorded(oplog.CentralSilent); len(asked) != 3 || len(silent) != 1 || !strings.Contains(oplog.Sentence(silent[0].Record, oplog.Japanese), "在庫") {
		t.Errorf("recorded %d questions, %d without an answer", len(asked), len(silent))
	}
}

// The search is recorded before it is asked, once for all its pages; who may not look is refused, and nothing is asked.
func TestTheLogsOfAllTerminalsAreSearched(t *testing.T) {
	o := newOfficeRoom(t)
	o.upload()
	r := clerk.OfficeRequest{Purpose: "audit", Language: "ja", Search: oplog.Search{Operator: "S001"}}
	page, err := o.SearchOffice(t.Context(), r)
	must(t, err)
	if len(page.Records) == 0 || page.Records[0].Terminal != "terminal-01" || page.Records[0].Sentence == "" || page.Records[0].Operator != "S001" {
		t.Fatalf("found %+v", page)
	}
	r.After = page.Next
	_, err = o.SearchOffice(t.Context(), r)
	must(t, err)
	asked := o.recorded(oplog.CentralAsked)
	if len(asked) != 1 || !strings.Contains(oplog.Sentence(asked[0].Record, oplog.Japanese), "操作履歴") {
		t.Errorf("recorded %+v", asked)
	}
	if _, err := o.SearchOffice(t.Context(), clerk.OfficeRequest{}); !refusedWith(err, juki.RecordRefused) {
		t.Errorf("without a purpose: %v", err)
	}
	o.login("S002")
	for _, q := range []clerk.OfficeQuestion{clerk.AskStock, clerk.AskTerminals, clerk.AskConflicts} {
		if _, err := o.AskOffice(t.Context(), q); !refusedWith(err, juki.PostMissing) {
			t.Errorf("an operator asks for %s: %v", q, err)
		}
		if _, err := o.LastOffice(t.Context(), q); !refusedWith(err, juki.PostMissing) {
			t.Errorf("an operator sees the last %s: %v", q, err)
		}
	}
	if _, err := o.SearchOffice(t.Context(), r); !refusedWith(err, juki.PostMissing) {
		t.Errorf("an operator searches: %v", err)
	}
	o.login("S001")
	o.central("revoke-office", "terminal-01-kanri")
	r.After = clerk.OfficeSpot{}
	if _, err := o.SearchOffice(t.Context(), r); !refusedWith(err, juki.CentralRefused) {
		t.Errorf("a revoked role: %v", err)
	}
	if silent := o.recorded(oplog.CentralSilent); len(silent) != 1 {
		t.Errorf("%d refusals recorded", len(silent))
	}
	o.logRoom.m.settings.Central.Office = central.OfficeSettings{}
	if _, err := o.AskOffice(t.Context(), clerk.AskTerminals); !refusedWith(err, juki.CentralNotSet) {
		t.Errorf("without a certificate: %v", err)
	}
}

// A terminal with two logs is one; a revoked log's figures do not stand for the one that goes on.
func TestATerminalOfTwoLogsIsOne(t *testing.T) {
	at := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	lines := func(log int32, revoked bool, when time.Time, book int64) central.OfficeLine {
		return central.OfficeLine{Terminal: "terminal-01", Log: log, Revoked: revoked, At: when, Day: "2026-11-24", Reason: "closing", Item: "form-x", Place: "A-01", Book: book}
	}
	s := officeState(central.OfficeState{At: at, Terminals: []central.OfficeTerminal{
		{Terminal: "terminal-01", Revoked: true, Received: at.Add(time.Hour)}, {Terminal: "terminal-01", Received: at, Stored: 5}, {Terminal: "terminal-01", Received: at.Add(-time.Hour)}},
		Lines: []central.OfficeLine{lines(1, true, at.Add(time.Hour), 9), lines(2, false, at, 7), lines(3, false, at.Add(-time.Hour), 8)}})
	if len(s.Terminals) != 1 || s.Terminals[0].Revoked || s.Terminals[0].Stored != 5 || !s.Terminals[0].Closed || len(s.Lines) != 1 || s.Lines[0].Book != 7 {
		t.Errorf("%+v", s)
	}
}
