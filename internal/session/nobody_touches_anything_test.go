package session_test

import (
	"slices"
	"testing"
	"time"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/session"
)

// since is the events after the work began.
func (s *scene) since(begin string) []string {
	s.t.Helper()
	events := s.events()
	return events[slices.Index(events, begin)+1:]
}

func (s *scene) sight(want session.Sight) {
	s.t.Helper()
	if v := s.session.View(); v.State != session.LoggedIn || v.Sight != want {
		s.t.Errorf("%v, sight %v; want sight %v", v.State, v.Sight, want)
	}
}

func TestWhatIsLeftAloneIsVeiledHiddenAndLocked(t *testing.T) {
	s := atWork(t)
	s.idle(0, true)
	if c := s.idle(25*time.Second, true); c != (session.Countdown{To: session.Veiled, Left: 5 * time.Second}) {
		t.Errorf("announced: %+v", c)
	}
	s.sight(session.Open)
	s.idle(5*time.Second, true)
	s.sight(session.Veiled)
	s.session.Touch(false) // a desk that is bumped
	s.sight(session.Veiled)
	s.idle(90*time.Second, true)
	s.sight(session.Hidden)
	s.session.Touch(true) // a key alone brings nothing back
	s.sight(session.Hidden)
	s.idle(3*time.Minute, true)
	if v := s.session.View(); v.State != session.Locked || v.Reason != session.ByIdle {
		t.Errorf("%+v", v)
	}
	s.must(s.login(adminPassword))
	s.sight(session.Open)
	if c := s.idle(time.Second, true); c != (session.Countdown{}) {
		t.Error("the count did not begin anew")
	}
	want := []string{"operator.enrolled", "screen.veiled", "screen.hidden", "screen.locked", "screen.unlocked", "screen.back"}
	if got := s.since("login.done"); !slices.Equal(got, want) {
		t.Errorf("%v", got)
	}
}

func TestAKeyLiftsTheVeilAndAnyInputKeepsItAway(t *testing.T) {
	s := atWork(t)
	s.idle(0, true)
	for range 10 {
		s.idle(20*time.Second, true)
		s.session.Touch(false)
	}
	s.sight(session.Open)
	s.idle(40*time.Second, true)
	s.sight(session.Veiled)
	s.session.Touch(true)
	s.sight(session.Open)
	s.idle(20*time.Second, true)
	s.sight(session.Open)
	if got := s.since("login.done"); !slices.Equal(got, []string{"operator.enrolled", "screen.veiled", "screen.back"}) {
		t.Errorf("%v", got)
	}
}

// Where nothing personal stands there is nothing to veil and nothing to record; it is hidden all the same.
func TestNothingPersonalIsNotVeiled(t *testing.T) {
	s := atWork(t)
	s.idle(0, false)
	if c := s.idle(25*time.Second, false); c != (session.Countdown{}) {
		t.Errorf("announced: %+v", c)
	}
	s.idle(60*time.Second, false)
	s.sight(session.Open)
	s.idle(0, true) // the answer of a search comes late
	s.sight(session.Veiled)
	s.idle(35*time.Second, false)
	s.sight(session.Hidden)
}

// A hidden screen comes back when the card in the reader has proved itself: another operator's, or none, is not enough.
func TestAHiddenScreenComesBackWithTheCard(t *testing.T) {
	s := atWork(t)
	s.session.Hide()
	s.sight(session.Hidden)
	sessions := s.communications()
	s.must(s.session.Return(t.Context()))
	s.sight(session.Open)
	if s.communications() != sessions+1 {
		t.Error("the card was not asked")
	}
	s.session.Hide()
	s.freeze(true) // the watcher sleeps: nobody tells of the swap
	s.insert(operatorReader, "S002")
	if err := s.session.Return(t.Context()); err == nil {
		t.Error("another's card brought the screen back")
	}
	if v := s.session.View(); v.State == session.LoggedIn && v.Sight != session.Hidden {
		t.Errorf("the screen is open: %+v", v)
	}
}

// communications is how often a card was talked to. The log is written first.
func (s *scene) communications() (n int) {
	s.t.Helper()
	s.book.mu.Lock()
	defer s.book.mu.Unlock()
	for _, r := range s.book.log {
		if r.Event == oplog.CardSessionBegun {
			n++
		}
	}
	return n
}

func (s *scene) freeze(on bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.frozen = on
}

// No record, no act: a screen that cannot be recorded stays hidden, a field that cannot be recorded stays covered.
func TestAFullDiskKeepsTheScreenHidden(t *testing.T) {
	s := atWork(t)
	s.book.setFull(true)
	s.session.Hide()
	s.sight(session.Hidden) // covering never waits
	s.refused(juki.DiskFull, s.session.Return(t.Context()))
	s.sight(session.Hidden)
	s.book.setFull(false)
	s.must(s.session.Return(t.Context()))
	s.book.setFull(true)
	s.refused(juki.DiskFull, s.session.ShowField(t.Context(), "name", "R08-000001"))
}

func TestTheModeIsRecordedAndStays(t *testing.T) {
	s := atWork(t)
	s.session.SetMode(session.Masked, session.ForHandover, "R08-000001")
	s.session.SetMode(session.Masked, session.ByHand, "")
	s.must(s.session.ShowField(t.Context(), "name", "R08-000001"))
	s.must(s.session.ShowField(t.Context(), "note", "J08-000001"))
	s.must(s.session.ShowField(t.Context(), "kana", ""))
	s.session.SetMode(session.Privacy, session.ByHand, "")
	s.refused(juki.StepNotAllowed, s.session.ShowField(t.Context(), "name", "R08-000001"))
	s.session.SetMode("no such mode", session.ByHand, "")
	s.pull(operatorReader)
	s.until("locked", inState(session.Locked))
	if s.session.View().Mode != session.Privacy {
		t.Errorf("%v", s.session.View().Mode)
	}
	s.refused(juki.NotLoggedIn, s.session.ShowField(t.Context(), "name", "R08-000001"))
	var told []string
	for _, r := range s.records() {
		if m, ok := r.Value(oplog.FieldMode); ok {
			number, _ := r.Value(oplog.FieldNumber)
			told = append(told, r.Event.String()+" "+m.Text()+" "+string(r.Operator)+" "+string(r.Case)+number.Text())
		}
	}
	want := []string{"screen.mode-changed masked  R08-000001", "screen.field-shown masked S001 R08-000001",
		"screen.field-shown masked S001 J08-000001", "screen.field-shown masked S001 ", "screen.mode-changed privacy S001 "}
	if !slices.Equal(told, want) {
		t.Errorf("%q", told)
	}
}

// What was hidden is not shown by a veil that is due, and a screen that sleeps through all its steps is locked at once.
func TestASuspendedMachineIsLockedAtOnce(t *testing.T) {
	s := atWork(t)
	s.idle(0, true)
	s.session.Hide()
	s.idle(40*time.Second, true)
	s.sight(session.Hidden)
	s.idle(8*time.Hour, true)
	if s.session.View().State != session.Locked {
		t.Error("open after eight hours")
	}
}
