package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

// Surface is a rectangle in named colours that follows the theme.
type Surface struct {
	widget.BaseWidget
	fill, border fyne.ThemeColorName
	line, radius float32
}

// NewSurface makes a rectangle; border may be ColorNone. line and radius in pixels.
func NewSurface(fill, border fyne.ThemeColorName, line, radius float32) *Surface {
	s := &Surface{fill: fill, border: border, line: line, radius: radius}
	s.ExtendBaseWidget(s)
	return s
}

// Set changes the colours. The same colours again cost no painting.
func (s *Surface) Set(fill, border fyne.ThemeColorName) {
	if s.fill == fill && s.border == border {
		return
	}
	s.fill, s.border = fill, border
	s.Refresh()
}

// CreateRenderer draws the one rectangle.
func (s *Surface) CreateRenderer() fyne.WidgetRenderer {
	r := &surfaceRenderer{surface: s, box: &canvas.Rectangle{}}
	r.update()
	return r
}

type surfaceRenderer struct {
	surface *Surface
	box     *canvas.Rectangle
}

func (r *surfaceRenderer) update() {
	s := r.surface
	r.box.FillColor, r.box.StrokeColor = Color(s.fill), Color(s.border)
	r.box.StrokeWidth, r.box.CornerRadius = s.line, s.radius
	if s.border == ColorNone {
		r.box.StrokeWidth = 0
	}
}

func (r *surfaceRenderer) Layout(size fyne.Size)        { r.box.Resize(size) }
func (r *surfaceRenderer) MinSize() fyne.Size           { return fyne.Size{} }
func (r *surfaceRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.box} }
func (r *surfaceRenderer) Destroy()                     {}

func (r *surfaceRenderer) Refresh() {
	r.update()
	canvas.Refresh(r.surface)
}

// Panel is a card: content on a tinted ground.
func Panel(content fyne.CanvasObject) *fyne.Container {
	return Over(NewSurface(ColorPanel, ColorNone, 0, RadiusPanel), Pad(SpaceBetween, content))
}

// Card is a panel with a thin border on the page's ground.
func Card(content fyne.CanvasObject) *fyne.Container {
	return Over(NewSurface(ColorPage, ColorRuling, LineThin, RadiusPanel), Pad(SpaceBetween, content))
}

// Ruling is a thin horizontal line.
func Ruling() fyne.CanvasObject {
	return Height(LineThin, NewSurface(ColorRuling, ColorNone, 0, 0))
}

// composite is the base of widgets that are made of others.
type composite struct {
	widget.BaseWidget
	identity
	root fyne.CanvasObject
}

// CreateRenderer shows the parts.
func (c *composite) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(c.root) }

// Children shows the parts to Find.
func (c *composite) Children() []fyne.CanvasObject { return []fyne.CanvasObject{c.root} }
