package clerk

import (
	"fyne.io/fyne/v2"

	"madoguchi/app/kit"
)

// quietly is the sign beside fields where numbers and names are typed, while somebody may hear (第19条第6号): the louder, the nearer visitors are. Where
// nobody is it is nothing.
func (w *Window) quietly() fyne.CanvasObject {
	switch w.curtain.Shade() {
	case kit.ShadeNone:
		return kit.VStack(0)
	case kit.ShadeSealed:
		return kit.NewText(w.text.T("quiet.near"), kit.TextStyle{Size: kit.Text20, Color: kit.ColorError}).WithID("reception.quiet")
	}
	return kit.Note(w.text.T("quiet")).WithID("reception.quiet")
}
