package resident

import (
	"math"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"madoguchi/app/kit"
	"madoguchi/i18n"
)

// timeline says calmly how much time is left: a line that becomes shorter and words that change every half minute.
type timeline struct {
	text  i18n.Printer
	warn  time.Duration
	words *kit.Text
	part  float32
	line  *fyne.Container
	root  fyne.CanvasObject
}

func newTimeline(text i18n.Printer, warn time.Duration) *timeline {
	t := &timeline{text: text, warn: warn, words: kit.NewText("", kit.TextStyle{Size: kit.Text20, Keep: true})}
	t.line = container.New(t, kit.NewSurface(kit.ColorPanel, kit.ColorNone, 0, lineTall/2), kit.NewSurface(kit.ColorKey, kit.ColorNone, 0, lineTall/2))
	t.root = kit.Sides(nil, nil, kit.PadXY(kit.SpaceInside, 0, t.words), nil, kit.VStack(0, kit.Filler(), t.line, kit.Filler()))
	return t
}

func (t *timeline) set(left, span time.Duration) {
	words := t.about(left)
	if left <= t.warn {
		words += t.text.T("resident.time.hint")
	}
	if words != t.words.Words() {
		t.words.SetText(words)
		t.root.Refresh() // the line gives way to longer words
	}
	part := float32(1)
	if span > 0 {
		part = min(1, float32(left.Seconds()/span.Seconds()))
	}
	if math.Abs(float64(part-t.part)) >= 1.0/200 { // smaller steps are not seen
		t.part = part
		t.line.Refresh()
	}
}

// about rounds up to half minutes.
func (t *timeline) about(left time.Duration) string {
	halves := int((left + 30*time.Second - 1) / (30 * time.Second))
	switch {
	case halves <= 1:
		return t.text.T("resident.time.seconds", "N", 30)
	case halves%2 == 0:
		return t.text.T("resident.time.minutes", "N", halves/2)
	}
	return t.text.T("resident.time.half", "N", halves/2)
}

// Layout gives the second surface its part of the line.
func (t *timeline) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	place(objects[0], 0, 0, size)
	place(objects[1], 0, 0, fyne.NewSize(size.Width*t.part, size.Height))
}

// MinSize is the height of the line.
func (t *timeline) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(0, lineTall) }
