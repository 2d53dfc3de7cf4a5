package clerk

import (
	"fyne.io/fyne/v2"

	"madoguchi/app/kit"
)

// disposalsPage is the room 廃棄.
type disposalsPage struct{ w *Window }

func newDisposalsPage(w *Window) *disposalsPage { return &disposalsPage{w: w} }

func (p *disposalsPage) leave() {}

func (p *disposalsPage) show() fyne.CanvasObject { return kit.Heading(p.w.text.T("room.disposals")) }
