package clerk

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"madoguchi/internal/counter"
	"madoguchi/internal/photo"
	"madoguchi/internal/session"
)

// hangDisk lets everything that is to be written wait, as a disk that hangs does, until let. A UI thread that waits for it is let go after a while.
func (s *scene) hangDisk() (let func()) {
	s.t.Helper()
	held, gate, over := make(chan struct{}), make(chan struct{}), make(chan struct{})
	go func() {
		defer close(over)
		_ = s.db.Counter().Act(context.Background(), func(counter.Tx) error {
			close(held)
			<-gate
			return errors.New("there was nothing to write")
		})
	}()
	<-held
	open := sync.OnceFunc(func() { close(gate) })
	stuck := time.AfterFunc(25*time.Second, func() { // a hang, not a measurement: longer than until
		s.t.Error("the UI thread waits for the disk")
		open()
	})
	return func() {
		stuck.Stop()
		open()
		<-over
	}
}

// toldBook tells when a step of a handover comes to be written, toldPhotos when one of a photo does.
type (
	toldBook struct {
		counter.Book
		reached chan struct{}
	}
	toldPhotos struct {
		photo.Book
		reached chan struct{}
	}
)

func (b toldBook) Act(ctx context.Context, f func(counter.Tx) error) error {
	tell(b.reached)
	return b.Book.Act(ctx, f)
}

func (b toldPhotos) Act(ctx context.Context, f func(photo.Tx) error) error {
	tell(b.reached)
	return b.Book.Act(ctx, f)
}

func tell(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default: // told already
	}
}

// 第14条第8項: one step of a handover waits for the disk, the page has something new to show, and the card is pulled. The cover comes.
func TestTheCoverComesWhileAHandoverIsWritten(t *testing.T) {
	s := newScene(t)
	book := toldBook{s.desk.Book, make(chan struct{}, 1)}
	s.login("S002", clerkPassword)
	s.openHandover()
	s.desk.Book = book
	p := s.w.page.(*handoverPage)
	let := s.hangDisk()
	defer let()
	go func() { _ = p.h.Abort(context.Background(), "mistake") }() // as its button does
	<-book.reached
	p.changed() // the customer's card moved, or the resident typed a digit
	s.w.Bridge.Post(s.w.redraw)
	s.coverComes()
	let()
	s.until("the step is written", func() bool { return p.h.View().State == counter.Aborted })
}

// The same on the photo page, with the hand on a key of the frame.
func TestTheCoverComesWhileAPhotoIsWritten(t *testing.T) {
	s := newPhotoScene(t)
	p := s.begin()
	s.press("photo.scan")
	s.untilPhoto(p, photo.Framing)
	for len(s.written) > 0 {
		<-s.written
	}
	let := s.hangDisk()
	defer let()
	s.press("photo.show")
	<-s.written
	before := p.a.View().Frame
	s.press("photo.right")
	if p.a.View().Frame == before {
		t.Error("the key did nothing")
	}
	s.coverComes()
}

// coverComes pulls the card and waits for the cover.
func (s *scene) coverComes() {
	s.t.Helper()
	if _, err := s.readers.Remove(operatorReader); err != nil {
		s.t.Fatal(err)
	}
	s.until("the cover", func() bool { return s.session.View().State == session.Locked && s.w.frame.Covered() })
}

// The next operator logs in at another's locked work and is locked again before the screen has shown it: that work has ended, and does not
// come back with its operator's login.
func TestALoginThatALockOvertookEndsAnothersPage(t *testing.T) {
	s := newScene(t)
	s.login("S002", clerkPassword)
	s.openHandover()
	s.pull()
	s.until("locked", s.w.frame.Covered)
	s.insert(operatorReader, "S001")
	s.until("the other card", func() bool { return s.session.View().Card.ID == "S001" })
	s.must(s.session.Login(context.Background(), []byte(adminPassword))) // nothing of it is shown yet
	s.session.Lock(session.ByOperator)
	s.queue.Run()
	if s.w.page != nil {
		t.Error("the page of somebody whose work has ended lies under the cover")
	}
	s.pull()
	s.login("S002", clerkPassword)
	if s.stands("handover.name")() {
		t.Error("it came back")
	}
}
