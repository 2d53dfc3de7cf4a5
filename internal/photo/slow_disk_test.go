package photo_test

import (
	"context"
	"image"
	"testing"
	"time"

	"madoguchi/internal/photo"
)

// What runs on the UI thread waits for no disk: it covers the window when the card is pulled (第14条第8項).
func TestNothingOnTheScreenWaitsForTheDisk(t *testing.T) {
	for what, do := range map[string]func(*scene, *photo.Act){
		"the frame":    func(_ *scene, a *photo.Act) { a.Lay(1, 0, 1, false) },
		"the view":     func(_ *scene, a *photo.Act) { a.View() },
		"the progress": func(_ *scene, a *photo.Act) { a.Progress() },
		"the picture":  func(_ *scene, a *photo.Act) { a.PaintCut(image.NewRGBA(image.Rect(0, 0, 8, 10))) },
		"a lock":       func(s *scene, _ *photo.Act) { s.photos.Follow(photo.Presence{Operator: clerkID, Locked: true}) },
		"an emergency": func(s *scene, _ *photo.Act) {
			s.photos.Follow(photo.Presence{Operator: clerkID, Locked: true, Stopped: true})
		},
		"the page is left": func(_ *scene, a *photo.Act) { a.Leave() },
	} {
		t.Run(what, func(t *testing.T) {
			s := newScene(t)
			a := s.begin(s.adult)
			s.upTo(a, photo.Framing)
			reached, let := s.book.hang()
			defer let()
			ended := make(chan error, 1)
			go func() { ended <- a.Show(context.Background()) }()
			<-reached
			done := make(chan struct{})
			go func() { do(s, a); close(done) }()
			select {
			case <-done:
			case <-time.After(20 * time.Second): // a hang, not a measurement
				t.Errorf("%s waits for the disk", what)
			}
			let()
			<-done
			<-ended // shown, or gone meanwhile
		})
	}
}

// While it is being written that the resident is shown the photo, the frame is still the clerk's: what is laid then is what the resident sees.
func TestTheFrameCanBeLaidUntilTheResidentSeesIt(t *testing.T) {
	s := newScene(t)
	a := s.begin(s.adult)
	s.upTo(a, photo.Framing)
	before := a.View().Frame
	reached, let := s.book.hang()
	defer let()
	ended := make(chan error, 1)
	go func() { ended <- a.Show(context.Background()) }()
	<-reached
	a.Lay(1, 0, 1, false)
	laid := a.View().Frame
	if laid == before {
		t.Error("the key did nothing")
	}
	let()
	s.must(<-ended)
	if got := a.View().Frame; got != laid {
		t.Errorf("the resident sees %+v, the clerk laid %+v", got, laid)
	}
}
