package central_test

import (
	"fmt"
	"maps"
	"testing"
	"time"

	"madoguchi/internal/central"
	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/stock"
)

func (c *city) role(name string) string { return fmt.Sprintf("%s-%d", name, shared.number) }

// sums are what the answer says that lies where; inTransit is what is on its way, over all terminals.
func sums(s central.OfficeState) (places map[string]int64, inTransit map[string]int64) {
	places, inTransit = map[string]int64{}, map[string]int64{}
	for _, l := range s.Lines {
		if l.Place == string(stock.Transit) {
			inTransit[l.Item] += l.Book
		} else if l.Item != "" {
			places[l.Terminal+" "+l.Item+" "+l.Place] += l.Book
		}
	}
	maps.DeleteFunc(inTransit, func(_ string, n int64) bool { return n == 0 })
	return places, inTransit
}

// What two terminals state is, place by place, what their ledgers have; what is between them stands there once, from when it is sent until it
// is received, and whether the sender read the receipt or not.
func TestTheWholeOfficesStockIsThatOfItsLedgers(t *testing.T) {
	city := newCity(t, sharedServer(t))
	a, b := city.newLedger("terminal-01", "A-01", "terminal-02", "D-02"), city.newLedger("terminal-02", "D-02", "terminal-01", "A-01")
	office := city.newOffice(city.role("terminal-01-kanri"))
	check := func(when string, transit map[string]int64) central.OfficeState {
		t.Helper()
		s, err := office.State(t.Context(), theQuestion(central.OfficeSearch{}))
		must(t, err)
		places, inTransit := sums(s)
		want := a.lies()
		maps.Copy(want, b.lies())
		if !maps.Equal(places, want) || !maps.Equal(inTransit, transit) {
			t.Errorf("%s: the server says %v and in transit %v; the ledgers have %v, in transit %v", when, places, inTransit, want, transit)
		}
		return s
	}
	a.comes(100)
	a.surrendered("RC000001", "RC000002", "RC000003")
	b.comes(30)
	a.reports()
	b.reports()
	check("nothing sent", map[string]int64{})

	forms, cards := stock.Things{Item: form, Quantity: 12}, stock.Things{Item: stock.ResidentCards, Serials: []juki.CardSerial{"RC000001", "RC000002"}}
	slip := a.sends("D-02", forms, cards)
	a.reports()
	s := check("sent", map[string]int64{string(form): 12, string(stock.ResidentCards): 2})
	if len(s.Transfers) != 1 || s.Transfers[0].Sender != "terminal-01" || s.Transfers[0].Sent != 14 || s.Transfers[0].Received != 0 || s.Transfers[0].For != "terminal-02" {
		t.Errorf("on its way: %+v", s.Transfers)
	}
	b.receives(slip, forms, cards)
	b.reports()
	s = check("received, the receipt not read", map[string]int64{})
	if len(s.Transfers) != 1 || s.Transfers[0].Received != 14 || s.Transfers[0].Receivers != "terminal-02" || s.Transfers[0].EndedAt != nil {
		t.Errorf("received: %+v", s.Transfers)
	}
	at, err := b.Transfer(t.Context(), slip)
	must(t, err)
	_, err = a.Confirm(t.Context(), at.Receipt())
	must(t, err)
	a.reports()
	if s = check("the receipt read", map[string]int64{}); len(s.Transfers) != 0 {
		t.Errorf("settled: %+v", s.Transfers)
	}

	// The receiver's upload comes before the sender's: what is known by one end only is counted where it lies now and taken off what is on its way.
	more := stock.Things{Item: form, Quantity: 5}
	b.receives(a.sends("D-02", more), more)
	b.reports()
	s, err = office.State(t.Context(), theQuestion(central.OfficeSearch{}))
	must(t, err)
	total := int64(0)
	for _, l := range s.Lines {
		if l.Item == string(form) {
			total += l.Book
		}
	}
	if _, inTransit := sums(s); total != 130 || inTransit[string(form)] != -5 || len(s.Transfers) != 1 || s.Transfers[0].SentAt != nil {
		t.Errorf("%d forms in all, %v in transit, %+v", total, inTransit, s.Transfers)
	}
	a.reports()
	check("both ends", map[string]int64{})
}

