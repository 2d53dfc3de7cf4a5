package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// Bar is one figure of a chart.
type Bar struct {
	Label  string // under a column, before a row
	Value  int
	Marked bool // stands out: another colour, and a ▲ at the figure
}

// figure is the value as text: a chart says its figures too.
func (b Bar) figure() string {
	if b.Marked {
		return "▲" + grouped(b.Value)
	}
	return grouped(b.Value)
}

func (b Bar) ground() *Surface {
	if b.Marked {
		return NewSurface(ColorWarningMark, ColorWarning, LineThin, 0)
	}
	return NewSurface(ColorKey, ColorNone, 0, 0)
}

func greatest(bars []Bar) int {
	most := 1
	for _, b := range bars {
		most = max(most, b.Value)
	}
	return most
}

// Ranks shows figures as rows of bars, for people or kinds.
type Ranks struct{ composite }

// NewRanks makes rows of bars; the labels have the given width in pixels.
func NewRanks(id string, labelWidth float32, bars []Bar) *Ranks {
	r := &Ranks{}
	r.id = id
	rows := VStack(SpaceTight)
	most := greatest(bars)
	for _, b := range bars {
		bar := container.New(&barLayout{part: float32(b.Value) / float32(most)}, NewSurface(ColorNone, ColorNone, 0, 0), b.ground())
		rows.Add(Sides(nil, nil, Width(labelWidth, NewText(b.Label, TextStyle{Size: Text14, Keep: true})),
			Width(rankFigure, NewText(b.figure(), TextStyle{Size: Text14, Keep: true, Align: fyne.TextAlignTrailing})), bar))
	}
	r.root = rows
	r.ExtendBaseWidget(r)
	return r
}

const rankFigure float32 = 96 // pixels for the figure at the end of a row

// Chart shows figures as columns beside each other, for days. Figures stand above, labels below; where they would touch, only every n-th is written, and that of the highest.
type Chart struct{ composite }

// NewChart makes columns in a field of the given height in pixels, labels and figures included.
func NewChart(id string, height float32, bars []Bar) *Chart {
	c := &Chart{}
	c.id = id
	l := &chartLayout{bars: bars, most: greatest(bars)}
	objects := []fyne.CanvasObject{Ruling()}
	for _, b := range bars {
		objects = append(objects, b.ground(), NewText(b.figure(), TextStyle{Size: Text14, Keep: true, Align: fyne.TextAlignCenter}),
			NewText(b.Label, TextStyle{Size: Text14, Color: ColorTextSub, Keep: true, Align: fyne.TextAlignCenter}))
	}
	c.root = Height(height, container.New(l, objects...))
	c.ExtendBaseWidget(c)
	return c
}

type chartLayout struct {
	bars []Bar
	most int
}

func (l *chartLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.Size{} }

// Layout gives each column an equal part; the ground line lies above the labels.
func (l *chartLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	if len(l.bars) == 0 {
		return
	}
	line := objects[2].MinSize().Height
	step := min(size.Width/float32(len(l.bars)), chartStep)
	base, room := size.Height-line, size.Height-2*line
	objects[0].Move(fyne.NewPos(0, base))
	objects[0].Resize(fyne.NewSize(step*float32(len(l.bars)), LineThin))
	figures, labels := l.every(objects, 2, step), l.every(objects, 3, step)
	for i, b := range l.bars {
		bar, figure, label := objects[1+3*i], objects[2+3*i], objects[3+3*i]
		x, height := float32(i)*step, room*float32(b.Value)/float32(l.most)
		if b.Value > 0 {
			height = max(height, LineThick)
		}
		gap := min(step/4, SpaceTight)
		bar.Move(fyne.NewPos(x+gap, base-height))
		bar.Resize(fyne.NewSize(step-2*gap, height))
		place(figure, fyne.NewPos(x, base-height-line), step, line, i%figures == 0 && b.Value > 0 || b.Marked || b.Value == l.most)
		place(label, fyne.NewPos(x, base), step, line, i%labels == 0)
	}
}

const chartStep float32 = 64 // pixels: the widest column

// place puts a text in the middle of its column, or hides it.
func place(o fyne.CanvasObject, at fyne.Position, step, line float32, shown bool) {
	if !shown {
		o.Hide()
		return
	}
	width := max(o.MinSize().Width, step)
	o.Show()
	o.Resize(fyne.NewSize(width, line))
	o.Move(fyne.NewPos(at.X-(width-step)/2, at.Y))
}

// every is how far apart texts must stand not to touch.
func (l *chartLayout) every(objects []fyne.CanvasObject, kind int, step float32) int {
	widest := float32(0)
	for i := range l.bars {
		widest = max(widest, objects[kind+3*i].MinSize().Width)
	}
	n := 1
	for float32(n)*step < widest+SpaceTight && n < len(l.bars) {
		n++
	}
	return n
}
