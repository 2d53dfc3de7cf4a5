package resident

import (
	"context"
	"errors"
	"fmt"
	"image"
	"testing"
	"time"

	"madoguchi/app/kit"
	"madoguchi/hardware"
	"madoguchi/hardware/sim"
	"madoguchi/i18n"
	"madoguchi/internal/juki"
)

// likeness paints a drawn photo; it counts how often.
func likeness(painted *int) func(*image.RGBA) bool {
	photo := sim.Photo{Person: 1}.Draw(hardware.ScanArea{W: 35, H: 45, DPI: 150})
	return func(dst *image.RGBA) bool {
		*painted++
		size, from := dst.Rect.Size(), photo.Rect.Size()
		for y := range size.Y {
			for x := range size.X {
				c := photo.NRGBAAt(x*from.X/size.X, y*from.Y/size.Y)
				i := dst.PixOffset(x, y)
				dst.Pix[i], dst.Pix[i+1], dst.Pix[i+2], dst.Pix[i+3] = c.R, c.G, c.B, 255
			}
		}
		return true
	}
}

// asksPhoto begins the question and waits until it stands.
func (b *bench) asksPhoto(ctx context.Context, paint func(*image.RGBA) bool) (answer func() (bool, error)) {
	b.t.Helper()
	type said struct {
		yes bool
		err error
	}
	done := make(chan said, 1)
	go func() {
		yes, err := b.w.AskPhoto(ctx, paint)
		done <- said{yes, err}
	}()
	if !b.queue.Until(10*time.Second, func() bool { return b.w.Frame().Find("photo.yes") != nil }) {
		b.t.Fatal("the photo never stands")
	}
	return func() (bool, error) {
		b.t.Helper()
		var got *said
		if !b.queue.Until(10*time.Second, func() bool {
			select {
			case s := <-done:
				got = &s
			default:
			}
			return got != nil
		}) {
			b.t.Fatal("no answer")
		}
		b.queue.Run()
		return got.yes, got.err
	}
}

func TestThePhotoFitsInEveryLanguageAndSize(t *testing.T) {
	for _, size := range sizes {
		b := newBench(t, size.Width, size.Height)
		for _, lang := range i18n.Languages() {
			painted := 0
			answer := b.asksPhoto(t.Context(), likeness(&painted))
			b.tap("lang." + lang)
			b.queue.Run()
			name := fmt.Sprintf("%.0fx%.0f-%s-photo", size.Width, size.Height, lang)
			b.see(name)
			b.assertFits("photo", size)
			b.tap("photo.yes")
			if yes, err := answer(); !yes || err != nil {
				t.Errorf("%s: %v %v", name, yes, err)
			}
		}
	}
}

func TestTheResidentAnswersAndThePictureIsGone(t *testing.T) {
	for id, want := range map[string]bool{"photo.yes": true, "photo.no": false} {
		b := newBench(t, 1024, 768)
		painted := 0
		answer := b.asksPhoto(t.Context(), likeness(&painted))
		b.win.Canvas().Capture()
		g := kit.Find(b.w.Frame().Top(), "photo").(*kit.Glimpse)
		if painted == 0 || !g.Bare() {
			t.Fatal("the picture is not shown")
		}
		b.tap(id)
		if g.Bare() {
			t.Error("the picture stands after the answer")
		}
		if yes, err := answer(); yes != want || err != nil {
			t.Errorf("%s: %v %v", id, yes, err)
		}
		if b.w.Frame().Find("photo.yes") != nil {
			t.Error("the question stands after the answer")
		}
	}
}

// A lock, a monitor that goes away, the clerk who takes it back, and a resident who says nothing: the picture leaves the window at once.
func TestWhateverEndsTheQuestionBlanksThePicture(t *testing.T) {
	for name, c := range map[string]struct {
		end  func(*bench, context.CancelFunc)
		want error
	}{
		"lock":     {func(b *bench, _ context.CancelFunc) { b.w.SetLocked(true) }, juki.Refuse(juki.NotLoggedIn)},
		"monitor":  {func(b *bench, _ context.CancelFunc) { b.w.SetAllowed(false) }, juki.Refuse(juki.NoPadMonitor)},
		"withdraw": {func(_ *bench, cancel context.CancelFunc) { cancel() }, context.Canceled},
		"time":     {func(b *bench, _ context.CancelFunc) { b.clock.pass(DefaultRules().Idle) }, juki.Refuse(juki.PadTimeout)},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, 1024, 768)
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			painted := 0
			answer := b.asksPhoto(ctx, likeness(&painted))
			b.win.Canvas().Capture()
			g := kit.Find(b.w.Frame().Top(), "photo").(*kit.Glimpse)
			c.end(b, cancel)
			if _, err := answer(); !errors.Is(err, c.want) {
				t.Errorf("%v", err)
			}
			before := painted
			b.win.Canvas().Capture()
			if g.Bare() || painted != before || b.w.Frame().Find("photo") != nil {
				t.Error("the picture stays")
			}
		})
	}
}
