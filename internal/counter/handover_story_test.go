package counter_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"madoguchi/hardware/sim"
	"madoguchi/internal/counter"
	"madoguchi/internal/golden"
	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/stock"
)

func TestAWholeHandover(t *testing.T) {
	s := newScene(t)
	s.resident.mistake[juki.AuthenticationPIN] = juki.PINGuessable
	h := s.start()
	s.upTo(h, counter.HandoverDone)

	if got := s.position(); got != (stock.Position{Place: stock.Resident, State: stock.Delivered}) {
		t.Errorf("the ledger has the card at %v", got)
	}
	for kind, chars := range s.resident.answers {
		if err := s.cardAccepts(kind, chars); err != nil {
			t.Errorf("%s: %v", kind.ID(), err)
		}
	}
	if !s.resident.allWiped() {
		t.Error("a typed PIN is still in memory")
	}
	if !slices.Equal(s.resident.asked, juki.PINKinds()) {
		t.Errorf("asked for %v", s.resident.asked)
	}
	golden.Text(t, "testdata/whole-handover.events", lines(s.events()))
	if _, err := s.desk.Open(s.ctx, s.case1, func() {}); !errors.Is(err, juki.Refuse(juki.CardAlreadyDelivered)) {
		t.Errorf("a second handover of the same card: %v", err)
	}
}

func TestOneNumberForTheThreeFourDigitPINs(t *testing.T) {
	s := newScene(t)
	s.resident.same = true
	s.upTo(s.start(), counter.HandoverDone)
	for _, kind := range []juki.PINKind{juki.AuthenticationPIN, juki.ResidentRegisterPIN, juki.FaceEntryPIN} {
		if err := s.cardAccepts(kind, "5820"); err != nil {
			t.Errorf("%s: %v", kind.ID(), err)
		}
	}
	if !s.resident.allWiped() {
		t.Error("a typed PIN is still in memory")
	}
}

func TestAChildHasNoSignaturePINAndComesWithARepresentative(t *testing.T) {
	s := newSceneFor(t, "2016-05-05")
	h := s.start()
	alone := counter.Identity{Documents: []counter.Document{"B-student-id", "B-school-document"}}
	if err := h.CheckIdentity(s.ctx, alone); !errors.Is(err, juki.Refuse(juki.IdentityNotEnough)) {
		t.Fatalf("a child alone: %v", err)
	}
	s.upTo(h, counter.HandoverDone)
	if slices.Contains(s.resident.asked, juki.SignaturePIN) || len(s.resident.asked) != 3 {
		t.Errorf("asked for %v", s.resident.asked)
	}
}

func TestAnAdultWardHasNoSignaturePIN(t *testing.T) {
	s := newScene(t)
	h := s.start()
	papers := adultPapers
	papers.Guardianed = true
	s.must(h.CheckIdentity(s.ctx, papers))
	s.upTo(h, counter.HandoverDone)
	if slices.Contains(s.resident.asked, juki.SignaturePIN) {
		t.Errorf("asked for %v", s.resident.asked)
	}
}

// Wherever the clerk stops, the card is back on its shelf, no PIN stays in memory, and the case can begin anew.
func TestAbortInEveryState(t *testing.T) {
	for _, at := range []counter.State{counter.IdentityDue, counter.FaceDue, counter.CardDue, counter.InsertDue, counter.Matching, counter.PINsDue,
		counter.PINsTyping, counter.PINsWriting, counter.TakeDue, counter.HandDue} {
		t.Run(string(at), func(t *testing.T) {
			s := newScene(t)
			h := s.start()
			s.stopAt(h, at)
			s.must(h.Abort(s.ctx, "resident-left"))
			if h.View().State == counter.ReturnDue {
				if err := h.ReturnCard(s.ctx, "490000000000002"); !errors.Is(err, juki.Refuse(juki.CardOfOtherCase)) {
					t.Errorf("another card put back: %v", err)
				}
				_, _ = s.readers.Remove(customerReader)
				s.must(h.ReturnCard(s.ctx, "490000000000001"))
			}
			if got := s.position(); got != (stock.Position{Place: shelf, State: stock.Stored}) {
				t.Errorf("the ledger has the card at %v", got)
			}
			h.Close() // waits for whoever had the PINs
			if !s.resident.allWiped() {
				t.Error("a PIN outlives the handover")
			}
			s.resident.hold = false
			again := s.start()
			if again.View().State != counter.IdentityDue {
				t.Errorf("the next handover begins at %s", again.View().State)
			}
		})
	}
}

