package kit

import (
	"slices"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"
)

// Column is one column of a table.
type Column struct {
	Title  string
	Number bool    // right-aligned, and sorted by value
	Width  float32 // pixels; 0 shares what is left
}

// Table shows rows with thin rulings under a tinted header and the count below. Only what is seen is drawn, so
// thousands of rows are as quick as ten. A text that is too long for its column ends with ….
type Table struct {
	composite
	ear
	columns []Column
	rows    [][]string
	order   []int // which row stands where
	list    *widget.List
	count   *Text
	titles  []*columnTitle
	sorted  int // column, -1 when the rows stand as they came
	falling bool
	unit    string
}

// NewTable makes an empty table; the title of column i has the id "<id>.<i>".
func NewTable(id string, columns ...Column) *Table {
	t := &Table{columns: columns, count: Note(""), sorted: -1, unit: " 件"}
	t.id = id
	titles := make([]fyne.CanvasObject, len(columns))
	for i, c := range columns {
		title := newColumnTitle(id+"."+strconv.Itoa(i), c, func() { t.sortBy(i) })
		t.titles = append(t.titles, title)
		titles[i] = title
	}
	header := Over(NewSurface(ColorPanel, ColorRuling, LineThin, 0), Height(Size(HeightRow), container.New(&cells{columns: columns}, titles...)))
	t.list = widget.NewList(func() int { return len(t.order) }, t.newRow, t.fillRow)
	t.list.OnSelected = func(widget.ListItemID) { t.touched(t) }
	t.root = Sides(header, PadXY(0, SpaceTight, t.count), nil, nil, t.list)
	t.ExtendBaseWidget(t)
	return t
}

// Unit is what the count below counts, " 件" at first.
func (t *Table) Unit(unit string) *Table {
	t.unit = unit
	return t
}

// OnSelect is called with the index of a row, as SetRows got it, when somebody chooses the row.
func (t *Table) OnSelect(f func(row int)) *Table {
	t.list.OnSelected = func(at widget.ListItemID) {
		t.touched(t)
		f(t.order[at])
	}
	return t
}

// SetRows replaces the rows; each has a text for each column. The order chosen by a column stays.
func (t *Table) SetRows(rows [][]string) {
	t.rows = rows
	t.count.SetText(grouped(len(rows)) + t.unit)
	t.list.UnselectAll()
	t.arrange()
}

// sortBy sorts by a column; once more turns it round, a third time gives the order in which the rows came.
func (t *Table) sortBy(column int) {
	switch {
	case t.sorted != column:
		t.sorted, t.falling = column, false
	case !t.falling:
		t.falling = true
	default:
		t.sorted = -1
	}
	t.arrange()
}

func (t *Table) arrange() {
	t.order = make([]int, len(t.rows))
	for i := range t.order {
		t.order[i] = i
	}
	if t.sorted >= 0 {
		slices.SortStableFunc(t.order, func(a, b int) int {
			way := t.compare(t.cell(a), t.cell(b))
			if t.falling {
				return -way
			}
			return way
		})
	}
	for i, title := range t.titles {
		mark := ""
		if i == t.sorted {
			mark = " ▲"
			if t.falling {
				mark = " ▼"
			}
		}
		title.setMark(mark)
	}
	t.list.Refresh()
}

func (t *Table) cell(row int) string {
	if t.sorted < len(t.rows[row]) {
		return t.rows[row][t.sorted]
	}
	return ""
}

func (t *Table) newRow() fyne.CanvasObject {
	texts := make([]fyne.CanvasObject, len(t.columns))
	for i, c := range t.columns {
		texts[i] = NewText("", TextStyle{Keep: true, Align: c.align()})
	}
	return Height(Size(HeightRow)-SpaceTight, container.New(&cells{columns: t.columns}, texts...))
}

func (t *Table) fillRow(at widget.ListItemID, o fyne.CanvasObject) {
	row := o.(*fyne.Container).Objects[1].(*fyne.Container)
	values := t.rows[t.order[at]]
	for k, cell := range row.Objects {
		text := ""
		if k < len(values) {
			text = values[k]
		}
		cell.(*Text).SetText(text)
	}
}

// cells lays the parts of a row out in the table's columns.
type cells struct{ columns []Column }

func (c *cells) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	fixed, shared := float32(SpaceInside), 0 // the list's scroll bar lies on the last pixels: no figure stands under it
	for _, col := range c.columns {
		fixed += col.Width
		if col.Width == 0 {
			shared++
		}
	}
	x := float32(0)
	for i, o := range objects {
		width := c.columns[i].Width
		if width == 0 {
			width = max(0, size.Width-fixed) / float32(shared)
		}
		o.Resize(fyne.NewSize(max(0, width-2*SpaceInside), size.Height))
		o.Move(fyne.NewPos(x+SpaceInside, 0))
		x += width
	}
}

func (c *cells) MinSize([]fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(0, Size(HeightRow)-SpaceTight)
}
