package clerk

import (
	"fyne.io/fyne/v2"

	"madoguchi/app/kit"
)

// picksPage is the room 前日準備.
type picksPage struct{ w *Window }

func newPicksPage(w *Window) *picksPage { return &picksPage{w: w} }

func (p *picksPage) leave() {}

func (p *picksPage) show() fyne.CanvasObject { return kit.Heading(p.w.text.T("room.picks")) }