// stopAt brings a handover to a state and keeps it there, also where it would go on by itself.
func (s *scene) stopAt(h *counter.Handover, at counter.State) {
	s.t.Helper()
	switch at {
	case counter.Matching:
		s.upTo(h, counter.InsertDue)
		s.t.Cleanup(s.card.Hold())
		s.must(s.readers.Insert(customerReader, s.card))
		s.waitState(h, counter.Matching)
	case counter.PINsTyping:
		s.resident.hold = true
		s.upTo(h, counter.PINsDue)
		s.must(h.BeginPINs(s.ctx))
	case counter.PINsWriting:
		s.upTo(h, counter.PINsDue)
		s.t.Cleanup(s.card.Hold())
		s.must(h.BeginPINs(s.ctx))
		s.waitState(h, counter.PINsWriting)
	default:
		s.upTo(h, at)
	}
}

// The card is pulled at every APDU of reading and of setting, before and after the chip has worked on it: the handover
// asks for the card again, no try is lost, and in the end the card has the PINs that were typed last.
func TestPullTheCardAtEveryAPDU(t *testing.T) {
	for _, when := range []sim.PullWhen{sim.BeforeAnswer, sim.AfterAnswer} {
		for _, stage := range []counter.State{counter.InsertDue, counter.PINsDue} {
			pulled := 0
			for n := 1; pulledAt(t, when, stage, n); n++ {
				pulled++
			}
			if pulled < 5 {
				t.Errorf("only %d APDUs were seen from %s on: the test looks at nothing", pulled, stage)
			}
		}
	}
}

// pulledAt plays one handover in which the card is pulled at the n-th APDU from stage on; false when there are fewer.
func pulledAt(t *testing.T, when sim.PullWhen, stage counter.State, n int) bool {
	t.Helper()
	s := newScene(t)
	h := s.start()
	s.upTo(h, stage)
	s.card.PullAt(n, when)
	if stage == counter.InsertDue {
		s.must(s.readers.Insert(customerReader, s.card))
	} else {
		s.must(h.BeginPINs(s.ctx))
	}
	s.wait(fmt.Sprintf("end the work with the card (pulled at %d %v from %s)", n, when, stage), func() bool {
		st := h.View().State
		return st == counter.InsertDue && h.View().Trouble == juki.CardPulled || st == counter.PINsDue && stage == counter.InsertDue || st == counter.TakeDue
	})
	pulled := h.View().State == counter.InsertDue
	s.card.PullAt(0, when)
	s.resident.answers[juki.AuthenticationPIN] = "9042" // typed anew after the pull
	s.upTo(h, counter.HandoverDone)
	want := "5820"
	if pulled || stage == counter.InsertDue {
		want = "9042"
	}
	if err := s.cardAccepts(juki.AuthenticationPIN, want); err != nil {
		t.Errorf("pulled at APDU %d from %s on: %v", n, stage, err)
	}
	for _, kind := range []juki.PINKind{juki.SignaturePIN, juki.ResidentRegisterPIN, juki.FaceEntryPIN} {
		if err := s.cardAccepts(kind, s.resident.answers[kind]); err != nil {
			t.Errorf("pulled at APDU %d from %s on: %s: %v", n, stage, kind.ID(), err)
		}
	}
	if got := has(s.events(), oplog.HandoverCardPulled); pulled != (got == 1) {
		t.Errorf("pulled at APDU %d from %s on: %d records of it", n, stage, got)
	}
	if !s.resident.allWiped() {
		t.Errorf("pulled at APDU %d from %s on: a PIN is still in memory", n, stage)
	}
	return pulled
}

