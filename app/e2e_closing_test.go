//go:build linux && training

package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"madoguchi/app/robot"
	"madoguchi/app/training"
	"madoguchi/internal/juki"
	"madoguchi/internal/session"
	"madoguchi/internal/stock"
)

// Three days of one terminal (第22条第1号): one is counted by two people and closed, and stays closed; the next is opened on it and
// forgotten; the third is opened all the same, by two people and with a reason.
func TestADayIsClosedByTwoPeople(t *testing.T) { tell(t) }

func dayByDay(s *stage) {
	s.login(clerkOnDuty())
	s.countsShelf()
	s.cannotClose()
	s.relieve(administrator())
	s.countsShelf()
	s.closes()
	s.movesNothing()
	s.closesOnce()
	s.nextDay(clerkOnDuty())
	s.isAskedToOpen()
	s.shot("next-day")
	s.openDay()
	s.isOpen("")
	s.nextDay(clerkOnDuty())
	s.opensAllTheSame()
	s.isOpen(stock.ClosingForgotten)
}

// countsShelf counts what a day with an arrival asks for: the desk of arrivals, where nothing lies any more, and the shelf.
func (s *stage) countsShelf() {
	s.beginsCounting(stock.Inbox)
	s.endsCounting()
	s.await(staff, "closing.counted")
	s.beginsCounting(counted)
	s.passes(quickHand, s.serials(0, len(s.people))...)
	s.showsCounted(len(s.people))
	s.endsCounting()
	s.await(staff, "closing.counted")
}

// cannotClose: one person has counted. The button is there and cannot be pressed.
func (s *stage) cannotClose() {
	s.disabled("closing.close")
	s.key(robot.F5)
	s.gone("close.confirm")
}

func (s *stage) closes() {
	s.click(staff, "closing.close")
	s.await(staff, "close.confirm")
	s.shot("close-asked")
	s.click(staff, "close.confirm")
	s.await(staff, "closing.closed")
	s.shot("closed")
}

// movesNothing: a movement of the closed day is refused on the screen, and the card lies where it lay.
func (s *stage) movesNothing() {
	from := s.now()
	p := s.people[0].Serial
	s.click(staff, "room.stock")
	s.click(staff, "stock.tab.move")
	s.await(staff, "move.scan")
	s.until("the scanner's field has the keyboard", func() bool { return s.focused("move.scan") })
	s.sweep(string(p))
	s.await(staff, "basket.drop")
	s.sweep("B-01")
	s.says(staff, juki.DayClosed)
	s.shot("movement-refused")
	s.step("looking for the card", func() error {
		at, err := s.m.keeper.Look(s.ctx, p)
		if err != nil || at.At.Place != counted {
			return fmt.Errorf("it lies at %s, %w", at.At.Place, err)
		}
		names, _, err := s.events(from)
		if slices.Contains(names, "stock.moved") {
			return fmt.Errorf("a movement was recorded: %v", names)
		}
		return err
	})
}

// closesOnce: a closed day offers no second closing, no count and nothing else that would change it, by button or by key.
func (s *stage) closesOnce() {
	from := s.now()
	s.click(staff, "room.closing")
	s.await(staff, "closing.closed")
	s.step("looking at what is offered", func() error {
		for _, id := range s.ids(staff) {
			if id == "closing.close" || id == "closing.boxes" || id == "day.open" || strings.HasPrefix(id, "closing.count.") || strings.HasPrefix(id, "closing.look.") {
				return fmt.Errorf("%s is offered", id)
			}
		}
		return nil
	})
	s.key(robot.F7)
	s.key(robot.F8)
	s.step("reading the log", func() error {
		names, _, err := s.events(from)
		if len(names) > 0 {
			return fmt.Errorf("%v", names)
		}
		return err
	})
}

