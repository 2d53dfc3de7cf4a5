package kit

import (
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// Scroll lets a page be longer than its place.
func Scroll(o fyne.CanvasObject) fyne.CanvasObject { return container.NewVScroll(o) }

func itoa(n int) string { return strconv.Itoa(n) }
