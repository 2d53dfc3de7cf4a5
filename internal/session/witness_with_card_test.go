package session_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"madoguchi/hardware/sim"
	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/session"
)

// standBy asks for the second person's card and password, for something that takes the given posts.
func (s *scene) standBy(password string, posts ...juki.Post) (session.Confirmation, error) {
	s.t.Helper()
	typed := []byte(password)
	got, err := s.session.ConfirmWithCard(s.t.Context(), session.ConfirmRequest{For: oplog.SheetMade, Posts: posts, Case: "R08-000001"}, typed)
	if slices.ContainsFunc(typed, func(b byte) bool { return b != 0 }) {
		s.t.Error("the password stands in memory")
	}
	if err != nil && got != (session.Confirmation{}) {
		s.t.Errorf("a confirmation came with %v", err)
	}
	return got, err
}

func TestAWitnessStandsByWithTheirOwnCardInTheCustomerReader(t *testing.T) {
	s := atWork(t)
	s.insert(customerReader, "S002")
	got, err := s.standBy(clerkPassword, juki.Operator)
	if err != nil || got.Operator.ID != "S002" || got.For != oplog.SheetMade || !got.At.Equal(s.clock()) {
		t.Errorf("%v for %v, %v", got.Operator.ID, got.For, err)
	}
	s.pull(customerReader)
	s.stillAtWork()

	all := s.records()
	last := all[len(all)-1]
	if last.Event != oplog.SecondConfirmed || last.Operator != "S001" || last.Case != "R08-000001" {
		t.Errorf("%s by %s about %s", last.Event, last.Operator, last.Case)
	}
	want := map[oplog.Field]string{oplog.FieldWitness: "S002", oplog.FieldFor: oplog.SheetMade.String(), oplog.FieldPost: "operator", oplog.FieldReader: "customer"}
	if diff := cmp.Diff(want, fields(last)); diff != "" {
		t.Error(diff)
	}
}

func TestAWitnessWithTheIDOnlyIsNotRecordedAsOneWithACard(t *testing.T) {
	s := atWork(t)
	_, err := s.session.Confirm(t.Context(), session.ConfirmRequest{For: oplog.SheetMade}, "S002", []byte(clerkPassword))
	s.must(err)
	all := s.records()
	if reader, some := fields(all[len(all)-1])[oplog.FieldReader]; some {
		t.Errorf("the log names the %s reader", reader)
	}
}

// What is in the customer reader, who may not stand by with it, and whether the log says so.
func TestWhoMayNotStandBy(t *testing.T) {
	for _, c := range []struct {
		name, card, password string
		posts                []juki.Post
		code                 juki.Code
		recorded             bool
		witness              string // whom the record names
	}{
		{name: "an empty reader", password: clerkPassword, code: juki.CardMissing},
		{name: "the same person twice", card: "S001", password: adminPassword, code: juki.SamePersonTwice, recorded: true},
		{name: "a card of nobody", card: "S003", password: clerkPassword, code: juki.OperatorUnknown, recorded: true},
		{name: "a stolen certificate", card: "forged-operator", password: adminPassword, code: juki.OperatorCardForged, recorded: true},
		{name: "a resident's card", card: "new-1", password: clerkPassword, code: juki.CardWrongKind},
		{name: "a mute card", card: "mute", password: clerkPassword, code: juki.CardMute},
		{name: "a wrong password", card: "S002", password: adminPassword, code: juki.PasswordWrong, recorded: true, witness: "S002"},
		{name: "no password", card: "S002", code: juki.PasswordWrong, recorded: true, witness: "S002"},
		{name: "another post", card: "S002", password: clerkPassword, posts: []juki.Post{juki.DataProtectionManager}, code: juki.PostMissing, recorded: true, witness: "S002"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := atWork(t)
			if c.card != "" {
				s.insert(customerReader, c.card)
			}
			_, err := s.standBy(c.password, c.posts...)
			s.refused(c.code, err)
			s.stillAtWork()
			if a := s.book.account("S001"); a.Failed != 0 {
				t.Error("a miss was counted for the first person")
			}
			all := s.records()
			i := slices.IndexFunc(all, func(r oplog.Record) bool { return r.Event == oplog.SecondRefused })
			if (i >= 0) != c.recorded {
				t.Fatalf("recorded: %t", i >= 0)
			}
			if i < 0 {
				return
			}
			if f := fields(all[i]); f[oplog.FieldCode] != string(c.code) || f[oplog.FieldWitness] != c.witness || f[oplog.FieldReader] != "customer" {
				t.Errorf("%v", f)
			}
		})
	}
}

