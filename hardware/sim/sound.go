package sim

import (
	"sync"

	"madoguchi/hardware"
)

// Sounds is a loudspeaker that makes no noise and remembers what it was asked for.
type Sounds struct {
	mu        sync.Mutex
	good, bad int
}

var _ hardware.Sounds = (*Sounds)(nil)

// Good implements hardware.Sounds.
func (s *Sounds) Good() { s.count(&s.good) }

// Bad implements hardware.Sounds.
func (s *Sounds) Bad() { s.count(&s.bad) }

// Heard is how often each sound was asked for.
func (s *Sounds) Heard() (good, bad int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.good, s.bad
}

func (s *Sounds) count(n *int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	*n++
}
