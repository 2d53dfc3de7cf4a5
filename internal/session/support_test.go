package session_test

import (
	"testing"

	"madoguchi/internal/session"
)

// While somebody outside may see the screen, personal data stay covered, whoever asks for what.
func TestNobodyLeavesPrivacyDuringRemoteSupport(t *testing.T) {
	s := newScene(t)
	s.session.SetMode(session.Masked, session.ByHand, "")
	s.session.KeepPrivacy(true)
	for _, m := range session.Modes() {
		s.session.SetMode(m, session.ByHand, "")
		s.session.SetMode(m, session.AfterHandover, "")
		if got := s.session.View().Mode; got != session.Privacy {
			t.Errorf("%s was asked for, and it is %s", m, got)
		}
	}
	s.session.KeepPrivacy(true)
	s.session.KeepPrivacy(false)
	if got := s.session.View().Mode; got != session.Privacy {
		t.Errorf("when it is over it is %s at once: nobody had asked for that", got)
	}
	s.session.SetMode(session.Normal, session.ByHand, "")
	if got := s.session.View().Mode; got != session.Normal {
		t.Errorf("afterwards it is %s", got)
	}
}