// Wrong passwords count together wherever they were typed (第16条第5号): with the card, with the id, at the login.
func TestThreeWrongPasswordsOfAWitnessLockTheWitnessOut(t *testing.T) {
	s := atWork(t)
	s.insert(customerReader, "S002")
	wrong := func() error { _, err := s.standBy("wrong-Password-1"); return err }
	s.refused(juki.PasswordWrong, wrong())
	_, err := s.session.Confirm(t.Context(), session.ConfirmRequest{For: oplog.SheetMade}, "S002", []byte("wrong-Password-2"))
	s.refused(juki.PasswordWrong, err)
	_, err = s.standBy(clerkPassword) // begins the count anew
	s.must(err)
	s.refused(juki.PasswordWrong, wrong())
	s.refused(juki.PasswordWrong, wrong())
	s.refused(juki.OperatorLockedOut, wrong())
	_, err = s.standBy(clerkPassword)
	s.refused(juki.OperatorLockedOut, err)
	s.stillAtWork()
	s.must(s.session.LiftLockout(t.Context(), "S002"))
	_, err = s.standBy(clerkPassword)
	s.must(err)
}

func TestAPasswordTooOldOrACardRevokedStandsForNobody(t *testing.T) {
	s := atWork(t)
	s.insert(customerReader, "S002")
	s.later(366 * 24 * time.Hour)
	_, err := s.standBy(clerkPassword)
	s.refused(juki.PasswordExpired, err)
	a := s.book.account("S002")
	a.Revoked = true
	s.book.put(a)
	_, err = s.standBy(clerkPassword)
	s.refused(juki.OperatorRevoked, err)
}

// A card pulled is never a wrong password, and never a confirmation.
func TestAWitnessWhoPullsTheCardHasNotStoodBy(t *testing.T) {
	t.Run("while it is challenged", func(t *testing.T) {
		for n := 1; n <= 3; n++ {
			for _, when := range []sim.PullWhen{sim.BeforeAnswer, sim.AfterAnswer} {
				s := atWork(t)
				s.insert(customerReader, "S002").PullAt(n, when)
				_, err := s.standBy(clerkPassword)
				s.refused(juki.CardPulled, err)
				s.notConfirmed(0)
			}
		}
	})
	t.Run("while the password is compared", func(t *testing.T) {
		s := atWork(t)
		s.insert(customerReader, "S002")
		s.book.hook(&s.book.onRead, func() { s.pull(customerReader) })
		_, err := s.standBy(clerkPassword)
		s.refused(juki.CardPulled, err)
		s.notConfirmed(0)
	})
	t.Run("and puts it back", func(t *testing.T) {
		s := atWork(t)
		s.insert(customerReader, "S002")
		s.book.hook(&s.book.onRead, func() { s.insert(customerReader, "S002") }) // no empty reader is ever seen
		_, err := s.standBy(clerkPassword)
		s.refused(juki.CardPulled, err)
		s.notConfirmed(0)
	})
	t.Run("a wrong password counts all the same", func(t *testing.T) {
		s := atWork(t)
		s.insert(customerReader, "S002")
		s.book.hook(&s.book.onRead, func() { s.pull(customerReader) })
		_, err := s.standBy("wrong-Password-1")
		s.refused(juki.PasswordWrong, err)
		s.notConfirmed(1)
	})
}

func TestAWitnessCannotStandByWorkThatIsCovered(t *testing.T) {
	s := atWork(t)
	s.insert(customerReader, "S002")
	s.book.hook(&s.book.onAct, func() { s.pull(operatorReader); s.until("locked", inState(session.Locked)) })
	_, err := s.standBy(clerkPassword)
	s.refused(juki.NotLoggedIn, err)
	before := s.readers.Card(customerReader).Answered()
	_, err = s.standBy(clerkPassword)
	s.refused(juki.NotLoggedIn, err)
	if s.readers.Card(customerReader).Answered() != before {
		t.Error("the card was asked although nobody is at work")
	}
}

func TestNoRecordNoWitness(t *testing.T) {
	s := atWork(t)
	s.insert(customerReader, "S002")
	s.book.setFull(true)
	_, err := s.standBy(clerkPassword)
	s.refused(juki.DiskFull, err)
	s.book.setFull(false)
	if _, err := s.session.ConfirmWithCard(t.Context(), session.ConfirmRequest{}, []byte(clerkPassword)); err == nil {
		t.Error("somebody stood by nobody knows what")
	}
}

// stillAtWork checks that the other reader's card is nothing to the session of the one who is logged in.
func (s *scene) stillAtWork() {
	s.t.Helper()
	if v := s.session.View(); v.State != session.LoggedIn || v.Operator.ID != "S001" || v.Card.ID != "S001" || v.Trouble != "" {
		s.t.Errorf("%v as %q with the card of %q, trouble %q", v.State, v.Operator.ID, v.Card.ID, v.Trouble)
	}
}

// notConfirmed checks that nobody stood by, and how many misses S002 has.
func (s *scene) notConfirmed(misses int) {
	s.t.Helper()
	s.stillAtWork()
	if a := s.book.account("S002"); a.Failed != misses {
		s.t.Errorf("%d misses", a.Failed)
	}
	if slices.Contains(s.events(), oplog.SecondConfirmed.String()) {
		s.t.Error("the log has a second person")
	}
}

// put stores an account past the session.
func (b *book) put(a session.Account) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.accounts[a.ID] = a
}

func fields(r oplog.Record) map[oplog.Field]string {
	all := map[oplog.Field]string{}
	for _, v := range r.Values {
		all[v.Field()] = v.Text()
	}
	return all
}
