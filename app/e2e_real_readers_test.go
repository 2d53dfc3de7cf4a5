//go:build linux && training

package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"

	"madoguchi/app/robot"
	"madoguchi/app/training"
	"madoguchi/internal/cards"
	"madoguchi/internal/counter"
	"madoguchi/internal/juki"
	"madoguchi/internal/pin"
)

// PINs that the residents of the stories choose.
const (
	chosenSignature = "KAZE83SORA"
	chosenDigits    = "5820"
	chosenOwn       = "7294" // of the resident register, where it is not the same as the others
)

// The first day of a new terminal: enrolment, a further operator, arrival, inspection, a handover in which the card is
// pulled once, and what the card then thinks of the PINs.
func TestFirstDayWithRealReaders(t *testing.T) {
	tell(t)
}

func firstDay(s *stage) {
	admin, clerk := administrator(), clerkOnDuty()
	s.await(staff, "enrol.id")
	s.put(s.operator, string(admin.ID))
	s.until("the card can be enrolled", func() bool { return s.m.session.View().CardReady })
	s.enrol(admin, "TEST ADMINISTRATOR", false)
	s.until("the administrator is enrolled", func() bool { return !s.m.session.View().FirstStart })
	s.password(admin)
	s.click(staff, "room.settings")
	s.click(staff, "settings.operators")
	s.click(staff, "operators.add")
	s.put(s.customer, string(clerk.ID))
	s.step("waiting for pcscd", func() error { return s.service.Settle(s.ctx) })
	s.enrol(clerk, "TEST CLERK", true)
	s.await(staff, "operators.done")
	s.pull(s.customer)
	s.click(staff, "shell.logout")
	s.login(clerk)
	s.openDay()
	s.arrive()
	s.toInsert(0)
	s.pullsInTheMiddle(0)
	s.pinsAre(0, juki.SignaturePIN, chosenSignature)
	s.pinsAre(0, juki.AuthenticationPIN, chosenDigits)
	s.pinsAre(0, juki.ResidentRegisterPIN, chosenOwn)
	s.pinsAre(0, juki.FaceEntryPIN, chosenOwn)
	s.openSCAgrees()
	s.click(staff, "shell.logout")
}

// openDay opens the business day from the board.
func (s *stage) openDay() {
	s.click(staff, "day.open")
	s.click(staff, "opening.open")
	s.await(staff, "reception.key")
}

// enrol fills in the form of enrolment; the first operator's has no menu of posts.
func (s *stage) enrol(o training.Operator, name string, further bool) {
	s.write("enrol.id", string(o.ID))
	s.write("enrol.name", name)
	if further {
		s.key(robot.Tab) // to the menu of posts, which the arrows go through
		for range slices.Index(juki.Posts(), o.Post) + 1 {
			s.key(robot.Down)
		}
	}
	s.write("enrol.password", o.Password)
	s.write("enrol.again", o.Password)
	s.click(staff, "enrol.confirm")
}

// arrive takes the list from its folder and puts the cards on a shelf.
func (s *stage) arrive() {
	s.step("laying the list into its folder", func() error { return s.layList("cards.csv", s.people) })
	s.click(staff, "room.arrivals")
	s.click(staff, "arrival.read.0")
	s.click(staff, "arrival.take")
	s.await(staff, "arrival.taken")
	s.click(staff, "arrival.inspect")
	for i, p := range s.people {
		s.scan("inspection.scan", string(p.Serial))
		s.until("the card is on its shelf", func() bool {
			left, err := s.m.desk.AwaitingInspection(s.ctx)
			return err == nil && len(left) == len(s.people)-i-1
		})
	}
	s.click(staff, "inspection.end")
}

func (s *stage) layList(name string, people []training.Sample) error {
	list, err := training.ArrivalList(people)
	if err != nil {
		return err
	}
	folder := filepath.Join(s.m.Dir, arrivalFolder)
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(folder, name), list, 0o600)
}

