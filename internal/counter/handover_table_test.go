package counter

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"madoguchi/internal/golden"
	"madoguchi/internal/juki"
)

// The golden matrix is read by people: each pair of state and event is listed, so a pair that
// appears, vanishes or leads elsewhere is seen in review.
func TestEveryPairOfStateAndEvent(t *testing.T) {
	var b strings.Builder
	f := Facts{Today: juki.Date{Year: 2026, Month: 11, Day: 24}, Expires: juki.Date{Year: 2036, Month: 4, Day: 1}}
	for _, s := range States() {
		for _, e := range Events() {
			st, refusal := next(s, e, f)
			if refusal != nil {
				fmt.Fprintf(&b, "%-9s %-17s refused\n", orStart(s), e)
				if !errors.Is(refusal, juki.Refuse(juki.StepNotAllowed)) {
					t.Errorf("%s × %s is refused with %s", s, e, refusal.Code)
				}
				continue
			}
			fmt.Fprintf(&b, "%-9s %-17s %-9s %s %s\n", orStart(s), e, st.to, st.record, moveName(st.move))
		}
	}
	golden.Text(t, "testdata/handover.table", b.String())
}

func TestAbortIsPossibleInEveryOpenStateAndBringsTheCardBack(t *testing.T) {
	for s := range table {
		if s == NotOpen || s == ReturnDue || s.Ended() {
			continue
		}
		st, refusal := next(s, AbortAsked, Facts{})
		if refusal != nil {
			t.Errorf("%s: abort refused", s)
			continue
		}
		want := ReturnDue
		if s == IdentityDue || s == FaceDue || s == CardDue {
			want = Aborted // the card is still on its shelf
		}
		if st.to != want {
			t.Errorf("%s: abort leads to %s, want %s", s, st.to, want)
		}
	}
}

// Walks every path through the table and keeps what must hold whatever happens at the counter.
func TestOnEveryPath(t *testing.T) {
	type walk struct {
		s        State
		out      bool // the card has left its shelf
		accepted bool // it was read and accepted since it was last put in
		typed    bool // PINs were typed since then
	}
	seen := map[walk]bool{}
	var visit func(w walk, path string)
	visit = func(w walk, path string) {
		if seen[w] {
			return
		}
		seen[w] = true
		if (w.s == PINsTyping || w.s == PINsWriting || w.s == PINsDue) && !w.accepted {
			t.Errorf("PINs before the card was accepted: %s", path)
		}
		if w.s == PINsWriting && !w.typed {
			t.Errorf("PINs set that were not typed for this insertion: %s", path)
		}
		if w.s.Ended() && w.out {
			t.Errorf("ended with the card nowhere: %s", path)
		}
		for e, st := range table[w.s] {
			n := walk{s: st.to, out: w.out, accepted: w.accepted, typed: w.typed}
			p := path + " -" + string(e) + "-> " + string(st.to)
			switch st.move {
			case cardComesOut:
				if w.out {
					t.Errorf("the card leaves its shelf twice: %s", p)
				}
				n.out = true
			case cardLeaves, cardGoesBack:
				if !w.out {
					t.Errorf("a card that is on its shelf moves: %s", p)
				}
				n.out = false
			}
			switch {
			case st.to == InsertDue:
				n.accepted, n.typed = false, false
			case e == CardAccepted:
				n.accepted = true
			case e == PINsCollected:
				n.typed = true
			}
			visit(n, p)
		}
	}
	visit(walk{s: NotOpen}, "")
	for _, s := range States() {
		found := false
		for w := range seen {
			found = found || w.s == s
		}
		if !found {
			t.Errorf("no path leads to %s", s)
		}
	}
}

func TestACardPulledTooEarlyIsAlwaysReadAgain(t *testing.T) {
	for _, s := range []State{Matching, PINsDue, PINsTyping, PINsWriting} {
		if st, refusal := next(s, CardPulled, Facts{}); refusal != nil || st.to != InsertDue {
			t.Errorf("%s: %v %v", s, st.to, refusal)
		}
	}
}

func TestACardPastItsDateIsNeitherBegunNorHanded(t *testing.T) {
	f := Facts{Today: juki.Date{Year: 2026, Month: 11, Day: 25}, Expires: juki.Date{Year: 2026, Month: 11, Day: 24}}
	for s, e := range map[State]Event{NotOpen: CaseOpened, HandDue: CardHanded} {
		if _, refusal := next(s, e, f); !errors.Is(refusal, juki.Refuse(juki.CardExpired)) {
			t.Errorf("%s × %s: %v", s, e, refusal)
		}
	}
	f.Today = f.Expires
	if _, refusal := next(NotOpen, CaseOpened, f); refusal != nil {
		t.Errorf("a card is good until the end of its last day: %v", refusal)
	}
}

func TestPINsAreSetHereOrAtTheOtherTerminalNeverBoth(t *testing.T) {
	for _, led := range []bool{false, true} {
		_, here := next(PINsDue, PINsBegun, Facts{Led: led})
		_, there := next(PINsDue, LedPINsSet, Facts{Led: led})
		if (here == nil) == led || (there == nil) != led {
			t.Errorf("led=%v: here %v, there %v", led, here, there)
		}
	}
}

func orStart(s State) State {
	if s == NotOpen {
		return "(none)"
	}
	return s
}

func moveName(m cardMove) string {
	return [...]string{"", "shelf→counter", "counter→resident", "counter→shelf"}[m]
}
