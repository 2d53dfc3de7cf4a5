package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// Progress is long work in one line: what, how many done of how many, a bar, and where the work can be stopped a button.
// It names nobody, so it may stay visible behind a lock.
type Progress struct {
	composite
	title string
	words *Text
	bar   *barLayout
	line  *fyne.Container
	head  *fyne.Container
}

// NewProgress makes a line of work; all = 0 means that nobody knows how much there is.
func NewProgress(id, title string, done, all int) *Progress {
	p := &Progress{title: title, words: NewText("", TextStyle{}), bar: &barLayout{}}
	p.id = id
	p.line = container.New(p.bar, NewSurface(ColorPanel, ColorBorder, LineThin, SpaceTight), NewSurface(ColorKey, ColorNone, 0, SpaceTight))
	p.head = HStack(SpaceBetween, p.words, Filler())
	p.root = VStack(SpaceInside, p.head, p.line)
	p.ExtendBaseWidget(p)
	p.Set(done, all)
	return p
}

// Cancellable adds a button "<id>.cancel" that stops the work.
func (p *Progress) Cancellable(label string, cancel func()) *Progress {
	p.head.Add(NewButton(p.id+".cancel", label, Outlined, cancel).Sized(InTable))
	return p
}

// Set tells how far the work is.
func (p *Progress) Set(done, all int) {
	p.bar.part = 0
	words := p.title
	if all > 0 {
		p.bar.part = min(1, float32(done)/float32(all))
		words += "  " + grouped(done) + " / " + grouped(all)
	}
	p.words.SetText(words)
	p.head.Refresh() // the words give way to the button
	p.line.Refresh()
}

type barLayout struct{ part float32 }

func (b *barLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	objects[0].Resize(size)
	objects[1].Resize(fyne.NewSize(size.Width*b.part, size.Height))
}

func (b *barLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(0, SpaceInside) }
