//go:build linux && training

package main

import (
	"fmt"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"madoguchi/app/robot"
	"madoguchi/app/training"
	"madoguchi/internal/counter"
	"madoguchi/internal/juki"
	"madoguchi/internal/session"
)

// The operator's card is pulled (第14条第8項): from wherever it was, the window is covered within a second, nothing that is typed or
// clicked then reaches anything, no dialog survives, and card and password bring the work back.

func TestPulledOperatorCardCoversEveryRoom(t *testing.T) { tell(t) }

func pulledInEveryRoom(s *stage) {
	s.step("laying a long list into its folder", func() error { return s.layList("long.csv", manyPeople(10_000)) })
	s.login(clerkOnDuty())
	s.await(staff, "reception.key")
	s.lockHere("reception", "reception.search")
	s.nobodyTyped("reception.key")
	s.click(staff, "room.arrivals")
	s.lockHere("arrivals", "arrival.inspect")
	s.click(staff, "arrival.inspect")
	s.await(staff, "inspection.scan")
	s.lockHere("inspection", "inspection.shelf.A-02")
	s.nobodyTyped("inspection.scan")
	s.lockWhileReading()
	s.click(staff, "room.stock")
	s.await(staff, "stock.table")
	s.lockHere("stock", "room.history")
	s.lockInTheCount()
	s.click(staff, "room.history")
	s.await(staff, "history.table")
	s.lockHere("history", "room.closing")
	s.click(staff, "room.settings")
	s.lockHere("settings", "settings.en")
	s.click(staff, "settings.password")
	s.write("change.old", "an old password")
	s.lockHere("change of the password", "change.confirm")
	s.lockWhileHidden()
}

// manyPeople is a list that takes a moment to read.
func manyPeople(n int) []training.Sample {
	all := make([]training.Sample, n)
	for i := range all {
		p := people()[0]
		p.Serial = juki.CardSerial(fmt.Sprintf("4900000001%05d", i+1))
		p.Application = juki.ApplicationID(fmt.Sprintf("%018d%05d", 282250000000000001, i+1))
		p.Notice = juki.NoticeNumber(fmt.Sprintf("Z9Z-%06d", i+1))
		all[i] = p
	}
	return all
}

// lockWhileReading pulls the card while an arrival list is read; the reading goes on behind the cover.
func (s *stage) lockWhileReading() {
	s.click(staff, "room.arrivals")
	s.await(staff, "arrival.read.0")
	from := s.now()
	s.click(staff, "arrival.read.0")
	s.pullOperator("while a list is read")
	s.nothingReached(from, "arrival.list-read")
	s.login(clerkOnDuty())
	s.await(staff, "arrival.take")
	s.lockHere("preview of a list", "arrival.take")
}

// lockInTheCount pulls the card while a place is counted, and while the reason is asked for why two people found nothing there.
func (s *stage) lockInTheCount() {
	s.countNothing()
	s.relieve(administrator())
	s.countNothing()
	s.click(staff, "closing.explain.A-01")
	s.click(staff, "explain.reason.0")
	s.lockHere("reason of a difference", "explain.confirm")
	s.gone("explain.confirm")
	s.relieve(clerkOnDuty())
}

// countNothing counts a shelf, overlooks all that lies there, and is locked in between.
func (s *stage) countNothing() {
	s.click(staff, "room.closing")
	s.click(staff, "closing.count.A-01")
	s.await(staff, "closing.scan")
	s.lockHere("count", "closing.end")
	s.click(staff, "closing.end")
	s.until("the count is ended", func() bool {
		open, err := s.m.keeper.Book.OpenCounts(s.ctx)
		return err == nil && len(open) == 0
	})
}

// lockWhileHidden: the operator hid the screen and left with the card; the login takes both covers away.
func (s *stage) lockWhileHidden() {
	s.click(staff, "room.reception")
	s.await(staff, "reception.key")
	s.key(robot.F12)
	s.await(staff, "hidden.back")
	s.pull(s.operator)
	s.until("the screen is locked", func() bool { return s.m.session.View().State == session.Locked })
	s.login(clerkOnDuty())
	s.await(staff, "reception.key")
}

// lockHere pulls the operator's card, tries everything a hand could do, and logs in again. target is something that
// could be clicked before.
func (s *stage) lockHere(where, target string) {
	x, y := s.placeOf(target)
	from := s.now()
	s.pullOperator(where)
	s.clickThere(x, y)
	s.nothingReached(from)
	s.login(s.onDuty)
}

func (s *stage) placeOf(id string) (x, y int) {
	s.step("looking for "+id, func() (err error) { x, y, err = s.locate(staff, id); return err })
	return x, y
}

func (s *stage) clickThere(x, y int) {
	s.step("clicking where a button was", func() error { return s.clickAt(x, y) })
}

