package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
)

// stack puts objects below each other. Each is first given the width, then asked for its height,
// because wrapped text knows its height only then.
type stack struct{ gap float32 }

func (s *stack) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	spacers, used := 0, float32(0)
	for _, o := range objects {
		if !o.Visible() {
			continue
		}
		if isSpacer(o) {
			spacers++
			continue
		}
		o.Resize(fyne.NewSize(size.Width, max(o.Size().Height, o.MinSize().Height)))
		used += o.MinSize().Height
	}
	spare := size.Height - used - s.gaps(objects)
	y := float32(0)
	first := true
	for _, o := range objects {
		if !o.Visible() {
			continue
		}
		if !first {
			y += s.gap
		}
		first = false
		height := o.MinSize().Height
		if isSpacer(o) {
			height = max(0, spare/float32(spacers))
		}
		o.Resize(fyne.NewSize(size.Width, height))
		o.Move(fyne.NewPos(0, y))
		y += height
	}
}

func (s *stack) gaps(objects []fyne.CanvasObject) float32 {
	n := 0
	for _, o := range objects {
		if o.Visible() {
			n++
		}
	}
	return s.gap * float32(max(0, n-1))
}

func (s *stack) MinSize(objects []fyne.CanvasObject) fyne.Size {
	size := fyne.NewSize(0, s.gaps(objects))
	for _, o := range objects {
		if o.Visible() && !isSpacer(o) {
			m := o.MinSize()
			size = fyne.NewSize(max(size.Width, m.Width), size.Height+m.Height)
		}
	}
	return size
}

func isSpacer(o fyne.CanvasObject) bool {
	_, ok := o.(layout.SpacerObject)
	return ok
}

// VStack puts objects below each other with a gap (a Space constant); Filler takes what is left.
func VStack(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&stack{gap: gap}, objects...)
}

// HStack puts objects beside each other with a gap; each is as wide as it needs. Filler takes what is left.
func HStack(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&row{gap: gap}, objects...)
}

// Columns shares the width evenly.
func Columns(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&columns{gap: gap}, objects...)
}

// Filler takes the space that is left in a VStack or HStack.
func Filler() fyne.CanvasObject { return layout.NewSpacer() }

// Pad puts the same space on all four sides.
func Pad(space float32, o fyne.CanvasObject) *fyne.Container {
	return container.New(layout.NewCustomPaddedLayout(space, space, space, space), o)
}

// PadXY puts space at the sides (x) and above and below (y).
func PadXY(x, y float32, o fyne.CanvasObject) *fyne.Container {
	return container.New(layout.NewCustomPaddedLayout(y, y, x, x), o)
}

// Width gives o exactly this width (pixels), unless the place is narrower.
func Width(width float32, o fyne.CanvasObject) *fyne.Container {
	return container.New(&fixedWidth{width: width}, o)
}

// Height gives o at least this height (pixels).
func Height(height float32, o fyne.CanvasObject) *fyne.Container {
	keep := canvas.NewRectangle(Color(ColorNone))
	keep.SetMinSize(fyne.NewSize(0, height))
	return container.NewStack(keep, o)
}

// Over puts objects on top of each other.
func Over(objects ...fyne.CanvasObject) *fyne.Container { return container.NewStack(objects...) }

// Centre puts o in the middle at its own size.
func Centre(o fyne.CanvasObject) *fyne.Container { return container.New(centre{}, o) }

// Sides puts bars at the edges and gives the rest to the middle; any may be nil.
func Sides(top, bottom, left, right, middle fyne.CanvasObject) *fyne.Container {
	return container.New(&sides{top: top, bottom: bottom, left: left, right: right, middle: middle}, nonNil(top, bottom, left, right, middle)...)
}

func nonNil(objects ...fyne.CanvasObject) []fyne.CanvasObject {
	var out []fyne.CanvasObject
	for _, o := range objects {
		if o != nil {
			out = append(out, o)
		}
	}
	return out
}