// A statement of which a part is still on its way is not used: the one before stands.
func TestHalfAStatementIsNone(t *testing.T) {
	city := newCity(t, sharedServer(t))
	x := city.newTerminal()
	office := city.newOffice(city.role("kanri"))
	say := func(n int, lines ...int) {
		records := []oplog.Record{{Time: noon, Event: oplog.StockStated, Values: []oplog.Value{oplog.Day(juki.DateOf(noon)), oplog.Count(oplog.FieldRows, n), oplog.Reason("running")}}}
		for _, book := range lines {
			records = append(records, oplog.Record{Time: noon, Event: oplog.StockLine, Values: []oplog.Value{oplog.Item("form-notice"), oplog.Place("A-01"), oplog.Count(oplog.FieldBook, book)}})
		}
		must(t, x.Record(t.Context(), records...))
	}
	conn := city.thief(x)
	from := int64(0)
	for _, step := range []struct {
		rows  int
		lines []int
		want  string
	}{{0, nil, "[:0]"}, {2, []int{3, 4}, "[form-notice:3 form-notice:4]"}, {3, []int{7, 8}, "[form-notice:3 form-notice:4]"}} {
		say(step.rows, step.lines...)
		if got := ingest(conn, x.memoryLog, from, int64(len(x.leaves))); got != "" {
			t.Fatal(got)
		}
		from = int64(len(x.leaves))
		s, err := office.State(t.Context(), theQuestion(central.OfficeSearch{}))
		must(t, err)
		got := []string{}
		for _, l := range s.Lines {
			got = append(got, fmt.Sprintf("%s:%d", l.Item, l.Book))
		}
		if fmt.Sprint(got) != step.want {
			t.Errorf("after %+v: %v", step, got)
		}
	}
}

// A terminal that was restored goes on in another log, under another origin: it is the same terminal still.
func TestARestoredTerminalIsTheSameTerminal(t *testing.T) {
	city := newCity(t, sharedServer(t))
	x := city.newTerminal()
	office := city.newOffice(city.role("kanri"))
	restored := newLog(t, x.name+"-2")
	must(t, city.owner.AddTerminal(t.Context(), x.name, restored.VerifierKey()))
	sent := oplog.Record{Time: noon, Event: oplog.TransferSent, Operator: "S001", Values: []oplog.Value{oplog.Number("T08-000001"), oplog.From("A-01"), oplog.To("D-02"), oplog.Count(oplog.FieldCounted, 3)}}
	conn := city.thief(x)
	for i, l := range []*memoryLog{x.memoryLog, restored} {
		must(t, l.Record(t.Context(), sent, oplog.Record{Time: noon.Add(time.Duration(i) * time.Hour), Event: oplog.StockStated,
			Values: []oplog.Value{oplog.Day(juki.DateOf(noon)), oplog.Count(oplog.FieldRows, 1), oplog.Reason("running")}},
			oplog.Record{Time: noon.Add(time.Duration(i) * time.Hour), Event: oplog.StockLine, Values: []oplog.Value{oplog.Item("form-notice"), oplog.Place("A-01"), oplog.Count(oplog.FieldBook, 5+i)}}))
		if got := ingest(conn, l, 0, 3); got != "" {
			t.Fatal(got)
		}
	}
	s, err := office.State(t.Context(), theQuestion(central.OfficeSearch{}))
	must(t, err)
	if len(s.Lines) != 2 || s.Lines[0].Terminal != x.name || s.Lines[1].Terminal != x.name || len(s.Terminals) != 2 || s.Terminals[1].Terminal != x.name {
		t.Errorf("%+v, %+v", s.Terminals, s.Lines)
	}
	if len(s.Transfers) != 1 || s.Transfers[0].Sender != x.name || s.Transfers[0].Sent != 3 {
		t.Errorf("what both logs tell is counted once: %+v", s.Transfers)
	}
	page, err := office.Log(t.Context(), theQuestion(central.OfficeSearch{Terminal: x.name}), central.OfficeSpot{})
	must(t, err)
	if len(page.Records) != 6 || page.Records[0].Terminal != x.name {
		t.Errorf("%d records of the terminal", len(page.Records))
	}
}

