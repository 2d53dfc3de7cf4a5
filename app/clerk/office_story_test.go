package clerk

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/session"
	"madoguchi/internal/stock"
)

// centralFake answers as the central server of an office with three terminals would.
type centralFake struct {
	mu     sync.Mutex
	unset  bool
	down   bool
	hold   chan struct{} // not nil: questions wait for it
	last   OfficeAnswer
	state  stock.OfficeState
	asked  []OfficeQuestion
	search []OfficeRequest
}

func (f *centralFake) Ready() error {
	if f.unset {
		return juki.Refuse(juki.CentralNotSet)
	}
	return nil
}

func (f *centralFake) wait(ctx context.Context) {
	f.mu.Lock()
	hold := f.hold
	f.mu.Unlock()
	if hold != nil {
		select {
		case <-hold:
		case <-ctx.Done():
		}
	}
}

func (f *centralFake) SearchOffice(ctx context.Context, r OfficeRequest) (OfficePage, error) {
	f.wait(ctx)
	f.mu.Lock()
	defer f.mu.Unlock()
	f.search = append(f.search, r)
	if f.down {
		return OfficePage{}, juki.Refuse(juki.CentralUnreachable)
	}
	var page OfficePage
	for i := range 100 {
		at := juki.Date{Year: 2026, Month: 11, Day: 24}.At(16, 59-i/2)
		line := HistoryLine{Seq: int64(4000 - i), Time: at, Operator: "S0" + juki.OperatorID(fmt.Sprint(10+i%7)), Case: "R08-000120", Sentence: "本人情報を表示した(目的:交付)"}
		if i == 3 {
			line = HistoryLine{Seq: 7, Time: at}
		}
		page.Records = append(page.Records, OfficeRecord{Terminal: fmt.Sprintf("terminal-%02d", 1+i%3), HistoryLine: line})
	}
	page.Next, page.More = OfficeSpot{Time: page.Records[99].Time, Log: 1, Seq: 1}, r.After == OfficeSpot{}
	return page, nil
}

func (f *centralFake) AskOffice(ctx context.Context, q OfficeQuestion) (OfficeAnswer, error) {
	if err := f.Ready(); err != nil {
		return OfficeAnswer{}, err
	}
	f.wait(ctx)
	f.mu.Lock()
	defer f.mu.Unlock()
	f.asked = append(f.asked, q)
	if f.down {
		f.last.Live, f.last.Code = false, juki.CentralUnreachable
		return f.last, nil
	}
	f.last = OfficeAnswer{State: f.state, Conflicts: f.state.Conflicts(f.state.At, juki.StandardHours(), stock.StandardOfficeLimits()), Live: true}
	return f.last, nil
}

func (f *centralFake) LastOffice(context.Context, OfficeQuestion) (OfficeAnswer, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.last, nil
}

func (f *centralFake) set(change func(*centralFake)) {
	f.mu.Lock()
	defer f.mu.Unlock()
	change(f)
}

// anOffice has a terminal that closed, one that did not, one that is silent; five cards are on their way for long.
func anOffice() stock.OfficeState {
	day := juki.Date{Year: 2026, Month: 11, Day: 24}
	return stock.OfficeState{At: day.At(17, 55),
		Terminals: []stock.OfficeTerminal{
			{Terminal: "terminal-01", Stored: 4120, Has: 4121, Received: day.At(17, 50), Heard: day.At(17, 50), Stated: day.At(17, 41), Day: day, Closed: true},
			{Terminal: "terminal-02", Stored: 3870, Has: 3992, Received: day.At(12, 6), Heard: day.At(17, 46), Stated: day.At(11, 38), Day: day, Trouble: juki.CentralRejected},
			{Terminal: "wadayama-01", Stored: 1208, Received: day.AddDays(-6).At(17, 40), Heard: day.AddDays(-6).At(17, 40), Stated: day.AddDays(-6).At(17, 35), Day: day.AddDays(-6), Closed: true},
		},
		Lines: []stock.OfficeLine{
			{Terminal: "terminal-01", Item: stock.MyNumberCards, Place: "A-01", Book: 1299, Counted: 1299, CountedOK: true},
			{Terminal: "terminal-01", Item: stock.MyNumberCards, Place: stock.Transit, Book: 12},
			{Terminal: "terminal-02", Item: stock.MyNumberCards, Place: "C-01", Book: 420, Counted: 420, CountedOK: true},
			{Terminal: "terminal-02", Item: stock.MyNumberCards, Place: stock.Transit, Book: -7},
			{Terminal: "wadayama-01", Item: stock.MyNumberCards, Place: "W-01", Book: 88},
			{Terminal: "wadayama-01", Item: stock.ResidentCards, Place: "W-02", Book: 3},
		},
		Transfers: []stock.OfficeTransfer{{Sender: "terminal-01", Number: "T08-000012", Item: stock.MyNumberCards, From: "A-01", To: "W-01", For: "wadayama-01", Sent: 5, SentAt: day.AddDays(-8).At(14, 0)}},
	}
}

