package kit

import (
	"strconv"

	"fyne.io/fyne/v2"
)

// Stepper shows where we are in a procedure: steps done, the present one, those to come. It says so by mark and
// word as well as by colour.
type Stepper struct{ composite }

// NewStepper makes a stepper; current counts from 0.
func NewStepper(names []string, current int) *Stepper {
	s := &Stepper{}
	row := HStack(SpaceInside)
	for i, name := range names {
		if i > 0 {
			row.Add(NewText("─", TextStyle{Color: ColorPlaceholder, Keep: true}))
		}
		row.Add(step(i, name, current))
	}
	row.Add(Filler())
	s.root = row
	s.ExtendBaseWidget(s)
	return s
}

func step(i int, name string, current int) fyne.CanvasObject {
	number := strconv.Itoa(i + 1)
	fill, line, ink, words := ColorPage, ColorBorder, ColorTextSub, TextStyle{Color: ColorTextSub, Keep: true}
	switch {
	case i < current:
		number, fill, line, ink = "✓", ColorSuccess, ColorSuccess, ColorOnKey
	case i == current:
		fill, line, ink = ColorKey, ColorKey, ColorOnKey
		words = TextStyle{Bold: true, Keep: true}
	}
	badge := Over(NewSurface(fill, line, LineThick, stepMark/2), NewText(number, TextStyle{Size: Text14, Color: ink, Bold: true, Align: fyne.TextAlignCenter, Keep: true}))
	return HStack(SpaceTight, Width(stepMark, Height(stepMark, badge)), NewText(name, words))
}

const stepMark float32 = 26 // pixels
