package session_test

import (
	"slices"
	"testing"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/session"
)

// Every conversation with an operator card stands in the log with its end (通信履歴, 第12条第2項), also one with a card that
// is no help.
func TestCommunicationsWithOperatorCardsAreRecorded(t *testing.T) {
	s := atWork(t) // first card read, proved at the enrolment, proved at the login; the second card in the other reader
	s.pull(operatorReader)
	s.until("locked", inState(session.Locked))
	s.insert(operatorReader, "new-1")
	s.until("no operator card", troubled(juki.CardWrongKind))

	var told []string
	for _, r := range s.records() {
		if r.Event != oplog.CardSessionBegun && r.Event != oplog.CardSessionEnded {
			continue
		}
		text := r.Event.String()
		for _, v := range r.Values {
			text += " " + v.Text()
		}
		told = append(told, text)
	}
	pair := func(rest string) []string {
		return []string{"communication.card-begun " + rest, "communication.card-ended " + rest}
	}
	want := slices.Concat(pair("operator"), pair("operator"), pair("operator"), pair("customer"), pair("operator"))
	want[len(want)-1] += " card-wrong-kind"
	if !slices.Equal(told, want) {
		t.Errorf("%q", told)
	}
}
