package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

// blocker swallows taps beside a dialog.
type blocker struct{ widget.BaseWidget }

func newBlocker() *blocker {
	b := &blocker{}
	b.ExtendBaseWidget(b)
	return b
}

// Tapped does nothing: a tap beside a dialog neither closes it nor reaches the page.
func (b *blocker) Tapped(*fyne.PointEvent) {}

// CreateRenderer draws nothing.
func (b *blocker) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(canvas.NewRectangle(Color(ColorNone)))
}
