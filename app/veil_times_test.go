package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"madoguchi/assets"
	"madoguchi/internal/juki"
	"madoguchi/internal/profile"
	"madoguchi/internal/session"
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
