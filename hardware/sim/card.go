// Package sim is simulated hardware for tests, training and demonstration: My Number cards,
// resident cards and operator cards at APDU level, and the readers they are put into.
// Nothing here is in the release program. All people on the cards are fictional.
package sim

import "sync"

// chip is the applets behind a card's contacts.
type chip interface {
	reset()
	answer(c command) answer
}

// Card is one simulated card. It keeps its PINs, tries and signs of use wherever it is put.
// All methods may be called from any goroutine.
type Card struct {
	label string
	atr   []byte
	mute  bool

	mu       sync.Mutex
	chip     chip
	answered int
	resets   int
	pullAt   int // the answered count at which it is pulled; 0: never
	pullWhen PullWhen
	held     chan struct{} // closed to let a held card answer; nil: not held
}

// PullWhen tells on which side of the chip's work a card is pulled.
type PullWhen int

// The two sides. A reader sees the same of both; the card does not.
const (
	BeforeAnswer PullWhen = iota // the chip never saw the command
	AfterAnswer                  // the chip did what it was told and the answer was lost
)

// Label names the card for people: "S001", "400000000000017".
func (c *Card) Label() string { return c.label }

// Answered is the number of APDUs the chip worked on since it was made.
func (c *Card) Answered() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.answered
}

// PullAt has the card pulled out of its reader at the n-th APDU from now (1: the next), once.
// n = 0 takes the order back.
func (c *Card) PullAt(n int, when PullWhen) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.pullAt, c.pullWhen = 0, when
	if n > 0 {
		c.pullAt = c.answered + n
	}
}

// Hold keeps the chip from answering until release is called: a card that thinks for ever.
func (c *Card) Hold() (release func()) {
	held := make(chan struct{})
	c.mu.Lock()
	c.held = held
	c.mu.Unlock()
	return sync.OnceFunc(func() {
		c.mu.Lock()
		if c.held == held {
			c.held = nil
		}
		c.mu.Unlock()
		close(held)
	})
}

// powerUp resets the chip and gives the answer to reset; a mute card gives none.
func (c *Card) powerUp() ([]byte, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.resets++
	c.chip.reset()
	if c.mute {
		return nil, false
	}
	return append([]byte(nil), c.atr...), true
}

// ending is how a command ended.
type ending int

const (
	answered  ending = iota
	pulled           // the card left over it
	forgotten        // the chip was reset while it thought
)

// transmit answers one APDU; gone ends the wait of a held card.
func (c *Card) transmit(raw []byte, gone <-chan struct{}) ([]byte, ending) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if e := c.waitWhileHeld(gone); e != answered {
		return nil, e
	}
	end := answered
	if c.pullAt == c.answered+1 {
		end, c.pullAt = pulled, 0
		if c.pullWhen == BeforeAnswer {
			return nil, end
		}
	}
	c.answered++
	cmd, good := parseCommand(raw)
	if !good {
		return status(swWrongLength).bytes(), end
	}
	return c.chip.answer(cmd).bytes(), end
}

// waitWhileHeld lets go of c.mu, which the caller holds, until Hold's release.
func (c *Card) waitWhileHeld(gone <-chan struct{}) ending {
	for resets := c.resets; c.held != nil; {
		held := c.held
		c.mu.Unlock()
		left := false
		select {
		case <-held:
		case <-gone:
			left = true
		}
		c.mu.Lock()
		switch {
		case left:
			return pulled
		case c.resets != resets:
			return forgotten
		}
	}
	return answered
}
