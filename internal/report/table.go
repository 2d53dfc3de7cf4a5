package report

import (
	"slices"
	"strings"
)

// alignment of a column.
type alignment int

const (
	left alignment = iota
	right
	centre
	boxed // a box to tick by hand in the middle instead of text
)

// column of a table; width in millimetres.
type column struct {
	title string
	width float64
	align alignment
}

// cell of a row. A cell's text wraps; nothing is cut off.
type cell struct {
	text  string
	style style
	align alignment
}

// rowLook is how a row is set.
type rowLook struct {
	fill    ink     // painted when not black
	heavy   bool    // a heavier rule above: totals
	least   float64 // least height in millimetres, where it is more than the table's
	keep    float64 // so much more must fit below it on the page
	noRules bool    // no rules between the columns
}

// table lays rows out over as many pages as they need, with its heading on each.
type table struct {
	paper     *paper
	columns   []column
	least     float64 // least height of a row; 0 means leastRow
	bare      bool    // no heading
	y         float64
	top       float64        // where the frame of this page's part begins
	newPage   func() float64 // turns the page, draws its head, gives where the table goes on
	continues func()         // adds a row that says what goes on, after a page turn; may be nil
	leaves    func()         // adds the last row of a page that is left (次頁へ繰越), into the room of reserve; may be nil
	reserve   float64        // room that is kept free at the foot of each page
}

const (
	cellPadding   = 1.6
	closePadding  = 0.9 // above and below the text where the table's own least height is asked for
	leastRow      = 7.0
	headingHeight = 7.0
)

var headingStyle = style{8.5, true, black}

// headingLine is the distance of the lines of a column's title in ems: closer than those of a text.
const headingLine = 1.2

// open begins the table at y, or on the next page where the heading and two rows would not fit.
func (t *table) open(y float64) {
	if y+t.headingHeight()+2*leastRow > t.bottom() {
		y = t.newPage()
	}
	t.begin(y)
}

// headingHeight is that of the title with the most lines.
func (t *table) headingHeight() float64 {
	if t.bare {
		return 0
	}
	lines := 1
	for _, c := range t.columns {
		lines = max(lines, 1+strings.Count(c.title, "\n"))
	}
	return headingHeight + float64(lines-1)*headingStyle.em()*headingLine
}

// begin draws the heading at y.
func (t *table) begin(y float64) {
	t.top, t.y = y, y
	if t.bare {
		return
	}
	x, height := leftEdge, t.headingHeight()
	t.paper.fill(leftEdge, y, contentWidth, height, headTint)
	for i, c := range t.columns {
		lines := strings.Split(c.title, "\n")
		at := middle(y, height, headingStyle) - float64(len(lines)-1)*headingStyle.em()*headingLine/2
		for _, line := range lines {
			t.paper.textCentre(x+c.width/2, at, headingStyle, line)
			at += headingStyle.em() * headingLine
		}
		if i > 0 {
			t.paper.line(x, y, x, y+height, 0.15, ruling)
		}
		x += c.width
	}
	t.y += height
}

// bottom is where the rows of a page end.
func (t *table) bottom() float64 { return bottomEdge - t.reserve }

// end closes the frame on this page.
func (t *table) end() {
	t.paper.box(leftEdge, t.top, contentWidth, t.y-t.top, 0.35, frame)
}

// turn goes on with the table on a new page.
func (t *table) turn() {
	if t.leaves != nil {
		reserve := t.reserve
		t.reserve = 0
		t.leaves()
		t.reserve = reserve
	}
	t.end()
	t.begin(t.newPage())
	if t.continues != nil {
		t.continues()
	}
}

// row adds a row of one cell a column.
func (t *table) row(cells []cell, look rowLook) { t.rowIn(t.columns, cells, look) }

// rowIn adds a row with columns of its own. A row that would not fit goes to the next page; one that is longer than a
// page goes on there.
func (t *table) rowIn(columns []column, cells []cell, look rowLook) {
	lines := make([][][]glyph, len(cells))
	cells = slices.Clone(cells)
	for i, c := range cells {
		if c.align == right && isFigure(c.text) { // a figure that is broken is read as two
			c.style = t.paper.fitted(c.style, c.text, columns[i].width-2*cellPadding)
			cells[i] = c
		}
		lines[i] = t.paper.wrap(c.style, c.text, columns[i].width-2*cellPadding)
	}
	if look.least < t.least {
		look.least = t.least
	}
	whole := t.rowHeight(cells, lines, look)
	if t.y+whole+look.keep > t.bottom() && whole <= t.roomOnPage() {
		t.turn()
	}
	for {
		part, rest := splitLines(cells, lines, t.bottom()-t.y)
		if part == nil { // not even one line fits here
			t.turn()
			continue
		}
		t.drawRow(columns, cells, part, look)
		if rest == nil {
			return
		}
		lines = rest
		t.turn()
	}
}

