package clerk

import (
	"context"
	"errors"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"madoguchi/app/kit"
	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/session"
)

// standing is a question to a witness and what came of it.
type standing struct {
	by      []juki.OperatorID // who stood by, a line for each time the work was done
	done    int               // how often the page was told
	failure error             // what the work answers
}

// askForWitness asks for a witness from the board, where S001 is logged in.
func (s *scene) askForWitness() *standing {
	s.t.Helper()
	st := &standing{}
	s.until("the board", s.stands("reception.key"))
	s.w.askWitness("廃棄するカード 1枚", oplog.SheetMade, nil, func(_ context.Context, c session.Confirmation) error {
		st.by = append(st.by, c.Operator.ID)
		return st.failure
	}, func(error) { st.done++ })
	return st
}

// typeWitness types the witness's password and confirms.
func (s *scene) typeWitness(password string) {
	s.t.Helper()
	s.until("the question", s.stands("witness.password"))
	for _, r := range password {
		s.win.Canvas().Focused().TypedRune(r)
	}
	s.press("witness.confirm")
}

// says waits until a text with the words stands on the screen.
func (s *scene) says(words string) {
	s.t.Helper()
	s.until("「"+words+"」", func() bool { return strings.Contains(s.words(), words) })
}

// words is all that the topmost part of the window says.
func (s *scene) words() string {
	var all strings.Builder
	kit.Walk(s.w.frame.Top(), func(o fyne.CanvasObject) bool {
		if text, ok := o.(*kit.Text); ok {
			all.WriteString(text.Words() + "\n")
		}
		return true
	})
	return all.String()
}

func TestAWitnessPutsInTheirCardTypesThePasswordAndTakesTheCardOut(t *testing.T) {
	s := newScene(t)
	s.login("S001", adminPassword)
	st := s.askForWitness()
	s.says("住民側リーダーに入れ")
	s.typeWitness(clerkPassword)
	s.says(s.w.text.T("code.card-missing.what"))
	s.insert(customerReader, "S001")
	s.typeWitness(adminPassword)
	s.says(s.w.text.T("code.same-person-twice.what"))
	s.insert(customerReader, "S002")
	s.typeWitness(adminPassword)
	s.says(s.w.text.T("code.password-wrong.what"))
	s.press("witness.confirm") // nothing typed is no try
	s.typeWitness(clerkPassword)
	s.until("asked to take the card out", s.stands("witness.out.confirm"))
	if s.stands("witness.password")() || st.done != 1 || len(st.by) != 1 || st.by[0] != "S002" {
		t.Errorf("done %d times, by %v", st.done, st.by)
	}
	s.press("witness.out.confirm")
	s.until("the board", s.stands("reception.key"))
	if n := s.recorded(oplog.SecondConfirmed); n != 1 {
		t.Errorf("%d confirmations in the log", n)
	}
	if n := s.recorded(oplog.SecondRefused); n != 2 { // the empty reader is no refusal
		t.Errorf("%d refusals in the log", n)
	}
}

func TestWhatFailsAfterTheWitnessIsSaidAndCanBeTriedAgain(t *testing.T) {
	s := newScene(t)
	s.login("S001", adminPassword)
	s.insert(customerReader, "S002")
	st := s.askForWitness()
	st.failure = juki.Refuse(juki.DiskFull)
	s.typeWitness(clerkPassword)
	s.says(s.w.text.T("code.disk-full.what"))
	if st.done != 0 {
		t.Error("the page was told that it is done")
	}
	st.failure = nil
	s.typeWitness(clerkPassword)
	s.until("done", func() bool { return st.done == 1 })
}

// Whoever goes back has not done it, and is asked for the card when there may be one.
func TestGoingBackFromAWitness(t *testing.T) {
	s := newScene(t)
	s.login("S001", adminPassword)
	s.askForWitness()
	s.press("witness.cancel")
	s.until("the board", s.stands("reception.key"))

	s.insert(customerReader, "S002")
	s.askForWitness()
	s.typeWitness("wrong-Password-1")
	s.says(s.w.text.T("code.password-wrong.what"))
	s.press("witness.cancel")
	s.press("witness.out.confirm")

	release := s.readers.Card(customerReader).Hold()
	st := s.askForWitness()
	s.typeWitness(clerkPassword)
	s.press("witness.cancel") // while the card thinks
	s.until("asked to take the card out", s.stands("witness.out.confirm"))
	release()
	s.must(s.idle())
	if len(st.by) != 0 || st.done != 0 {
		t.Error("it was done although somebody went back")
	}
}

// A lock takes the question away with all that was typed.
func TestALockTakesTheQuestionToTheWitnessAway(t *testing.T) {
	s := newScene(t)
	s.login("S001", adminPassword)
	s.insert(customerReader, "S002")
	s.askForWitness()
	s.until("the question", s.stands("witness.password"))
	field := s.w.frame.Find("witness.password").(*kit.PasswordField)
	s.win.Canvas().Focused().TypedRune('x')
	s.pull()
	s.until("covered", s.w.frame.Covered)
	if typed := field.Take(); len(typed) != 0 {
		t.Error("what was typed outlives the lock")
	}
	s.login("S001", adminPassword)
	if s.stands("witness.password")() {
		t.Error("the question came back")
	}
}

// idle waits until the session has nothing under way: an act that is refused has to wait for the one before it.
func (s *scene) idle() error {
	err := s.session.LiftLockout(s.t.Context(), "S404")
	if errors.Is(err, juki.Refuse(juki.OperatorUnknown)) {
		return nil
	}
	return err
}
