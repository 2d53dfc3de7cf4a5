package main

import "time"

// steady is the clock that measures how long nobody has touched anything (第19条第4号): the machine's own, which nobody sets,
// unless the program is played by a script.
func (m *Main) steady() func() time.Time {
	if m.Steady != nil {
		return m.Steady
	}
	return time.Now
}
