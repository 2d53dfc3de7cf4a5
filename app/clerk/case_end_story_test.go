package clerk

import (
	"context"
	"testing"

	"madoguchi/internal/counter"
	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/session"
)

// endedOffice is a terminal with cases whose time is over.
type endedOffice struct {
	*oldOffice
	ended CaseEnd
	gone  []counter.EndedCases
}

func (o *endedOffice) CaseEnd(context.Context) (CaseEnd, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.ended, nil
}

func (o *endedOffice) EraseCases(_ context.Context, by session.Confirmation, e counter.EndedCases) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if by.For != oplog.CaseErased {
		return juki.Refuse(juki.PostMissing)
	}
	o.gone, o.by = append(o.gone, e), append(o.by, by.Operator.ID)
	o.ended.Refused, o.ended.Ended.Cases = juki.NothingToErase, 0
	return nil
}

// The administrator sees how many cases have outlived their time, never which, and a second person confirms exactly that (第19条第2号).
func TestTwoPeopleEraseThePersonalDataOfEndedCases(t *testing.T) {
	s, old := newOldScene(t)
	o := &endedOffice{oldOffice: old, ended: CaseEnd{Months: 36, Ended: counter.EndedCases{Day: juki.Date{Year: 2026, Month: 11, Day: 1}, Cases: 1234}}}
	s.w.Office = o
	s.w.openHistory(tabCaseEnd)
	s.until("what may go", s.stands("case-end.what"))
	s.sees("36か月", "1,234件", "元に戻せません", "バックアップ")
	s.picture("case-end")
	s.push("case-end.erase")
	s.secondPerson("S003", protectorPassword)
	s.until("the end", s.stands("case-end.done"))
	if len(o.gone) != 1 || o.gone[0].Cases != 1234 || o.by[0] != "S003" {
		t.Errorf("%+v by %v", o.gone, o.by)
	}
	s.until("nothing more", s.stands("case-end.none"))
	if s.canPush("case-end.erase")() {
		t.Error("it could be pressed again")
	}
	s.picture("case-end-done")
}

// The same for the personal data of cases.
func TestPersonalDataAreNotSaidToBeGoneWhileTheyStay(t *testing.T) {
	s, old := newOldScene(t)
	s.w.Office = &endedOffice{oldOffice: old, ended: CaseEnd{Months: 36, Ended: counter.EndedCases{Day: juki.Date{Year: 2026, Month: 11, Day: 1}, Cases: 7}}}
	s.w.openHistory(tabCaseEnd)
	s.until("what may go", s.stands("case-end.what"))
	old.stays(true)
	s.push("case-end.erase")
	s.secondPerson("S003", protectorPassword)
	s.until("not finished", s.stands("erased.unfinished"))
	if s.stands("case-end.done")() {
		t.Error("said to be done")
	}
	s.picture("case-end-unfinished")
	old.stays(false)
	s.until("the end", s.stands("case-end.done"))
}
