package kit

import (
	"image"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// Leaf shows one page of a paper as it will be printed, at a width; its height follows.
func Leaf(page image.Image, width float32) fyne.CanvasObject {
	picture := canvas.NewImageFromImage(page)
	picture.FillMode = canvas.ImageFillStretch // the leaf has the page's proportions already
	size := page.Bounds().Size()
	picture.SetMinSize(fyne.NewSize(width, width*float32(size.Y)/float32(size.X)))
	return Over(NewSurface(ColorPage, ColorBorder, LineThin, 0), Pad(LineThin, picture))
}
