package kit

import (
	"image"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
)

// Personal shows something personal, or its cover. A cover has always the same size, so that it does not tell how long the value is; it
// says in words what lies under it, and is dark, so that it is seen from afar that something is covered.
type Personal struct {
	composite
	grip
	ear
	body  *fyne.Container
	edge  *Surface                 // of the cover, and of what is held
	plain func() fyne.CanvasObject // nil when there is nothing to see
	cover func() fyne.CanvasObject
}

// Personal makes the widget of one value: which part of a person it is ("name"), of which case ("" for none), the value, and what may
// stand in its place before a visitor ("" for nothing). It stands on one line.
func (c *Curtain) Personal(id, part, of, value, brief string, style TextStyle) *Personal {
	style.Keep = true
	size := Size(Text16)
	if style.Size != "" {
		size = Size(style.Size)
	}
	p := newPersonal(c, id, part, of)
	p.plain = func() fyne.CanvasObject {
		text := NewText(value, style)
		if !p.shown {
			return Height(size*coverHeight, text)
		}
		return Over(p.edge, atLeast(size*coverWidth, size*coverHeight, PadXY(SpaceInside, 0, text)))
	}
	p.cover = func() fyne.CanvasObject {
		words, grow := c.label(part), float32(1)
		if c.shade == ShadeSealed {
			grow = sealedGrows
			if brief != "" {
				words = coverMark + brief
			}
		}
		return Width(size*coverWidth*grow, Over(p.edge, atLeast(0, size*coverHeight*grow, PadXY(SpaceInside, 0, coverText(words, Text14)))))
	}
	return p.begin()
}

// The width of a cover, in widths of its own text, and the heights of it and of a value's place.
const (
	coverWidth  = 13
	coverHeight = 1.75
	sealedGrows = 1.3
)

// coverMark is the shape on every cover.
const coverMark = "■■ "

func coverText(words string, size fyne.ThemeSizeName) *Text {
	return NewText(words, TextStyle{Size: size, Color: ColorOnKey, Keep: true})
}

// label is what a cover says.
func (c *Curtain) label(part string) string {
	words := coverMark + c.words.Part(part)
	if c.shade == ShadeHold {
		words += " " + c.words.Hold()
	}
	return words
}

// Leaf shows a page of a paper that names people, or an empty page in its place; of is its case, "" for a list.
func (c *Curtain) Leaf(id, of string, page image.Image, width float32) *Personal {
	p := newPersonal(c, id, "person", of)
	p.plain = func() fyne.CanvasObject { return Leaf(page, width) }
	p.cover = func() fyne.CanvasObject {
		size := page.Bounds().Size()
		words := Over(p.edge, Pad(SpaceGroups, coverText(c.label(p.part), Text18)))
		return Over(NewSurface(ColorPage, ColorBorder, LineThin, 0),
			atLeast(width, width*float32(size.Y)/float32(size.X), VStack(0, PadXY(0, SpaceSections, HStack(0, Filler(), words, Filler())), Filler())))
	}
	return p.begin()
}

func newPersonal(c *Curtain, id, part, of string) *Personal {
	p := &Personal{body: Over(), edge: NewSurface(ColorTextSub, ColorNone, LineThick, SpaceTight)}
	p.grip = grip{curtain: c, part: part, of: of, draw: p.fill}
	p.id, p.root = id, p.body
	return p
}

func (p *Personal) begin() *Personal {
	p.ExtendBaseWidget(p)
	p.fill()
	follow(p.curtain, p, func(p *Personal) { p.draw() })
	return p
}

// fill puts the value or the cover in place.
func (p *Personal) fill() {
	p.body.Objects = nil
	if p.open() {
		p.edge.Set(ColorKeyTint, ColorKey)
		if p.plain != nil {
			p.body.Objects = []fyne.CanvasObject{p.plain()}
		}
	} else {
		p.edge.Set(ColorTextSub, ColorNone)
		p.body.Objects = []fyne.CanvasObject{p.cover()}
	}
	p.body.Refresh()
}

// atLeast asks for a place of a least size.
func atLeast(width, height float32, o fyne.CanvasObject) fyne.CanvasObject {
	keep := canvas.NewRectangle(Color(ColorNone))
	keep.SetMinSize(fyne.NewSize(width, height))
	return Over(keep, o)
}

func (p *Personal) bare() bool { return p.plain != nil && p.open() }

// MouseDown shows the value while the button is down.
func (p *Personal) MouseDown(*desktop.MouseEvent) {
	p.touched(p)
	if p.Disabled() {
		return
	}
	takeFocus(p) // a window that loses the keyboard lets go
	p.down()
}

// MouseUp covers it again.
func (p *Personal) MouseUp(*desktop.MouseEvent) { p.up() }

// MouseIn does nothing.
func (p *Personal) MouseIn(*desktop.MouseEvent) {}

// MouseMoved does nothing.
func (p *Personal) MouseMoved(*desktop.MouseEvent) {}

// MouseOut covers it again.
func (p *Personal) MouseOut() { p.up() }

// KeyDown shows the value while the space bar is down.
func (p *Personal) KeyDown(k *fyne.KeyEvent) {
	if k.Name == fyne.KeySpace {
		p.down()
	}
}

// KeyUp covers it again.
func (p *Personal) KeyUp(k *fyne.KeyEvent) {
	if k.Name == fyne.KeySpace {
		p.up()
	}
}

// TypedKey passes all keys but the space bar on to the window.
func (p *Personal) TypedKey(k *fyne.KeyEvent) {
	if !p.notForMe(p, k) && k.Name != fyne.KeySpace {
		passOn(p, k)
	}
}

// TypedRune is not used.
func (p *Personal) TypedRune(r rune) { p.heard(p, r) }

// FocusGained shows where the keyboard is.
func (p *Personal) FocusGained() {
	if !p.open() {
		p.edge.Set(ColorText, ColorFocusRing)
	}
}

// FocusLost covers the value.
func (p *Personal) FocusLost() {
	p.up()
	if !p.open() {
		p.edge.Set(ColorTextSub, ColorNone)
	}
}

// Disabled keeps the keyboard from values that cannot be held.
func (p *Personal) Disabled() bool { return p.curtain.shade != ShadeHold }

// Enable does nothing: the curtain decides.
func (p *Personal) Enable() {}

// Disable does nothing: the curtain decides.
func (p *Personal) Disable() {}

// Cursor is a hand where something can be held.
func (p *Personal) Cursor() desktop.Cursor {
	if p.Disabled() {
		return desktop.DefaultCursor
	}
	return desktop.PointerCursor
}
