package kit

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

// RowSpot is the middle of the first row of which a cell says words, from the window's corner; false when there is none, or it is
// scrolled away. The demo and the tests click there.
func (t *Table) RowSpot(words string) (fyne.Position, bool) {
	at := slices.IndexFunc(t.order, func(row int) bool {
		return slices.ContainsFunc(t.rows[row], func(cell string) bool { return strings.Contains(cell, words) })
	})
	if at < 0 {
		return fyne.Position{}, false
	}
	corner, size := Bounds(t.list)
	height := t.newRow().MinSize().Height
	y := float32(at)*(height+theme.SizeForWidget(theme.SizeNamePadding, t.list)) - t.list.GetScrollOffset() + height/2
	if y < 0 || y > size.Height {
		return fyne.Position{}, false
	}
	return corner.AddXY(size.Width/2, y), true
}