// newOfficeScene is somebody in a post at work, with a central server to ask.
func newOfficeScene(t *testing.T, post juki.Post) (*scene, *centralFake, *madePapers) {
	s := newScene(t)
	f, papers := &centralFake{state: anOffice()}, &madePapers{}
	s.w.Central, s.w.Papers = f, papers
	s.w.Office = &logOffice{Office: emptyOffice{}, s: s}
	s.login("S001", adminPassword)
	s.insert(customerReader, "S003")
	s.must(s.session.Enrol(s.t.Context(), session.EnrolRequest{ID: "S003", Name: "見本 補助子", Post: post, Password: []byte("Takeda-Shiro%88")}))
	_, err := s.readers.Remove(customerReader)
	s.must(err)
	s.pull()
	s.setClock(juki.Date{Year: 2026, Month: 11, Day: 24}.At(17, 56))
	s.login("S003", "Takeda-Shiro%88")
	s.until("the board", s.stands("reception.key"))
	return s, f, papers
}

// A supervisor sees the whole office's stock, what is known of whom, and makes the sheet.
func TestTheWholeOfficesStockIsShown(t *testing.T) {
	s, f, papers := newOfficeScene(t, juki.Assistant)
	s.w.open(stockRoom)
	s.push("stock.tab.office")
	s.lists("office.sums", "1,807", "1,812")
	s.until("now", s.stands("office.live"))
	s.picture("office-stock")
	s.push("office.view.places")
	s.lists("office.places", "terminal-01", "W-01", "88", s.w.text.T("office.unconfirmed"), s.w.text.T("office.confirmed"), s.w.text.T("office.between"))
	s.picture("office-places")
	if len(f.asked) != 1 || f.asked[0] != AskStock {
		t.Errorf("asked for %v", f.asked)
	}
	s.push("office.sheet")
	s.until("the sheet", func() bool { return len(papers.asked) == 1 })
	if r := papers.asked[0]; r.Kind != stock.PaperOffice || r.Day != (juki.Date{Year: 2026, Month: 11, Day: 24}) {
		t.Errorf("%+v", r)
	}
}

// Without the network the last known state stands there with its time, plainly; and the page is never waited for.
func TestWithoutTheNetworkTheLastStateIsShown(t *testing.T) {
	s, f, _ := newOfficeScene(t, juki.Assistant)
	f.down = true
	s.w.open(stockRoom)
	s.push("stock.tab.office")
	s.until("nothing is known", s.stands("office.nothing"))
	s.until("said", func() bool { return strings.Contains(s.said(), s.w.text.T("office.unknown")) })
	if s.canPush("office.sheet")() {
		t.Error("a sheet of nothing")
	}
	f.set(func(f *centralFake) { f.down = false })
	s.push("office.ask")
	s.until("now", s.stands("office.live"))
	hold := make(chan struct{})
	f.set(func(f *centralFake) { f.down, f.hold = true, hold })
	s.push("office.ask")
	s.until("it is being asked", func() bool { return !s.canPush("office.ask")() })
	s.push("office.view.places") // meanwhile everything goes on
	s.lists("office.places", "terminal-01")
	close(hold)
	s.until("the last state", s.stands("office.stale"))
	if said := s.said(); !strings.Contains(said, "2026-11-24 17:55") || !strings.Contains(said, s.w.text.T("code.central-unreachable.what")) {
		t.Errorf("said:\n%s", said)
	}
	s.lists("office.places", "88")
	s.picture("office-stale")
}

