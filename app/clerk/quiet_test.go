package clerk

import (
	"strings"
	"testing"

	"madoguchi/app/kit"
)

// Where numbers are typed stands what nobody should do while somebody may hear, and the more so beside a visitor (第19条第6号).
func TestTheFieldsSayThatNothingIsSaidAloud(t *testing.T) {
	s := newScene(t)
	s.login("S002", clerkPassword)
	s.until("the board", s.stands("reception.key"))
	for _, c := range []struct {
		shade kit.Shade
		says  string
	}{{kit.ShadeNone, ""}, {kit.ShadeHold, "番号や氏名を、声に出さないでください"}, {kit.ShadeSealed, "来庁者がいます"}, {kit.ShadeNone, ""}} {
		s.w.curtain.Set(c.shade)
		s.w.redraw()
		if said := s.said(); strings.Contains(said, "声に出") != (c.says != "") || !strings.Contains(said, c.says) {
			t.Errorf("shade %d: %s", c.shade, said)
		}
		if c.shade == kit.ShadeSealed {
			s.picture("reception-quiet")
		}
	}
}