// One search goes through the logs of all terminals, newest first, page after page, and decodes as it was recorded.
func TestOneSearchGoesThroughAllTerminals(t *testing.T) {
	city := newCity(t, sharedServer(t))
	x, y := city.newTerminal(), city.newTerminal()
	office := city.newOffice(city.role("kanri"))
	x.work(t, 150, noon)
	y.work(t, 120, noon.Add(30*time.Second))
	must(t, y.Record(t.Context(), oplog.Record{Time: noon.Add(time.Hour), Event: oplog.PersonDisplayed, Operator: "S777", Case: "R08-000009", Values: []oplog.Value{oplog.Purpose("handover")}},
		oplog.Record{Time: noon.Add(time.Hour), Event: oplog.StockMoved, Operator: "S778", Values: []oplog.Value{oplog.Item("resident-card"), oplog.From("A-01"), oplog.To("A-02"), oplog.Reason("move"), oplog.CardTail("ABCDEF126789")}}))
	x.upload(t, "")
	y.upload(t, "")
	find := func(s central.OfficeSearch) (all []central.OfficeRecord) {
		t.Helper()
		var after central.OfficeSpot
		for {
			page, err := office.Log(t.Context(), theQuestion(s), after)
			must(t, err)
			all, after = append(all, page.Records...), page.Next
			if !page.More {
				return all
			}
		}
	}
	logins := central.OfficeSearch{Search: oplog.Search{Event: oplog.LoginSucceeded}}
	all := find(logins)
	seen := map[string]bool{}
	for i, r := range all {
		record, err := oplog.DecodeRecord(r.Payload)
		if err != nil || record.Event != oplog.LoginSucceeded || i > 0 && r.Spot.Time.After(all[i-1].Spot.Time) {
			t.Fatalf("record %d: %v %v", i, record, err)
		}
		seen[fmt.Sprint(r.Terminal, r.Spot.Seq)] = true
	}
	if len(all) != 270 || len(seen) != 270 {
		t.Errorf("%d records, %d different ones, of 270", len(all), len(seen))
	}
	for want, s := range map[int]central.OfficeSearch{
		150: {Terminal: x.name, Search: logins.Search}, 1: {Search: oplog.Search{Case: "R08-000009"}}, 0: {Search: oplog.Search{Card: "9999"}},
		20: {Search: oplog.Search{Event: oplog.LoginSucceeded, From: noon, Until: noon.Add(10 * time.Minute)}},
		2:  {Search: oplog.Search{Operator: "S007"}},
	} {
		if got := find(s); len(got) != want {
			t.Errorf("%+v: %d records, not %d", s, len(got), want)
		}
	}
	for _, s := range []oplog.Search{{Card: "6789"}, {Operator: "S777"}, {Purpose: "handover"}, {Area: "person"}} {
		if got := find(central.OfficeSearch{Search: s}); len(got) != 1 || got[0].Terminal != y.name {
			t.Errorf("%+v: %d records", s, len(got))
		}
	}
	if n := city.count("SELECT count(*) FROM madoguchi.asked WHERE question = 'log' AND operator = 'S001' AND purpose = 'audit' AND chosen ->> 'card' = '6789'"); n != 1 {
		t.Errorf("the question about a card is noted %d times", n)
	}
}

// The server knows how a terminal stands that calls and cannot send: what it has, why, and what its clock says.
func TestTheTerminalsTellHowTheyStand(t *testing.T) {
	city := newCity(t, sharedServer(t))
	x := city.newTerminal()
	office := city.newOffice(city.role("kanri"))
	x.work(t, 40, noon)
	x.upload(t, "")
	whole := x.memoryLog
	x.memoryLog = whole.copy(10)
	x.client.Log = x.memoryLog
	x.client.Now = func() time.Time { return time.Now().Add(7 * time.Minute) }
	x.upload(t, juki.CentralAhead)
	x.upload(t, juki.CentralAhead) // it says so when it calls again
	s, err := office.State(t.Context(), theQuestion(central.OfficeSearch{}))
	must(t, err)
	if len(s.Terminals) != 1 {
		t.Fatalf("%+v", s.Terminals)
	}
	got := s.Terminals[0]
	if got.Terminal != x.name || got.Stored != 41 || got.Has > 11 || got.Trouble != juki.CentralAhead || got.Heard.IsZero() || got.Received.IsZero() || (got.Skew-7*time.Minute).Abs() > time.Minute {
		t.Errorf("%+v", got)
	}
}

func TestWhoMayAskIsAddedAndRevoked(t *testing.T) {
	city := newCity(t, sharedServer(t))
	x, role := city.newTerminal(), city.role("terminal-01-kanri")
	ask := func(o *central.Office) error {
		_, err := o.State(t.Context(), theQuestion(central.OfficeSearch{}))
		return err
	}
	expect(t, ask(city.officeWith(role)), juki.CentralRefused) // nobody added it
	office := city.newOffice(role)
	must(t, city.owner.AddOffice(t.Context(), role))
	must(t, ask(office))
	if city.owner.AddOffice(t.Context(), x.name) == nil || city.owner.AddTerminal(t.Context(), role, newLog(t, "terminal-77").VerifierKey()) == nil {
		t.Error("one role asks and uploads")
	}
	if city.owner.AddOffice(t.Context(), "Kanri;") == nil || city.owner.RevokeOffice(t.Context(), "kanri-none") == nil {
		t.Error("a name that is none")
	}
	must(t, city.owner.RevokeOffice(t.Context(), role))
	expect(t, ask(office), juki.CentralRefused)
	if city.owner.AddOffice(t.Context(), role) == nil {
		t.Error("a revoked role asks again")
	}
	expect(t, ask(&central.Office{Settings: x.client.Settings, Now: time.Now}), juki.CentralNotSet)
	missing := *office
	missing.Settings.Office.Key = "gone.key"
	expect(t, ask(&missing), juki.CentralNotSet)
	down := *office
	down.Settings.URL = "postgres://x@127.0.0.1:1/x"
	expect(t, ask(&down), juki.CentralUnreachable)
}
