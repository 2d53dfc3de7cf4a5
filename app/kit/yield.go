package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// Yield gives o all the place there is, and asks for none: a window is as large as its monitor, and what is shown in it must not push
// its edges beyond.
func Yield(o fyne.CanvasObject) *fyne.Container { return container.New(yielding{}, o) }

type yielding struct{}

func (yielding) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		o.Move(fyne.NewPos(0, 0))
		o.Resize(size)
	}
}

func (yielding) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.Size{} }
