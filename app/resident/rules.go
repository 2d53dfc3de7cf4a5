package resident

import "time"

// Rules are how patient the pad is.
type Rules struct {
	Idle time.Duration // without a press for this long the entry ends with PadTimeout
	More time.Duration // what もっと時間 adds; it may be pressed as often as one likes
	Warn time.Duration // when so much is left, the line of time says how to get more
	Tick time.Duration // how often the time is looked at
}

// DefaultRules gives three quiet minutes for each press: nobody is hurried (第23条第3号).
func DefaultRules() Rules {
	return Rules{Idle: 3 * time.Minute, More: 3 * time.Minute, Warn: time.Minute, Tick: 250 * time.Millisecond}
}
