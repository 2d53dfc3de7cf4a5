package session

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"madoguchi/internal/juki"
)

var (
	noon  = time.Date(2026, 11, 24, 12, 0, 0, 0, juki.Tokyo())
	clerk = Operator{"S001", "見本 一郎", juki.Operator}
	admin = Operator{"S002", "見本 花子", juki.SystemAdministrator}
)

// outcomeOf is what a cell of the table does, in one line: state, whose card, whose work, reason, trouble | records | refusal.
func outcomeOf(st step) string {
	n := st.next
	var records []string
	for _, r := range st.records {
		records = append(records, fmt.Sprintf("%s by %q", r.Event, r.Operator))
	}
	refused := "-"
	if st.refused != nil {
		refused = string(st.refused.Code)
	}
	return fmt.Sprintf("%s card=%s owner=%s reason=%s trouble=%s | %s | %s",
		stateNames[n.state], n.card.ID, n.owner.ID, n.reason, n.trouble, strings.Join(records, ", "), refused)
}

// before is the usual situation of each state.
func before(s State) situation {
	switch s {
	case CardRead:
		return situation{state: s, card: clerk}
	case LoggedIn:
		return situation{state: s, card: clerk, owner: clerk}
	case Locked:
		return situation{state: s, card: clerk, owner: clerk, reason: ByIdle}
	}
	return situation{state: s}
}

// what is the usual occurrence of each event.
func what(e Event) occurrence {
	o := occurrence{event: e}
	switch e {
	case CardIdentified, EnrolmentDone:
		o.operator = admin
	case CardRefused:
		o.code = juki.OperatorCardForged
	case Dismissed:
		o.operator, o.code = Operator{ID: clerk.ID}, juki.OperatorRevoked
	}
	return o
}

// every is what each pair does. A pair that is not listed must change nothing at all.
var every = map[State]map[Event]string{
	NoOperator: {
		CardIdentified: `no-operator→ card-read card=S002 owner= reason= trouble= | operator.card-inserted by "" | -`,
		CardRefused:    `no-operator→ no-operator card= owner= reason= trouble=operator-card-forged | operator.card-refused by "" | -`,
		PasswordOK:     `no-operator→ no-operator card= owner= reason= trouble= |  | card-missing`,
		PasswordWrong:  `no-operator→ no-operator card= owner= reason= trouble= |  | card-missing`,
		EmergencyStop:  `no-operator→ no-operator card= owner= reason= trouble= | screen.emergency-stopped by "" | -`,
		EnrolmentDone:  `no-operator→ card-read card=S002 owner= reason= trouble= | operator.enrolled by "" | -`,
	},
	CardRead: {
		CardIdentified: `card-read→ card-read card=S002 owner= reason= trouble= | operator.card-inserted by "" | -`,
		CardRefused:    `card-read→ no-operator card= owner= reason= trouble=operator-card-forged | operator.card-refused by "" | -`,
		CardPulled:     `card-read→ no-operator card= owner= reason= trouble= | operator.card-pulled by "" | -`,
		PasswordOK:     `card-read→ logged-in card=S001 owner=S001 reason= trouble= | login.done by "S001" | -`,
		PasswordWrong:  `card-read→ card-read card=S001 owner= reason= trouble= | login.failed by "S001" | password-wrong`,
		EmergencyStop:  `card-read→ card-read card=S001 owner= reason= trouble= | screen.emergency-stopped by "" | -`,
		Dismissed:      `card-read→ no-operator card= owner= reason= trouble=operator-revoked |  | -`,
	},
	LoggedIn: {
		CardIdentified: `logged-in→ locked card=S002 owner=S001 reason=card-pulled trouble= | screen.locked by "S001", operator.card-inserted by "" | -`,
		CardRefused:    `logged-in→ locked card= owner=S001 reason=card-pulled trouble=operator-card-forged | screen.locked by "S001", operator.card-refused by "" | -`,
		CardPulled:     `logged-in→ locked card= owner=S001 reason=card-pulled trouble= | operator.card-pulled by "S001", screen.locked by "S001" | -`,
		IdleTooLong:    `logged-in→ locked card=S001 owner=S001 reason=idle trouble= | screen.locked by "S001" | -`,
		LockAsked:      `logged-in→ locked card=S001 owner=S001 reason=asked trouble= | screen.locked by "S001" | -`,
		OSLocked:       `logged-in→ locked card=S001 owner=S001 reason=os-lock trouble= | screen.locked by "S001" | -`,
		EmergencyStop:  `logged-in→ locked card=S001 owner=S001 reason=emergency trouble= | screen.locked by "S001", screen.emergency-stopped by "S001" | -`,
		LoggedOut:      `logged-in→ card-read card=S001 owner= reason= trouble= | login.ended by "S001" | -`,
		EnrolmentDone:  `logged-in→ logged-in card=S001 owner=S001 reason= trouble= | operator.enrolled by "S001" | -`,
		Dismissed:      `logged-in→ no-operator card= owner= reason= trouble=operator-revoked | login.ended by "S001" | -`,
	},
	Locked: {
		CardIdentified: `locked→ locked card=S002 owner=S001 reason=idle trouble= | operator.card-inserted by "" | -`,
		CardRefused:    `locked→ locked card= owner=S001 reason=idle trouble=operator-card-forged | operator.card-refused by "" | -`,
		CardPulled:     `locked→ locked card= owner=S001 reason=idle trouble= | operator.card-pulled by "S001" | -`,
		PasswordOK:     `locked→ logged-in card=S001 owner=S001 reason= trouble= | screen.unlocked by "S001" | -`,
		PasswordWrong:  `locked→ locked card=S001 owner=S001 reason=idle trouble= | login.failed by "S001" | password-wrong`,
		EmergencyStop:  `locked→ locked card=S001 owner=S001 reason=emergency trouble= | screen.emergency-stopped by "S001" | -`,
		Dismissed:      `locked→ no-operator card= owner= reason= trouble=operator-revoked | login.ended by "S001" | -`,
	},
}

