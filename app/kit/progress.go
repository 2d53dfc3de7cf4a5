package kit

import (
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// Progress is long work in one line: what, how many done of how many, and a bar. It names nobody, so it may stay
// visible behind a lock.
type Progress struct {
	composite
	title string
	words *Text
	bar   *barLayout
	line  *fyne.Container
}

// NewProgress makes a line of work; all = 0 means that nobody knows how much there is.
func NewProgress(id, title string, done, all int) *Progress {
	p := &Progress{title: title, words: NewText("", TextStyle{Keep: true}), bar: &barLayout{}}
	p.id = id
	p.line = container.New(p.bar, NewSurface(ColorPanel, ColorBorder, LineThin, SpaceTight), NewSurface(ColorKey, ColorNone, 0, SpaceTight))
	p.root = VStack(SpaceInside, p.words, p.line)
	p.ExtendBaseWidget(p)
	p.Set(done, all)
	return p
}

// Set tells how far the work is.
func (p *Progress) Set(done, all int) {
	p.bar.part = 0
	p.words.SetText(p.title)
	if all > 0 {
		p.bar.part = float32(done) / float32(all)
		p.words.SetText(fmt.Sprintf("%s  %d / %d", p.title, done, all))
	}
	p.line.Refresh()
	p.Refresh()
}

type barLayout struct{ part float32 }

func (b *barLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	objects[0].Resize(size)
	objects[1].Resize(fyne.NewSize(size.Width*b.part, size.Height))
}

func (b *barLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(0, SpaceInside) }
