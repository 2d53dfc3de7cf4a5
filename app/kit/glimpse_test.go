package kit

import (
	"bytes"
	"image"
	"testing"

	"fyne.io/fyne/v2"
)

// redAnywhere tells whether the window shows a spot of pure red.
func redAnywhere(win fyne.Window) bool {
	img := win.Canvas().Capture()
	b := img.Bounds()
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			if r, g, bl, _ := img.At(x, y).RGBA(); r > 0xf000 && g < 0x1000 && bl < 0x1000 {
				return true
			}
		}
	}
	return false
}

func paintRed(dst *image.RGBA) bool {
	for i := 0; i < len(dst.Pix); i += 4 {
		copy(dst.Pix[i:i+4], []byte{255, 0, 0, 255})
	}
	return true
}

func TestABlankedPictureIsNowhereAnyMore(t *testing.T) {
	win, frame := openWindow(t, 400, 300, Look{})
	g := NewGlimpse("photo", fyne.NewSize(100, 100), paintRed)
	frame.SetPage(Centre(g))
	if !redAnywhere(win) || !g.Bare() {
		t.Fatal("the picture is not shown")
	}
	pixels := g.pixels.Pix
	g.Blank()
	if !bytes.Equal(pixels, make([]byte, len(pixels))) || g.Bare() {
		t.Error("the buffer still has the picture")
	}
	if redAnywhere(win) {
		t.Error("the window still shows it")
	}
	g.Redraw()
	if redAnywhere(win) {
		t.Error("a redraw brings it back")
	}
}

// A window that changes its size leaves no buffer of the old size behind, and a source that has nothing any more is no picture.
func TestABufferOfAnotherSizeIsOverwritten(t *testing.T) {
	win, frame := openWindow(t, 400, 300, Look{})
	there := true
	g := NewGlimpse("photo", fyne.NewSize(100, 100), func(dst *image.RGBA) bool { return there && paintRed(dst) })
	frame.SetPage(g)
	win.Canvas().Capture()
	old := g.pixels.Pix
	win.Resize(fyne.NewSize(500, 350))
	win.Canvas().Capture()
	if !bytes.Equal(old, make([]byte, len(old))) {
		t.Error("the buffer of the old size still has the picture")
	}
	now := g.pixels.Pix
	there = false
	g.Redraw()
	if redAnywhere(win) || !bytes.Equal(now, make([]byte, len(now))) {
		t.Error("a picture that is gone is still drawn")
	}
}

// Under the curtain no pixel of the picture is in the window, in no shade but the open one.
func TestAPictureIsCoveredInEveryShade(t *testing.T) {
	win, frame := openWindow(t, 400, 300, Look{})
	c := NewCurtain(frame, CurtainWords{Part: func(p string) string { return p }, Hold: func() string { return "hold" }}, func(_, _ string, answer func(bool)) { answer(true) })
	g := c.Glimpse("photo", "R08-000001", fyne.NewSize(150, 150), paintRed)
	frame.SetPage(Centre(g))
	if !redAnywhere(win) {
		t.Fatal("the picture is not shown")
	}
	for _, s := range []Shade{ShadeHold, ShadeVeil, ShadeSealed} {
		pixels := g.shown.pixels.Pix
		c.Set(s)
		if redAnywhere(win) || !bytes.Equal(pixels, make([]byte, len(pixels))) {
			t.Errorf("shade %d does not cover it", s)
		}
		g.MouseDown(nil)
		if shown := redAnywhere(win); shown != (s == ShadeHold) {
			t.Errorf("shade %d: held shows %v", s, shown)
		}
		g.MouseUp(nil)
		if redAnywhere(win) {
			t.Errorf("shade %d: it stays after the hold", s)
		}
		c.Set(ShadeNone)
		if !redAnywhere(win) {
			t.Fatal("it does not come back")
		}
	}
	g.Blank()
	c.Set(ShadeHold)
	c.Set(ShadeNone)
	if redAnywhere(win) {
		t.Error("a blanked picture comes back with the curtain")
	}
}