// nothingReached types and presses what could do something, and sees that nothing was done: no record but those of the lock, and
// the window stays covered.
func (s *stage) nothingReached(from int64, allowed ...string) {
	s.step("typing at a locked window", func() error { return s.robot.Type(string(s.people[1].Notice)) })
	for _, k := range []rune{robot.Return, robot.F5, robot.F12, robot.Tab, robot.Return, robot.Escape} {
		s.key(k)
	}
	s.recorded(from, "screen.locked")
	s.step("looking at what was reached", func() error {
		time.Sleep(200 * time.Millisecond) // an act that was begun would be recorded by now
		names, _, err := s.events(from)
		if err != nil {
			return err
		}
		allowed = append(allowed, "screen.locked", "operator.card-pulled", "operator.card-refused", "communication.card-begun", "communication.card-ended")
		for _, n := range names {
			if !slices.Contains(allowed, n) {
				return fmt.Errorf("%s was recorded behind the cover, among %v", n, names)
			}
		}
		if still, err := s.covered(); err != nil || !still {
			return fmt.Errorf("the cover is gone, %w", err)
		}
		return nil
	})
}

// nobodyTyped sees that a field is as empty as it was.
func (s *stage) nobodyTyped(id string) {
	s.await(staff, id)
	s.step("reading "+id, func() error {
		text := make(chan string, 1)
		s.bridge.Post(func() { text <- s.frames[staff].Find(id).(interface{ Text() string }).Text() })
		if typed := <-text; typed != "" {
			return fmt.Errorf("%d characters got into the field", len(typed))
		}
		return nil
	})
}

// gone sees that a dialog did not come back with the login.
func (s *stage) gone(id string) {
	s.step("looking for "+id, func() error {
		if slices.Contains(s.ids(staff), id) {
			return fmt.Errorf("%s is there again", id)
		}
		return nil
	})
}

func TestPulledOperatorCardCoversTheHandover(t *testing.T) { tell(t) }

func pulledInTheHandover(s *stage) {
	p := s.people[0]
	s.login(clerkOnDuty())
	s.scan("reception.key", string(p.Notice))
	s.click(staff, "identity.own.0")
	s.lockHere("identity check", "handover.next")
	s.click(staff, "handover.next") // what was ticked is still there
	s.untilState(counter.FaceDue)
	s.lockHere("comparison of the face", "handover.next")
	s.click(staff, "handover.next")
	s.untilState(counter.CardDue)
	s.click(staff, "handover.abort")
	s.click(staff, "abort.reason.0")
	s.lockHere("reason of an abort", "abort.confirm")
	s.gone("abort.confirm")
	s.scan("handover.scan", string(p.Serial))
	s.untilState(counter.InsertDue)
	s.lockHere("waiting for the card", "handover.abort")
	s.lockWhilePINsAreTyped()
	s.click(staff, "handover.next")
	s.click(pad, "explain.next")
	s.typePINs()
	s.lockHere("card to be taken", "handover.abort")
	s.finish()
	s.pinsAre(0, juki.SignaturePIN, chosenSignature)
	s.pinsAre(0, juki.FaceEntryPIN, chosenOwn)
}

// lockWhilePINsAreTyped: the pad is wiped with the lock, and takes nothing until the operator is back.
func (s *stage) lockWhilePINsAreTyped() {
	s.toTyping(0)
	s.types("KAZE")
	from := s.now()
	var x, y int
	s.step("looking for a key of the pad", func() (err error) { x, y, err = s.locate(pad, "key.X"); return err })
	s.pullOperator("PINs are typed")
	s.until("the pad has no keys", func() bool {
		return !slices.ContainsFunc(s.ids(pad), func(id string) bool { return strings.HasPrefix(id, "key.") || strings.HasPrefix(id, "explain.") })
	})
	s.clickThere(x, y)
	s.nothingReached(from, "handover.pins-stopped")
	s.recorded(from, "handover.pins-stopped")
	s.login(clerkOnDuty()) // without a click: the keyboard is the operator's again, though the resident pressed last
	s.untilState(counter.PINsDue)
}

func TestPulledOperatorCardClosesSecondPerson(t *testing.T) {
	t.Cleanup(func() { _ = switchMonitor(true) })
	tell(t)
}

// pulledWhileASecondPersonIsAsked: in training a supervisor may allow one screen; the card is pulled while that person's
// password stands in the dialog.
func pulledWhileASecondPersonIsAsked(s *stage) {
	s.step("switching the monitor off", func() error { return switchMonitor(false) })
	s.until("the resident's window is at rest", s.m.windows.padAstray)
	s.login(clerkOnDuty())
	s.toInsert(0)
	s.put(s.customer, string(s.people[0].Serial))
	s.untilState(counter.PINsDue)
	s.click(staff, "handover.next")
	s.click(staff, "handover.one-screen")
	s.write("second.id", string(administrator().ID))
	s.write("second.password", administrator().Password)
	s.lockHere("second person", "second.confirm")
	s.gone("second.confirm")
	s.step("asking the pad", func() error {
		if s.m.windows.oneScreenAllowed() {
			return fmt.Errorf("one screen was allowed behind the cover")
		}
		return nil
	})
}

// switchMonitor switches the pad's monitor of scripts/two-monitors on or off.
func switchMonitor(on bool) error {
	args := []string{"--output", padMonitor, "--off"}
	if on {
		args = []string{"--output", padMonitor, "--mode", "1024x768_second", "--pos", "1366x0"}
	}
	if out, err := exec.Command("xrandr", args...).CombinedOutput(); err != nil {
		return fmt.Errorf("xrandr: %w: %s", err, out)
	}
	return nil
}