// toInsert takes a person's case as far as the resident has to put the card in.
func (s *stage) toInsert(person int) {
	p := s.people[person]
	s.click(staff, "room.reception")
	s.scan("reception.key", string(p.Notice))
	s.click(staff, "identity.own.0")
	s.click(staff, "handover.next")
	s.untilState(counter.FaceDue)
	s.click(staff, "handover.next")
	s.untilState(counter.CardDue)
	s.scan("handover.scan", string(p.Serial))
	s.untilState(counter.InsertDue)
}

func (s *stage) untilState(want counter.State) {
	s.until("the handover is at "+string(want), func() bool {
		open, err := s.m.desk.Book.CasesIn(s.ctx, counter.CaseInHandover)
		return err == nil && slices.ContainsFunc(open, func(c counter.Case) bool { return c.Handover == want })
	})
}

// toTyping goes on until the pad has its first keys.
func (s *stage) toTyping(person int) {
	s.put(s.customer, string(s.people[person].Serial))
	s.untilState(counter.PINsDue)
	s.click(staff, "handover.next")
	s.click(pad, "explain.next")
	s.await(pad, "key.enter")
}

// pullsInTheMiddle is a handover in which the card leaves the reader while the second PIN is typed.
func (s *stage) pullsInTheMiddle(person int) {
	s.toTyping(person)
	s.typeTwice(chosenSignature)
	s.click(pad, "explain.next")
	s.types("63")
	s.pull(s.customer)
	s.untilState(counter.InsertDue)
	s.says(staff, juki.CardPulled)
	s.toTyping(person)
	s.typePINs()
	s.finish()
}

// typePINs types all four: the signature password is asked for already, the others follow.
func (s *stage) typePINs() {
	s.typeTwice(chosenSignature)
	s.click(pad, "explain.next")
	s.typeTwice(chosenDigits)
	s.click(pad, "same.no")
	s.typeTwice(chosenOwn)
	s.click(pad, "same.yes")
	s.untilState(counter.TakeDue)
}

// finish: the resident takes the card, the clerk hands it over.
func (s *stage) finish() {
	s.pull(s.customer)
	s.untilState(counter.HandDue)
	s.await(staff, "handover.next")
	s.key(robot.F5) // without a click: the keyboard is the clerk's again, though the resident pressed last
	s.click(staff, "handover.done")
	s.await(staff, "reception.key")
}

func (s *stage) types(chars string) {
	for _, c := range chars {
		s.click(pad, "key."+string(c))
	}
}

func (s *stage) typeTwice(chars string) {
	for range 2 {
		s.types(chars)
		s.click(pad, "key.enter")
	}
}

// pinsAre asks the card in the customer reader, through PC/SC, whether a PIN is the one that was chosen.
func (s *stage) pinsAre(person int, kind juki.PINKind, chosen string) {
	s.put(s.customer, string(s.people[person].Serial))
	s.step(fmt.Sprintf("asking the card for its %s", kind.ID()), func() error {
		if err := s.service.Settle(s.ctx); err != nil {
			return err
		}
		card, err := s.m.Readers.Open(s.ctx, s.customer)
		if err != nil {
			return err
		}
		defer card.Close() //nolint:errcheck // only asked
		p := pin.New(kind, []byte(chosen))
		defer p.Wipe()
		return cards.VerifyPIN(s.ctx, card, p)
	})
}

// openSCAgrees asks a program that knows nothing of ours.
func (s *stage) openSCAgrees() {
	for id, chosen := range map[string]string{"1": chosenDigits, "2": chosenSignature} {
		s.step("pkcs15-tool verifies PIN "+id, func() error {
			out, err := exec.CommandContext(s.ctx, "pkcs15-tool", "--reader", "1", "--verify-pin", "--auth-id", id, "--pin", chosen).CombinedOutput()
			if err != nil {
				return fmt.Errorf("%w: %s", err, out)
			}
			return nil
		})
	}
	s.step("pkcs15-tool with another PIN", func() error {
		if out, err := exec.CommandContext(s.ctx, "pkcs15-tool", "--reader", "1", "--verify-pin", "--auth-id", "1", "--pin", chosenOwn).CombinedOutput(); err == nil {
			return fmt.Errorf("a PIN that was not chosen was taken: %s", out)
		}
		return nil
	})
}
