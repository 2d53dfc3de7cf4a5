package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// natural is the width an object takes if it may: wrapped text asks for less than that in MinSize.
func natural(o fyne.CanvasObject) float32 {
	if t, ok := o.(*Text); ok {
		return t.natural()
	}
	return o.MinSize().Width
}

// row puts objects beside each other; when they do not fit, wrapped text gives way.
type row struct{ gap float32 }

func (r *row) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	spare := size.Width - r.width(objects)
	spacers, soft := 0, float32(0)
	for _, o := range objects {
		if o.Visible() && isSpacer(o) {
			spacers++
		} else if o.Visible() {
			soft += natural(o) - o.MinSize().Width
		}
	}
	x := float32(0)
	for _, o := range objects {
		if !o.Visible() {
			continue
		}
		width := natural(o)
		switch {
		case isSpacer(o):
			width = max(0, spare/float32(spacers))
		case spare < 0 && soft > 0:
			width = max(o.MinSize().Width, width+spare*(width-o.MinSize().Width)/soft)
		}
		o.Resize(fyne.NewSize(width, size.Height))
		o.Move(fyne.NewPos(x, 0))
		x += width + r.gap
	}
}

func (r *row) width(objects []fyne.CanvasObject) float32 {
	width, shown := float32(0), 0
	for _, o := range objects {
		if !o.Visible() {
			continue
		}
		shown++
		if !isSpacer(o) {
			width += natural(o)
		}
	}
	return width + r.gap*float32(max(0, shown-1))
}

func (r *row) MinSize(objects []fyne.CanvasObject) fyne.Size {
	size, shown := fyne.Size{}, 0
	for _, o := range objects {
		if !o.Visible() {
			continue
		}
		shown++
		if !isSpacer(o) {
			m := o.MinSize()
			size = fyne.NewSize(size.Width+m.Width, max(size.Height, m.Height))
		}
	}
	return size.AddWidthHeight(r.gap*float32(max(0, shown-1)), 0)
}

// centre puts one object in the middle, at its natural width where that fits.
type centre struct{}

func (centre) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		width := min(max(natural(o), o.MinSize().Width), size.Width)
		o.Resize(fyne.NewSize(width, o.MinSize().Height))
		height := o.MinSize().Height
		o.Resize(fyne.NewSize(width, height))
		o.Move(fyne.NewPos((size.Width-width)/2, (size.Height-height)/2))
	}
}

func (centre) MinSize(objects []fyne.CanvasObject) fyne.Size {
	size := fyne.Size{}
	for _, o := range objects {
		size = size.Max(o.MinSize())
	}
	return size
}

type columns struct{ gap float32 }

func (c *columns) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	n := float32(len(objects))
	width := (size.Width - c.gap*(n-1)) / n
	for i, o := range objects {
		o.Resize(fyne.NewSize(width, size.Height))
		o.Move(fyne.NewPos(float32(i)*(width+c.gap), 0))
	}
}

func (c *columns) MinSize(objects []fyne.CanvasObject) fyne.Size {
	size := fyne.Size{}
	for _, o := range objects {
		size = size.Max(o.MinSize())
	}
	n := float32(len(objects))
	return fyne.NewSize(size.Width*n+c.gap*(n-1), size.Height)
}

type fixedWidth struct{ width float32 }

func (f *fixedWidth) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		o.Move(fyne.NewPos(0, 0))
		o.Resize(fyne.NewSize(min(f.width, size.Width), size.Height))
	}
}

func (f *fixedWidth) MinSize(objects []fyne.CanvasObject) fyne.Size {
	if len(objects) == 0 {
		return fyne.NewSize(f.width, 0)
	}
	o := objects[0]
	if o.Size().Width != f.width { // wrapped text knows its height only at its width
		o.Resize(fyne.NewSize(f.width, o.Size().Height))
	}
	return fyne.NewSize(f.width, o.MinSize().Height)
}

type sides struct{ top, bottom, left, right, middle fyne.CanvasObject }

func (s *sides) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	y, height := float32(0), size.Height
	if shown(s.top) {
		s.top.Resize(fyne.NewSize(size.Width, s.top.MinSize().Height))
		h := s.top.MinSize().Height
		s.top.Resize(fyne.NewSize(size.Width, h))
		s.top.Move(fyne.NewPos(0, 0))
		y, height = h, height-h
	}
	if shown(s.bottom) {
		s.bottom.Resize(fyne.NewSize(size.Width, s.bottom.MinSize().Height))
		h := s.bottom.MinSize().Height
		s.bottom.Resize(fyne.NewSize(size.Width, h))
		s.bottom.Move(fyne.NewPos(0, size.Height-h))
		height -= h
	}
	x, width := float32(0), size.Width
	if shown(s.left) {
		w := s.left.MinSize().Width
		s.left.Resize(fyne.NewSize(w, height))
		s.left.Move(fyne.NewPos(0, y))
		x, width = w, width-w
	}
	if shown(s.right) {
		w := s.right.MinSize().Width
		s.right.Resize(fyne.NewSize(w, height))
		s.right.Move(fyne.NewPos(size.Width-w, y))
		width -= w
	}
	if shown(s.middle) {
		s.middle.Resize(fyne.NewSize(width, height))
		s.middle.Move(fyne.NewPos(x, y))
	}
}

func shown(o fyne.CanvasObject) bool { return o != nil && o.Visible() }

func least(o fyne.CanvasObject) fyne.Size {
	if shown(o) {
		return o.MinSize()
	}
	return fyne.Size{}
}

func (s *sides) MinSize([]fyne.CanvasObject) fyne.Size {
	top, bottom, left, right, middle := least(s.top), least(s.bottom), least(s.left), least(s.right), least(s.middle)
	width := max(top.Width, bottom.Width, left.Width+middle.Width+right.Width)
	return fyne.NewSize(width, top.Height+bottom.Height+max(left.Height, middle.Height, right.Height))
}

// VScroll scrolls content that is higher than its place; the content always has the width of the place.
func VScroll(content fyne.CanvasObject) *fyne.Container {
	scroll := container.NewVScroll(content)
	var near ear
	scroll.OnScrolled = func(fyne.Position) { near.in(scroll).input(false) } // a wheel turns without the pointer moving
	return container.New(&scrolled{scroll: scroll}, scroll)
}

type scrolled struct{ scroll *container.Scroll }

func (s *scrolled) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	s.scroll.Move(fyne.NewPos(0, 0))
	s.scroll.Resize(size)
	s.scroll.Content.Resize(fyne.NewSize(size.Width, max(size.Height, s.scroll.Content.MinSize().Height)))
	s.scroll.Refresh() // the height is known only now
}

func (s *scrolled) MinSize([]fyne.CanvasObject) fyne.Size { return s.scroll.MinSize() }
