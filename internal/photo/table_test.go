package photo

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"madoguchi/internal/golden"
	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
)

// The golden matrix is read by people: a pair that appears, vanishes or leads elsewhere is seen in review.
func TestEveryPairOfStateAndEvent(t *testing.T) {
	var b strings.Builder
	f := facts{today: juki.Date{Year: 2026, Month: 11, Day: 24}, birth: juki.Date{Year: 2026, Month: 3, Day: 1}, second: true}
	for _, s := range States() {
		for _, e := range Events() {
			f.led = e == LedRegistered
			st, refusal := next(s, e, f)
			if refusal != nil {
				fmt.Fprintf(&b, "%-13s %-15s %s\n", orStart(s), e, refusal.Code)
				continue
			}
			fmt.Fprintf(&b, "%-13s %-15s -> %-13s %-6s %v\n", orStart(s), e, st.to, [...]string{"", "comes", "goes"}[st.picture], st.records)
		}
	}
	golden.Text(t, "testdata/photo.table", b.String())
}

func orStart(s State) State {
	if s == NotBegun {
		return "(none)"
	}
	return s
}

// On every path a picture comes before it goes, is in memory exactly in the states that say so, and each one that came is erased with a
// record before the next comes or the act ends.
func TestOnEveryPathAPictureThatCameIsErasedWithARecord(t *testing.T) {
	type walk struct {
		s        State
		held     bool
		accepted bool // by the resident, as it is framed now
		compared bool
	}
	seen := map[walk]bool{}
	var visit func(w walk, path string)
	visit = func(w walk, path string) {
		if seen[w] {
			return
		}
		seen[w] = true
		if w.held != w.s.HasPicture() {
			t.Errorf("memory and state differ: %s", path)
		}
		for _, e := range Events() {
			for _, led := range []bool{false, true} {
				st, refused := next(w.s, e, facts{led: led, second: true, today: juki.Date{Year: 2026, Month: 1, Day: 2}, birth: juki.Date{Year: 2026, Month: 1, Day: 1}})
				if refused != nil {
					continue
				}
				n, p := walk{st.to, w.held, w.accepted, w.compared}, path+" -"+string(e)+"-> "+string(st.to)
				switch st.picture {
				case pictureComes:
					if w.held {
						t.Errorf("a second picture comes: %s", p)
					}
					n.held = true
				case pictureGoes:
					if !w.held {
						t.Errorf("a picture goes that is not there: %s", p)
					}
					n.held = false
				}
				if (st.picture == pictureGoes) != slices.Contains(st.records, oplog.PhotoErased) || (st.picture == pictureComes) != slices.Contains(st.records, oplog.PhotoScanned) {
					t.Errorf("memory and record differ: %s", p)
				}
				if slices.Contains(st.records, oplog.PhotoRegistered) && (!w.accepted || !w.compared || st.picture != pictureGoes) {
					t.Errorf("registered without the resident, the second person or the erasure: %s", p)
				}
				switch {
				case st.to == Framing || st.to == Scanning || st.to == ScanDue:
					n.accepted, n.compared = false, false
				case e == Accepted:
					n.accepted = true
				case e == Compared:
					n.compared = true
				}
				visit(n, p)
			}
		}
	}
	visit(walk{s: NotBegun}, "")
	for _, s := range States() {
		if !slices.ContainsFunc(slices.Collect(keys(seen)), func(w walk) bool { return w.s == s }) {
			t.Errorf("no path leads to %s", s)
		}
	}
}

func keys[K comparable, V any](m map[K]V) func(func(K) bool) {
	return func(yield func(K) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

func TestEveryOpenStateCanBeLeft(t *testing.T) {
	for _, s := range States() {
		if s == NotBegun || s.Ended() || s == Registering { // an answer that is under way is awaited
			continue
		}
		for _, e := range []Event{CancelAsked, Left} {
			if st, refused := next(s, e, facts{}); refused != nil || st.to != Cancelled {
				t.Errorf("%s × %s: %v %v", s, e, st.to, refused)
			}
		}
	}
}

func TestOnlyThoseUnderOneYearGoWithoutAPhoto(t *testing.T) {
	today := juki.Date{Year: 2026, Month: 11, Day: 24}
	for birth, may := range map[juki.Date]bool{
		{Year: 2026, Month: 11, Day: 24}: true, {Year: 2025, Month: 11, Day: 26}: true, // one year is full at the end of the day before the birthday
		{Year: 2025, Month: 11, Day: 24}: false, {Year: 1990, Month: 1, Day: 1}: false, {}: false,
	} {
		_, refused := next(ScanDue, NoPhotoAsked, facts{today: today, birth: birth})
		if may != (refused == nil) || refused != nil && refused.Code != juki.NoPhotoOnlyUnder {
			t.Errorf("born %s: %v", birth, refused)
		}
	}
}

func TestWhereNoSecondPersonIsAskedForTheResidentIsTheLastWord(t *testing.T) {
	for second, want := range map[bool]State{true: CompareDue, false: RegisterDue} {
		if st, _ := next(Asking, Accepted, facts{second: second}); st.to != want {
			t.Errorf("second %v: %s", second, st.to)
		}
	}
}
