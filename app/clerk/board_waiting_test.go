package clerk

import (
	"testing"

	"madoguchi/internal/juki"
)

// A card that nobody fetched stands on the board from the ninety-first day on, and not a day before.
func TestTheBoardTellsOfCardsThatNobodyFetches(t *testing.T) {
	s := newScene(t)
	arrived := juki.DateOf(s.clock())
	for _, after := range []int{longWait, longWait + 1} {
		s.setClock(arrived.AddDays(after).At(9, 0))
		s.login("S001", adminPassword)
		s.until("the board", s.stands("reception.key"))
		s.w.open(reception)
		var b board
		var err error
		b, err = s.w.readBoard(t.Context())
		s.must(err)
		n := 0
		for _, task := range b.tasks {
			if task.id == "waiting" {
				n = task.n
			}
		}
		if want := after - longWait; n != want {
			t.Errorf("after %d days it tells of %d cards", after, n)
		}
		if after > longWait {
			s.until("its line", s.stands("board.waiting"))
			s.picture("board-waiting")
		}
		s.session.LogOut()
		s.pull()
	}
}
