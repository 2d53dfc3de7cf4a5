package clerk

import (
	"testing"

	"madoguchi/internal/juki"
	"madoguchi/internal/session"
)

// A card pulled in the evening locks and does not log out. In the morning the same clerk unlocks, and the board tells of the new day: it
// is not opened yet, whatever yesterday was.
func TestTheBoardOfAMorningAfterALockedNight(t *testing.T) {
	s := newScene(t)
	s.login("S002", clerkPassword)
	s.until("the board of a day that is open", func() bool {
		p, is := s.w.page.(*receptionPage)
		return is && p.read && p.board.opened
	})
	s.pull()
	s.until("locked", func() bool { return s.session.View().State == session.Locked && s.w.frame.Covered() })
	s.setClock(juki.DateOf(s.clock()).AddDays(1).At(8, 45))
	s.login("S002", clerkPassword)
	s.until("the way to open the day", s.stands("day.open"))
}

// Over midnight the window tells of the new day by itself, on the board and where the day is counted.
func TestAtMidnightAWindowTellsOfTheNewDay(t *testing.T) {
	for r, read := range map[room]func(page) bool{
		reception: func(p page) bool { b, is := p.(*receptionPage); return is && b.read && b.board.opened },
		closing:   func(p page) bool { c, is := p.(*closingPage); return is && c.read && c.day.running() },
	} {
		s := newScene(t)
		s.login("S002", clerkPassword)
		s.w.open(r)
		s.until("the day is open in "+string(r), func() bool { return read(s.w.page) })
		s.setClock(juki.DateOf(s.clock()).AddDays(1).At(0, 1))
		s.until("the way to open the day in "+string(r), s.stands("day.open"))
	}
}
