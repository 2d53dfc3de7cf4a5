package clerk

import (
	"context"
	"strings"
	"sync"
	"testing"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/session"
)

// oldOffice is a terminal whose log is older than three years. The work of erasing lasts until a test ends it.
type oldOffice struct {
	logOffice
	mu    sync.Mutex
	state Retention
	work  Erasing
	begun []oplog.Erasable
	by    []juki.OperatorID
	asks  int
}

func (o *oldOffice) Retention(context.Context) (Retention, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.asks++
	return o.state, nil
}

func (o *oldOffice) Erasing() Erasing {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.work
}

func (o *oldOffice) EraseHistory(_ context.Context, by session.Confirmation, e oplog.Erasable) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if by.For != oplog.LogErased {
		return juki.Refuse(juki.PostMissing)
	}
	o.begun, o.by, o.work = append(o.begun, e), append(o.by, by.Operator.ID), Erasing{Busy: true, What: e}
	return nil
}

func (o *oldOffice) WriteArchive(context.Context) (string, int64, error) {
	return "log-2026-11-24.archive", 1234567, nil
}

// stays sets whether what was erased is still in the files.
func (o *oldOffice) stays(it bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.work.Unfinished = it
}

// end ends the work.
func (o *oldOffice) end(code juki.Code) {
	o.mu.Lock()
	defer o.mu.Unlock()
	what := o.work.What
	if o.work = (Erasing{Ended: true, Code: code, What: what, Unfinished: o.work.Unfinished}); code == "" {
		o.state.First, o.state.Refused, o.state.Erasable = what.Upto, juki.NothingToErase, oplog.Erasable{}
		o.state.Oldest, o.state.Next = what.Day.AddDays(1), juki.Date{Year: 2026, Month: 12, Day: 1}
		o.state.Last = Erased{At: o.s.clock(), By: "S001", Upto: what.Upto, Records: what.Records, Day: what.Day}
	}
}

// newOldScene is the page 保存期間 of such a terminal, with the システム管理者 at work and S003, who protects data, beside.
func newOldScene(t *testing.T) (*scene, *oldOffice) {
	s := newScene(t)
	o := &oldOffice{state: Retention{Records: 1234567, Oldest: juki.Date{Year: 2023, Month: 10, Day: 2}, Next: juki.Date{Year: 2026, Month: 11, Day: 1},
		Server:   Elsewhere{Set: true, Records: 1234500, At: s.clock()},
		Erasable: oplog.Erasable{Upto: 31200, Day: juki.Date{Year: 2023, Month: 10, Day: 31}, Records: 31200, Confirmed: oplog.Outside{Records: 1234500, At: s.clock(), Now: true}}}}
	o.logOffice = logOffice{Office: emptyOffice{}, s: s}
	s.login("S001", adminPassword)
	s.insert(customerReader, "S003")
	s.must(s.session.Enrol(t.Context(), session.EnrolRequest{ID: "S003", Name: "見本 保護子", Post: juki.DataProtectionManager, Password: []byte(protectorPassword)}))
	_, err := s.readers.Remove(customerReader)
	s.must(err)
	s.w.Office = o
	s.until("the board", s.stands("reception.key"))
	s.w.open(history)
	return s, o
}

const protectorPassword = "Takeda-Shiro%88"

