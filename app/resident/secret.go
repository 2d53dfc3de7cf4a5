package resident

// secret holds the characters typed so far. Its room is fixed, so that nothing is ever moved and left behind.
type secret struct {
	room [maxSecret]byte
	n    int
}

// maxSecret is the longest PIN (the signature password).
const maxSecret = 16

func (s *secret) add(c byte, longest int) bool {
	if s.n >= min(longest, maxSecret) {
		return false
	}
	s.room[s.n] = c
	s.n++
	return true
}

// drop takes the last character back.
func (s *secret) drop() {
	if s.n > 0 {
		s.n--
		s.room[s.n] = 0
	}
}

// chars lends the characters; they are gone after wipe.
func (s *secret) chars() []byte { return s.room[:s.n] }

func (s *secret) wipe() {
	clear(s.room[:])
	s.n = 0
}
