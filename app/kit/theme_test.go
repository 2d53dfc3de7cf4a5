package kit

import (
	"image/color"
	"math"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

// contrast is the ratio of WCAG 2.
func contrast(a, b color.Color) float64 {
	x, y := luminance(a), luminance(b)
	return (math.Max(x, y) + 0.05) / (math.Min(x, y) + 0.05)
}

func luminance(c color.Color) float64 {
	r, g, b, _ := c.RGBA()
	part := func(v uint32) float64 {
		s := float64(v) / 0xffff
		if s <= 0.03928 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	return 0.2126*part(r) + 0.7152*part(g) + 0.0722*part(b)
}

func TestEverythingCanBeRead(t *testing.T) {
	const text, pad, shape = 4.5, 7.0, 3.0
	for _, look := range []Look{{}, {HighContrast: true}} {
		th := NewTheme(look)
		for _, c := range []struct {
			ink, ground fyne.ThemeColorName
			least       float64
		}{
			{ColorText, ColorPage, pad}, {ColorText, ColorPanel, text}, {ColorTextSub, ColorPage, text}, {ColorTextSub, ColorPanel, text},
			{ColorPlaceholder, ColorPage, text}, {ColorKey, ColorPage, text}, {ColorKey, ColorKeyTint, text}, {ColorKey, ColorKeyTintStrong, text},
			{ColorOnKey, ColorKey, pad}, {ColorOnKey, ColorKeyHover, text}, {ColorOnKey, ColorKeyPressed, text},
			{ColorSuccess, ColorSuccessTint, text}, {ColorError, ColorErrorTint, text}, {ColorError, ColorPage, text}, {ColorOnKey, ColorError, text},
			{ColorText, ColorSuccessTint, text}, {ColorText, ColorErrorTint, text}, {ColorText, ColorWarningTint, pad}, {ColorText, ColorKeyTint, text},
			{ColorWarning, ColorWarningTint, shape}, {ColorErrorFill, ColorPage, shape}, {ColorBorder, ColorPage, shape},
			{ColorOnKey, ColorSuccess, shape}, {ColorOnKey, ColorWarning, shape},
			{ColorOnKey, ColorPadCancel, pad}, {ColorText, ColorPadCorrect, pad}, {ColorOnKey, ColorPadEnter, pad}, {ColorText, ColorPadKey, pad},
			{ColorText, ColorWarningMark, pad}, {ColorPadBorder, ColorPage, shape}, {ColorFocusOutline, ColorPage, shape}, {ColorText, ColorFocusRing, text},
			{ColorText, ColorCover, text},
		} {
			got := contrast(th.Color(c.ink, theme.VariantLight), th.Color(c.ground, theme.VariantLight))
			if got < c.least {
				t.Errorf("%+v: %s on %s is %.2f:1, less than %.1f:1", look, c.ink, c.ground, got, c.least)
			}
		}
	}
}

func TestTheCoverIsOpaque(t *testing.T) {
	for _, look := range []Look{{}, {HighContrast: true}} {
		if _, _, _, alpha := NewTheme(look).Color(ColorCover, theme.VariantLight).RGBA(); alpha != 0xffff {
			t.Errorf("%+v: one can see through the cover", look)
		}
	}
}

func TestLargeTextGrowsTextAndControlsTogether(t *testing.T) {
	normal, large := NewTheme(Look{}), NewTheme(Look{LargeText: true})
	for name, px := range atHundred {
		if normal.Size(name) != px || large.Size(name) <= px {
			t.Errorf("%s is %v and %v, want %v and more", name, normal.Size(name), large.Size(name), px)
		}
	}
}

func TestAChangedLookReachesWhatIsShown(t *testing.T) {
	win, frame := openWindow(t, 400, 200, Look{})
	text := Body("本文")
	frame.SetPage(VStack(0, text, Filler()))
	before := text.MinSize().Height
	fyne.CurrentApp().Settings().SetTheme(NewTheme(Look{LargeText: true, HighContrast: true}))
	win.Content().Refresh()
	if after := text.MinSize().Height; after <= before {
		t.Errorf("the text stayed %v px high", after)
	}
}

// Fyne's painter leaves out color.Transparent and no other value: a clear colour of our own would be drawn, pixel by pixel.
func TestNoColourIsTheValueThatThePainterLeavesOut(t *testing.T) {
	for _, look := range []Look{{}, {HighContrast: true}} {
		if got := NewTheme(look).Color(ColorNone, theme.VariantLight); got != color.Transparent {
			t.Errorf("%+v: %#v", look, got)
		}
	}
}
