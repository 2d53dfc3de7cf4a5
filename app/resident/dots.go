package resident

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"madoguchi/app/kit"
)

// dots show how many characters are typed and how many are needed at least; which ones they do not know.
type dots struct {
	widget.BaseWidget
	least, typed int
}

func newDots(least int) *dots {
	d := &dots{least: least}
	d.ExtendBaseWidget(d)
	return d
}

func (d *dots) set(typed int) {
	if d.typed != typed {
		d.typed = typed
		d.Refresh()
	}
}

// CreateRenderer draws all circles that there can be.
func (d *dots) CreateRenderer() fyne.WidgetRenderer {
	r := &dotsRenderer{dots: d}
	for range maxSecret {
		r.circles = append(r.circles, &canvas.Circle{StrokeWidth: kit.LineThick})
	}
	r.update()
	return r
}

type dotsRenderer struct {
	dots    *dots
	circles []*canvas.Circle
}

func (r *dotsRenderer) slots() int { return max(r.dots.least, r.dots.typed) }

func (r *dotsRenderer) update() {
	for i, c := range r.circles {
		c.FillColor, c.StrokeColor = kit.Color(kit.ColorNone), kit.Color(kit.ColorNone)
		if i < r.slots() {
			c.StrokeColor = kit.Color(kit.ColorPadBorder)
		}
		if i < r.dots.typed {
			c.FillColor = kit.Color(kit.ColorText)
		}
	}
	r.Layout(r.dots.Size())
}

func (r *dotsRenderer) Layout(size fyne.Size) {
	n := float32(r.slots())
	x, y := (size.Width-n*dotSize-(n-1)*dotGap)/2, (size.Height-dotSize)/2
	for i, c := range r.circles {
		place(c, x+float32(i)*(dotSize+dotGap), y, fyne.NewSquareSize(dotSize))
	}
}

func (r *dotsRenderer) MinSize() fyne.Size {
	return fyne.NewSize(maxSecret*(dotSize+dotGap)-dotGap, dotSize)
}

func (r *dotsRenderer) Objects() []fyne.CanvasObject {
	var all []fyne.CanvasObject
	for _, c := range r.circles {
		all = append(all, c)
	}
	return all
}

func (r *dotsRenderer) Destroy() {}

func (r *dotsRenderer) Refresh() {
	r.update()
	canvas.Refresh(r.dots)
}
