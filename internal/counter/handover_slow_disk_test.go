package counter_test

import (
	"testing"
	"time"

	"madoguchi/internal/counter"
)

// The screen asks for the view on the UI thread, which covers the window when the card is pulled (第14条第8項): whatever is being
// written, the view is there at once. It is that of the last step that was written, until the next one is.
func TestTheViewWaitsForNoDisk(t *testing.T) {
	steps := map[counter.State]func(*scene, *counter.Handover) error{
		counter.IdentityDue: func(s *scene, h *counter.Handover) error { return h.CheckIdentity(s.ctx, adultPapers) },
		counter.FaceDue:     func(s *scene, h *counter.Handover) error { return h.CompareFace(s.ctx) },
		counter.CardDue:     func(s *scene, h *counter.Handover) error { return h.FetchCard(s.ctx, "490000000000001") },
		counter.InsertDue:   func(s *scene, _ *counter.Handover) error { return s.readers.Insert(customerReader, s.card) },
		counter.PINsDue:     func(s *scene, h *counter.Handover) error { return h.BeginPINs(s.ctx) },
		counter.TakeDue: func(s *scene, _ *counter.Handover) error {
			_, err := s.readers.Remove(customerReader)
			return err
		},
		counter.HandDue: func(s *scene, h *counter.Handover) error { return h.Hand(s.ctx) },
	}
	for at, step := range steps {
		t.Run(string(at), func(t *testing.T) {
			s := newScene(t)
			h := s.start()
			s.upTo(h, at)
			reached, let := s.book.hang()
			defer let()
			ended := make(chan error, 1)
			go func() { ended <- step(s, h) }()
			<-reached
			seen := make(chan counter.View, 1)
			go func() { seen <- h.View() }()
			select {
			case v := <-seen:
				if v.State != at || v.Case.Serial != "490000000000001" {
					t.Errorf("%+v", v)
				}
			case <-time.After(20 * time.Second): // a hang, not a measurement
				t.Error("the view waits for the disk")
			}
			let()
			s.must(<-ended)
			s.waitLeaves(h, at)
		})
	}
}