// Who oversees the log sees how each terminal stands and what does not fit, with what to do.
func TestTerminalsAndConflictsAreShown(t *testing.T) {
	s, f, _ := newOfficeScene(t, juki.DataProtectionManager)
	s.w.open(history)
	s.push("history.tab.all")
	s.push("office.view.terminals")
	s.lists("office.terminals", "wadayama-01", "▲ "+s.w.text.T("office.conflict.silent"), "▲ "+s.w.text.T("office.conflict.refused"), s.w.text.T("office.well"), "122")
	s.picture("office-terminals")
	s.push("office.view.conflicts")
	s.lists("office.conflicts", "T08-000012", s.w.text.T("office.conflict.late"))
	s.choose("office.conflicts", "T08-000012")
	s.until("what to do", func() bool { return strings.Contains(s.said(), s.w.text.T("office.conflict.late.do")) })
	s.picture("office-conflicts")
	s.until("both questions were asked", func() (both bool) {
		f.set(func(f *centralFake) { both = fmt.Sprint(f.asked) == "[terminals conflicts]" })
		return both
	})
	s.inEnglish()
	for _, view := range []string{viewTerminals, viewConflicts} {
		s.w.turnTo(newOfficePage(s.w, view))
		s.until("live", s.stands("office.live"))
		if said := s.said(); strings.Contains(said, "[office") {
			t.Errorf("a text is missing:\n%s", said)
		}
	}
	s.picture("office-conflicts-en")
}

// The search asks why first; one search is one question, its pages follow; a newer program's record says so.
func TestAllTerminalsAreSearched(t *testing.T) {
	s, f, _ := newOfficeScene(t, juki.DataProtectionManager)
	s.w.open(history)
	s.push("history.tab.all")
	s.push("office.search")
	s.until("a purpose is asked for", func() bool { return strings.Contains(s.said(), s.w.text.T("history.purpose.error")) })
	if len(f.search) != 0 {
		t.Error("asked without a purpose")
	}
	s.chooses("office.purpose", 1)
	s.push("office.more")
	for id, bad := range map[string]string{"terminal": "端末1", "operator": "見本", "case": "12", "card": "12", "from": "きのう"} {
		was := map[string]string{"from": "2026-11-01"}[id]
		s.write("office."+id, bad)
		s.push("office.search")
		s.write("office."+id, was)
	}
	if len(f.search) != 0 {
		t.Errorf("asked: %+v", f.search)
	}
	s.write("office.terminal", "Terminal-02")
	s.write("office.operator", "s010")
	s.push("office.search")
	s.lists("office.records", "terminal-03", "本人情報を表示した(目的:交付)", s.w.text.T("office.newer.program"))
	s.choose("office.records", "terminal-03")
	s.until("opened", s.stands("office.opened"))
	s.picture("office-search")
	s.push("office.page.older")
	s.until("the second page", func() bool { return len(f.search) == 2 && s.canPush("office.page.newer")() })
	first, second := f.search[0], f.search[1]
	if first.Terminal != "terminal-02" || first.Search.Operator != "S010" || first.Purpose != oplog.LookPurposes()[1] || first.After != (OfficeSpot{}) || second.After.Seq != 1 {
		t.Errorf("%+v, then %+v", first, second)
	}
	f.set(func(f *centralFake) { f.down = true })
	s.push("office.search")
	s.until("no answer", s.stands("office.failed"))
	s.picture("office-search-down")
}

// Without a certificate to ask with the pages say what is missing and whom to ask; who may not ask is not offered it.
func TestWhatIsMissingIsSaid(t *testing.T) {
	s, f, _ := newOfficeScene(t, juki.DataProtectionManager)
	f.set(func(f *centralFake) { f.unset = true })
	s.w.open(history)
	s.push("history.tab.all")
	s.until("what is missing", s.stands("office.unset"))
	s.picture("office-unset")
	s.push("office.view.terminals")
	s.until("what is missing", s.stands("office.unset"))
	s.w.Central = nil
	s.w.openStock(tabOffice)
	s.until("what is missing", s.stands("office.unset"))
	s.pull()
	s.login("S002", clerkPassword)
	s.w.open(stockRoom)
	s.until("the stock", s.stands("stock.tab.places"))
	if s.stands("stock.tab.office")() {
		t.Error("an operator is offered the office's stock")
	}
	for post, want := range map[juki.Post]string{juki.Operator: "[]", juki.Assistant: "[stock]", juki.Auditor: "[stock terminals conflicts log]", juki.SystemAdministrator: "[stock terminals conflicts log]"} {
		may := []string{}
		for _, q := range []OfficeQuestion{AskStock, AskTerminals, AskConflicts, "log"} {
			if q.MayAsk(post) {
				may = append(may, string(q))
			}
		}
		if fmt.Sprint(may) != want {
			t.Errorf("post %d may ask %v", post, may)
		}
	}
}
