package resident

import (
	"context"
	"image"
	"time"

	"fyne.io/fyne/v2"

	"madoguchi/app/kit"
	"madoguchi/internal/juki"
)

// photoAsk is one question to the resident: is this your photo? It is used under Window.mu.
type photoAsk struct {
	paint    func(dst *image.RGBA) bool
	deadline time.Time
	ended    bool
	yes      bool
	err      error
	glimpse  *kit.Glimpse // UI thread only
}

// AskPhoto shows what paint draws, large, and asks whether it is the resident's own photo (第22条第2号); it blocks the caller and must not be called
// on the UI thread. It fails with the Outcomes NoPadMonitor, NotLoggedIn (the clerk's screen is locked) and PadTimeout, or with ctx's error. Whatever
// the way out, the picture has been blanked in the window, or is with the frame under way.
func (w *Window) AskPhoto(ctx context.Context, paint func(dst *image.RGBA) bool) (yes bool, err error) {
	w.asking.Lock()
	defer w.asking.Unlock()
	if err := ctx.Err(); err != nil {
		return false, err
	}
	a, err := w.beginPhoto(paint)
	if err != nil {
		return false, err
	}
	tick := time.NewTicker(w.rules.Tick)
	defer tick.Stop()
	for !w.photoOver(a) {
		select {
		case <-ctx.Done():
			w.endPhoto(a, false, ctx.Err())
		case <-tick.C:
			w.show()
		case <-w.woken:
		}
	}
	w.mu.Lock()
	w.photo = nil
	w.mu.Unlock()
	blanked := make(chan struct{})
	w.bridge.Post(func() {
		a.glimpse.Blank()
		w.render()
		close(blanked)
	})
	select {
	case <-blanked:
	case <-time.After(blankWithin): // the app is closing
	}
	if ctx.Err() != nil {
		return false, ctx.Err()
	}
	return a.yes, a.err
}

// blankWithin bounds the wait for the window to blank; paint has nothing to draw by then anyway when the picture was erased.
const blankWithin = 2 * time.Second

func (w *Window) beginPhoto(paint func(dst *image.RGBA) bool) (*photoAsk, error) {
	w.mu.Lock()
	if err := w.refusal(); err != nil {
		w.mu.Unlock()
		return nil, err
	}
	a := &photoAsk{deadline: w.now().Add(w.rules.Idle)}
	a.paint = func(dst *image.RGBA) bool { return !w.photoOver(a) && paint(dst) }
	w.photo = a
	w.mu.Unlock()
	w.show()
	return a, nil
}

// photoOver tells whether the question is answered, and ends it when its time is over.
func (w *Window) photoOver(a *photoAsk) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !a.ended && !w.now().Before(a.deadline) {
		a.ended, a.err = true, juki.Refuse(juki.PadTimeout)
	}
	return a.ended
}

// endPhoto ends the question with an answer or an error; the first one counts. Any goroutine.
func (w *Window) endPhoto(a *photoAsk, yes bool, err error) {
	w.mu.Lock()
	if a != nil && !a.ended {
		a.ended, a.yes, a.err = true, yes, err
	}
	w.mu.Unlock()
	select {
	case w.woken <- struct{}{}:
	default:
	}
}

// stopPhoto takes the picture off the window at once, for a lock or a missing monitor, and waits for nobody. Any goroutine.
func (w *Window) stopPhoto(why juki.Code) {
	w.mu.Lock()
	a := w.photo
	w.mu.Unlock()
	if a == nil {
		return
	}
	w.endPhoto(a, false, juki.Refuse(why))
	w.bridge.Post(func() { a.glimpse.Blank() })
}

// photoPage is the picture and the question, two large answers under them.
func (w *Window) photoPage(v view) page {
	t := w.speak()
	a := v.photo
	a.glimpse.Blank() // of the page before, in another language
	a.glimpse = kit.NewGlimpse("photo", fyne.NewSize(photoWide, photoTall), a.paint)
	answer := func(id, word, mark string, c colours, yes bool) fyne.CanvasObject {
		return newChoice(id, t.T(word), mark, c, kit.Text32, fyne.NewSize(choiceWide, choiceTall), func() {
			w.endPhoto(a, yes, nil)
			a.glimpse.Blank()
		})
	}
	parts := kit.VStack(kit.SpaceBetween, middleText(t.T("resident.photo.title"), kit.TextStyle{Size: kit.Text45, Bold: true}),
		kit.Centre(a.glimpse), middleText(t.T("resident.photo.body"), kit.TextStyle{Size: kit.Text28, Prose: true}),
		row(answer("photo.no", "resident.photo.no", "×", onPaper, false), answer("photo.yes", "resident.photo.yes", "○", onGreen, true)))
	return &still{root: w.sheet(v, nil, inMiddle(parts))}
}

// The photo on the pad, in the proportions of 35:45 mm: as large as the smallest pad takes it.
const (
	photoTall float32 = 270
	photoWide float32 = 210
)
