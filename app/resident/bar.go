package resident

import (
	"fyne.io/fyne/v2"

	"madoguchi/app/kit"
	"madoguchi/i18n"
	"madoguchi/internal/juki"
)

// bar is what stands at the same places on every page: languages on the left, time and help on the right.
func (w *Window) bar(v view) fyne.CanvasObject {
	t := w.speak()
	row := kit.HStack(kit.SpaceBetween)
	for _, lang := range i18n.Languages() {
		c := onPaper
		if lang == v.lang {
			c = onBlue
		}
		row.Add(barButton("lang."+lang, w.texts.In(lang).T("resident.language"), c, func() { w.setLanguage(lang) }))
	}
	row.Add(kit.Filler())
	if w.training {
		row.Add(kit.Over(kit.NewSurface(kit.ColorWarningMark, kit.ColorNone, 0, kit.Radius),
			kit.PadXY(kit.SpaceBetween, kit.SpaceInside, kit.NewText(t.T("resident.training"), kit.TextStyle{Size: kit.Text20, Bold: true, Keep: true}))))
		row.Add(kit.Filler())
	}
	if v.entry != nil {
		row.Add(barButton("more-time", t.T("resident.more-time"), onPaper, w.moreTime))
	}
	if v.guide != juki.GuideRest { // nobody sits there
		word := "resident.call-staff"
		if v.called {
			word = "resident.staff-called"
		}
		row.Add(barButton("call-staff", t.T(word), onPaper, w.callStaff))
	}
	return kit.Height(barHeight, row)
}

func barButton(id, word string, c colours, tapped func()) *choice {
	return newChoice(id, word, "", c, kit.Text20, fyne.NewSize(leastKey, barHeight), tapped)
}

// sheet is one page: the bar above, something below, the page between.
func (w *Window) sheet(v view, bottom, middle fyne.CanvasObject) fyne.CanvasObject {
	return kit.PadXY(margin, kit.SpaceInside, kit.Sides(w.bar(v), bottom, nil, nil, middle))
}
