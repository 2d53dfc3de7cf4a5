package main

import (
	"crypto/rand"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"madoguchi/assets"
	"madoguchi/hardware/sim"
	"madoguchi/internal/juki"
	"madoguchi/internal/profile"
	"madoguchi/internal/session"
	"madoguchi/internal/store"
)

// A city's own times are in force from their day on, and only within the bounds.
func TestTheTimesOfTheVeilAreTheRegulations(t *testing.T) {
	shipped, err := assets.Profiles.ReadFile("profiles/asago.toml")
	if err != nil {
		t.Fatal(err)
	}
	text := string(shipped)
	with := func(text string, veil, hide, lock int) string {
		for was, n := range map[string]int{"veil_after_seconds = 30\n": veil, "hide_after_seconds = 120\n": hide, "lock_after_seconds = 300\n": lock} {
			if !strings.Contains(text, was) {
				t.Fatalf("the profile has no %s", was)
			}
			text = strings.Replace(text, was, fmt.Sprintf("%s = %d\n", was[:len("veil_after_seconds")], n), 1)
		}
		return text
	}
	later := "\n" + strings.Replace(text[strings.Index(text, "[[version]]"):], "from = 2023-04-01", "from = 2027-04-01", 1)
	dir := t.TempDir()
	own := func(text string) (profile.Profile, error) {
		if err := os.WriteFile(filepath.Join(dir, profileFile), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return readProfile(dir, "asago")
	}
	p, err := own(text + with(later, 15, 60, 900))
	if err != nil {
		t.Fatal(err)
	}
	usual := session.DefaultAttention()
	short := session.Attention{Veil: 15 * time.Second, Hide: time.Minute, Lock: 15 * time.Minute, Notice: usual.Notice}
	for day, want := range map[juki.Date]session.Attention{{Year: 2020, Month: 1, Day: 1}: usual, {Year: 2027, Month: 3, Day: 31}: usual, {Year: 2027, Month: 4, Day: 1}: short} {
		m := &Main{profile: p, Now: func() time.Time { return day.At(9, 0) }}
		if got := m.attention(); got != want {
			t.Errorf("%s: %v", day, got)
		}
	}
	for _, c := range [][3]int{{9, 60, 300}, {121, 140, 300}, {30, 39, 300}, {30, 301, 600}, {30, 120, 129}, {30, 120, 901}} {
		for when, changed := range map[string]string{"at once": with(text, c[0], c[1], c[2]), "later": text + with(later, c[0], c[1], c[2])} {
			if _, err := own(changed); err == nil || !strings.Contains(err.Error(), "out of bounds") {
				t.Errorf("%v, %s: %v", c, when, err)
			}
		}
	}
	for _, name := range profile.Names() {
		if _, err := readProfile(t.TempDir(), name); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// The program works by the times of its regulation, not by the usual ones.
func TestTheProgramLocksByTheRegulation(t *testing.T) {
	shipped, err := assets.Profiles.ReadFile("profiles/asago.toml")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	own := strings.NewReplacer("veil_after_seconds = 30\n", "veil_after_seconds = 10\n", "hide_after_seconds = 120\n", "hide_after_seconds = 20\n",
		"lock_after_seconds = 300\n", "lock_after_seconds = 30\n").Replace(string(shipped))
	if err := os.WriteFile(filepath.Join(dir, profileFile), []byte(own), 0o600); err != nil {
		t.Fatal(err)
	}
	readers := sim.NewReaders("Operator 00", "Customer 01")
	var resting atomic.Int64
	m := &Main{Dir: dir, Now: time.Now, Rand: rand.Reader, Keys: store.FixedKey{7}, Readers: readers,
		Steady: func() time.Time { return time.Unix(0, resting.Load()) }}
	r := &logRoom{T: t, m: m, readers: readers, factory: sim.NewFactory()}
	r.must(m.Open(t.Context()))
	t.Cleanup(func() { r.must(m.Close()) })
	r.insert("Operator 00", "S001")
	r.until(func() bool { return m.session.View().CardReady })
	r.must(m.session.Enrol(t.Context(), session.EnrolRequest{ID: "S001", Name: "見本 管理子", Post: juki.SystemAdministrator, Password: []byte(historyPassword)}))
	r.must(m.session.Login(t.Context(), []byte(historyPassword)))
	m.session.Touch(true)
	for _, step := range []struct {
		after time.Duration
		sight session.Sight
		state session.State
	}{{9 * time.Second, session.Open, session.LoggedIn}, {10 * time.Second, session.Veiled, session.LoggedIn}, {20 * time.Second, session.Hidden, session.LoggedIn}, {30 * time.Second, session.Open, session.Locked}} {
		resting.Store(int64(step.after))
		m.session.Attend(true)
		if v := m.session.View(); v.State != step.state || v.State == session.LoggedIn && v.Sight != step.sight {
			t.Errorf("after %s: %v, %v", step.after, v.State, v.Sight)
		}
	}
}