// Two people erase what has outlived its time; a lock in the middle stops nothing, and the end is told.
func TestTwoPeopleEraseWhatHasOutlivedItsTime(t *testing.T) {
	s, o := newOldScene(t)
	s.push("history.tab.retention")
	s.until("what may go", s.stands("retention.what"))
	s.sees("令和5年10月31日(火)までの 31,200件", "最初の1,234,500件が", "受領書はありません", "消したことはありません")
	s.picture("retention-may")
	s.push("retention.erase")
	s.until("the second person", s.stands("second.id"))
	s.picture("retention-ask")
	s.secondPerson("S001", adminPassword)
	s.says(s.w.text.T("code.same-person-twice.what"))
	s.secondPerson("S002", clerkPassword)
	s.says(s.w.text.T("code.post-missing.what"))
	if len(o.begun) != 0 {
		t.Fatal("it has begun")
	}
	s.secondPerson("S003", protectorPassword)
	s.until("under way", s.stands("retention.work"))
	if s.canPush("retention.erase")() || len(o.begun) != 1 || o.begun[0] != o.state.Erasable || o.by[0] != "S003" {
		t.Errorf("begun %+v by %v", o.begun, o.by)
	}
	s.picture("retention-work")
	s.pull()
	s.until("covered", s.w.frame.Covered)
	o.end("")
	s.login("S001", adminPassword)
	s.until("the end", s.stands("retention.done"))
	s.sees("いま消せるもの", "令和8年12月1日(火)", "令和5年10月31日(火)まで 31,200件")
	s.picture("retention-done")
	s.push("retention.archive")
	s.until("the archive", s.stands("retention.archived"))
}

// While somebody reads an older moment of the database, what was erased is still in the files: the page does not say that it is gone, and says so
// when it is.
func TestWhatWasErasedIsNotSaidToBeGoneWhileItStays(t *testing.T) {
	s, o := newOldScene(t)
	s.push("history.tab.retention")
	s.until("what may go", s.stands("retention.what"))
	s.push("retention.erase")
	s.secondPerson("S003", protectorPassword)
	s.until("under way", s.stands("retention.work"))
	o.stays(true)
	o.end("")
	s.until("not finished", s.stands("erased.unfinished"))
	if s.stands("retention.done")() {
		t.Error("said to be done")
	}
	s.picture("retention-unfinished")
	o.stays(false)
	s.until("the end", s.stands("retention.done"))
	if s.stands("erased.unfinished")() {
		t.Error("said to stay")
	}
}

// What cannot be confirmed cannot go, and the page says what is missing; asked again it looks again.
func TestNothingGoesThatIsNotConfirmedElsewhere(t *testing.T) {
	s, o := newOldScene(t)
	o.state.Refused, o.state.Erasable = juki.RecordsNotUploaded, oplog.Erasable{}
	o.state.Server = Elsewhere{Set: true, Trouble: juki.CentralUnreachable}
	s.w.openHistory(tabRetention)
	s.sees(s.w.text.T("code.records-not-uploaded.what"), s.w.text.T("code.central-unreachable.what"))
	s.picture("retention-unconfirmed")
	if s.canPush("retention.erase")() {
		t.Error("it can be erased")
	}
	asked := o.asks
	s.push("retention.again")
	s.until("asked again", func() bool { return o.asks > asked })
	o.end(juki.RecordsNotUploaded) // what was decided came to nothing: the server had less when it was asked right before
	s.w.openHistory(tabRetention)
	s.sees(s.w.text.T("code.records-not-uploaded.do"))
	if s.stands("retention.done")() {
		t.Error("it is said to be done")
	}
	s.inEnglish()
	o.state.Refused = juki.NothingToErase
	o.state.Server = Elsewhere{}
	s.w.openHistory(tabRetention)
	s.sees("Not set up", "More may go from 2026-11-01 (Sun) on")
	s.picture("retention-en")
	if said := s.said(); strings.Contains(said, "[retention") || strings.Contains(said, "[history") {
		t.Errorf("a text is missing:\n%s", said)
	}
}

// The page is the システム管理者's alone.
func TestWhoKeepsTheLogAlone(t *testing.T) {
	s, _ := newOldScene(t)
	s.until("the tabs", s.stands("history.tab.retention"))
	s.pull()
	s.login("S003", protectorPassword)
	s.until("the board", s.stands("reception.key"))
	s.w.open(history)
	s.until("the tabs", s.stands("history.tab.inspect"))
	if s.stands("history.tab.retention")() {
		t.Error("it is offered to who protects data")
	}
}
