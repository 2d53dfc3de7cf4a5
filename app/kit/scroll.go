package kit

import "fyne.io/fyne/v2"

// Scroll lets a page be longer than its place.
func Scroll(o fyne.CanvasObject) fyne.CanvasObject { return VScroll(o) }
