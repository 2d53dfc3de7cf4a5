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

// held is an act whose commit waits, as on a disk that hangs.
type held struct {
	s     *scene
	gate  chan error
	ended chan error
}

// hold begins an act and returns when the commit with the event waits.
func (s *scene) hold(event string, act func() error) *held {
	s.t.Helper()
	h := &held{s, make(chan error, 1), make(chan error, 1)}
	reached := make(chan struct{}, 1)
	s.book.mu.Lock()
	s.book.slow = func(written []oplog.Record) error {
		if slices.ContainsFunc(written, func(r oplog.Record) bool { return r.Event.String() == event }) {
			reached <- struct{}{}
			return <-h.gate
		}
		return nil
	}
	s.book.mu.Unlock()
	go func() { h.ended <- act() }()
	select {
	case <-reached:
	case err := <-h.ended:
		s.t.Fatalf("%s was not written: %v", event, err)
	case <-time.After(20 * time.Second): // a hang, not a measurement
		s.t.Fatalf("%s was not written", event)
	}
	s.later(time.Second) // what happens now is later than what is written
	return h
}

// atOnce does what must not wait for the disk.
func (h *held) atOnce(what string, do func()) {
	h.s.t.Helper()
	done := make(chan struct{})
	go func() { do(); close(done) }()
	select {
	case <-done:
	case <-time.After(20 * time.Second): // a hang, not a measurement
		h.s.t.Errorf("%s waits for the disk", what)
		_ = h.let(nil)
		<-done
		h.s.t.FailNow()
	}
}

// let lets the commit end, or fail, and gives what came of the act.
func (h *held) let(fail error) error {
	h.s.book.mu.Lock()
	h.s.book.slow = nil
	h.s.book.mu.Unlock()
	h.gate <- fail
	return <-h.ended
}

// meanwhiles is all that may happen while a step is being written, and how the screen stands once it is.
var meanwhiles = []struct {
	what  string
	do    func(*scene)
	seen  func(session.View) bool // at once
	ends  func(session.View) bool
	after []string // the records that follow the step's own
}{
	{"the emergency key", func(s *scene) { s.session.Lock(session.ByEmergency) }, covered, lockedBy(session.ByEmergency), []string{"screen.locked", "screen.emergency-stopped"}},
	{"a drill", func(s *scene) { s.session.Lock(session.ByDrill) }, covered, lockedBy(session.ByDrill), []string{"screen.locked", "screen.emergency-stopped"}},
	{"the operator's lock", func(s *scene) { s.session.Lock(session.ByOperator) }, covered, lockedBy(session.ByOperator), []string{"screen.locked"}},
	{"the desktop's lock", func(s *scene) { s.session.Lock(session.ByDesktop) }, covered, lockedBy(session.ByDesktop), []string{"screen.locked"}},
	{"nobody touches anything", func(s *scene) { s.session.Lock(session.ByIdle) }, covered, lockedBy(session.ByIdle), []string{"screen.locked"}},
	{"the screen is hidden", func(s *scene) { s.session.Hide() }, covered, func(v session.View) bool { return v.State == session.LoggedIn && v.Sight == session.Hidden }, []string{"screen.hidden"}},
	{"the end of work", func(s *scene) { s.session.LogOut() }, covered, inState(session.CardRead), []string{"login.ended"}},
	{"two locks", func(s *scene) { s.session.Lock(session.ByOperator); s.session.Lock(session.ByEmergency) }, covered, lockedBy(session.ByEmergency),
		[]string{"screen.locked", "screen.emergency-stopped"}},
	{"the card is pulled", func(s *scene) {
		s.pull(operatorReader)
		s.until("the reader is empty", func(v session.View) bool { return v.Card.ID == "" })
	}, covered, lockedBy(session.ByCard), []string{"operator.card-pulled", "screen.locked"}},
	{"the card is pulled and comes back", func(s *scene) {
		s.pull(operatorReader)
		s.until("the reader is empty", func(v session.View) bool { return v.Card.ID == "" })
		s.insert(operatorReader, "S001")
		s.until("the card is back", func(v session.View) bool { return v.Card.ID == "S001" })
	}, covered, lockedBy(session.ByCard), []string{"operator.card-pulled", "screen.locked", "operator.card-inserted"}},
	{"another mode", func(s *scene) { s.session.SetMode(session.Masked, session.ForHandover, "") }, func(v session.View) bool { return v.Mode == session.Masked },
		func(v session.View) bool {
			return v.State == session.LoggedIn && v.Sight == session.Open && v.Mode == session.Masked
		},
		[]string{"screen.mode-changed"}},
}

func covered(v session.View) bool { return v.State != session.LoggedIn || v.Sight == session.Hidden }

func lockedBy(r session.Reason) func(session.View) bool {
	return func(v session.View) bool {
		return v.State == session.Locked && v.Reason == r && v.Operator.ID == "S001"
	}
}

