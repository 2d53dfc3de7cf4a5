package clerk

import (
	"fyne.io/fyne/v2"

	"madoguchi/app/kit"
)

// papersPage is the room 帳票.
type papersPage struct{ w *Window }

func newPapersPage(w *Window) *papersPage { return &papersPage{w: w} }

func (p *papersPage) leave() {}

func (p *papersPage) show() fyne.CanvasObject { return kit.Heading(p.w.text.T("room.papers")) }
