package clerk

import (
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"madoguchi/app/kit"
	"madoguchi/internal/oplog"
	"madoguchi/internal/store"
)

// places are where the widgets stand on the page.
func (s *scene) places(ids ...string) (at []fyne.Position) {
	s.t.Helper()
	for _, id := range ids {
		at = append(at, fyne.CurrentApp().Driver().AbsolutePositionForObject(s.w.frame.Find(id)))
	}
	return at
}

// A note in an incident may name somebody: it is covered as names are, the veil counts it, it is read to its end while it is held, the look
// is recorded with the number of the incident, and nothing on the page moves meanwhile (第19条第3号・第5号).
func TestANoteOfAnIncidentIsReadToItsEndWhileItIsHeld(t *testing.T) {
	s := newRoomScene(t, incidents, "S001", adminPassword)
	i := s.loses("490000000000002", 1)
	s.w.openIncident(i.Number)
	note, below := "incident.noted."+i.Steps[0].ID, "incident.noted."+i.Steps[1].ID
	s.sees("見本 太郎", "この記載のとおりに引き継ぐ。")
	s.picture("notes-incident-1-normal")
	normal := s.places(note, below)
	if !s.w.curtain.Bare(s.w.frame.Page()) {
		t.Error("the page does not count as personal")
	}
	s.rest(0)
	s.rest(30 * time.Second)
	s.until("the veil", func() bool { return !strings.Contains(s.said(), "見本 太郎") })
	if at := s.places(note, below); !slices.Equal(at, normal) {
		t.Errorf("%v, and behind the veil %v", normal, at)
	}
	s.typeKey(fyne.KeyF1)
	s.until("the veil is lifted", func() bool { return strings.Contains(s.said(), "見本 太郎") })

	s.press("mode.masked")
	s.until("covered", func() bool { return !strings.Contains(s.said(), "見本 太郎") })
	s.picture("notes-incident-2-masked")
	s.w.frame.Find(note).(*kit.Personal).MouseDown(nil)
	if !s.queue.Until(20*time.Second, func() bool { return strings.Contains(s.said(), "この記載のとおりに引き継ぐ。") }) { // the walk would let go
		t.Fatal("the note is never seen to its end")
	}
	s.snap("notes-incident-3-held")
	if at := s.places(note, below); !slices.Equal(at, normal) || strings.Contains(strings.Join(kit.Words(s.w.frame.Find(below)), ""), "見本 太郎") {
		t.Errorf("%v, and held %v", normal, at)
	}
	s.w.frame.Find(note).(*kit.Personal).MouseUp(nil)
	s.until("covered again", func() bool { return !strings.Contains(s.said(), "見本 太郎") })
	s.press("mode.privacy")
	s.picture("notes-incident-4-privacy")
	tail, err := s.db.LogTail(t.Context(), 3, store.LogFilter{Event: oplog.FieldShown})
	s.must(err)
	if len(tail) != 1 {
		t.Fatalf("%d looks", len(tail))
	}
	part, _ := tail[0].Record.Value(oplog.FieldPart)
	of, _ := tail[0].Record.Value(oplog.FieldNumber)
	if part.Text() != "note" || of.Text() != string(i.Number) {
		t.Errorf("a look at %q of %q", part.Text(), of.Text())
	}
}
