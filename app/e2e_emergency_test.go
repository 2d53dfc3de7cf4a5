//go:build linux && training

package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"madoguchi/app/robot"
	"madoguchi/internal/juki"
)

// The emergency key (緊急停止, 第24条) while a resident types a PIN and a dialog is open at the clerk's: within a second both windows are covered, what was
// typed is gone, and nobody works here before the plan lets work go on.
func TestTheEmergencyKeyStopsBothWindows(t *testing.T) { tell(t) }

func stopsBothWindows(s *stage) {
	s.login(clerkOnDuty())
	s.toInsert(0)
	s.toTyping(0)
	s.types("KAZE")
	s.click(staff, "handover.abort")
	s.await(staff, "abort.confirm")
	from := s.now()
	s.stopByKey()
	s.recorded(from, "screen.emergency-stopped")
	s.recorded(from, "emergency.begun")
	s.recorded(from, "handover.pins-stopped")
	s.until("the resident is told to take the card", func() bool { return strings.Contains(s.words(pad), "おとりください") })
	s.pull(s.customer)
	s.pull(s.operator)
	s.until("the pulled card is noticed", func() bool { return s.m.session.View().Card.ID == "" }) // what is typed before is forgotten with it
	s.login(clerkOnDuty())
	s.await(staff, "emergency.step.cards-taken")
	s.click(staff, "room.reception")
	s.await(staff, "emergency.step.cards-taken")
	s.step("acting all the same", func() error {
		if err := s.m.keeper.OpenDay(s.ctx, "", ""); !errors.Is(err, juki.Refuse(juki.EmergencyOpen)) {
			return fmt.Errorf("the day was opened in an emergency: %w", err)
		}
		return nil
	})
	s.click(staff, "emergency.step.cards-taken")
	s.click(staff, "emergency.step.confirm")
	s.recorded(from, "emergency.step-done")
}

// stopByKey presses the key and watches both windows: the clerk's by pixel, the pad by what it has left.
func (s *stage) stopByKey() {
	s.step("pressing the emergency key", func() error {
		if err := s.robot.Chord(robot.Control, robot.Shift, robot.F12); err != nil {
			return err
		}
		for begin := time.Now(); ; {
			looked := time.Since(begin)
			done, err := s.covered()
			if err != nil {
				return err
			}
			if done && !slices.ContainsFunc(s.ids(pad), func(id string) bool { return strings.HasPrefix(id, "key.") }) {
				return nil
			}
			if looked > lockWithin {
				return fmt.Errorf("after %v: clerk's window covered %v, pad %v", looked, done, s.ids(pad))
			}
		}
	})
}
