package clerk

import (
	"fyne.io/fyne/v2"

	"madoguchi/app/kit"
)

// incidentsPage is the room 事故.
type incidentsPage struct{ w *Window }

func newIncidentsPage(w *Window) *incidentsPage { return &incidentsPage{w: w} }

func (p *incidentsPage) leave() {}

func (p *incidentsPage) show() fyne.CanvasObject { return kit.Heading(p.w.text.T("room.incidents")) }