// waits are the steps that stand only once they are written (第13条), and how the terminal comes to stand before one.
var waits = []struct {
	what     string
	before   func(*scene)
	preceded string // the record of that
	event    string
	step     func(*scene) error
}{
	{"a login", func(s *scene) { s.session.LogOut() }, "login.ended", "login.done", func(s *scene) error { return s.login(adminPassword) }},
	{"an unlock", func(s *scene) { s.session.Lock(session.ByIdle) }, "screen.locked", "screen.unlocked", func(s *scene) error { return s.login(adminPassword) }},
	{"a return", func(s *scene) { s.session.Hide() }, "screen.hidden", "screen.back", func(s *scene) error { return s.session.Return(s.t.Context()) }},
}

// 第14条第8項・第19条第5号・第24条: whatever the disk does, a lock is in force at once, and a step whose write ends after it does not open the screen.
// The log has them in the order in which they happened: the step, then what followed.
func TestNothingThatLocksWaitsForTheDisk(t *testing.T) {
	for _, w := range waits {
		for _, m := range meanwhiles {
			t.Run(w.what+"/"+m.what, func(t *testing.T) {
				s := atWork(t)
				w.before(s)
				held := s.hold(w.event, func() error { return w.step(s) })
				held.atOnce(m.what, func() { m.do(s) })
				if v := s.session.View(); !m.seen(v) {
					t.Errorf("not in force while the disk is waited for: %+v", v)
				}
				for len(s.views) > 0 {
					<-s.views
				}
				if err := held.let(nil); err != nil {
					t.Errorf("%s was written and failed: %v", w.what, err)
				}
				if v := s.session.View(); !m.ends(v) {
					t.Errorf("in the end: %+v", v)
				}
				for len(s.views) > 0 {
					if v := <-s.views; m.what != "another mode" && !covered(v) {
						t.Errorf("the screen was open in between: %+v", v)
					}
				}
				events := s.events()
				after := len(events) - len(m.after)
				if diff := cmp.Diff(append([]string{w.event}, m.after...), events[max(after-1, 0):]); diff != "" {
					t.Errorf("after the step stands (-want +got):\n%s", diff)
				}
				inOrderOfTime(t, s.records())
			})
		}
	}
}

// The write fails: the step has not happened, and what came meanwhile happened to the screen as it was.
func TestWhatHappenedBesideAStepThatFailedIsRecordedAsItWas(t *testing.T) {
	for _, w := range waits[:2] {
		t.Run(w.what, func(t *testing.T) {
			s := atWork(t)
			w.before(s)
			held := s.hold(w.event, func() error { return w.step(s) })
			before := s.session.View()
			held.atOnce("the emergency key", func() { s.session.Lock(session.ByEmergency) })
			s.refused(juki.DiskFull, held.let(juki.Refuse(juki.DiskFull)))
			if v := s.session.View(); v.State != before.State {
				t.Errorf("%v became %v", before.State, v.State)
			}
			events := s.events()
			if diff := cmp.Diff([]string{w.preceded, "screen.emergency-stopped"}, events[len(events)-2:]); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// The first operator is enrolled on a disk that hangs: the emergency key waits for nothing there either, and a card that is put in meanwhile is judged.
func TestTheFirstEnrolmentHoldsNothingUp(t *testing.T) {
	s := newScene(t)
	s.insert(operatorReader, "S001")
	s.until("card ready", func(v session.View) bool { return v.FirstStart && v.CardReady })
	held := s.hold("operator.enrolled", func() error {
		return s.session.Enrol(t.Context(), session.EnrolRequest{ID: "S001", Name: "見本 花子", Post: juki.SystemAdministrator, Password: []byte(adminPassword)})
	})
	held.atOnce("the emergency key", func() { s.session.Lock(session.ByEmergency) })
	held.atOnce("another card", func() {
		s.pull(operatorReader)
		s.until("the reader is empty", func(v session.View) bool { return !v.CardReady })
		s.insert(operatorReader, "S002")
		s.until("another card", func(v session.View) bool { return v.CardReady })
	})
	if err := held.let(nil); err != nil {
		t.Fatal(err)
	}
	if v := s.session.View(); v.FirstStart || v.CardReady || v.State != session.NoOperator || v.Trouble != juki.OperatorUnknown {
		t.Errorf("%+v", v)
	}
	want := []string{"operator.enrolled", "screen.emergency-stopped", "operator.card-pulled", "operator.card-refused"}
	if diff := cmp.Diff(want, s.events()); diff != "" {
		t.Error(diff)
	}
}

// An emergency that is pressed while the login is written leaves nobody in: the gate was asked before, the lock comes after.
func TestAnEmergencyDuringALoginLeavesNobodyIn(t *testing.T) {
	s := atWork(t)
	s.session.LogOut()
	held := s.hold("login.done", func() error { return s.login(adminPassword) })
	held.atOnce("the emergency key", func() { s.session.Lock(session.ByEmergency) })
	if err := held.let(nil); err != nil {
		t.Fatal(err)
	}
	if _, err := s.session.Require(); err == nil {
		t.Error("somebody is at work in a stopped terminal")
	}
}

func inOrderOfTime(t *testing.T, records []oplog.Record) {
	t.Helper()
	for i := 1; i < len(records); i++ {
		if records[i].Time.Before(records[i-1].Time) {
			t.Errorf("%v of %v stands after %v of %v", records[i].Event, records[i].Time, records[i-1].Event, records[i-1].Time)
		}
	}
}
