package session_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/session"
)

func TestARevokedOperatorIsRefusedEverywhereAndForEver(t *testing.T) {
	s := atWork(t)
	s.must(s.session.Revoke(t.Context(), session.RevokeRequest{ID: "S002", Reason: session.RevokedCardLost}))
	_, err := s.session.Confirm(t.Context(), session.ConfirmRequest{For: oplog.SheetMade}, "S002", []byte(clerkPassword))
	s.refused(juki.OperatorRevoked, err)
	s.refused(juki.StepNotAllowed, s.session.Revoke(t.Context(), session.RevokeRequest{ID: "S002", Reason: session.RevokedRetired})) // the first day of it counts
	s.start()
	s.insert(operatorReader, "S002")
	s.until("the card is refused", troubled(juki.OperatorRevoked))
	s.refused(juki.CardMissing, s.login(clerkPassword))
	want := []string{"operator.enrolled", "login.done", "operator.enrolled", "operator.revoked", "second.refused"}
	if diff := cmp.Diff(want, s.events()[:len(want)]); diff != "" {
		t.Error(diff)
	}
	i := slices.IndexFunc(s.records(), func(r oplog.Record) bool { return r.Event == oplog.OperatorRevoked })
	r := s.records()[i]
	if f := fields(r); r.Operator != "S001" || f[oplog.FieldSubject] != "S002" || f[oplog.FieldReason] != session.RevokedCardLost || r.Time.IsZero() {
		t.Errorf("the record says %v by %s", f, r.Operator)
	}
}

func TestWhoIsRevokedWhileAtWorkIsOutAtOnce(t *testing.T) {
	s := atWork(t)
	s.insert(customerReader, "S003")
	s.must(s.session.Enrol(t.Context(), session.EnrolRequest{ID: "S003", Name: "見本 次郎", Post: juki.SystemAdministrator, Password: []byte(clerkPassword)}))
	s.must(s.session.Revoke(t.Context(), session.RevokeRequest{ID: "S001", Reason: session.RevokedMoved}))
	if v := s.session.View(); v.State != session.NoOperator || v.Operator.ID != "" || v.Trouble != juki.OperatorRevoked {
		t.Errorf("still there: %v %q", v.State, v.Trouble)
	}
	s.refused(juki.CardMissing, s.login(adminPassword))
	events := s.events()
	if diff := cmp.Diff([]string{"operator.revoked", "login.ended"}, events[len(events)-2:]); diff != "" {
		t.Error(diff)
	}
}

func TestOnlyTheSystemAdministratorRevokesAndSomebodyStays(t *testing.T) {
	s := atWork(t)
	s.refused(juki.StepNotAllowed, s.session.Revoke(t.Context(), session.RevokeRequest{ID: "S001", Reason: session.RevokedMoved})) // the last one
	s.refused(juki.StepNotAllowed, s.session.Revoke(t.Context(), session.RevokeRequest{ID: "S002", Reason: "見本 一郎"}))
	s.refused(juki.OperatorUnknown, s.session.Revoke(t.Context(), session.RevokeRequest{ID: "S404", Reason: session.RevokedMoved}))
	s.insert(operatorReader, "S002")
	s.until("the clerk's card", func(v session.View) bool { return v.Card.ID == "S002" })
	s.refused(juki.NotLoggedIn, s.session.Revoke(t.Context(), session.RevokeRequest{ID: "S002", Reason: session.RevokedMoved}))
	s.must(s.login(clerkPassword))
	s.refused(juki.PostMissing, s.session.Revoke(t.Context(), session.RevokeRequest{ID: "S001", Reason: session.RevokedMoved}))
	if s.book.account("S001").Revoked || s.book.account("S002").Revoked {
		t.Error("somebody was revoked")
	}
}

// Where the regulation asks for a second person, it is another one, for this act, and lately.
func TestARevocationThatNeedsASecondPerson(t *testing.T) {
	s := atWork(t)
	s.second = true
	s.insert(customerReader, "S003")
	s.must(s.session.Enrol(t.Context(), session.EnrolRequest{ID: "S003", Name: "見本 次郎", Post: juki.DataProtectionManager, Password: []byte(clerkPassword)}))
	confirm := func(act oplog.EventID) session.Confirmation {
		c, err := s.session.Confirm(t.Context(), session.ConfirmRequest{For: act}, "S003", []byte(clerkPassword))
		s.must(err)
		return c
	}
	right, other := confirm(oplog.OperatorRevoked), confirm(oplog.SheetMade)
	own := right
	own.Operator.ID = "S001"
	old := right
	old.At = old.At.Add(-time.Hour)
	for name, c := range map[string]session.Confirmation{"none": {}, "of another act": other, "of oneself": own, "of an hour ago": old} {
		if !s.session.RevocationNeedsSecond() {
			t.Fatal("not asked for")
		}
		t.Log(name)
		s.refused(juki.WitnessMissing, s.session.Revoke(t.Context(), session.RevokeRequest{ID: "S002", Reason: session.RevokedCardLost, Second: c}))
	}
	s.must(s.session.Revoke(t.Context(), session.RevokeRequest{ID: "S002", Reason: session.RevokedCardLost, Second: right}))
	all := s.records()
	if f := fields(all[len(all)-1]); f[oplog.FieldWitness] != "S003" {
		t.Errorf("the record says %v", f)
	}
}

// No record, no revocation.
func TestARevocationThatCannotBeRecordedIsNone(t *testing.T) {
	s := atWork(t)
	s.book.setFull(true)
	s.refused(juki.DiskFull, s.session.Revoke(t.Context(), session.RevokeRequest{ID: "S002", Reason: session.RevokedCardLost}))
	if s.book.account("S002").Revoked {
		t.Error("revoked without a record")
	}
}
