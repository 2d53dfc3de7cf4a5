package main

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"madoguchi/internal/counter"
	"madoguchi/internal/juki"
	"madoguchi/internal/store"
)

// hangDisk lets everything that is to be written wait, as a disk that hangs does, until let.
func hangDisk(t *testing.T, db *store.DB) (let func()) {
	t.Helper()
	held, gate, over := make(chan struct{}), make(chan struct{}), make(chan struct{})
	go func() {
		defer close(over)
		_ = db.Counter().Act(context.Background(), func(counter.Tx) error {
			close(held)
			<-gate
			return errors.New("there was nothing to write")
		})
	}()
	<-held
	let = sync.OnceFunc(func() { close(gate); <-over })
	t.Cleanup(let)
	return let
}

// atOnce does on its own what the UI thread does, and must not wait for the disk; let ends the disk's waiting when it does.
func atOnce(t *testing.T, what string, let, do func()) {
	t.Helper()
	done := make(chan struct{})
	go func() { do(); close(done) }()
	select {
	case <-done:
	case <-time.After(20 * time.Second): // a hang, not a measurement
		t.Errorf("%s waits for the disk", what)
		let()
		<-done
	}
}

// 第24条: the emergency key works while the disk hangs, and is stored when it goes on.
func TestTheEmergencyKeyWaitsForNoDisk(t *testing.T) {
	m := openMain(t, t.TempDir(), func() time.Time { return juki.Date{Year: 2026, Month: 11, Day: 24}.At(10, 0) })
	defer func() { must(t, m.Close()) }()
	let := hangDisk(t, m.db)
	for range 2 { // while the first one is being stored, the second
		atOnce(t, "the emergency key", let, func() { m.emergency.Stop(false) })
		if s := m.emergency.State(); !s.Open || s.Number != "" {
			t.Errorf("%+v", s)
		}
		comesTo(t, "it is being stored", func() bool {
			if m.emergency.storing.TryLock() {
				m.emergency.storing.Unlock()
				return false
			}
			return true
		})
	}
	let()
	comesTo(t, "the stop is stored", func() bool { return m.emergency.State().Number == "K08-000001" })
}

// A page that is left for a lock drops its recovery key at once, also while that key is being taken into use.
func TestADroppedRecoveryKeyWaitsForNoDisk(t *testing.T) {
	for _, c := range []struct {
		what             string
		dropped, fails   bool
		inForce, another bool // afterwards: it is the one in force; the same paper can be typed once more
	}{
		{"kept", false, false, true, false},
		{"dropped too late", true, false, true, false},
		{"not stored", false, true, false, true},
		{"dropped and not stored", true, true, false, false},
	} {
		t.Run(c.what, func(t *testing.T) {
			m, _ := openTerminal(t)
			k, err := store.NewRecoveryKey(m.Rand)
			must(t, err)
			ending, number := k.Ending(), k.Number()
			m.fresh.put(k, "S001", "S002")
			let := hangDisk(t, m.db)
			ctx, giveUp := context.WithCancel(t.Context())
			defer giveUp()
			kept := make(chan error, 1)
			go func() { kept <- m.keepRecoveryKey(ctx, "S001", ending) }()
			comesTo(t, "the key is being stored", func() bool {
				if !m.fresh.mu.TryLock() {
					return true
				}
				defer m.fresh.mu.Unlock()
				return m.fresh.drawn.key == nil
			})
			if c.dropped {
				atOnce(t, "the page that is left", let, office{m}.DropRecoveryKey)
			}
			if c.fails {
				giveUp()
				if err := <-kept; err == nil {
					t.Error("kept although it was given up")
				}
				let()
			} else {
				let()
				must(t, <-kept)
			}
			if got, _, err := m.db.RecoveryKeyMade(t.Context()); err != nil || (got == number) != c.inForce {
				t.Errorf("in force is %q (%v)", got, err)
			}
			err = m.keepRecoveryKey(t.Context(), "S001", ending)
			if again := err == nil; again != c.another {
				t.Errorf("the paper typed once more: %v", err)
			}
			if !c.another {
				wantCode(t, "the paper typed once more", juki.StepNotAllowed, err)
			}
		})
	}
}
