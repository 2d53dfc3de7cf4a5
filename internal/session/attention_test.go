package session

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

// What a time without input asks for, on both sides of each step, and what is announced before (第19条第4号).
func TestTheStepsOfTheTimeWithoutInput(t *testing.T) {
	const s, ms = time.Second, time.Millisecond
	a := DefaultAttention()
	for _, c := range []struct {
		idle time.Duration
		want Sight
		soon Countdown
	}{
		{0, Open, Countdown{}},
		{19999 * ms, Open, Countdown{}},
		{20 * s, Open, Countdown{Veiled, 10 * s}},
		{29999 * ms, Open, Countdown{Veiled, ms}},
		{30 * s, Veiled, Countdown{}},
		{109999 * ms, Veiled, Countdown{}},
		{110 * s, Veiled, Countdown{Hidden, 10 * s}},
		{120 * s, Hidden, Countdown{}},
		{290 * s, Hidden, Countdown{Shut, 10 * s}},
		{299999 * ms, Hidden, Countdown{Shut, ms}},
		{300 * s, Shut, Countdown{}},
		{8 * time.Hour, Shut, Countdown{}},
	} {
		got := a.after(c.idle)
		if got != c.want {
			t.Errorf("after %v: %v, want %v", c.idle, got, c.want)
		}
		if soon := a.soon(got, c.idle); soon != c.soon {
			t.Errorf("after %v comes %v, want %v", c.idle, soon, c.soon)
		}
	}
}

// A longer time never shows more; every step is announced before it comes.
func TestALongerTimeNeverShowsMore(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		secs := func(name string, from, to int) time.Duration {
			return time.Duration(rapid.IntRange(from, to).Draw(t, name)) * time.Second
		}
		a := Attention{Veil: secs("veil", 10, 120), Notice: 10 * time.Second}
		a.Hide = a.Veil + secs("until hidden", 10, 180)
		a.Lock = a.Hide + secs("until locked", 10, 600)
		if !a.Sound() {
			t.Fatalf("%v is refused", a)
		}
		idle, more := secs("idle", 0, 1200), secs("more", 0, 60)
		if a.after(idle+more) < a.after(idle) {
			t.Fatalf("%v shows more after %v than after %v", a, idle+more, idle)
		}
		if now := a.after(idle); a.after(idle+time.Second) > now && a.soon(now, idle) == (Countdown{}) {
			t.Fatalf("%v: nothing announced at %v", a, idle)
		}
	})
}

func TestTimesOutsideTheBoundsAreRefused(t *testing.T) {
	for name, change := range map[string]func(*Attention){
		"never veiled":           func(a *Attention) { a.Veil = 0 },
		"veiled at once":         func(a *Attention) { a.Veil = time.Second },
		"veiled late":            func(a *Attention) { a.Veil = 3 * time.Minute },
		"hidden before the veil": func(a *Attention) { a.Hide = a.Veil },
		"never locked":           func(a *Attention) { a.Lock = 0 },
		"locked late":            func(a *Attention) { a.Lock = time.Hour },
		"a minute's countdown":   func(a *Attention) { a.Notice = time.Minute },
	} {
		a := DefaultAttention()
		if change(&a); a.Sound() {
			t.Error(name)
		}
	}
	if !DefaultAttention().Sound() {
		t.Error("the default is refused")
	}
}

// Every pair of sights, in every state: only work that is open is covered or uncovered, each change leaves one record, and
// nothing hidden comes back to a veil.
func TestEveryPairOfSights(t *testing.T) {
	for state := NoOperator; state <= Locked; state++ {
		for from := Open; from <= Hidden; from++ {
			for to := Open; to <= Shut; to++ {
				sit := before(state)
				sit.sight = from
				st := sit.see(to, ByIdle, noon)
				moves := state == LoggedIn && to != from && to != Shut && !(from == Hidden && to == Veiled)
				if moved := st.next.sight == to && st.next.sight != from; moved != moves || (len(st.records) == 1) != moves {
					t.Errorf("%v: %v to %v gives %v with %d records", state, from, to, st.next.sight, len(st.records))
				}
				for _, r := range st.records {
					if err := r.Check(); err != nil {
						t.Error(err)
					}
				}
			}
		}
	}
}
