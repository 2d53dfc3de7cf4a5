package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// OnInput is told of each input at this window: a key or a press (deliberate), or a pointer that moved. It is called often and must
// be quick. What happens at another window, or at the system, is not told: the resident's inputs are not the clerk's (第19条第4号).
func (f *Frame) OnInput(told func(deliberate bool)) { f.onInput = told }

func (f *Frame) input(deliberate bool) {
	if f != nil && f.onInput != nil {
		f.onInput(deliberate)
	}
}

// arrange lays everything out anew: a value may be wider than its cover.
func (f *Frame) arrange() {
	if f.cover != nil {
		return
	}
	f.win.Content().Refresh()
	if top := f.win.Canvas().Overlays().Top(); top != nil {
		top.Refresh()
	}
}

// touched tells the frame of an input at a widget.
func (e *ear) touched(o fyne.CanvasObject) { e.in(o).input(true) }

// sensor lies under everything in a layer. A window asks each object under the pointer for its cursor, from the lowest to the
// highest, whenever the pointer moves: so the sensor hears of every move, whatever lies above it.
type sensor struct {
	widget.BaseWidget
	frame *Frame
}

func newSensor(f *Frame) *sensor {
	s := &sensor{frame: f}
	s.ExtendBaseWidget(s)
	return s
}

// Cursor is the usual one; what lies above says otherwise.
func (s *sensor) Cursor() desktop.Cursor {
	s.frame.input(false)
	return desktop.DefaultCursor
}

// Tapped is a press beside everything.
func (s *sensor) Tapped(*fyne.PointEvent) { s.frame.input(true) }

// CreateRenderer draws nothing.
func (s *sensor) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(canvas.NewRectangle(Color(ColorNone)))
}