func TestTheWrongCardIsNamedAndRefusedBeforeAnyPIN(t *testing.T) {
	s := newScene(t)
	operator, err := factory().Operator(sim.OperatorCard{Label: "S003"})
	s.must(err)
	mute, err := factory().MyNumber(sim.MyNumberCard{Serial: "490000000000001", Municipality: "28225", Expires: "20360401", Mute: true})
	s.must(err)
	resident, err := factory().Resident(sim.ResidentCard{Label: "resident", PIN: "1234", Password: "abc123"})
	s.must(err)
	h := s.start()
	s.upTo(h, counter.InsertDue)
	for _, wrong := range []struct {
		card *sim.Card
		code juki.Code
	}{
		{s.newCard("490000000000001", "20360401", "40130"), juki.CardOfOtherCity},
		{s.newCard("490000000000001", "20200331", "28225"), juki.CardExpired},
		{s.newCard("490000000000002", "20360203", "28225"), juki.CardOfOtherCase},
		{operator, juki.OperatorCardHere},
		{resident, juki.CardWrongKind},
		{mute, juki.CardMute},
	} {
		s.must(s.readers.Insert(customerReader, wrong.card))
		s.wait("refuse with "+string(wrong.code), func() bool { return h.View().Trouble == wrong.code && h.View().State == counter.InsertDue })
		_, err := s.readers.Remove(customerReader)
		s.must(err)
		s.wait("see the card leave", func() bool { return !h.View().InReader && h.View().Trouble != juki.CardMute })
	}
	if len(s.resident.asked) != 0 {
		t.Error("a PIN was asked for while a wrong card lay in the reader")
	}
	if got := has(s.events(), oplog.HandoverCardRefused); got != 5 { // the mute card could not even be read
		t.Errorf("%d refusals recorded", got)
	}
	s.upTo(h, counter.HandoverDone)
}

func TestACardSwappedWhileTheResidentTypesGetsNoPIN(t *testing.T) {
	s := newScene(t)
	h := s.start()
	s.resident.hold = true
	s.upTo(h, counter.PINsDue)
	s.must(h.BeginPINs(s.ctx))
	other := s.newCard("490000000000002", "20360203", "28225")
	s.must(s.readers.Swap(customerReader, other))
	s.wait("refuse the other card", func() bool { return h.View().Trouble == juki.CardOfOtherCase })
	if h.View().State != counter.InsertDue {
		t.Errorf("the handover is at %s", h.View().State)
	}
}

// The reader's cable or its service fails while the resident should take the card: that is not a card taken.
func TestAReaderThatIsGoneHasNotGivenTheCard(t *testing.T) {
	s := newScene(t)
	h := s.start()
	s.upTo(h, counter.TakeDue)
	s.must(s.readers.Unplug(customerReader))
	s.wait("say that the reader is gone", func() bool { return h.View().Trouble == juki.ReaderMissing })
	s.must(s.readers.Plug(customerReader))
	s.wait("see the reader again", func() bool { return h.View().Trouble == "" })
	s.readers.StopService()
	s.wait("say that the service is gone", func() bool { return h.View().Trouble == juki.ReaderServiceMissing })
	s.readers.StartService()
	s.wait("see the service again", func() bool { return h.View().Trouble == "" })
	if h.View().State != counter.TakeDue {
		t.Errorf("the handover is at %s", h.View().State)
	}
	s.upTo(h, counter.HandoverDone)
}

func TestWithoutRecordNoStep(t *testing.T) {
	s := newScene(t)
	h := s.start()
	s.book.set(juki.Refuse(juki.DiskFull))
	if err := h.CheckIdentity(s.ctx, adultPapers); !errors.Is(err, juki.Refuse(juki.DiskFull)) {
		t.Fatal(err)
	}
	if v := h.View(); v.State != counter.IdentityDue || v.Trouble != juki.DiskFull {
		t.Errorf("the handover went on: %s %s", v.State, v.Trouble)
	}
	s.book.set(nil)
	s.upTo(h, counter.InsertDue)
	s.book.set(juki.Refuse(juki.DiskFull))
	s.must(s.readers.Insert(customerReader, s.card))
	s.wait("say that the disk is full", func() bool { return h.View().Trouble == juki.DiskFull })
	if h.View().State != counter.InsertDue {
		t.Error("the card's arrival was taken for granted without a record")
	}
	s.book.set(nil)
	s.upTo(h, counter.HandoverDone)
}

// The program ends in the middle, in every state, and comes back: the case goes on from a true state.
func TestRestartInEveryState(t *testing.T) {
	for _, at := range []counter.State{counter.IdentityDue, counter.FaceDue, counter.CardDue, counter.InsertDue, counter.PINsDue,
		counter.PINsTyping, counter.TakeDue, counter.HandDue} {
		t.Run(string(at), func(t *testing.T) {
			s := newScene(t)
			h := s.start()
			s.stopAt(h, at)
			h.Close()
			s.must(s.db.Close())
			s.resident.hold = false
			s.open()
			again := s.start()
			if at == counter.HandDue && again.View().State != counter.HandDue {
				t.Errorf("comes back at %s", again.View().State)
			}
			s.upTo(again, counter.HandoverDone)
			if got := s.position().Place; got != stock.Resident {
				t.Errorf("the card is at %s", got)
			}
		})
	}
}

