package kit

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// CreateRenderer draws the button.
func (b *Button) CreateRenderer() fyne.WidgetRenderer {
	r := &buttonRenderer{
		button: b,
		ring:   newFocusRing(),
		box:    &canvas.Rectangle{CornerRadius: Radius},
		label:  canvas.NewText("", Color(ColorText)),
		hint:   canvas.NewText("", Color(ColorText)),
	}
	r.update()
	return r
}

type buttonRenderer struct {
	button      *Button
	ring        *focusRing
	box         *canvas.Rectangle
	label, hint *canvas.Text
}

// look is the colours of one state.
type look struct{ fill, line, text fyne.ThemeColorName }

func (b *Button) look() look {
	switch {
	case b.Disabled() && (b.kind == Filled || b.kind == Danger):
		return look{ColorDisabled, ColorNone, ColorPanel}
	case b.Disabled() && b.kind == Outlined:
		return look{ColorPage, ColorDisabled, ColorDisabled}
	case b.Disabled():
		return look{ColorNone, ColorNone, ColorDisabled}
	case b.kind == Filled:
		return look{b.state(ColorKey, ColorKeyHover, ColorKeyPressed), ColorNone, ColorOnKey}
	case b.kind == Danger:
		return look{b.state(ColorError, ColorError, ColorText), ColorNone, ColorOnKey}
	case b.kind == Outlined:
		return look{b.state(ColorPage, ColorKeyTint, ColorKeyTintStrong), ColorKey, ColorKey}
	}
	return look{b.state(ColorNone, ColorKeyTint, ColorKeyTintStrong), ColorNone, ColorKey}
}

func (b *Button) state(rest, hover, pressed fyne.ThemeColorName) fyne.ThemeColorName {
	switch {
	case b.pressed:
		return pressed
	case b.hovered:
		return hover
	}
	return rest
}

func (b *Button) heights() (seen, tap, width float32, text fyne.ThemeSizeName) {
	switch b.size {
	case Main:
		return Size(HeightButtonMain), Size(HeightButtonMain), Size(WidthButtonMain), Text18
	case InTable:
		return Size(HeightButtonInTable), Size(HeightTap), Size(WidthButtonInTable), Text14
	}
	return Size(HeightButtonNormal), Size(HeightButtonNormal), Size(WidthButtonNormal), Text16
}

func (r *buttonRenderer) update() {
	b := r.button
	l := b.look()
	_, _, _, text := b.heights()
	r.box.FillColor, r.box.StrokeColor, r.box.StrokeWidth = Color(l.fill), Color(l.line), 0
	if l.line != ColorNone {
		r.box.StrokeWidth = LineThin
	}
	if b.focused && l.fill == ColorNone {
		r.box.FillColor = Color(ColorPage) // else the ring would shine through
	}
	r.label.Text, r.label.Color, r.label.TextSize = b.label, Color(l.text), Size(text)
	r.label.TextStyle = fyne.TextStyle{Bold: boldFace.hasAll(b.label)}
	r.label.FontSource = FaceOf(r.label.TextStyle)
	r.hint.Text, r.hint.Color, r.hint.TextSize = "", Color(l.text), Size(Text14)
	if strings.HasPrefix(string(b.key), "F") {
		r.hint.Text = string(b.key)
	}
	r.ring.show(b.focused)
	r.Layout(b.Size())
}

func (r *buttonRenderer) hintWidth() float32 {
	if r.hint.Text == "" {
		return 0
	}
	return r.hint.MinSize().Width + SpaceInside
}

func (r *buttonRenderer) Layout(size fyne.Size) {
	seen, _, _, _ := r.button.heights()
	height := min(max(seen, size.Height-(Size(HeightTap)-Size(HeightButtonInTable))), size.Height)
	if r.button.size != InTable {
		height = size.Height
	}
	top := (size.Height - height) / 2
	r.box.Move(fyne.NewPos(0, top))
	r.box.Resize(fyne.NewSize(size.Width, height))
	r.ring.around(fyne.NewPos(0, top), r.box.Size(), Radius)
	label := r.label.MinSize()
	x := (size.Width - label.Width - r.hintWidth()) / 2
	r.label.Resize(label)
	r.label.Move(fyne.NewPos(x, top+(height-label.Height)/2))
	hint := r.hint.MinSize()
	r.hint.Resize(hint)
	r.hint.Move(fyne.NewPos(x+label.Width+SpaceInside, top+(height-hint.Height)/2))
}

func (r *buttonRenderer) MinSize() fyne.Size {
	_, tap, width, _ := r.button.heights()
	side := SpaceBetween
	if r.button.size == InTable {
		side = SpaceSmall
	}
	return fyne.NewSize(max(width, r.label.MinSize().Width+r.hintWidth()+2*side), tap)
}

func (r *buttonRenderer) Objects() []fyne.CanvasObject {
	return append(r.ring.objects(), r.box, r.label, r.hint)
}

func (r *buttonRenderer) Destroy() {}

func (r *buttonRenderer) Refresh() {
	r.update()
	canvas.Refresh(r.button)
}
