package resident

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"madoguchi/app/kit"
)

// colours of a plate.
type colours struct{ fill, line, text fyne.ThemeColorName }

// The kinds of plates.
var (
	onPaper  = colours{kit.ColorPadKey, kit.ColorPadBorder, kit.ColorText} // characters
	onRed    = colours{kit.ColorPadCancel, kit.ColorNone, kit.ColorOnKey}
	onYellow = colours{kit.ColorPadCorrect, kit.ColorPadBorder, kit.ColorText}
	onGreen  = colours{kit.ColorPadEnter, kit.ColorNone, kit.ColorOnKey}
	onBlue   = colours{kit.ColorKey, kit.ColorNone, kit.ColorOnKey}
)

// plate is something to press. It looks the same before, during and after a press and under a pointer: from behind, nobody
// reads from it what was pressed (第23条第3号).
type plate struct {
	widget.BaseWidget
	id, word, mark string
	colours        colours
	text           fyne.ThemeSizeName
	least          fyne.Size
	focused        bool
	tapped         func()
	self           fyne.CanvasObject // what stands in the window: the plate, or the choice round it
}

func newPlate(id, word, mark string, c colours, text fyne.ThemeSizeName, least fyne.Size, tapped func()) *plate {
	p := &plate{id: id, word: word, mark: mark, colours: c, text: text, least: least, tapped: tapped}
	p.self = p
	p.ExtendBaseWidget(p)
	return p
}

// ID is the stable id.
func (p *plate) ID() string { return p.id }

// Words is what is printed on the plate.
func (p *plate) Words() string { return p.word }

// Tapped is a finger or the mouse.
func (p *plate) Tapped(*fyne.PointEvent) {
	if p.tapped != nil {
		p.tapped()
	}
}

// choice is a plate that the keyboard can reach: everything but the keys of the pad.
type choice struct{ plate }

func newChoice(id, word, mark string, c colours, text fyne.ThemeSizeName, least fyne.Size, tapped func()) *choice {
	b := &choice{plate{id: id, word: word, mark: mark, colours: c, text: text, least: least, tapped: tapped}}
	b.self = b
	b.ExtendBaseWidget(b)
	return b
}

// FocusGained shows the ring.
func (b *choice) FocusGained() { b.focus(true) }

// FocusLost hides it.
func (b *choice) FocusLost() { b.focus(false) }

func (b *choice) focus(on bool) {
	b.focused = on
	b.Refresh()
}

// TypedRune is not used: space comes as a key.
func (b *choice) TypedRune(rune) {}

// TypedKey presses with Enter or space.
func (b *choice) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace:
		b.Tapped(nil)
	}
}

// CreateRenderer draws the plate.
func (p *plate) CreateRenderer() fyne.WidgetRenderer {
	r := &plateRenderer{plate: p, ring: &canvas.Rectangle{}, gap: &canvas.Rectangle{}, box: &canvas.Rectangle{},
		word: &canvas.Text{}, mark: &canvas.Text{}}
	r.update()
	return r
}

type plateRenderer struct {
	plate          *plate
	ring, gap, box *canvas.Rectangle // the ring of the keyboard is black outside, yellow inside
	word, mark     *canvas.Text
}

func (r *plateRenderer) update() {
	p := r.plate
	r.ring.FillColor, r.gap.FillColor = kit.Color(kit.ColorNone), kit.Color(kit.ColorNone)
	if p.focused {
		r.ring.FillColor, r.gap.FillColor = kit.Color(kit.ColorFocusOutline), kit.Color(kit.ColorFocusRing)
	}
	r.box.FillColor, r.box.StrokeColor, r.box.StrokeWidth = kit.Color(p.colours.fill), kit.Color(p.colours.line), 0
	if p.colours.line != kit.ColorNone {
		r.box.StrokeWidth = kit.LineThick
	}
	for text, s := range map[*canvas.Text]string{r.word: p.word, r.mark: p.mark} {
		text.Text, text.Color, text.TextSize = s, kit.Color(p.colours.text), kit.Size(p.text)
		text.TextStyle = fyne.TextStyle{Bold: true}
		text.FontSource = kit.FaceOf(text.TextStyle)
	}
	r.Layout(p.Size())
}

// Layout puts the mark before the word, or over it where the plate is too narrow.
func (r *plateRenderer) Layout(size fyne.Size) {
	spread(r.ring, size, ringWide+ringGap)
	spread(r.gap, size, ringGap)
	spread(r.box, size, 0)
	word, mark := r.word.MinSize(), r.mark.MinSize()
	gap := kit.SpaceInside
	if r.plate.mark == "" || r.plate.word == "" {
		gap = 0
		mark.Width *= b2f(r.plate.mark != "")
		word.Width *= b2f(r.plate.word != "")
	}
	x, y := (size.Width-word.Width-gap-mark.Width)/2, (size.Height-word.Height)/2
	if x >= kit.SpaceInside || gap == 0 {
		place(r.mark, x, y, mark)
		place(r.word, x+mark.Width+gap, y, word)
		return
	}
	y = (size.Height - word.Height - mark.Height) / 2
	place(r.mark, (size.Width-mark.Width)/2, y, mark)
	place(r.word, (size.Width-word.Width)/2, y+mark.Height, word)
}

func b2f(b bool) float32 {
	if b {
		return 1
	}
	return 0
}

func place(o fyne.CanvasObject, x, y float32, size fyne.Size) {
	o.Move(fyne.NewPos(x, y))
	o.Resize(size)
}

func spread(box *canvas.Rectangle, size fyne.Size, by float32) {
	box.CornerRadius = kit.Radius + by
	place(box, -by, -by, size.AddWidthHeight(2*by, 2*by))
}

func (r *plateRenderer) MinSize() fyne.Size {
	wide := max(r.word.MinSize().Width, r.mark.MinSize().Width) + 2*kit.SpaceInside
	if r.plate.least.Width > leastKey && r.plate.mark != "" { // there is room for the mark beside the word
		wide = r.word.MinSize().Width + r.mark.MinSize().Width + kit.SpaceInside + 2*kit.SpaceBetween
	}
	return r.plate.least.Max(fyne.NewSize(wide, 0))
}

func (r *plateRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.ring, r.gap, r.box, r.mark, r.word}
}

func (r *plateRenderer) Destroy() {}

func (r *plateRenderer) Refresh() {
	r.update()
	canvas.Refresh(r.plate.self)
}
