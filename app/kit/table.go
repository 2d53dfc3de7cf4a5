package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"
)

// Column is one column of a table.
type Column struct {
	Title  string
	Number bool    // right-aligned
	Width  float32 // pixels; 0 shares what is left
}

// Table shows rows with thin rulings under a tinted header and the count below. Only what is seen is drawn, so
// thousands of rows are as quick as ten.
type Table struct {
	composite
	columns []Column
	rows    [][]string
	list    *widget.List
	count   *Text
}

// NewTable makes an empty table.
func NewTable(id string, columns ...Column) *Table {
	t := &Table{columns: columns, count: Note("")}
	t.id = id
	titles := make([]fyne.CanvasObject, len(columns))
	for i, c := range columns {
		titles[i] = t.cell(c, c.Title, true)
	}
	header := Over(NewSurface(ColorPanel, ColorRuling, LineThin, 0), Height(Size(HeightRow), container.New(&cells{t}, titles...)))
	t.list = widget.NewList(func() int { return len(t.rows) }, t.newRow, t.fillRow)
	t.root = Sides(header, PadXY(0, SpaceTight, t.count), nil, nil, t.list)
	t.ExtendBaseWidget(t)
	return t
}

// SetRows replaces the rows; each has a text for each column.
func (t *Table) SetRows(rows [][]string) {
	t.rows = rows
	t.count.SetText(countWords(len(rows)))
	t.list.Refresh()
}

func countWords(n int) string { return itoa(n) + " 件" }

func (t *Table) cell(c Column, text string, bold bool) fyne.CanvasObject {
	align := fyne.TextAlignLeading
	if c.Number {
		align = fyne.TextAlignTrailing
	}
	return NewText(text, TextStyle{Bold: bold, Keep: true, Align: align})
}

func (t *Table) newRow() fyne.CanvasObject {
	texts := make([]fyne.CanvasObject, len(t.columns))
	for i, c := range t.columns {
		texts[i] = t.cell(c, "", false)
	}
	return Height(Size(HeightRow)-SpaceTight, container.New(&cells{t}, texts...))
}

func (t *Table) fillRow(i widget.ListItemID, o fyne.CanvasObject) {
	row := o.(*fyne.Container).Objects[1].(*fyne.Container)
	for k, cell := range row.Objects {
		text := ""
		if k < len(t.rows[i]) {
			text = t.rows[i][k]
		}
		cell.(*Text).SetText(text)
	}
}

// cells lays the texts of a row out in the table's columns.
type cells struct{ table *Table }

func (c *cells) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	fixed, shared := float32(0), 0
	for _, col := range c.table.columns {
		fixed += col.Width
		if col.Width == 0 {
			shared++
		}
	}
	x := float32(0)
	for i, o := range objects {
		width := c.table.columns[i].Width
		if width == 0 {
			width = max(0, size.Width-fixed) / float32(shared)
		}
		o.Resize(fyne.NewSize(width-2*SpaceInside, size.Height))
		o.Move(fyne.NewPos(x+SpaceInside, 0))
		x += width
	}
}

func (c *cells) MinSize([]fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(0, Size(HeightRow)-SpaceTight)
}
