package kit

import "fyne.io/fyne/v2"

// Passage makes the widget of a text that somebody wrote freely and that may name people: which part it is ("note"), of which case or
// number ("" for none), and the text. It wraps at the width of its place and is read to its end while it is held. The place is as high as
// the text, covered or not: nothing on the page moves when it is held, or when a veil falls and is lifted. The cover has always the same
// size; before a visitor, where nothing can be held, the place has it too.
func (c *Curtain) Passage(id, part, of, value string, style TextStyle) *Personal {
	style.Keep = false
	size := Size(Text16)
	if style.Size != "" {
		size = Size(style.Size)
	}
	p := newPersonal(c, id, part, of)
	p.body.Layout = &passageRoom{curtain: c, measured: NewText(value, style)}
	p.plain = func() fyne.CanvasObject {
		text := PadXY(SpaceInside, SpaceTight, NewText(value, style))
		if !p.shown {
			return text
		}
		return Over(p.edge, text)
	}
	p.cover = func() fyne.CanvasObject {
		grow := float32(1)
		if c.shade == ShadeSealed {
			grow = sealedGrows
		}
		words := PadXY(SpaceInside, 0, coverText(c.label(part), Text14))
		return VStack(0, Width(size*coverWidth*grow, Over(p.edge, atLeast(0, size*coverHeight*grow, words))))
	}
	return p.begin()
}

// passageRoom is the place of a passage.
type passageRoom struct {
	curtain  *Curtain
	measured *Text // stands in no tree: it is asked for its height and never painted
}

// Layout gives the text or its cover the whole place.
func (r *passageRoom) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	r.measured.width = max(0, size.Width-2*SpaceInside)
	for _, o := range objects {
		o.Resize(size)
		o.Move(fyne.NewPos(0, 0))
	}
}

// MinSize is the height of the whole text at the last width, or that of a cover.
func (r *passageRoom) MinSize([]fyne.CanvasObject) fyne.Size {
	text := r.measured.MinSize()
	height := r.measured.size() * coverHeight
	if r.curtain.shade == ShadeSealed {
		return fyne.NewSize(leastWidth*r.measured.size(), height*sealedGrows)
	}
	return fyne.NewSize(leastWidth*r.measured.size(), max(height, text.Height+2*SpaceTight))
}