// nextDay: everybody goes home, and the next one comes in the morning.
func (s *stage) nextDay(first training.Operator) {
	s.click(staff, "shell.logout")
	s.until("nobody is logged in", func() bool { return s.m.session.View().State != session.LoggedIn }) // a card that is pulled before locks
	s.pull(s.operator)
	s.until("nobody is at work", func() bool { return s.m.session.View().Card.ID == "" })
	s.clock.tomorrow()
	s.login(first)
}

// isAskedToOpen: the board says that the day is not opened and how to; nothing begins before.
func (s *stage) isAskedToOpen() {
	s.await(staff, "day.open")
	s.answers("opening.not-open")
	s.click(staff, "room.closing")
	s.await(staff, "day.open")
	s.scanAtTheBoard(s.people[0])
	s.says(staff, juki.DayNotOpen)
}

// scanAtTheBoard begins a handover with the number of a notice.
func (s *stage) scanAtTheBoard(p training.Sample) {
	s.click(staff, "room.reception")
	s.scan("reception.key", string(p.Notice))
}

// isOpen sees that today is open, and with which exception.
func (s *stage) isOpen(exception stock.Reason) {
	s.until("the day is opened", func() bool {
		today, _, err := s.m.keeper.Today(s.ctx)
		return err == nil && !today.Opened.IsZero() && today.Closed.IsZero() && today.Exception == exception
	})
}

// opensAllTheSame: the day before was forgotten. The day is opened with a reason and with a supervisor, and not without.
func (s *stage) opensAllTheSame() {
	s.click(staff, "day.open")
	s.await(staff, "opening.exception")
	s.gone("opening.open")
	s.shot("day-left-open")
	s.click(staff, "opening.exception")
	s.click(staff, "exception.reason.0")
	s.shot("exception-asked")
	s.click(staff, "exception.confirm")
	s.write("second.id", string(clerkOnDuty().ID)) // who is logged in is no second person
	s.write("second.password", clerkOnDuty().Password)
	s.click(staff, "second.confirm")
	s.says(staff, juki.SamePersonTwice)
	s.shot("not-oneself")
	s.click(staff, "second.cancel")
	s.click(staff, "opening.exception")
	s.click(staff, "exception.reason.0")
	s.click(staff, "exception.confirm")
	s.write("second.id", string(administrator().ID))
	s.write("second.password", administrator().Password)
	s.click(staff, "second.confirm")
	s.await(staff, "reception.key")
}

// disabled sees that a button is there and cannot be pressed.
func (s *stage) disabled(id string) {
	s.until(id+" cannot be pressed", func() bool {
		off := make(chan bool, 1)
		s.bridge.Post(func() {
			b, can := s.frames[staff].Find(id).(interface{ Disabled() bool })
			off <- can && b.Disabled()
		})
		return <-off
	})
}

// closedDay is a day that was counted twice and closed before the story: by the clerk on duty, and by the administrator before.
func closedDay(ctx context.Context, s *stage) error {
	if err := s.countBy(ctx, s.m.keeper); err != nil {
		return err
	}
	other := *s.m.keeper
	other.Operator = func() (juki.OperatorID, juki.Post) { return administrator().ID, administrator().Post }
	if err := s.countBy(ctx, &other); err != nil {
		return err
	}
	_, err := office{s.m}.CloseDay(ctx, juki.DateOf(s.clock.Now()), "")
	return err
}

// countBy counts what countsShelf counts, without windows.
func (s *stage) countBy(ctx context.Context, k *stock.Keeper) error {
	for place, cards := range map[stock.PlaceID][]juki.CardSerial{stock.Inbox: nil, counted: s.serials(0, len(s.people))} {
		c, err := k.BeginCount(ctx, place)
		if err != nil {
			return err
		}
		for _, serial := range cards {
			if _, err := k.NoteCounted(ctx, c.ID, stock.CountLine{Serial: serial}); err != nil {
				return err
			}
		}
		if _, err := k.EndCount(ctx, c.ID); err != nil {
			return err
		}
	}
	return nil
}
