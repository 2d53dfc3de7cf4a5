package profile

import (
	"errors"
	"time"
)

// Attention is how long after the last input of the operator the screen is covered further (第19条第4号): personal values, the whole screen, the
// lock. Whoever carries it out bounds it further.
type Attention struct {
	Veil, Hide, Lock time.Duration // whole seconds
}

// maxAttention keeps a written number within a duration; an hour is out of every bound.
const maxAttention = time.Hour

type attention struct {
	Veil *int `toml:"veil_after_seconds"`
	Hide *int `toml:"hide_after_seconds"`
	Lock *int `toml:"lock_after_seconds"`
	Basis
}

func (a attention) times(m *missing) Attention {
	seconds := func(key string, n *int) time.Duration {
		return time.Duration(min(max(needed(m, key, n), 0), int(maxAttention/time.Second)+1)) * time.Second
	}
	return Attention{Veil: seconds("attention.veil_after_seconds", a.Veil), Hide: seconds("attention.hide_after_seconds", a.Hide),
		Lock: seconds("attention.lock_after_seconds", a.Lock)}
}

func (a Attention) check() error {
	if a.Veil < time.Second || a.Hide <= a.Veil || a.Lock <= a.Hide || a.Lock > maxAttention {
		return errors.New("the seconds are more than none, each step after the one before it, the last within an hour")
	}
	return nil
}