func TestEveryPairOfStateAndEvent(t *testing.T) {
	for s := NoOperator; s <= Locked; s++ {
		for e := CardIdentified; e <= Dismissed; e++ {
			st := next(before(s), what(e), noon, DefaultRules())
			want, listed := every[s][e]
			if !listed {
				want = stateNames[s] + "→ " + outcomeOf(step{next: before(s)})
			}
			if got := stateNames[s] + "→ " + outcomeOf(st); got != want {
				t.Errorf("%s + %s:\n got %s\nwant %s", stateNames[s], eventNames[e], got, want)
			}
			for _, r := range st.records {
				if err := r.Check(); err != nil {
					t.Errorf("%s + %s: the catalogue refuses the record: %v", stateNames[s], eventNames[e], err)
				}
			}
		}
	}
}

func TestNobodyStandsUnderAnothersName(t *testing.T) {
	s := situation{state: Locked, card: admin, owner: clerk, reason: ByCard}
	got := outcomeOf(next(s, what(PasswordOK), noon, DefaultRules()))
	want := `logged-in card=S002 owner=S002 reason= trouble= | login.ended by "S001", login.done by "S002" | -`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestALockedScreenWithoutACardOpensToNoPassword(t *testing.T) {
	s := situation{state: Locked, owner: clerk, reason: ByCard}
	for _, e := range []Event{PasswordOK, PasswordWrong} {
		st := next(s, what(e), noon, DefaultRules())
		if st.next != s || len(st.records) != 0 || st.refused == nil || st.refused.Code != juki.CardMissing {
			t.Errorf("%s: %s", eventNames[e], outcomeOf(st))
		}
	}
}

func TestTheThirdMissInARowLocksOut(t *testing.T) {
	for failed, want := range []struct {
		lockOut bool
		code    juki.Code
	}{{false, juki.PasswordWrong}, {false, juki.PasswordWrong}, {true, juki.OperatorLockedOut}, {true, juki.OperatorLockedOut}} {
		st := next(before(CardRead), occurrence{event: PasswordWrong, failed: failed}, noon, DefaultRules())
		if st.lockOut != want.lockOut || st.refused.Code != want.code {
			t.Errorf("after %d misses: lockout %v, %s", failed, st.lockOut, st.refused.Code)
		}
		if (st.next.trouble == juki.OperatorLockedOut) != want.lockOut {
			t.Errorf("after %d misses the screen says %q", failed, st.next.trouble)
		}
	}
}

func TestNoEventOpensTheScreenButAPassword(t *testing.T) {
	for _, tr := range Transitions() {
		if tr.To == LoggedIn && tr.From != LoggedIn && tr.Event != PasswordOK {
			t.Errorf("%s opens the screen from %s", eventNames[tr.Event], stateNames[tr.From])
		}
	}
}
