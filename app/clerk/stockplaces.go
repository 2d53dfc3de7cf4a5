package clerk

import (
	"fyne.io/fyne/v2"

	"madoguchi/app/kit"
	"madoguchi/internal/stock"
)

// placeTable offers places; one press chooses.
func (w *Window) placeTable(id string, places []stock.Place, chosen func(stock.PlaceID)) fyne.CanvasObject {
	t := w.text
	table := kit.NewTable(id, kit.Column{Title: t.T("places.id"), Width: 110}, kit.Column{Title: t.T("places.name")}, kit.Column{Title: t.T("places.kind"), Width: 150},
		kit.Column{Title: t.T("places.group"), Width: 130})
	rows := make([][]string, len(places))
	for i, p := range places {
		rows[i] = []string{string(p.ID), p.Name, w.kindWord(p.Kind), p.Group}
	}
	table.Unit(t.T("table.unit")).OnSelect(func(row int) { w.Bridge.Post(func() { chosen(places[row].ID) }) })
	table.SetRows(rows)
	return table
}
