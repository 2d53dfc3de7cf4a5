package clerk

import (
	"slices"
	"strings"
	"testing"

	"madoguchi/internal/oplog"
	"madoguchi/internal/store"
)

func twoPurposes() []Purpose {
	return []Purpose{{ID: "handover", Japanese: "交付", English: "Handover"}, {ID: "inquiry-by-the-person", Japanese: "本人からの照会", English: "Inquiry by the person"}}
}

// A person asks on the phone whether the card has come: the clerk says so, sees the least, and no handover begins (第19条第3号).
func TestWhoeverLooksSomebodyUpForSomethingElseSaysWhatFor(t *testing.T) {
	s := newScene(t)
	s.w.Purposes = twoPurposes
	s.desk.Purposes = func() []string { return []string{"handover", "inquiry-by-the-person"} }
	s.login("S002", clerkPassword)
	s.w.open(reception)
	s.until("the reception", s.stands("reception.key"))
	s.chooses("reception.purpose", 1)
	s.write("reception.key", "A1B-234567")
	s.press("reception.search")
	s.until("the answer", s.stands("reception.purpose-note"))
	if said := s.said(); !strings.Contains(said, "本人からの照会") || !strings.Contains(said, string(s.first)) {
		t.Error(said)
	}
	if s.stands("case.found." + string(s.first))() {
		t.Error("a handover could be begun for an inquiry")
	}
	s.picture("reception-purpose")
	if s.recorded(oplog.HandoverOpened) != 0 {
		t.Error("a handover was opened")
	}
	s.chooses("reception.purpose", 0)
	s.press("reception.search")
	s.until("the handover", s.stands("handover.name"))
	if got := s.purposes(oplog.PersonSearched); !slices.Equal(got, []string{"inquiry-by-the-person", "handover"}) {
		t.Errorf("%q", got)
	}
}

// purposes are those of an event's records, oldest first.
func (s *scene) purposes(e oplog.EventID) (list []string) {
	s.t.Helper()
	found, err := s.db.LogTail(s.t.Context(), 100, store.LogFilter{Event: e})
	s.must(err)
	for _, f := range found {
		v, _ := f.Record.Value(oplog.FieldPurpose)
		list = append(list, v.Text())
	}
	slices.Reverse(list)
	return list
}
