//go:build linux && training

package main

import (
	"fmt"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/stock"
)

// Counting by scanner (第22条第1号): a shelf of fifty cards through the real window, with what goes wrong at a shelf, with a lock and a
// kill in the middle.

// Hands at a shelf: one who takes each card out, and one who lets a row of them pass.
const (
	slowHand  = 150 * time.Millisecond
	quickHand = 60 * time.Millisecond
)

const (
	counted = "A-01"          // the shelf that is counted
	unknown = "4999999999999" // a serial that the ledger never saw
	half    = "4900000"       // a label half read
	before  = 23              // how many are scanned before something happens
)

func TestFiftyCardsAreCountedByScanner(t *testing.T) { tell(t) }

func countsFifty(s *stage) {
	s.login(clerkOnDuty())
	s.beginsCounting(counted)
	s.shot("count-begun")
	s.passes(slowHand, s.serials(0, before)...)
	s.showsCounted(before)
	s.answered(before, 0)
	s.shot("count-under-way")
	s.lockedWhileCounting()
	s.passes(slowHand, s.serials(before, shelfful-1)...)
	s.showsCounted(shelfful - 1)
	s.answered(shelfful-1, 0)
	s.scansTheLastIntoAnotherField()
	s.scansWhatIsWrong()
	s.endsCounting()
	s.await(staff, "closing.counted")
	s.shot("counted-once")
	s.countsAgain()
	s.explains()
	s.foundIs(stock.SheetRow{Book: shelfful, Counted: shelfful + 2, Second: shelfful + 2, Difference: 2, Surplus: s.strangers()})
}

// serials are those of the cards from one to before another.
func (s *stage) serials(from, to int) (list []juki.CardSerial) {
	for _, p := range s.people[from:to] {
		list = append(list, p.Serial)
	}
	return list
}

// strangers are what lies on the shelf beside its own cards: one nobody knows, and one of another shelf.
func (s *stage) strangers() []juki.CardSerial {
	return []juki.CardSerial{s.people[shelfful].Serial, unknown}
}

func (s *stage) beginsCounting(place stock.PlaceID) {
	s.click(staff, "room.closing")
	s.click(staff, "closing.count."+string(place))
	s.await(staff, "closing.scan")
	s.until("the scanner's field has the keyboard", func() bool { return s.focused("closing.scan") })
}

func (s *stage) endsCounting() {
	s.click(staff, "closing.end")
	s.until("the count is ended", func() bool {
		open, err := s.m.keeper.Book.OpenCounts(s.ctx)
		return err == nil && len(open) == 0
	})
}

// passes lets cards pass under the scanner. Nobody looks at the screen: what the hand needs is all the time there is.
func (s *stage) passes(hand time.Duration, serials ...juki.CardSerial) {
	for _, serial := range serials {
		s.sweep(string(serial))
		time.Sleep(hand)
	}
}

// sweep is what the scanner sends for one label, wherever the keyboard is.
func (s *stage) sweep(text string) {
	s.step("scanning", func() error { return s.robot.Scan(text) })
}

// showsCounted waits until the window shows how many were counted.
func (s *stage) showsCounted(n int) {
	number := textOf("count.cards", "N", fmt.Sprint(n))
	s.until("the window shows "+number, func() bool { return slices.Contains(strings.Split(s.words(staff), "\n"), number) })
}

// answered waits until so many scans were answered by the good sound and by the bad one since the story began, and no more.
func (s *stage) answered(good, bad int64) {
	s.until(fmt.Sprintf("%d good and %d bad sounds were heard", good, bad), func() bool { return s.ears.good.Load() == good && s.ears.bad.Load() == bad })
}

// answers waits until the window answers a scan in words.
func (s *stage) answers(key string, args ...any) {
	words := textOf(key, args...)
	s.until("the window says "+key, func() bool { return strings.Contains(s.words(staff), words) })
}

// lockedWhileCounting: the operator leaves with the card in the middle of the count. What is scanned meanwhile is not counted and is no try of a
// password; afterwards the count stands where it was and takes the next scan without a click.
func (s *stage) lockedWhileCounting() {
	from := s.now()
	s.pullOperator("in the middle of a count")
	s.sweep(string(s.people[before].Serial))
	s.put(s.operator, string(s.onDuty.ID))
	s.until("the card is recognised", func() bool { return s.m.session.View().Card.ID == s.onDuty.ID })
	s.await(staff, "lock.password")
	s.sweep(string(s.people[before].Serial))
	s.password(s.onDuty)
	s.await(staff, "closing.scan")
	s.showsCounted(before)
	s.answered(before, 0)
	s.step("looking for tries", func() error {
		names, _, err := s.events(from)
		if slices.ContainsFunc(names, func(n string) bool { return strings.Contains(n, "failed") || strings.Contains(n, "refused") }) {
			return fmt.Errorf("a scan was a try of a password: %v", names)
		}
		return err
	})
}

// scansTheLastIntoAnotherField: the keyboard is in the field for the number of blanks. The scan is counted, and nothing stays in the field.
func (s *stage) scansTheLastIntoAnotherField() {
	form := "counting.form." + string(stock.ResidentBlanks)
	s.click(staff, form)
	s.until("the other field has the keyboard", func() bool { return s.focused(form) })
	s.sweep(string(s.people[shelfful-1].Serial))
	s.showsCounted(shelfful)
	s.answered(shelfful, 0)
	s.nobodyTyped(form)
}

