package clerk

import (
	"strings"
	"testing"

	"madoguchi/internal/session"
)

// Where numbers are typed stands what nobody should do while somebody may hear, and the more so beside a visitor (第19条第6号). It follows the mode at once.
func TestTheFieldsSayThatNothingIsSaidAloud(t *testing.T) {
	s := newScene(t)
	s.login("S002", clerkPassword)
	s.until("the board", s.stands("reception.key"))
	for _, c := range []struct {
		mode session.Mode
		says string
	}{{session.Normal, ""}, {session.Masked, "番号や氏名を、声に出さないでください"}, {session.Privacy, "来庁者がいます"}, {session.Masked, "番号や氏名を、声に出さないでください"}, {session.Normal, ""}} {
		s.w.showMode(session.View{State: session.LoggedIn, Mode: c.mode})
		if said := s.said(); strings.Contains(said, "声に出") != (c.says != "") || !strings.Contains(said, c.says) {
			t.Errorf("%s: %s", c.mode, said)
		}
		s.picture("reception-quiet-" + string(c.mode))
	}
}