// isFigure tells a number, with its sign, separators and brackets, from a text.
func isFigure(text string) bool { return strings.Trim(text, "0123456789,+−()") == "" }

// roomOnPage is the height a row can have on a fresh page, with some room for its head.
func (t *table) roomOnPage() float64 { return t.bottom() - topEdge - 40 }

func (t *table) rowHeight(cells []cell, lines [][][]glyph, look rowLook) float64 {
	height, padding := leastRow, 2*cellPadding
	if t.least > 0 {
		height, padding = t.least, 2*closePadding
	}
	height = max(height, look.least)
	for i, c := range cells {
		height = max(height, textHeight(c.style, len(lines[i]))+padding)
	}
	return height
}

// textHeight of so many lines, from the top of the first kanji to the foot of the last.
func textHeight(s style, lines int) float64 {
	return s.em() * (1 + lineSpacing*float64(max(lines, 1)-1))
}

// splitLines divides the lines of a row into those that fit a height and the rest; rest is nil when all fit,
// part is nil when not even one line of each cell does.
func splitLines(cells []cell, lines [][][]glyph, height float64) (part, rest [][][]glyph) {
	part, rest = make([][][]glyph, len(lines)), make([][][]glyph, len(lines))
	left := false
	for i, c := range cells {
		fit := 0
		for fit < len(lines[i]) && textHeight(c.style, fit+1)+2*cellPadding <= height {
			fit++
		}
		if fit == 0 && len(lines[i]) > 0 {
			return nil, nil
		}
		part[i], rest[i] = lines[i][:fit], lines[i][fit:]
		left = left || len(rest[i]) > 0
	}
	if !left {
		return part, nil
	}
	return part, rest
}

func (t *table) drawRow(columns []column, cells []cell, lines [][][]glyph, look rowLook) {
	height := t.rowHeight(cells, lines, look)
	if look.fill != black {
		t.paper.fill(leftEdge, t.y, contentWidth, height, look.fill)
	}
	thickness, c := 0.15, ruling
	if look.heavy {
		thickness, c = 0.3, frame
	}
	t.paper.line(leftEdge, t.y, rightEdge, t.y, thickness, c)
	x := leftEdge
	for i, cell := range cells {
		width := columns[i].width
		if i > 0 && !look.noRules {
			t.paper.line(x, t.y, x, t.y+height, 0.15, ruling)
		}
		if cell.align == boxed {
			t.paper.tickBox(x+width/2, t.y+height/2)
		} else {
			t.drawCell(x, width, height, cell, lines[i])
		}
		x += width
	}
	t.y += height
}

func (t *table) drawCell(x, width, height float64, c cell, lines [][]glyph) {
	y := t.y + (height-textHeight(c.style, len(lines)))/2 + ascent*c.style.em()
	for _, line := range lines {
		at := x + cellPadding
		switch space := width - 2*cellPadding - widthOf(line)*c.style.em(); c.align {
		case right:
			at += space
		case centre:
			at += space / 2
		}
		t.paper.glyphs(at, y, c.style, line)
		y += c.style.em() * lineSpacing
	}
}

// tickBox draws a box to tick by hand about a point.
func (p *paper) tickBox(x, y float64) {
	const side = 3.6
	p.box(x-side/2, y-side/2, side, side, 0.3, black)
}

// ascent is how far a kanji of BIZ UDGothic reaches above the baseline, in ems.
const ascent = 0.88

// middle is the baseline that centres one line in a height.
func middle(top, height float64, s style) float64 {
	return top + (height-s.em())/2 + ascent*s.em()
}

// spanning adds a row without columns: a bold name on the left and a remark on the right, which wraps beside the name.
func (t *table) spanning(name, remark string, look rowLook) {
	const nameWidth = 0.4 * contentWidth
	look.noRules = true
	t.rowIn([]column{{width: nameWidth}, {width: contentWidth - nameWidth}},
		[]cell{{name, bodyBold, left}, {remark, softStyle, right}}, look)
}

// remark adds one cell over the whole table.
func (t *table) remark(text string) {
	t.rowIn([]column{{width: contentWidth}}, []cell{{text, bodyStyle, centre}}, rowLook{})
}