func TestThePadStops(t *testing.T) {
	for _, code := range []juki.Code{juki.PadTimeout, juki.PadCancelled, juki.NoPadMonitor, juki.NotLoggedIn} {
		s := newScene(t)
		h := s.start()
		s.resident.refuse = code
		s.upTo(h, counter.PINsDue)
		s.must(h.BeginPINs(s.ctx))
		s.wait("stop with "+string(code), func() bool { return h.View().State == counter.PINsDue && h.View().Trouble == code })
		s.resident.refuse = ""
		s.upTo(h, counter.HandoverDone)
	}
}

func TestWithoutAPadMonitorNoPINIsTyped(t *testing.T) {
	s := newScene(t)
	h := s.start()
	s.upTo(h, counter.PINsDue)
	s.resident.noPad = true
	if err := h.BeginPINs(s.ctx); !errors.Is(err, juki.Refuse(juki.NoPadMonitor)) {
		t.Fatal(err)
	}
	if h.View().State != counter.PINsDue || len(s.resident.asked) != 0 {
		t.Error("typing began")
	}
}

func TestNobodyActsWithoutLogin(t *testing.T) {
	s := newScene(t)
	h := s.start()
	s.loggedIn = ""
	if err := h.CheckIdentity(s.ctx, adultPapers); !errors.Is(err, juki.Refuse(juki.NotLoggedIn)) {
		t.Error(err)
	}
	if _, err := s.desk.Search(s.ctx, counter.Key{Notice: "A1B-234567"}); !errors.Is(err, juki.Refuse(juki.NotLoggedIn)) {
		t.Error(err)
	}
}

// A careful clerk ticks every paper that was shown; that must not be more than the log can hold.
func TestEveryPaperShownIsRecorded(t *testing.T) {
	s := newScene(t)
	h := s.start()
	a, b := counter.Documents()
	all := slices.Concat(a, b)
	s.must(h.CheckIdentity(s.ctx, counter.Identity{Documents: all, Representative: all, Guardianed: true, Proof: true}))
}

// The catalogue says which posts may cause an event, and the acts hold to it (第4条・第5条).
func TestOnlyThePostsOfTheCatalogueActAtTheCounter(t *testing.T) {
	s := newScene(t)
	h := s.start()
	for _, post := range []juki.Post{juki.SystemAdministrator, juki.SecurityDirector, juki.Auditor} {
		s.post = post
		_, opening := s.desk.Open(s.ctx, s.case1, func() {})
		_, searching := s.desk.Search(s.ctx, counter.Key{Notice: "A1B-234567"})
		_, reading := s.desk.PreviewList(s.ctx, []byte(list), counter.DefaultListHeaders(), nil)
		_, inspecting := s.desk.Inspect(s.ctx, "490000000000001", shelf)
		for what, err := range map[string]error{"open": opening, "search": searching, "list": reading, "inspect": inspecting, "go on": h.CheckIdentity(s.ctx, adultPapers)} {
			if !errors.Is(err, juki.Refuse(juki.PostMissing)) {
				t.Errorf("%s as %s: %v", what, post.ID(), err)
			}
		}
	}
	s.post = juki.DataProtectionManager
	s.must(h.CheckIdentity(s.ctx, adultPapers))
}

func TestPINsSetAtTheOtherTerminal(t *testing.T) {
	s := newScene(t)
	s.desk.Issuer = nil
	h := s.start()
	s.upTo(h, counter.PINsDue)
	if err := h.BeginPINs(s.ctx); !errors.Is(err, juki.Refuse(juki.StepNotAllowed)) {
		t.Errorf("typing here: %v", err)
	}
	s.must(h.ConfirmLedPINs(s.ctx))
	s.upTo(h, counter.HandoverDone)
	if len(s.resident.asked) != 0 || has(s.events(), oplog.HandoverPINsElsewhere) != 1 {
		t.Error("the led step left the wrong traces")
	}
}
