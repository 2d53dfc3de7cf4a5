package kit

import (
	"fyne.io/fyne/v2"
)

// Tone is how good or bad a message is. It is told by colour, by a mark and by the words.
type Tone int

// The tones.
const (
	Info Tone = iota
	Success
	Warning
	Error
)

func (t Tone) colours() (tint, edge fyne.ThemeColorName, mark string) {
	switch t {
	case Success:
		return ColorSuccessTint, ColorSuccess, "✓"
	case Warning:
		return ColorWarningTint, ColorWarning, "!"
	case Error:
		return ColorErrorTint, ColorError, "×"
	}
	return ColorKeyTint, ColorKey, "i"
}

// Banner is a message inside the page: what happened, what to do, and the button that does it.
type Banner struct {
	composite
	words *fyne.Container
}

// NewBanner makes a banner; body may be "".
func NewBanner(id string, tone Tone, title, body string) *Banner {
	b := &Banner{words: VStack(SpaceTight, NewText(title, TextStyle{Size: Text18, Bold: true}))}
	b.id = id
	tint, edge, mark := tone.colours()
	if body != "" {
		b.words.Add(Body(body))
	}
	badge := Over(NewSurface(edge, ColorNone, 0, bannerMark/2), NewText(mark, TextStyle{Color: ColorOnKey, Bold: true, Align: fyne.TextAlignCenter, Keep: true}))
	row := Sides(nil, nil, VStack(0, Width(bannerMark, Height(bannerMark, badge)), Filler()), nil, PadXY(SpaceSmall, 0, b.words))
	b.root = Over(NewSurface(tint, edge, LineThick, Radius), Pad(SpaceSmall, row))
	b.ExtendBaseWidget(b)
	return b
}

// With puts the one button of the banner under its words.
func (b *Banner) With(button *Button) *Banner {
	b.words.Add(Pad(SpaceTight, HStack(0, button, Filler())))
	return b
}

const bannerMark float32 = 28 // pixels: the round mark of a banner

// Tag is one word with a ground that says how good or bad it is.
type Tag struct{ composite }

// NewTag makes a tag.
func NewTag(text string, tone Tone) *Tag {
	t := &Tag{}
	tint, edge, mark := tone.colours()
	t.root = Over(NewSurface(tint, edge, LineThin, Radius), PadXY(SpaceInside, SpaceTight, NewText(mark+" "+text, TextStyle{Size: Text14, Keep: true})))
	t.ExtendBaseWidget(t)
	return t
}

// Status is what a device does.
type Status int

// The states of a device.
const (
	StatusUnknown Status = iota
	StatusGood
	StatusBad
)

// StatusDot is a device in words with a mark before it; the mark's shape differs as well as its colour.
type StatusDot struct {
	composite
	mark, words *Text
}

// NewStatusDot makes a device's line.
func NewStatusDot(id, words string, s Status) *StatusDot {
	d := &StatusDot{mark: NewText("", TextStyle{Size: Text14, Keep: true}), words: NewText("", TextStyle{Size: Text14, Keep: true})}
	d.id = id
	d.root = HStack(SpaceTight, d.mark, d.words)
	d.ExtendBaseWidget(d)
	d.Set(words, s)
	return d
}

// Set changes words and mark.
func (d *StatusDot) Set(words string, s Status) {
	mark, colour := "○", ColorTextSub
	switch s {
	case StatusGood:
		mark, colour = "●", ColorSuccess
	case StatusBad:
		mark, colour = "▲", ColorError
	}
	d.mark.SetStyle(TextStyle{Size: Text14, Keep: true, Color: colour})
	d.mark.SetText(mark)
	d.words.SetText(words)
	d.Refresh()
}
