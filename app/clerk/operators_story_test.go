package clerk

import (
	"testing"

	"madoguchi/app/kit"
	"madoguchi/internal/counter"
	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/session"
	"madoguchi/internal/store"
)

func TestTheAdministratorRevokesAnOperatorAndTheCardIsRefused(t *testing.T) {
	s := newScene(t)
	s.login("S001", adminPassword)
	s.w.turnTo(newOperatorsPage(s.w))
	s.until("the list", s.stands("operators.revoke.S002"))
	s.picture("operators-list")
	s.press("operators.revoke.S002")
	s.press("operators.revoke.confirm") // without a reason
	s.says(s.w.text.T("operators.reason.error"))
	s.w.frame.Find("operators.reason").(*kit.Select).Choose(0)
	s.picture("operators-revoke")
	s.press("operators.revoke.confirm")
	s.press("operators.sure.confirm")
	s.says(s.w.text.T("operators.revoke.done", "ID", "S002"))
	s.says(s.w.text.T("operators.revoked"))
	s.picture("operators-revoked")
	if s.stands("operators.revoke.S002")() || s.stands("operators.own.S002")() {
		t.Error("a revoked operator can be worked on")
	}
	tail, err := s.db.LogTail(t.Context(), 10, store.LogFilter{})
	s.must(err)
	revoked := false
	for _, l := range tail {
		revoked = revoked || l.Record.Event == oplog.OperatorRevoked && l.Record.Operator == "S001"
	}
	if !revoked {
		t.Error("no record of it")
	}
	s.pull()
	s.insert(operatorReader, "S002")
	s.until("the card is refused", func() bool { return s.session.View().Trouble == juki.OperatorRevoked })
}

func TestTheLastAdministratorStays(t *testing.T) {
	s := newScene(t)
	s.login("S001", adminPassword)
	s.w.turnTo(newOperatorsPage(s.w))
	s.press("operators.revoke.S001")
	s.w.frame.Find("operators.reason").(*kit.Select).Choose(1)
	s.press("operators.revoke.confirm")
	s.press("operators.sure.confirm")
	s.says(s.w.text.T("code.step-not-allowed.what"))
	if s.session.View().State != session.LoggedIn {
		t.Error("out")
	}
}

// A look at somebody of the operator's own name says so in the log, and nothing more.
func TestALookAtAnOwnNameIsToldByTheLogAlone(t *testing.T) {
	s := newScene(t)
	s.desk.Relation = s.session.Relation
	s.login("S001", adminPassword)
	s.w.turnTo(newOperatorsPage(s.w))
	s.press("operators.own.S002")
	s.until("the form", s.stands("operators.own.kana"))
	s.jots("operators.own.kana", "ミホン")
	s.jots("operators.own.area", "見本町1")
	s.write("operators.own.area", "見本町")
	s.picture("operators-own")
	s.press("operators.own.keep")
	s.says(s.w.text.T("operators.own.done", "ID", "S002"))
	s.pull()
	s.login("S002", clerkPassword) // 見本 窓口 looks for 見本 太郎 of 見本町
	found, err := s.desk.Search(t.Context(), counter.Key{Serial: "490000000000001"})
	s.must(err)
	if len(found) != 1 {
		t.Fatal(found)
	}
	tail, err := s.db.LogTail(t.Context(), 1, store.LogFilter{})
	s.must(err)
	r := tail[0].Record
	if v, ok := r.Value(oplog.FieldRelation); r.Event != oplog.PersonSearched || !ok || v.Text() != "same-name-and-area" || r.Case != s.first {
		t.Errorf("the record: %s %v %v", r.Event, r.Values, ok)
	}
}

// What is typed of a further operator's own name and area is covered as a resident's is.
func TestTheOwnNameOfAFurtherOperatorIsCovered(t *testing.T) {
	s := newScene(t)
	s.login("S001", adminPassword)
	s.w.turnTo(newOperatorsPage(s.w))
	s.press("operators.add")
	s.jots("enrol.kana", "ミホン")
	s.jots("enrol.area", "見本町1")
	s.picture("enrol-own")
}
