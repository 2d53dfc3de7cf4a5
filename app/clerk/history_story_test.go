package clerk

import (
	"context"
	"strings"
	"testing"

	"madoguchi/app/kit"
	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/store"
)

// logOffice searches the log of the scene, as the program does, and remembers what was asked.
type logOffice struct {
	Office
	s         *scene
	asked     []HistoryRequest
	exported  []HistoryRequest
	inspected []string
}

func (o *logOffice) SearchHistory(ctx context.Context, r HistoryRequest) (page HistoryPage, err error) {
	o.asked = append(o.asked, r)
	op := o.s.session.View().Operator
	if !oplog.MayOversee(op.Post) {
		r.Search.Operator = op.ID
	}
	found, err := o.s.db.SearchLog(ctx, r.Search, r.After, 5)
	for _, f := range found.Found {
		page.Lines = append(page.Lines, HistoryLine{Seq: f.Seq, Time: f.Record.Time, Operator: f.Record.Operator, Case: f.Record.Case, Sentence: oplog.Sentence(f.Record, o.s.w.logLanguage())})
		page.Last = f.Spot()
	}
	page.More = found.More
	return page, err
}

func (o *logOffice) HistoryChoices(ctx context.Context) (oplog.Choices, error) {
	return o.s.db.LogChoices(ctx)
}

func (o *logOffice) ExportHistory(_ context.Context, r HistoryRequest, _ bool) (HistoryExport, error) {
	o.exported = append(o.exported, r)
	return HistoryExport{Path: "log-list-20261124-090000.csv", Rows: 7}, nil
}

// newHistoryScene is the room 操作履歴 with an operator at work; everything until then is in the log.
func newHistoryScene(t *testing.T, id juki.OperatorID, password string) (*scene, *logOffice) {
	s := newScene(t)
	o := &logOffice{Office: emptyOffice{}, s: s}
	s.w.Office, s.w.Papers = o, &madePapers{}
	s.login(id, password)
	s.until("the board", s.stands("reception.key"))
	s.w.open(history)
	return s, o
}

// chooses chooses an alternative of a menu.
func (s *scene) chooses(id string, i int) {
	s.t.Helper()
	s.until(id, s.stands(id))
	s.w.frame.Find(id).(*kit.Select).Choose(i)
}

// A supervisor says why before anything is shown, leafs through the records, opens one and follows its case.
func TestTheLogIsSearchedForAReason(t *testing.T) {
	s, o := newHistoryScene(t, "S001", adminPassword)
	s.until("the form", s.stands("history.search"))
	s.until("the choices", func() bool { return len(s.w.page.(*historyPage).form.operators) == 2 })
	s.picture("history-before")
	s.push("history.search")
	s.until("the purpose is asked for", func() bool { return strings.Contains(s.said(), s.w.text.T("history.purpose.error")) })
	if len(o.asked) > 0 {
		t.Fatal("records were fetched without a purpose")
	}
	s.chooses("history.purpose", 0)
	s.push("history.search")
	s.lists("history.table", "S001がシステム管理者としてログインした")
	s.picture("history-found")
	if r := o.asked[0]; r.Purpose != "log-check" || r.Search.From.IsZero() || r.After != (oplog.Spot{}) {
		t.Errorf("asked for %+v", r)
	}
	for page := 2; !s.w.frame.Find("history.table").(*kit.Table).Says(string(s.first)); page++ {
		s.push("history.older")
		s.until("the next page", func() bool { return len(s.w.page.(*historyPage).starts) == page })
	}
	s.choose("history.table", string(s.first))
	s.until("the record", s.stands("history.opened"))
	s.picture("history-opened")
	s.push("history.of-case")
	s.until("the case alone", func() bool {
		p, ok := s.w.page.(*historyPage)
		return ok && p.asked != nil && p.asked.Search.Case == s.first
	})
	s.lists("history.table", string(s.first))
	if s.w.page.(*historyPage).asked.Purpose != "log-check" {
		t.Error("the purpose was lost on the way")
	}
	s.push("history.csv")
	s.until("it is written", s.stands("history.written"))
	s.picture("history-exported")
	if len(o.exported) != 1 || o.exported[0].Search.Case != s.first {
		t.Errorf("exported %+v", o.exported)
	}
}

// Conditions that cannot be meant are told at their field and not asked for.
func TestAWrongConditionIsToldAtItsField(t *testing.T) {
	s, o := newHistoryScene(t, "S001", adminPassword)
	s.chooses("history.purpose", 1)
	s.press("history.more")
	s.write("history.case", "見本 太郎")
	s.write("history.from", "きのう")
	s.write("history.card", "12")
	s.push("history.search")
	for _, key := range []string{"history.case.error", "history.from.error", "history.card.error"} {
		s.until(key, func() bool { return strings.Contains(s.said(), s.w.text.T(key)) })
	}
	s.picture("history-conditions")
	if len(o.asked) > 0 {
		t.Error("it was asked for nevertheless")
	}
	s.write("history.case", "r08-000001")
	s.write("history.from", "2026-11-24 08:00")
	s.write("history.to", "2026-11-24 9:00")
	s.write("history.card", "＊0001")
	s.push("history.search")
	s.until("it is asked for", func() bool { return len(o.asked) == 1 })
	got, day := o.asked[0].Search, juki.Date{Year: 2026, Month: 11, Day: 24}
	if got.Case != "R08-000001" || got.Card != "0001" || !got.From.Equal(day.At(8, 0)) || !got.Until.Equal(day.At(9, 1)) {
		t.Errorf("%+v", got)
	}
}

// A clerk sees the own records at once and nobody else's, and can take none of them away.
func TestAClerkSeesTheOwnRecordsOnly(t *testing.T) {
	s, _ := newHistoryScene(t, "S002", clerkPassword)
	s.lists("history.table", "S002")
	s.picture("history-own")
	for _, id := range []string{"history.purpose", "history.who", "history.csv", "history.pdf", "history.archive", "history.tab.inspect"} {
		if s.w.frame.Find(id) != nil {
			t.Errorf("%s is offered", id)
		}
	}
	for _, l := range s.w.page.(*historyPage).shown.Lines {
		if l.Operator != "S002" {
			t.Errorf("record %d is of %s", l.Seq, l.Operator)
		}
	}
	all, err := s.db.LogTail(t.Context(), 1000, store.LogFilter{Operator: "S001"})
	if s.must(err); len(all) == 0 {
		t.Error("there is nobody else's record: nothing is proved")
	}
}

// The room speaks English too.
func TestTheHistorySpeaksEnglish(t *testing.T) {
	s, _ := newHistoryScene(t, "S001", adminPassword)
	s.inEnglish()
	s.w.open(history)
	s.press("history.more")
	s.chooses("history.purpose", 2)
	s.push("history.search")
	s.lists("history.table", "S001 logged in")
	s.choose("history.table", "S001 logged in")
	s.until("the record", s.stands("history.opened"))
	if said := s.said(); strings.Contains(said, "[history") {
		t.Errorf("a text is missing:\n%s", said)
	}
	s.picture("history-en")
}