// scansWhatIsWrong: two cards twice, one that nobody knows, one of another shelf, half a label.
func (s *stage) scansWhatIsWrong() {
	for i, twice := range []int{0, shelfful - 1} {
		serial := s.people[twice].Serial
		s.sweep(string(serial))
		s.answers("counting.again", "Tail", lastOf(serial))
		s.answered(shelfful, int64(i+1))
	}
	s.shot("scanned-twice")
	s.sweep(unknown)
	s.answers("counting.never-seen", "Tail", lastOf(unknown))
	elsewhere := s.people[shelfful].Serial
	s.sweep(string(elsewhere))
	s.answers("counting.elsewhere", "Tail", lastOf(elsewhere), "Place", "B-01")
	s.showsCounted(shelfful + 2)
	s.shot("of-another-shelf")
	s.sweep(half)
	s.says(staff, juki.LabelUnreadable)
	s.shot("label-half-read")
	s.answered(shelfful, 5)
	s.showsCounted(shelfful + 2)
}

// lastOf is the end of a serial that screens show.
func lastOf(serial juki.CardSerial) string { return "…" + string(serial[len(serial)-4:]) }

// countsAgain: another person counts the same shelf, more quickly.
func (s *stage) countsAgain() {
	s.relieve(administrator())
	s.ears.good.Store(0)
	s.ears.bad.Store(0)
	s.beginsCounting(counted)
	s.passes(quickHand, append(s.serials(0, shelfful), s.strangers()...)...)
	s.showsCounted(shelfful + 2)
	s.answered(shelfful, 2)
	s.endsCounting()
}

// explains says why two cards too many lie there. A card is scanned while the dialog asks for a note: it does not end in the note.
func (s *stage) explains() {
	s.await(staff, "closing.explain."+counted)
	s.shot("too-many")
	s.click(staff, "closing.explain."+counted)
	s.click(staff, "explain.reason.0")
	s.click(staff, "explain.note")
	s.until("the note has the keyboard", func() bool { return s.focused("explain.note") })
	bad := s.ears.bad.Load()
	s.sweep(string(s.people[0].Serial))
	s.until("the scan is answered", func() bool { return s.ears.bad.Load() == bad+1 })
	s.nobodyTyped("explain.note")
	s.shot("scanned-into-a-note")
	s.click(staff, "explain.confirm")
	s.until("the difference is explained", func() bool {
		all, err := s.m.keeper.Book.Explanations(s.ctx, juki.DateOf(s.clock.Now()))
		return err == nil && len(all) == 1 && all[0].Note == "" && all[0].Difference == 2
	})
	s.shot("explained")
}

// foundIs compares what the sheet would say of the shelf.
func (s *stage) foundIs(want stock.SheetRow) {
	s.step("looking at the figures", func() error {
		sheets, err := s.m.keeper.MakeSheets(s.ctx, stock.Head{Date: juki.DateOf(s.clock.Now())})
		if err != nil {
			return err
		}
		for _, r := range sheets[0].Rows {
			if r.Place != counted || r.Item != stock.MyNumberCards {
				continue
			}
			got := stock.SheetRow{Book: r.Book, Counted: r.Counted, Second: r.Second, Difference: r.Difference, Surplus: r.Surplus, Missing: r.Missing}
			if fmt.Sprint(got) != fmt.Sprint(want) || !r.CountedOK || !r.SecondOK || r.Disagree {
				return fmt.Errorf("the sheet says %+v", r)
			}
			return nil
		}
		return fmt.Errorf("the sheet has no row of %s", counted)
	})
}

// A power cut, a crash, kill -9: what was scanned is counted, and the next start goes on from there.
func TestACountSurvivesAKill(t *testing.T) { tell(t) }

func killedWhileCounting(s *stage) {
	s.login(clerkOnDuty())
	s.beginsCounting(counted)
	s.passes(slowHand, s.serials(0, before)...)
	s.showsCounted(before)
	s.step("typing half a label", func() error { return s.robot.Type(half) })
	s.step("killing the program", func() error {
		return syscall.Kill(syscall.Getpid(), syscall.SIGKILL)
	})
}

func countsOn(s *stage) {
	s.recorded(0, oplog.CrashFound.String())
	s.login(clerkOnDuty())
	s.click(staff, "room.closing")
	s.await(staff, "closing.count."+counted)
	s.shot("after-the-kill")
	s.beginsCounting(counted)
	s.showsCounted(before)
	s.passes(slowHand, s.serials(before, shelfful)...)
	s.showsCounted(shelfful)
	s.answered(shelfful-before, 0)
	s.passes(slowHand, s.serials(before-2, before+1)...) // from before the kill, and after it: all are counted already
	s.answered(shelfful-before, 3)
	s.showsCounted(shelfful)
	s.endsCounting()
	s.step("looking at what was counted", func() error {
		all, err := s.m.keeper.Book.EndedCounts(s.ctx, juki.DateOf(s.clock.Now()))
		if err != nil || len(all) != 1 {
			return fmt.Errorf("%d counts: %w", len(all), err)
		}
		var scanned []juki.CardSerial
		for _, l := range all[0].Lines {
			scanned = append(scanned, l.Serial)
		}
		if !slices.Equal(scanned, s.serials(0, shelfful)) {
			return fmt.Errorf("%d lines, not the cards of the shelf once each and in order", len(scanned))
		}
		return nil
	})
}
