package kit

import (
	"cmp"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

func (c Column) align() fyne.TextAlign {
	if c.Number {
		return fyne.TextAlignTrailing
	}
	return fyne.TextAlignLeading
}

// compare puts numbers by their value and texts by their code points; what is no number stands before all numbers.
func (t *Table) compare(a, b string) int {
	if !t.columns[t.sorted].Number {
		return cmp.Compare(a, b)
	}
	x, xErr := number(a)
	y, yErr := number(b)
	switch {
	case xErr != nil && yErr != nil:
		return cmp.Compare(a, b)
	case xErr != nil:
		return -1
	case yErr != nil:
		return 1
	}
	return cmp.Compare(x, y)
}

func number(s string) (int, error) { return strconv.Atoi(strings.ReplaceAll(s, ",", "")) }

// grouped writes a number with separators.
func grouped(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// columnTitle is the head of a column; pressing it sorts by the column.
type columnTitle struct {
	composite
	press
	ear
	title  string
	words  *Text
	ground *Surface
	tapped func()
}

func newColumnTitle(id string, c Column, tapped func()) *columnTitle {
	t := &columnTitle{title: c.Title, tapped: tapped, ground: NewSurface(ColorNone, ColorNone, LineThick, SpaceTight),
		words: NewText(c.Title, TextStyle{Bold: true, Keep: true, Align: c.align()})}
	t.id = id
	t.root = Over(t.ground, t.words)
	t.ExtendBaseWidget(t)
	return t
}

func (t *columnTitle) setMark(mark string) { t.words.SetText(t.title + mark) }

// Tapped sorts.
func (t *columnTitle) Tapped(*fyne.PointEvent) {
	t.touched(t)
	takeFocus(t)
	t.tapped()
}

// TypedKey sorts with Enter or the space bar.
func (t *columnTitle) TypedKey(k *fyne.KeyEvent) {
	if t.notForMe(t, k) {
		return
	}
	switch k.Name {
	case fyne.KeySpace, fyne.KeyReturn, fyne.KeyEnter:
		if t.once() {
			t.tapped()
		}
	default:
		passOn(t, k)
	}
}

// TypedRune is not used.
func (t *columnTitle) TypedRune(r rune) { t.heard(t, r) }

// KeyDown and KeyUp tell a held key from a new one.
func (t *columnTitle) KeyDown(*fyne.KeyEvent) { t.down() }

// KeyUp is the other half of KeyDown.
func (t *columnTitle) KeyUp(*fyne.KeyEvent) { t.up() }

// FocusGained shows where the keyboard is; there is no room for a ring in the header.
func (t *columnTitle) FocusGained() { t.ground.Set(ColorFocusRing, ColorFocusOutline) }

// FocusLost hides it.
func (t *columnTitle) FocusLost() {
	t.up()
	t.ground.Set(ColorNone, ColorNone)
}

// Cursor is a hand.
func (t *columnTitle) Cursor() desktop.Cursor { return desktop.PointerCursor }
