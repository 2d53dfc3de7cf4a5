package kit

import "fyne.io/fyne/v2"

// Covered lets a field show dots while the curtain covers, with a small button to see while it is held what was typed. part is
// what is typed there.
func (f *Field) Covered(c *Curtain, part string) *Field {
	e := f.entry
	peek := newPersonal(c, f.id+".peek", part, "")
	peek.cover = func() fyne.CanvasObject {
		if c.shade != ShadeHold {
			return Over()
		}
		return Pad(SpaceTight, VStack(0, Filler(), Over(peek.edge, PadXY(SpaceInside, 0, Height(Size(HeightField)-2*SpaceInside, coverText(c.words.Peek(), Text14)))), Filler()))
	}
	peek.draw = func() {
		if peek.shown {
			peek.edge.Set(ColorKey, ColorNone) // the button stays under the hand
		} else {
			peek.fill()
		}
		e.conceal(!peek.open())
	}
	e.ActionItem, e.personal = peek.begin(), true
	e.conceal(!peek.open())
	return f
}

// conceal shows dots in place of what was typed; such text cannot be copied.
func (e *fieldEntry) conceal(on bool) {
	e.Password = on
	if e.arrange != nil {
		e.arrange() // the small button comes and goes
	}
	e.Refresh()
}

func (f *Field) bare() bool { return f.entry.personal && !f.entry.Password && f.entry.Text != "" }
