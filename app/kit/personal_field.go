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
		return VStack(0, Filler(), Over(peek.edge, PadXY(SpaceInside, SpaceTight, coverText(c.words.Peek, Text14))), Filler())
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
	if e.Password != on {
		e.Password = on
		e.Refresh()
	}
}

func (f *Field) bare() bool { return f.entry.personal && !f.entry.Password && f.entry.Text != "" }
